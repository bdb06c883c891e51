package dev.weir.temporal;

import dev.weir.server.jobs.engine.Grants;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import dev.weir.server.jobs.engine.Outlook;
import dev.weir.server.jobs.engine.Runs;
import dev.weir.temporal.Beats.Wish;
import dev.weir.temporal.workflow.JobActivities;
import dev.weir.temporal.workflow.JobKey;
import dev.weir.temporal.workflow.JobView;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The activities over the doors of jobs. What leaves for Temporal are numbers and states: of a failure its kind alone, since
 * a message may hold values.
 */
final class BatchActivities implements JobActivities {

    private static final Logger LOG = LoggerFactory.getLogger(BatchActivities.class);

    /** How soon a lease that is lost or over ends its activity. */
    private static final Duration LOOKS_AT_LEASE = Duration.ofMillis(500);

    private static final int NAMED_AFTER_A_RUN = 16;

    /** How long an activity goes on with further batches: others that wait for a slot wait no longer than they would. */
    private static final Duration GOES_ON = Duration.ofSeconds(5);

    private final String installation;
    private final Grants grants;
    private final Runs runs;
    private final long node;
    private final TemporalSettings settings;
    private final Supplier<Shares> shares;
    private final LongConsumer forgotten;
    private final AtomicBoolean databaseFailed = new AtomicBoolean();
    private final AtomicBoolean foreignSaid = new AtomicBoolean();
    // Rows of batches that are about to be held.
    private int reserved;

    /**
     * @param installation whose jobs these are
     * @param forgotten is told of jobs whose workflow does not wait for a run that has ended
     */
    BatchActivities(
            String installation,
            Grants grants,
            Runs runs,
            long node,
            TemporalSettings settings,
            Supplier<Shares> shares,
            LongConsumer forgotten) {
        this.installation = installation;
        this.grants = grants;
        this.runs = runs;
        this.node = node;
        this.settings = settings;
        this.shares = shares;
        this.forgotten = forgotten;
    }

    @Override
    public JobView look(JobKey job) {
        requireOurs(job);
        return orFailure("look", () -> view(job.jobId(), Integer.MAX_VALUE));
    }

    @Override
    public JobView runBatch(JobKey job, long batchId) {
        requireOurs(job);
        ActivityExecutionContext context = Activity.getExecutionContext();
        Beats beats = new Beats(context, settings.renewal());
        int rows = settings.rowsOn(context.getInfo().getActivityTaskQueue());
        try {
            Optional<Lease> lease = claim(rows, beats, () -> grants.claimBatch(node, batchId));
            if (lease.isPresent()) {
                Next end = run(lease.get(), beats)
                        .orElseThrow(() -> failure(
                                "a run of batch " + batchId + " failed; the log of its node says why", "run_failed"));
                // Nobody comes back to a batch that is done, so that others may have its place.
                if (end instanceof Next.Done) {
                    runOthers(job.jobId(), rows, beats);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw failure("a run was interrupted", "interrupted");
        } finally {
            if (beats.isUnheard()) {
                forgotten.accept(job.jobId());
            }
        }
        // One slot is free now: more than could be scheduled with it need not be named, and histories stay small.
        return orFailure("look", () -> view(job.jobId(), NAMED_AFTER_A_RUN));
    }

    /**
     * Goes on with batches of the job that no workflow would have scheduled yet: what a run costs at Temporal is that of
     * some hundred rows here. One that fails is left to an activity of its own.
     */
    private void runOthers(long jobId, int rows, Beats beats) throws InterruptedException {
        long began = System.nanoTime();
        while (System.nanoTime() - began < GOES_ON.toNanos()) {
            int room = shares.get().room(jobId);
            Optional<Lease> lease = claim(rows, beats, () -> grants.claimBehind(node, jobId, room));
            if (lease.isEmpty() || run(lease.get(), beats).isEmpty()) {
                return;
            }
        }
    }

    /** Whoever shares a namespace with another installation is told so, by their own log and by Temporal's pages. */
    private void requireOurs(JobKey job) {
        if (!job.installation().equals(installation)) {
            if (!foreignSaid.getAndSet(true)) {
                LOG.error("another installation's workflows are in this namespace of Temporal: jobs of both are held up"
                        + " until each has its own (WEIR_TEMPORAL_NAMESPACE)");
            }
            throw failure("this namespace is shared with another installation of Weir", "foreign_installation");
        }
    }

    /** The slots bound the rows in memory, but for runs that have lost their leases: those hold rows and no slot. */
    private Optional<Lease> claim(int rows, Beats beats, Supplier<Optional<Lease>> claiming)
            throws InterruptedException {
        while (!reserve(rows)) {
            beats.beat();
            Thread.sleep(LOOKS_AT_LEASE);
        }
        Optional<Lease> lease = Optional.empty();
        try {
            lease = orFailure("claim", claiming);
        } finally {
            take(rows, lease);
        }
        return lease;
    }

    private synchronized boolean reserve(int rows) {
        if (runs.isStopped()) {
            throw failure("the node ends", "node_ends");
        }
        if (runs.rows() + reserved + rows > settings.rows()) {
            return false;
        }
        reserved += rows;
        return true;
    }

    private synchronized void take(int rows, Optional<Lease> lease) {
        reserved -= rows;
        lease.ifPresent(runs::hold);
    }

    /**
     * Runs a batch until it has ended, or somebody else may have it: what is still in flight then settles by itself.
     *
     * @return how it ended, nothing when it threw
     */
    private Optional<Next> run(Lease lease, Beats beats) throws InterruptedException {
        FutureTask<Optional<Next>> run = new FutureTask<>(() -> runs.run(lease));
        Thread.ofVirtual().name("batch-" + lease.batchId()).start(run);
        while (!lease.isLost() && lease.remainingNanos() > 0) {
            if (beats.beat() == Wish.STOP) {
                lease.stop();
            }
            try {
                return run.get(LOOKS_AT_LEASE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                // It goes on.
            } catch (ExecutionException e) {
                LOG.warn("a run of {} did not end: {}", lease, e.getMessage());
                return Optional.empty();
            }
        }
        return Optional.of(new Next.Stopped());
    }

    private JobView view(long jobId, int mostNamed) {
        int room = shares.get().room(jobId);
        Outlook outlook = grants.outlook(jobId, Math.min(room, mostNamed));
        return new JobView(
                switch (outlook.standing()) {
                    case RUNNING -> JobView.Standing.RUNNING;
                    case PAUSED -> JobView.Standing.PAUSED;
                    case ENDED -> JobView.Standing.ENDED;
                },
                outlook.due().stream()
                        .map(batch -> new JobView.Batch(batch.batchId(), batch.isSmall()))
                        .toList(),
                room,
                // Never before its time.
                outlook.next().map(next -> next.plusNanos(999_999).toMillis()).orElse(-1L));
    }

    private <T> T orFailure(String what, Supplier<T> asked) {
        try {
            T answer = asked.get();
            databaseFailed.set(false);
            return answer;
        } catch (RuntimeException e) {
            if (!databaseFailed.getAndSet(true)) {
                LOG.warn("could not {}, trying again: {}", what, e.getMessage());
            }
            throw failure(
                    "could not " + what + "; the log of its node says why",
                    e.getClass().getSimpleName());
        }
    }

    /** Without the places in the code that it came from. */
    private static ApplicationFailure failure(String what, String type) {
        ApplicationFailure failure = ApplicationFailure.newFailure(what, type);
        failure.setStackTrace(new StackTraceElement[0]);
        return failure;
    }
}
