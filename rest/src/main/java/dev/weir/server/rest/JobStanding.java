package dev.weir.server.rest;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.credits.Credits;
import dev.weir.server.egress.CredentialState;
import dev.weir.server.insight.Tally;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A job at one moment, for somebody who watches it.
 *
 * @param stopped of the job's providers those that are not asked just now
 */
record JobStanding(
        long jobId,
        String status,
        boolean paused,
        String phase,
        long totalRecords,
        long openRecords,
        long completedRecords,
        long failedRecords,

        @Schema(description = "Of the failed ones, those in doubt")
        long inDoubtRecords,

        List<FieldStanding> fields,
        JobCredits credits,
        @Schema(description = "Calls that are under way") int callsInFlight,

        @Schema(description = "Providers of this job that are not asked just now")
        List<Stopped> stopped) {

    /** @param known rows that had it already */
    record FieldStanding(
            String field,
            long found,

            @Schema(description = "Rows that lacked it and whose turn is over")
            long lookedAt,

            @Schema(description = "Rows that had it already")
            long known) {}

    /** In credits. */
    record JobCredits(
            BigDecimal spent,

            @Schema(description = "Set aside for what is still to come")
            BigDecimal held,

            BigDecimal inDoubt) {}

    /** @param until when it is tried again; absent where only a person can end it */
    record Stopped(String provider, String why, @Nullable Instant until) {}

    static JobStanding of(
            Job job,
            JobProgress progress,
            List<Tally.FieldStand> fields,
            int callsInFlight,
            List<CredentialState> credentials) {
        int ended = progress.rows().completed() + progress.rows().failed();
        Set<String> providers = job.plan().steps().stream()
                .flatMap(step -> step.places().stream())
                .map(place -> place.spec().id().provider())
                .collect(Collectors.toSet());
        return new JobStanding(
                job.id(),
                progress.status().text(),
                progress.paused(),
                progress.phase(),
                progress.totalRows(),
                progress.totalRows() - ended,
                progress.rows().completed(),
                progress.rows().failed(),
                progress.rows().inDoubt(),
                fields.stream()
                        .map(field -> new FieldStanding(field.field(), field.found(), field.lookedAt(), field.known()))
                        .toList(),
                new JobCredits(
                        Credits.amount(progress.credits().posted()),
                        Credits.amount(progress.credits().balance()
                                - progress.credits().doubt()),
                        Credits.amount(progress.credits().doubt())),
                callsInFlight,
                credentials.stream()
                        .filter(state -> state.phase() != CredentialState.Phase.CLOSED
                                && state.key().workspaceId() == job.workspaceId()
                                && providers.contains(state.key().provider()))
                        .map(state -> new Stopped(
                                state.key().provider(), state.phase().name().toLowerCase(Locale.ROOT), state.until()))
                        .toList());
    }

    /** Counts and looks. */
    static final class Looking {
        private final Weir weir;
        private final RunningWeir running;
        private final Job job;
        private final Tally tally;

        Looking(Weir weir, RunningWeir running, Job job) {
            this.weir = weir;
            this.running = running;
            this.job = job;
            this.tally = weir.insight().tally(job);
        }

        JobStanding look() {
            JobProgress progress = weir.jobs().progress(job);
            // After the progress: a final job is counted whole.
            boolean more = tally.refresh();
            while (progress.closed() && more) {
                more = tally.refresh();
            }
            return of(
                    job,
                    progress,
                    tally.fields(),
                    progress.closed() ? 0 : weir.statistics().openCalls(job),
                    progress.closed() ? List.of() : running.egress().state());
        }
    }

    /** Nothing of it changes any more, unless somebody settles a doubt. */
    boolean isLast() {
        return phase.equals("closed");
    }
}
