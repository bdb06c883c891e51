package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.weir.server.catalog.Demand;
import dev.weir.server.catalog.Pinned;
import dev.weir.server.credits.Credits;
import dev.weir.server.jobs.About;
import dev.weir.server.jobs.JobView;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.BlueprintOrigin;
import dev.weir.server.waterfall.StepOrigin;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job as it stands. Amounts in credits. */
@Schema(name = "Job")
record JobAnswer(
        long id,
        String name,

        @Schema(allowableValues = {"pending", "running", "completed", "failed", "partially_completed", "cancelled"})
        String status,

        boolean paused,

        @Schema(
                description =
                        "Finer than the status: a final job is closing until its last call in flight has settled and"
                                + " the rest of what it held has returned",
                allowableValues = {"running", "waiting", "closing", "closed"})
        String phase,

        List<String> requestedFields,

        @Schema(description = "The blueprint it runs, pinned; null for a list of fields, and for a step run by hand")
        @Nullable
        Blueprint blueprint,

        @Schema(description = "Its steps, in order, as they were pinned at the submit")
        List<PinnedStep> steps,

        @Schema(
                description =
                        "Whom each step (of a list of fields: each field) asks, in this order, as it was said or chosen")
        Map<String, List<String>> waterfallConfig,

        @Schema(
                description =
                        "What a value needs to count, by step (of a list of fields: by field), where that is more than usual")
        Map<String, JobOptions.Acceptance> acceptance,

        @Schema(allowableValues = {"hold", "skip", "retry"}) String onDoubt,

        boolean fresh,
        int totalRecords,
        int completedRecords,

        @Schema(description = "Final and not completed, those in doubt included")
        int failedRecords,

        int inDoubtRecords,
        @Nullable BigDecimal maxCredits,
        @Nullable BigDecimal maxCreditsPerRow,

        @Schema(description = "All that was set aside for it: its worst case, or its cap")
        BigDecimal estimatedCredits,

        @Schema(description = "What it was likely to cost when it was submitted; null for jobs of the command line")
        @Nullable
        BigDecimal expectedCredits,

        @Schema(description = "In nine of ten such jobs it is no more; null as expectedCredits is") @Nullable
        BigDecimal p90Credits,

        @Schema(description = "What it was charged, less what was refunded")
        BigDecimal spentCredits,

        @Schema(description = "Held for calls of which nobody knows whether they were charged")
        BigDecimal inDoubtCredits,

        @Schema(description = "Null for a job of the command line") @Nullable
        CreatedBy createdBy,

        @Schema(
                description = "The door it came through",
                allowableValues = {"cli", "api", "upload", "rerun", "audience"})
        String source,

        @Schema(description = "The job whose rows it does again") @Nullable
        Long rerunOf,

        @Schema(description = "As it was given", implementation = Object.class, types = "object")
        @JsonRawValue
        @Nullable
        String metadata,

        Instant createdAt,

        @Schema(description = "When its state last changed; records that end do not count")
        Instant updatedAt,

        @Nullable Instant startedAt,
        @Nullable Instant completedAt,

        @Schema(
                description =
                        "When its rows were let go of, as the workspace's retention says; null while they are there")
        @Nullable
        Instant rowsPrunedAt,

        @Schema(description = "At a submit alone: values that count as unknown, the first 100")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        List<Problem.At> warnings,

        @Schema(description = "At a cancel alone: paid calls on their way, which settle by their outcome")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        Integer callsInFlight,

        @Schema(
                description =
                        "At a cancel alone: late answers that were still waited for, and are not charged any more")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        Integer ticketsOpen) {

    /** Which version of a blueprint. */
    @Schema(name = "JobBlueprint")
    record Blueprint(String slug, int version) {}

    /** A step of a job. */
    @Schema(name = "JobStep")
    record PinnedStep(
            String name,

            @Schema(allowableValues = {"lookup", "compute", "await"})
            String kind,

            List<String> fields,

            @Schema(description = "Names the registered step over all its versions; null in a list of fields") @Nullable
            UUID workflowId,

            @Nullable Integer version) {

        static PinnedStep of(Pinned.Step step) {
            StepOrigin origin = step.origin();
            return new PinnedStep(
                    step.name(),
                    step.kind(),
                    step.fields(),
                    origin == null ? null : origin.workflowId(),
                    origin == null ? null : origin.version());
        }
    }

    /** Who submitted a job. */
    @Schema(name = "JobCreator")
    record CreatedBy(
            long keyId,

            @Schema(description = "The member whose key that is") @Nullable
            Long memberId) {}

    static JobAnswer of(JobView job) {
        return of(job, null, null, null);
    }

    static JobAnswer submitted(JobView job, List<Problem.At> warnings) {
        return of(job, warnings, null, null);
    }

    static JobAnswer cancelled(JobView job, int callsInFlight, int ticketsOpen) {
        return of(job, null, callsInFlight, ticketsOpen);
    }

    private static JobAnswer of(
            JobView job,
            @Nullable List<Problem.At> warnings,
            @Nullable Integer callsInFlight,
            @Nullable Integer ticketsOpen) {
        About about = job.about();
        Long key = about.keyId();
        BlueprintOrigin origin = job.pinned().blueprint();
        return new JobAnswer(
                job.id(),
                job.name(),
                job.status().text(),
                job.paused(),
                job.phase(),
                about.requested(),
                origin == null ? null : new Blueprint(origin.slug(), origin.version()),
                job.pinned().steps().stream().map(PinnedStep::of).toList(),
                job.wanted().waterfalls(),
                acceptance(job.wanted().demands()),
                job.wanted().onDoubt().name().toLowerCase(Locale.ROOT),
                job.fresh(),
                job.totalRows(),
                job.rows().completed(),
                job.rows().failed(),
                job.rows().inDoubt(),
                credits(job.maxCreditsMilli()),
                credits(job.maxRowCreditsMilli()),
                Credits.amount(job.credits().held()),
                credits(about.expectedMilli()),
                credits(about.p90Milli()),
                Credits.amount(job.credits().posted()),
                Credits.amount(job.credits().doubt()),
                key == null ? null : new CreatedBy(key, about.memberId()),
                about.source().name().toLowerCase(Locale.ROOT),
                about.rerunOf(),
                about.metadata(),
                job.createdAt(),
                job.updatedAt(),
                job.startedAt(),
                job.completedAt(),
                job.rowsPrunedAt(),
                warnings,
                callsInFlight,
                ticketsOpen);
    }

    private static Map<String, JobOptions.Acceptance> acceptance(Map<String, Demand> demands) {
        Map<String, JobOptions.Acceptance> byField = new LinkedHashMap<>();
        demands.forEach((field, demand) -> byField.put(
                field,
                new JobOptions.Acceptance(
                        demand.minConfidence(), demand.catchAll().text(), demand.verify(), demand.condition())));
        return byField;
    }

    private static @Nullable BigDecimal credits(@Nullable Long milli) {
        return milli == null ? null : Credits.amount(milli);
    }
}
