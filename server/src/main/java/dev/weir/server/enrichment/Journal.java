package dev.weir.server.enrichment;

import com.google.common.util.concurrent.Uninterruptibles;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.TransactionSystemException;

/**
 * Makes what rows have settled durable, many at a time: rows do not commit one by one.
 *
 * <p>An entry's future completes when it is durable. While the database is away, entries wait; when it is back, what may
 * or may not have been committed is run again. A row whose data the database refuses fails alone.
 */
final class Journal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    // How soon an idle lane notices that the journal has been closed.
    private static final Duration LOOK_UP = Duration.ofMillis(200);
    // A flush costs about as much as writing a hundred entries. A busy lane waits a little for a group that is worth
    // it; one that is not busy writes at once what there is.
    private static final int BUSY = 64;
    private static final int WORTH_IT = 500;
    private static final Duration LINGER = Duration.ofMillis(20);
    private static final Duration LOOK = Duration.ofMillis(2);
    private static final String UNIQUE_VIOLATION = "23505";
    // Where others ask the same, or answers are too old to be taken, there is more of it: so many flushes expect that.
    private static final int SHARED_FLUSHES = 50;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Flush flush;
    private final int most;
    private final List<Lane> lanes = new ArrayList<>();
    // Behind a large job's flushes a row of a small one would wait twice for some 30 ms.
    private final List<Lane> smallLanes = new ArrayList<>();
    // Flushes of tight jobs hold an account while they wait for other rows' intents; they run alone on this node.
    private final ReentrantReadWriteLock tightness = new ReentrantReadWriteLock();
    private final LongAdder flushes = new LongAdder();
    private final LongAdder flushed = new LongAdder();
    private final LongAdder flushNanos = new LongAdder();
    private final AtomicInteger shared = new AtomicInteger();
    private volatile boolean closed;

    /**
     * @param lanes flushes at once, and as many again for small batches; entries of one batch stay in one lane
     * @param most entries of one flush
     */
    Journal(Flush flush, int lanes, int most) {
        this.flush = flush;
        this.most = most;
        for (int i = 0; i < lanes; i++) {
            this.lanes.add(new Lane("journal-" + i, true));
            this.smallLanes.add(new Lane("journal-small-" + i, false));
        }
        all().forEach(lane -> lane.thread.start());
    }

    private Stream<Lane> all() {
        return Stream.concat(lanes.stream(), smallLanes.stream());
    }

    JournalCounts counts() {
        return new JournalCounts(flushes.sum(), flushed.sum(), Duration.ofNanos(flushNanos.sum()));
    }

    /** Hands an entry over. Entries of one batch become durable in the order they come. */
    void submit(Entry entry) {
        if (closed) {
            throw new IllegalStateException("the journal is closed");
        }
        List<Lane> choice = entry.lease.isSmall() ? smallLanes : lanes;
        choice.get((int) Math.floorMod(entry.lease.batchId(), (long) choice.size()))
                .queue
                .add(entry);
    }

    /** Ends after what has been handed over is durable, or cannot become so. */
    @Override
    public void close() {
        closed = true;
        for (Lane lane : all().toList()) {
            Uninterruptibles.joinUninterruptibly(lane.thread);
        }
    }

    private final class Lane implements Runnable {
        private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
        private final Thread thread;
        private final boolean lingers;
        private int last;

        Lane(String name, boolean lingers) {
            this.lingers = lingers;
            thread = Thread.ofPlatform().name(name).daemon().unstarted(this);
        }

        @Override
        public void run() {
            List<Entry> gathered = new ArrayList<>(most);
            while (gather(gathered)) {
                try {
                    write(List.copyOf(gathered));
                } catch (Error e) {
                    // Memory, most likely. Nobody waits for ever: their runs start over from what is in the tables.
                    LOG.error("a flush of {} failed", gathered.size(), e);
                    gathered.forEach(entry -> entry.written.completeExceptionally(e));
                }
                gathered.clear();
            }
        }

        /** Returns false when there is nothing left and nothing will come. */
        private boolean gather(List<Entry> gathered) {
            while (true) {
                try {
                    Entry first = queue.poll(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
                    if (first != null) {
                        gathered.add(first);
                        queue.drainTo(gathered, most - 1);
                        linger(gathered);
                        last = gathered.size();
                        return true;
                    }
                } catch (InterruptedException _) {
                    // Nobody interrupts a lane; it ends by itself once the journal is closed and its queue empty.
                }
                if (closed && queue.isEmpty()) {
                    return false;
                }
            }
        }

        private void linger(List<Entry> gathered) throws InterruptedException {
            long end = System.nanoTime() + LINGER.toNanos();
            while (lingers && last >= BUSY && gathered.size() < WORTH_IT && System.nanoTime() < end && !closed) {
                Thread.sleep(LOOK);
                queue.drainTo(gathered, most - gathered.size());
            }
        }
    }

    private void write(List<Entry> entries) {
        Tightness tight = Tightness.NONE;
        Care care = shared.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? Care.SHARED : Care.FRESH;
        Duration pause = SHORTEST_PAUSE;
        long written = 0;
        while (true) {
            try {
                if (care == Care.ONE) {
                    oneByOne(entries, tight);
                } else {
                    complete(entries, attempt(entries, tight, care));
                }
                return;
            } catch (Flush.Tight e) {
                tight = tight.and(e.where());
            } catch (Flush.Repeated _) {
                care = Care.ONE;
            } catch (RuntimeException e) {
                String state = sqlState(e);
                if (UNIQUE_VIOLATION.equals(state) && care == Care.FRESH) {
                    care = Care.SHARED;
                    shared.set(SHARED_FLUSHES);
                } else if (UNIQUE_VIOLATION.equals(state) && care == Care.SHARED) {
                    care = Care.ONE;
                } else if (isConflict(state)) {
                    LOG.debug("flush lost a conflict ({}), running it again", state);
                } else if (isAway(e, state)) {
                    LOG.warn("the database is away ({}); {} settlements wait for it", e.getMessage(), entries.size());
                    care = Care.ONE;
                    long by = entries.stream()
                            .filter(entry -> entry.written.isDone())
                            .count();
                    pause = by > written ? SHORTEST_PAUSE : pause;
                    written = by;
                    if (!pause(pause)) {
                        entries.forEach(entry -> entry.written.completeExceptionally(e));
                        return;
                    }
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
                } else {
                    bisect(entries, e);
                    return;
                }
            }
        }
    }

    /** An entry at a time, each of which may have been written before. */
    private void oneByOne(List<Entry> entries, Tightness tight) {
        for (Entry entry : entries) {
            if (!entry.written.isDone()) {
                List<Entry> one = List.of(entry);
                complete(one, attempt(one, tight, Care.ONE));
            }
        }
    }

    private List<Written> attempt(List<Entry> entries, Tightness tight, Care care) {
        var lock = tight.isNone() ? tightness.readLock() : tightness.writeLock();
        lock.lock();
        long began = System.nanoTime();
        try {
            return flush.run(entries, tight, care);
        } finally {
            flushes.increment();
            flushed.add(entries.size());
            flushNanos.add(System.nanoTime() - began);
            LOG.debug("flush of {} took {} ms", entries.size(), (System.nanoTime() - began) / 1_000_000);
            lock.unlock();
        }
    }

    private static void complete(List<Entry> entries, List<Written> written) {
        for (int i = 0; i < entries.size(); i++) {
            entries.get(i).written.complete(written.get(i));
        }
    }

    /** Data that the database refuses fails the row it belongs to and no other. */
    private void bisect(List<Entry> entries, RuntimeException refusal) {
        List<Entry> open =
                entries.stream().filter(entry -> !entry.written.isDone()).toList();
        if (open.size() <= 1) {
            open.forEach(entry -> entry.written.completeExceptionally(refusal));
            return;
        }
        LOG.warn("a flush of {} was refused ({}); running it in halves", open.size(), refusal.getMessage());
        write(open.subList(0, open.size() / 2));
        write(open.subList(open.size() / 2, open.size()));
    }

    /** Returns false when the journal closes: what could not be written stays unwritten, which a crash would do too. */
    private boolean pause(Duration pause) {
        if (closed) {
            return false;
        }
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException _) {
            return !closed;
        }
    }

    private static boolean isConflict(@Nullable String state) {
        return "40001".equals(state) || "40P01".equals(state);
    }

    /** Connection trouble, shutdown and start-up of the server: the statement may or may not have taken effect. */
    private static boolean isAway(RuntimeException e, @Nullable String state) {
        return state == null
                // A commit or rollback that failed on a broken connection hides what broke it.
                ? e instanceof TransactionSystemException || hasCause(e, SQLTransientException.class)
                : state.startsWith("08") || state.startsWith("57P") || state.startsWith("53") || state.startsWith("58");
    }

    private static boolean hasCause(Throwable e, Class<? extends Throwable> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String sqlState(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return null;
    }
}
