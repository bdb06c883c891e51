package dev.weir.server.jobs.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The right to run one batch, until its end; the epoch tells this grant from earlier and later ones.
 *
 * <p>The end is kept on this machine's monotonic clock, counted from before the database granted it, so that it errs
 * on the early side and no wall clock matters.
 */
public final class Lease {

    /** Rows of any batch at most. */
    public static final int LARGE_ROWS = 1_000;

    /** Rows of a small batch at most. */
    public static final int SMALL_ROWS = 100;

    private final long batchId;
    private final long jobId;
    private final long workspaceId;
    private final int lo;
    private final int hi;
    private final long epoch;
    private final int crashes;
    private final @Nullable List<Integer> news;
    private final LongSupplier nanos;
    private final AtomicLong endsAtNanos;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean lost;

    /** On all of the batch's rows. */
    public Lease(
            long batchId,
            long jobId,
            long workspaceId,
            int lo,
            int hi,
            long epoch,
            int crashes,
            LongSupplier nanos,
            long endsAtNanos) {
        this(batchId, jobId, workspaceId, lo, hi, epoch, crashes, null, nanos, endsAtNanos);
    }

    /**
     * @param crashes how many runs in a row of this batch crashed without settling anything
     * @param news the only rows that the run has to look at; null for all
     */
    public Lease(
            long batchId,
            long jobId,
            long workspaceId,
            int lo,
            int hi,
            long epoch,
            int crashes,
            @Nullable List<Integer> news,
            LongSupplier nanos,
            long endsAtNanos) {
        this.batchId = batchId;
        this.jobId = jobId;
        this.workspaceId = workspaceId;
        this.lo = lo;
        this.hi = hi;
        this.epoch = epoch;
        this.crashes = crashes;
        this.news = news == null ? null : List.copyOf(news);
        this.nanos = nanos;
        this.endsAtNanos = new AtomicLong(endsAtNanos);
    }

    public long batchId() {
        return batchId;
    }

    public long jobId() {
        return jobId;
    }

    public long workspaceId() {
        return workspaceId;
    }

    /** The first row. */
    public int lo() {
        return lo;
    }

    /** The row after the last. */
    public int hi() {
        return hi;
    }

    /** Whether it may be all of a small job: somebody looks at the screen then, and it goes before large ones. */
    public boolean isSmall() {
        return hi - lo <= SMALL_ROWS;
    }

    public long epoch() {
        return epoch;
    }

    public int crashes() {
        return crashes;
    }

    /**
     * The rows that something has come in for, where the others wait for what they will be told of; empty when nobody knows
     * which those are, and the run looks at all.
     */
    public Optional<List<Integer>> news() {
        return Optional.ofNullable(news);
    }

    public void extendTo(long nanosTime) {
        endsAtNanos.accumulateAndGet(nanosTime, (old, next) -> next - old > 0 ? next : old);
    }

    /** No further call is to be started; what is in flight settles. */
    public void stop() {
        stopped.countDown();
    }

    /** Somebody else may have the batch: what its run still writes changes no state. */
    public void lose() {
        lost = true;
        stop();
    }

    public boolean isLost() {
        return lost;
    }

    public boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /**
     * Waits, unless or until the lease is stopped.
     *
     * @return whether it was
     */
    public boolean awaitStop(Duration atMost) throws InterruptedException {
        return stopped.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** How long the lease still lasts, in nanoseconds; negative when it is over. */
    public long remainingNanos() {
        return endsAtNanos.get() - nanos.getAsLong();
    }

    @Override
    public String toString() {
        return "batch " + batchId + " of job " + jobId + " (rows " + lo + " to " + (hi - 1) + "), epoch " + epoch;
    }
}
