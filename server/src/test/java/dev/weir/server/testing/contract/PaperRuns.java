package dev.weir.server.testing.contract;

import dev.weir.server.jobs.engine.Batches;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Runs that do what a test says, and watch that no batch is run twice at once with effect, that every run has a lease of
 * its own, and that the engine reports what the run said.
 */
final class PaperRuns implements Batches {

    /** What a run of a batch does. @param nth which of its runs it is, from 1 */
    @FunctionalInterface
    interface Script {
        Next run(Lease lease, int nth) throws InterruptedException;
    }

    private final PaperGrants grants;
    private final Map<Long, Script> scripts = new ConcurrentHashMap<>();
    private final List<Lease> begun = new ArrayList<>();
    private final List<Lease> running = new ArrayList<>();
    private int mostRows;

    PaperRuns(PaperGrants grants) {
        this.grants = grants;
    }

    /** What all runs of that batch do; others are done at once. */
    void script(long batchId, Script script) {
        scripts.put(batchId, script);
    }

    /** How many runs of that batch have begun. */
    synchronized int begun(long batchId) {
        return (int) begun.stream().filter(lease -> lease.batchId() == batchId).count();
    }

    /** The leases under which runs have begun, in order. */
    synchronized List<Lease> begun() {
        return List.copyOf(begun);
    }

    synchronized List<Lease> running() {
        return List.copyOf(running);
    }

    /** The most rows that ever were in runs at once. */
    synchronized int mostRows() {
        return mostRows;
    }

    @Override
    public Next run(Lease lease) throws InterruptedException {
        Script script = begin(lease);
        try {
            Next next = script.run(lease, begun(lease.batchId()));
            grants.said(lease, next);
            return next;
        } catch (RuntimeException | Error e) {
            grants.threw(lease);
            throw e;
        } finally {
            end(lease);
        }
    }

    private synchronized Script begin(Lease lease) {
        if (grants.nodeOf(lease) == 0) {
            grants.wrong("ran without a grant: " + lease);
        }
        if (begun.stream().anyMatch(other -> other == lease)) {
            grants.wrong("ran twice under one lease: " + lease);
        }
        Predicate<Lease> same = other -> other.batchId() == lease.batchId();
        if (grants.isEffective(lease) && running.stream().anyMatch(same.and(grants::isEffective))) {
            grants.wrong("two effective runs at once: " + lease);
        }
        begun.add(lease);
        running.add(lease);
        mostRows = Math.max(
                mostRows, running.stream().mapToInt(run -> run.hi() - run.lo()).sum());
        return scripts.getOrDefault(lease.batchId(), (_, _) -> new Next.Done());
    }

    private synchronized void end(Lease lease) {
        running.removeIf(other -> other == lease);
    }
}
