package dev.weir.server.enrichment;

import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.waterfall.Plan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One row's side of the journal: gathers what the row settles until it has to be durable, and knows whether all of it
 * has become so.
 */
final class RowJournal {

    private final Journal journal;
    private final Lease lease;
    private final Deque<CompletableFuture<Written>> underWay = new ArrayDeque<>();
    private final Plan plan;
    private @Nullable Entry pending;

    RowJournal(Journal journal, Lease lease, Plan plan) {
        this.journal = journal;
        this.lease = lease;
        this.plan = plan;
    }

    /** What will be written next. */
    Entry pending() {
        Entry entry = pending;
        if (entry == null) {
            entry = new Entry(lease, plan);
            pending = entry;
        }
        return entry;
    }

    /** Hands what was settled over without waiting: a paid answer does not lie in memory while the row waits its turn. */
    void handOver() {
        Entry entry = pending;
        if (entry != null && !entry.isEmpty()) {
            journal.submit(entry);
            underWay.add(entry.written);
            pending = null;
        }
    }

    /** Writes what is pending and returns what became of it, once it and all before it are durable. */
    Written write() throws Leave, InterruptedException {
        Entry entry = pending();
        pending = null;
        journal.submit(entry);
        awaitAll();
        Written written = await(entry.written);
        if (written instanceof Written.Fenced) {
            throw new Leave(new RowEnding.Stopped());
        }
        return written;
    }

    void flush() throws Leave, InterruptedException {
        handOver();
        awaitAll();
    }

    /** Hands the rest over. @return whether the lease was held to the last, once all is durable */
    CompletableFuture<Boolean> end() {
        handOver();
        CompletableFuture<Boolean> held = CompletableFuture.completedFuture(true);
        for (CompletableFuture<Written> written : underWay) {
            held = held.thenCombine(written, (before, last) -> before && !(last instanceof Written.Fenced));
        }
        return held;
    }

    /** Flushes what can be flushed. Returns false when the lease is lost. */
    boolean flushQuietly() throws InterruptedException {
        try {
            flush();
            return true;
        } catch (Leave _) {
            return false;
        }
    }

    private void awaitAll() throws Leave, InterruptedException {
        while (!underWay.isEmpty()) {
            if (await(underWay.poll()) instanceof Written.Fenced) {
                throw new Leave(new RowEnding.Stopped());
            }
        }
    }

    /** @throws NotWritten when the future has failed */
    static <T> T await(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new NotWritten(e.getCause() == null ? e : e.getCause());
        }
    }

    /** The database refused what this row wanted to write; the row fails its run, and no other does. */
    static final class NotWritten extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotWritten(Throwable cause) {
            super(cause);
        }
    }
}
