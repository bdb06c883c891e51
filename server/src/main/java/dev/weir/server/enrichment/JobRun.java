package dev.weir.server.enrichment;

import dev.weir.server.credits.JobAccounts;
import dev.weir.server.jobs.Job;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A job as its rows' runs see it.
 *
 * @param waits whether cells of it can wait for answers or events that come later
 * @param awaited the events that they can wait for
 * @param reusing the steps that take earlier results of a row's company, by their index
 * @param cancelled whether what is not final is only to be ended
 * @param trace of the batch's run, null when nobody wants to hear of it
 */
record JobRun(
        Job job,
        JobAccounts accounts,
        boolean waits,
        Set<String> awaited,
        Map<Integer, Reusing> reusing,
        boolean cancelled,
        Traces.@Nullable Run trace) {

    JobRun {
        awaited = Set.copyOf(awaited);
        reusing = Map.copyOf(reusing);
    }

    JobRun traced(Traces.@Nullable Run run) {
        return new JobRun(job, accounts, waits, awaited, reusing, cancelled, run);
    }

    /** Misses older than that are not reused either: what was not there may have come since, and is what is looked for. */
    long missesNotBeforeMillis() {
        return job.fresh() || job.rerun() ? job.createdAt().toEpochMilli() : 0;
    }

    /** Whether what that one reuses is none too old for this one. */
    boolean takesWhatSuits(JobRun other) {
        return other.notBeforeMillis() >= notBeforeMillis() && other.missesNotBeforeMillis() >= missesNotBeforeMillis();
    }

    /** Answers older than that are not reused, in milliseconds since 1970. */
    long notBeforeMillis() {
        return job.fresh() ? job.createdAt().toEpochMilli() : 0;
    }
}
