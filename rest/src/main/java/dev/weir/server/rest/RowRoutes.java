package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.credits.Credits;
import dev.weir.server.enrichment.Doubts;
import dev.weir.server.insight.Explanation;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Reuse;
import dev.weir.server.jobs.RowEnd;
import dev.weir.server.jobs.RowPages;
import dev.weir.server.jobs.StoredCell;
import dev.weir.server.jobs.StoredRow;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Computation;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.workspace.Caller;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A job's rows, what was found for them, the story of a cell, and a person's word on a doubt. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/enrichment-jobs/{jobId}")
@Tag(name = "Results")
class RowRoutes {

    private static final String LIST = "rows";

    private final Weir weir;
    private final RunningWeir running;

    RowRoutes(Weir weir, RunningWeir running) {
        this.weir = weir;
        this.running = running;
    }

    /** A value that was found, and where it came from. */
    @Schema(name = "FoundValue")
    record ValueJson(
            Object value,

            @Schema(
                    description =
                            "The place of the waterfall that gave it: a slug, or slug.operation; reused for an earlier"
                                    + " result's, see reusedFrom; empty for what was worked out or awaited")
            String provider,

            String step,

            @Schema(description = "0 to 100, as the provider says; absent where it says nothing") @Nullable
            Object confidence,

            @Schema(description = "The job that found it: this one, or a rerun of it")
            long jobId,

            Instant at,

            @Schema(description = "Absent unless nobody was asked, since the row's company had an earlier result")
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Nullable
            ReusedJson reusedFrom) {}

    /** Where a value is from that was not asked for again. */
    @Schema(name = "ReusedFrom")
    record ReusedJson(
            @Schema(description = "The job that found it; null where it was reported from outside") @Nullable
            Long jobId,

            @Schema(description = "Of that job") @Nullable Integer rowIndex,

            @Schema(description = "When it was found or reported")
            Instant at) {

        static @Nullable ReusedJson of(@Nullable Reuse reuse) {
            return reuse == null ? null : new ReusedJson(reuse.jobId(), reuse.rowIndex(), reuse.at());
        }
    }

    /** A cell. */
    @Schema(name = "Cell")
    record CellJson(
            String step,

            @Schema(
                    allowableValues = {
                        "pending",
                        "queued",
                        "in_progress",
                        "waiting",
                        "completed",
                        "failed",
                        "skipped",
                        "in_doubt",
                        "cancelled",
                        "dead"
                    })
            String state,

            @Schema(
                    description = "Why it failed, was skipped or is in doubt; reused where it completed by an earlier"
                            + " result")
            @Nullable
            String reason,

            @Schema(description = "Fields it was for and did not find")
            List<String> missing,

            @Schema(description = "When it came to be so; null while it is pending, queued or in progress") @Nullable
            Instant at) {}

    /** A row. */
    @Schema(name = "Row")
    record RowJson(
            @Schema(description = "From 0, in the order of the records")
            int rowIndex,

            @Schema(
                    description = "open while a cell has no end; in_doubt rows count among a job's failed ones",
                    allowableValues = {"open", "completed", "failed", "in_doubt"})
            String state,

            @Schema(description = "The company it is about; null where it belongs to its job alone") @Nullable
            Long companyId,

            @Schema(description = "What it knew from the start")
            Map<String, Object> input,

            @Schema(description = "What was found, by field")
            Map<String, ValueJson> values,

            List<CellJson> cells) {}

    @GetMapping("/rows")
    @Needs(Role.VIEWER)
    @Operation(
            summary = "List a job's rows with what was found and how their cells stand",
            description = "With what reruns of the job have made of them. Every page costs the same wherever it lies.")
    Answer<List<RowJson>> list(
            @PathVariable long workspaceId,
            @PathVariable long jobId,
            @Parameter(description = "open, completed, failed or in_doubt") @RequestParam @Nullable String state,
            PageWish wish) {
        Job job = weir.jobs().get(workspaceId, jobId);
        RowEnd end = state == null ? null : Given.oneOf("state", state, RowEnd.values(), RowEnd::text);
        int from = wish.cursor() == null
                ? 0
                : (int) Math.min(Cursor.read(LIST, 1, wish.cursor())[0] + 1, Integer.MAX_VALUE);
        RowPages.Page page = weir.rowPages().page(job, end, from, wish.offset(), wish.limit());
        String next =
                page.more() ? Cursor.of(LIST, page.rows().getLast().stored().index()) : null;
        return Answer.of(
                page.rows().stream().map(row -> json(job.plan(), row)).toList(),
                Answer.Pagination.of(wish, page.total(), next));
    }

    static RowJson json(Plan plan, RowPages.Row row) {
        Map<String, Object> found = new LinkedHashMap<>();
        row.stored().kept().forEach(kept -> found.putIfAbsent(kept.field(), kept.value()));
        Map<String, ValueJson> values = new LinkedHashMap<>();
        for (StoredRow.Kept kept : row.stored().kept()) {
            Step step = plan.steps().get(kept.step());
            values.putIfAbsent(
                    kept.field(),
                    new ValueJson(
                            kept.value(),
                            kept.provider(step),
                            step.name(),
                            found.get(kept.field() + "_confidence"),
                            kept.jobId(),
                            kept.at(),
                            ReusedJson.of(kept.reused())));
        }
        List<CellJson> cells = new ArrayList<>();
        for (int i = 0; i < row.cells().size(); i++) {
            RowPages.Cell cell = row.cells().get(i);
            StoredCell stored = cell.stored();
            cells.add(new CellJson(
                    plan.steps().get(i).name(),
                    cell.state().text(),
                    stored == null ? null : stored.reason(),
                    stored == null || stored.missing() == null
                            ? List.of()
                            : List.of(stored.missing().split(",", -1)),
                    stored == null ? null : stored.at()));
        }
        return new RowJson(
                row.stored().index(),
                row.stored().end().text(),
                row.stored().companyId(),
                row.stored().input().byField(),
                values,
                cells);
    }

    /** A value the row knew, and where it is from. */
    @Schema(name = "KnownValue")
    record KnownJson(
            String field,
            Object value,

            @Schema(description = "input, or the place that gave it")
            String from) {}

    /** One place's part in a cell. */
    @Schema(name = "Turn")
    record TurnJson(
            String provider,

            @Schema(description = "The place whose find it verifies") @Nullable
            String verifies,

            @Schema(
                    allowableValues = {
                        "asked",
                        "remembered",
                        "followed",
                        "passed_over",
                        "in_doubt",
                        "waited_for",
                        "not_reached"
                    })
            String part,

            Map<String, Object> question,

            @Schema(description = "What its answer was judged to be") @Nullable
            String verdict,

            @Nullable String detail,
            @Schema(description = "All that it answered") Map<String, Object> gave,

            @Schema(description = "The fields of it that were accepted")
            List<String> kept,

            BigDecimal creditsCharged,
            BigDecimal creditsRefunded,
            BigDecimal vendorCertain,
            BigDecimal vendorPossible,
            String vendorUnit,
            int attempts,
            @Schema(description = "In milliseconds") int latency,
            @Nullable Instant at,

            @Schema(description = "One sentence for a human")
            String explanation) {}

    /** A value that was there and was not taken. */
    @Schema(name = "LostValue")
    record LostJson(
            String field,
            Object value,
            String provider,
            @Schema(description = "In which it was given") String step,
            @Schema(description = "Why it was not taken") String explanation) {}

    /** A call to which nobody has the answer. */
    @Schema(name = "OpenCall")
    record OpenCallJson(
            @Schema(
                    description = "another_row: that row has made the call, and this cell is settled with it",
                    allowableValues = {"in_flight", "waiting", "in_doubt", "to_be_repeated", "another_row"})
            String state,

            @Nullable String provider,
            int attempt,
            @Schema(description = "Held for it") BigDecimal credits,

            @Schema(description = "What earlier attempts may have cost at the vendor")
            BigDecimal vendorPossible,

            @Nullable Instant since) {}

    /** One part of what was worked out. */
    @Schema(name = "Working")
    record WorkingJson(
            @Schema(description = "As it was written: an expression, a term's name")
            String what,

            @Schema(description = "What that came to") @Nullable
            Object value,

            @Nullable BigDecimal weight,
            @Nullable BigDecimal contribution,

            @Schema(description = "Why it came to nothing") @Nullable
            String note) {}

    /** What a worker said of how far it is. */
    @Schema(name = "WorkerProgress")
    record ProgressJson(
            String message,

            @Schema(description = "As it was sent; null for none", implementation = Object.class)
            @JsonRawValue
            @Nullable
            String data,

            Instant at) {}

    /** How a cell came to be what it is. */
    @Schema(name = "CellStory")
    record StoryJson(
            long jobId,
            int rowIndex,
            String step,
            List<String> fields,
            String state,
            @Nullable String reason,

            @Schema(description = "What else had to be true of a value for it to count; null for nothing") @Nullable
            String acceptCondition,

            @Schema(description = "Which rows the step is for; null for all") @Nullable
            String condition,

            @Schema(description = "Why the condition could not be told of this row, which was passed over then")
            @Nullable
            String conditionTrouble,

            @Schema(description = "How it was worked out, part by part, where nobody was asked")
            List<WorkingJson> workings,

            @Nullable Instant at,

            @Schema(description = "What the row knew when the cell was begun")
            List<KnownJson> known,

            @Schema(description = "What the cell found") List<KnownJson> kept,
            List<String> missing,

            @Schema(description = "The places of the waterfall, in order")
            List<TurnJson> turns,

            @Schema(description = "Values somebody gave and that were not taken")
            List<LostJson> lost,

            List<OpenCallJson> openCalls,

            @Schema(description = "What workers said of how far they are, the latest hundred times")
            List<ProgressJson> progress,

            BigDecimal creditsConsumed) {}

    @GetMapping("/cells/{row}/{step}")
    @Needs(Role.VIEWER)
    @Operation(
            summary = "Tell the story of a cell",
            description = "Who was asked, in which order, what came back, what was rejected and why, what it cost, and"
                    + " what is open. It tells what this job did; a rerun's cells have stories of their own.")
    Answer<StoryJson> story(
            @PathVariable long workspaceId,
            @PathVariable long jobId,
            @Parameter(description = "The row's index, from 0") @PathVariable int row,
            @Parameter(description = "The step's name: the field, in a job of a field list") @PathVariable
                    String step) {
        Job job = weir.jobs().get(workspaceId, jobId);
        return Answer.of(story(job, requireRow(job, row), step(job, step)));
    }

    private StoryJson story(Job job, RowPages.Row row, int step) {
        Explanation told = weir.insight()
                .explanations()
                .of(job, row.stored().index(), job.plan().steps().get(step).name());
        // A rerun may have gone on where this job's own cell has ended; what has no end, no rerun has touched.
        String state = told.at() == null ? row.cells().get(step).state().text() : told.state();
        return new StoryJson(
                job.id(),
                told.row(),
                told.step(),
                told.fields(),
                state,
                told.reason(),
                told.rule(),
                told.condition(),
                told.conditionTrouble(),
                told.workings().stream().map(RowRoutes::json).toList(),
                told.at(),
                told.known().stream().map(RowRoutes::json).toList(),
                told.kept().stream().map(RowRoutes::json).toList(),
                told.missing(),
                told.turns().stream().map(RowRoutes::json).toList(),
                told.lost().stream()
                        .map(lost -> new LostJson(lost.field(), lost.value(), lost.provider(), lost.step(), lost.why()))
                        .toList(),
                told.openCalls().stream()
                        .map(call -> new OpenCallJson(
                                call.state(),
                                call.provider(),
                                call.attempt(),
                                Credits.amount(call.amount()),
                                Credits.amount(call.possible()),
                                call.since()))
                        .toList(),
                weir
                        .transactions()
                        .in(
                                job.workspaceId(),
                                () -> weir.tickets()
                                        .progressOf(
                                                job.workspaceId(),
                                                job.id(),
                                                row.stored().index(),
                                                step))
                        .stream()
                        .map(said -> new ProgressJson(said.message(), said.data(), said.at()))
                        .toList(),
                Credits.amount(told.charged()));
    }

    private static WorkingJson json(Computation.Working working) {
        return new WorkingJson(
                working.what(), working.value(), working.weight(), working.contribution(), working.note());
    }

    private static KnownJson json(Explanation.Known known) {
        return new KnownJson(
                known.field(), known.value(), known.from().equals(Explanation.LIST) ? "input" : known.from());
    }

    private static TurnJson json(Explanation.Turn turn) {
        return new TurnJson(
                turn.provider(),
                turn.verifies(),
                turn.part().name().toLowerCase(Locale.ROOT),
                turn.question(),
                turn.verdict(),
                turn.detail(),
                turn.gave(),
                turn.kept(),
                Credits.amount(turn.charged()),
                Credits.amount(turn.refunded()),
                Credits.amount(turn.vendorCertain()),
                Credits.amount(turn.vendorPossible()),
                turn.unit(),
                turn.tries(),
                turn.millis(),
                turn.at(),
                turn.why());
    }

    private RowPages.Row requireRow(Job job, int row) {
        return weir.rowPages()
                .row(job, row)
                .orElseThrow(() -> Problem.notFound(
                        "unknown_row", "Job " + job.id() + " has no row " + row + "; its rows count from 0."));
    }

    private static int step(Job job, String name) {
        List<Step> steps = job.plan().steps();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).name().equals(name)) {
                return i;
            }
        }
        throw Problem.notFound(
                "unknown_step",
                "Job " + job.id() + " has no step '" + name + "'; it has "
                        + steps.stream().map(Step::name).collect(Collectors.joining(", ")) + ".");
    }

    /** A person's word. */
    @Schema(name = "Resolve")
    record ResolveJson(
            @Schema(
                    description = "not_charged: the vendor did not charge, the held credits come back;"
                            + " charged: it did, they are spent; retry: ask again under the same key, and the"
                            + " vendor may charge once more",
                    allowableValues = {"not_charged", "charged", "retry"},
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            String resolution) {}

    @PostMapping("/cells/{row}/{step}/resolve")
    @Needs(value = Role.MEMBER, credits = true)
    @Operation(
            summary = "Settle a cell's doubt",
            description = "409 when the cell has no call of its own in doubt, or cannot be asked again as things stand;"
                    + " 402 when asking again needs more credits than there are. Cells of other rows that waited for the"
                    + " same call are settled with it. Answers with the cell's story.")
    ResponseEntity<Answer<StoryJson>> resolve(
            @PathVariable long workspaceId,
            @PathVariable long jobId,
            @Parameter(description = "The row's index, from 0") @PathVariable int row,
            @PathVariable String step,
            @RequestBody ResolveJson body,
            Caller.Key caller,
            Act act) {
        Doubts.Resolution resolution = Given.oneOf(
                "resolution",
                Given.required("resolution", body.resolution()),
                Doubts.Resolution.values(),
                RowRoutes::word);
        Job job = weir.jobs().get(workspaceId, jobId);
        requireRow(job, row);
        int index = step(job, step);
        ResponseEntity<Answer<StoryJson>> answer = act.once("doubt.resolved", body, () -> {
            if (weir.doubts().resolve(caller.workspace(), job, row, index, resolution) == 0) {
                throw Problem.conflict(
                        "no_doubt",
                        "No call of row " + row + ", " + step + " is in doubt. A cell that is in doubt because it waits"
                                + " for another one's call is settled there: GET …/doubts lists the calls.");
            }
            return Made.changed(
                    "job " + job.id() + " row " + row + " " + step + ": " + word(resolution),
                    story(job, requireRow(job, row), index));
        });
        running.engine().start(job.id());
        return answer;
    }

    private static String word(Doubts.Resolution resolution) {
        return resolution.name().toLowerCase(Locale.ROOT);
    }
}
