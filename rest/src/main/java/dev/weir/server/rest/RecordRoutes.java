package dev.weir.server.rest;

import dev.weir.server.Weir;
import dev.weir.server.credits.Credits;
import dev.weir.server.enrichment.Recording;
import dev.weir.server.enrichment.Recordings;
import dev.weir.server.insight.EnrichmentRecord;
import dev.weir.server.insight.EnrichmentRecords;
import dev.weir.server.jobs.Job;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What providers were asked for a job, and what came of it. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}")
@Tag(name = "Results")
class RecordRoutes {

    private static final String LIST = "records";

    private final Weir weir;

    RecordRoutes(Weir weir) {
        this.weir = weir;
    }

    /** What a call cost at the vendor. */
    @Schema(name = "VendorCost")
    record VendorCost(
            @Schema(description = "In the vendor's own unit; what it certainly charged")
            BigDecimal certain,

            @Schema(description = "What it may have charged besides, for calls whose answer was lost or broken")
            BigDecimal possible,

            @Schema(example = "credit") String unit,

            @Schema(
                    description = "reported by the vendor itself, or estimated from its price list",
                    allowableValues = {"reported", "estimated"})
            String source) {}

    /** One provider's outcome for one asking of one cell. */
    @Schema(name = "EnrichmentRecord")
    record RecordJson(
            @Schema(description = "Opaque; names the record in its workspace")
            String id,

            long jobId,
            @Schema(description = "From 0") int rowIndex,
            String step,
            String providerSlug,
            String operation,

            @Schema(description = "The place of the waterfall whose find this one verifies; null for one that finds")
            @Nullable
            String verifies,

            @Schema(description = "What the provider was asked with; empty when it was not asked")
            Map<String, Object> inputData,

            @Schema(description = "All that it gave, also what was not accepted")
            Map<String, Object> outputData,

            @Schema(description = "The fields of it that were accepted")
            List<String> acceptedFields,

            @Schema(allowableValues = {"success", "failed", "skipped"})
            String status,

            @Schema(
                    description =
                            "A code, such as not_found, rejected, bad_answer, error, in_doubt, timed_out, blocked;"
                                    + " of a skipped one no_input, cap_reached, unavailable, credentials_missing, suppressed,"
                                    + " needed_in_doubt")
            @Nullable
            String errorReason,

            @Schema(description = "More about it, if there is more to say") @Nullable
            String errorDetail,

            @Schema(description = "One sentence for a human")
            String explanation,

            @Schema(description = "What was charged for it, less what was refunded")
            BigDecimal creditsConsumed,

            @Schema(description = "What came back because the find did not stand when it was verified")
            BigDecimal creditsRefunded,

            VendorCost vendorCost,

            @Schema(description = "The key under which the call was sent, the same for all its attempts")
            String idempotencyKey,

            @Schema(description = "The transfer by which it was charged") @Nullable
            Long creditTransactionId,

            @Schema(
                    description =
                            "Answered from memory, or by another row's call of the same moment: nobody was called")
            boolean cached,

            @Schema(allowableValues = {"asked", "remembered", "followed", "not_asked"})
            String source,

            @Schema(description = "Whether it came after the cell had gone on without it")
            boolean late,

            @Schema(description = "Calls that were made, retries included")
            int attempts,

            @Schema(description = "In milliseconds, all attempts together")
            int latency,

            Instant createdAt,
            Instant updatedAt) {}

    @GetMapping("/enrichment-jobs/{jobId}/records")
    @Needs(Role.VIEWER)
    @Operation(
            summary = "List a job's enrichment records, by row, step and place in the waterfall",
            description =
                    "Cursors are as fast at the last record as at the first; pages by number count from the first."
                            + " With a cursor, total is that of the page where its series began. Calls that are on their way or"
                            + " in doubt have no record yet; the story of their cell tells of them.")
    Answer<List<RecordJson>> list(
            @PathVariable long workspaceId,
            @PathVariable long jobId,
            @RequestParam @Nullable Integer row,
            @RequestParam @Nullable String step,
            @Parameter(description = "A provider's slug, or slug.operation") @RequestParam @Nullable String provider,
            @Parameter(description = "success, failed or skipped") @RequestParam @Nullable String status,
            PageWish wish) {
        Job job = weir.jobs().get(workspaceId, jobId);
        EnrichmentRecords records = weir.insight().records();
        EnrichmentRecords.Filter filter = new EnrichmentRecords.Filter(row, step, provider, outcome(status));
        long[] at = wish.place(LIST, 4);
        Recordings.Key after = at == null
                ? Recordings.Key.START
                : new Recordings.Key(Cursor.integer(at[0]), Cursor.small(at[1]), Cursor.small(at[2]), at[3] == 1);
        return Answer.page(
                wish,
                LIST,
                at == null ? records.count(job, filter) : at[4],
                records.page(job, filter, after, wish.offset(), wish.limit() + 1),
                RecordRoutes::json,
                RecordRoutes::place);
    }

    private static long[] place(EnrichmentRecord record) {
        Recordings.Key key = record.booked().key();
        return new long[] {key.rowIndex(), key.step(), key.place(), key.late() ? 1 : 0};
    }

    private static Recordings.@Nullable Outcome outcome(@Nullable String status) {
        return status == null
                ? null
                : Given.oneOf("status", status, Recordings.Outcome.values(), Recordings.Outcome::text);
    }

    @GetMapping("/enrichment-records/{recordId}")
    @Needs(Role.VIEWER)
    @Operation(summary = "Show one enrichment record")
    Answer<RecordJson> show(@PathVariable long workspaceId, @PathVariable String recordId) {
        return Answer.of(json(weir.insight().records().get(workspaceId, recordId)));
    }

    private static RecordJson json(EnrichmentRecord record) {
        Recordings.Booked booked = record.booked();
        Recording recording = booked.recording();
        boolean asked = recording.source() == Recording.Source.ASKED;
        String reason = record.errorReason();
        return new RecordJson(
                record.id(),
                record.jobId(),
                recording.rowIndex(),
                record.step().name(),
                record.place().spec().id().provider(),
                record.place().spec().id().operation(),
                record.verifies(),
                record.question(),
                recording.outputs().byField(),
                recording.kept(),
                booked.outcome().text(),
                reason,
                reason == null || reason.equals(recording.detail()) ? null : recording.detail(),
                record.why(),
                Credits.amount(recording.charged() - booked.refunded()),
                Credits.amount(booked.refunded()),
                new VendorCost(
                        Credits.amount(recording.vendorCertain()),
                        Credits.amount(recording.vendorPossible()),
                        record.place().spec().unit(),
                        booked.vendorReported() ? "reported" : "estimated"),
                record.idempotencyKey(),
                booked.postId(),
                recording.source() == Recording.Source.REMEMBERED || recording.source() == Recording.Source.FOLLOWED,
                recording.source().name().toLowerCase(Locale.ROOT),
                booked.late(),
                asked ? Math.max(0, recording.attempt() - 1) + recording.tries() : 0,
                recording.latencyMillis(),
                recording.at(),
                booked.refundedAt() == null ? recording.at() : booked.refundedAt());
    }
}
