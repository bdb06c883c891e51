package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.server.Weir;
import dev.weir.server.credits.Credits;
import dev.weir.server.insight.Moment;
import dev.weir.server.insight.Timelines;
import dev.weir.server.jobs.Job;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What happened to jobs and their rows, and when. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/enrichment-jobs/{jobId}")
@Tag(name = "Results")
class TimelineRoutes {

    private static final String LIST = "timeline";

    private final Weir weir;

    TimelineRoutes(Weir weir) {
        this.weir = weir;
    }

    /** Something that happened. */
    @Schema(name = "TimelineEntry")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            Instant at,

            @Schema(description = "From 0; absent for what happened to the job") @Nullable
            Integer rowIndex,

            @Nullable String step,

            @Schema(description = "A provider's slug, or slug.operation") @Nullable
            String provider,

            @Schema(
                    description = "What happened, such as asked, ticket_opened, callback, cell; see"
                            + " docs/reference/late-answers.md")
            String kind,

            @Schema(description = "A code or a sentence: the verdict, the state, what was made of it") @Nullable
            String detail,

            @Schema(description = "Credits charged, or given back when negative") @Nullable
            BigDecimal credits,

            @Schema(description = "What it cost at the vendor for certain, in its unit") @Nullable
            BigDecimal vendorCertain,

            @Schema(description = "What it may have cost there besides") @Nullable
            BigDecimal vendorPossible,

            @Nullable String unit,
            @Schema(description = "Milliseconds") @Nullable Long took,

            @Schema(
                    description =
                            "Calls of an asking, copies of a call-back, the number of a submission or of a job, the"
                                    + " sequence of an event")
            @Nullable
            Long number) {

        static Entry of(Moment moment) {
            return new Entry(
                    moment.at(),
                    moment.rowIndex(),
                    moment.step(),
                    moment.provider(),
                    moment.kind().text(),
                    moment.detail(),
                    amount(moment.creditsMilli()),
                    amount(moment.vendorCertainMilli()),
                    amount(moment.vendorPossibleMilli()),
                    moment.vendorCertainMilli() + moment.vendorPossibleMilli() == 0 ? null : moment.unit(),
                    moment.tookMillis(),
                    moment.number());
        }

        private static @Nullable BigDecimal amount(long milli) {
            return milli == 0 ? null : Credits.amount(milli);
        }
    }

    /** A part of a timeline. */
    @Schema(name = "Timeline")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TimelineJson(
            List<Entry> entries,

            @Schema(description = "What leads on; absent at the end") @Nullable
            String nextCursor) {}

    @GetMapping("/timeline")
    @Needs(Role.VIEWER)
    @Operation(
            summary = "Tell what happened to a job: first to the job itself, then row by row, each by time",
            description = "It goes on by nextCursor alone, and has no total: what happens in the meantime is in it.")
    Answer<TimelineJson> ofJob(@PathVariable long workspaceId, @PathVariable long jobId, PageWish wish) {
        Job job = weir.jobs().get(workspaceId, jobId);
        if (wish.cursor() == null && wish.page() > 1) {
            throw Problem.invalid("bad_page", "A timeline has no pages; go on with nextCursor as cursor.")
                    .at("/page", "must be 1 or absent");
        }
        long[] at = wish.cursor() == null ? null : Cursor.read(LIST, 2, wish.cursor());
        Timelines.Page page = weir.insight()
                .timelines()
                .ofJob(
                        job,
                        at == null
                                ? Timelines.Mark.START
                                : new Timelines.Mark(Cursor.integer(at[0]), Cursor.integer(at[1])),
                        wish.limit());
        Timelines.Mark next = page.next();
        return Answer.of(new TimelineJson(
                page.moments().stream().map(Entry::of).toList(),
                next == null ? null : Cursor.of(LIST, next.row(), next.passed())));
    }

    @GetMapping("/rows/{row}/timeline")
    @Needs(Role.VIEWER)
    @Operation(
            summary = "Tell what happened to a row, by time",
            description =
                    "Calls, waits, what came in from outside, retries, changes of state, what each cost and took.")
    Answer<TimelineJson> ofRow(@PathVariable long workspaceId, @PathVariable long jobId, @PathVariable int row) {
        Job job = weir.jobs().get(workspaceId, jobId);
        return Answer.of(new TimelineJson(
                weir.insight().timelines().ofRow(job, row).stream()
                        .map(Entry::of)
                        .toList(),
                null));
    }
}
