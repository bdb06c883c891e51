package dev.weir.server.conductor;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.weir.server.jobs.engine.Batches;
import dev.weir.server.jobs.engine.Grants;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Runs;
import dev.weir.server.jobs.engine.StartedEngine;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Engine no. 1: one loop that looks for due batches and has them run.
 *
 * <p>Correctness rests on what tells it of all that is due ({@link #look}), and on its own look every
 * {@link ConductorSettings#poll}; being told of single jobs only makes it look sooner. While the database is away it keeps looking.
 */
public final class Conductor implements StartedEngine {

    private static final Logger LOG = LoggerFactory.getLogger(Conductor.class);

    private final Grants grants;
    private final long node;
    private final ConductorSettings settings;
    private final Semaphore news = new Semaphore(0);
    private final Runs runs;
    private final Thread looking;
    private volatile boolean closed;

    private Conductor(Grants grants, Batches batches, long node, ConductorSettings settings) {
        this.grants = grants;
        this.node = node;
        this.settings = settings;
        this.looking = Thread.ofPlatform().name("conductor").daemon().unstarted(this::work);
        this.runs = Runs.start(grants, batches, node, settings.renewal(), _ -> news.release());
    }

    /** Starts running what is due, as that node, until closed. */
    public static Conductor start(Grants grants, Batches batches, long node, ConductorSettings settings) {
        Conductor conductor = new Conductor(grants, batches, node, settings);
        conductor.looking.start();
        return conductor;
    }

    @Override
    public void start(long jobId) {
        news.release();
    }

    @Override
    public void wake(long batchId) {
        news.release();
    }

    @Override
    public void stop(long jobId) {
        runs.stop(jobId);
    }

    @Override
    public void look() {
        news.release();
        runs.look();
    }

    @Override
    public void close() {
        closed = true;
        news.release();
        runs.stop();
        Uninterruptibles.joinUninterruptibly(looking);
        runs.close();
    }

    private void work() {
        while (!closed) {
            boolean more = false;
            try {
                more = claimAll();
            } catch (RuntimeException e) {
                LOG.warn("could not look for due batches, trying again: {}", e.getMessage());
            }
            if (!more) {
                awaitNews();
            }
        }
    }

    private void awaitNews() {
        try {
            if (news.tryAcquire(settings.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                news.drainPermits();
            }
        } catch (InterruptedException _) {
            // Nobody interrupts this loop; it ends when the conductor is closed.
        }
    }

    /** Claims one batch at a time for whoever has least, while there is room. Returns whether it claimed any. */
    private boolean claimAll() {
        boolean claimed = false;
        List<Grants.Due> due = grants.due();
        FairShare share = new FairShare(due, runs.held());
        while (!closed) {
            Grants.Due next = share.next(job -> hasRoom(job.rows()));
            if (next == null) {
                return claimed;
            }
            List<Lease> leases = grants.claim(node, next.jobId(), 1);
            if (leases.isEmpty()) {
                share.nothingLeft(next);
            }
            for (Lease lease : leases) {
                share.took(next);
                run(lease);
                claimed = true;
            }
        }
        return claimed;
    }

    /** Large batches leave some room for small ones. */
    private boolean hasRoom(int rows) {
        int limit = rows <= settings.smallBatch() ? settings.maxRows() : settings.maxRows() - settings.roomForSmall();
        int rowsNow = runs.rows();
        return rowsNow == 0 || rowsNow + rows <= limit;
    }

    private void run(Lease lease) {
        runs.hold(lease);
        Thread.ofVirtual().name("batch-" + lease.batchId()).start(() -> {
            try {
                runs.run(lease);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                news.release();
            }
        });
    }
}
