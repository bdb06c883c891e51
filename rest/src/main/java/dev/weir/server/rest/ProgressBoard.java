package dev.weir.server.rest;

import dev.weir.provider.Sha256;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.insight.Sparing;
import dev.weir.server.jobs.Job;
import dev.weir.server.problem.Problem;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where those who watch a job look: however many they are, one of this machine's threads looks at the job, and only while
 * there are any.
 */
@Component
final class ProgressBoard implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressBoard.class);

    /** Watchers of this machine at once; each keeps a connection and a virtual thread. */
    static final int MOST_WATCHERS = 2_000;

    private static final Duration LEAST_REST = Duration.ofMillis(300);
    private static final Duration MOST_REST = Duration.ofSeconds(3);

    /**
     * What there is to see.
     *
     * @param id the same for the same standing, whichever machine shows it
     * @param last whether nothing comes after it
     */
    record Shown(String id, String json, boolean last) {}

    private final Weir weir;
    private final RunningWeir running;
    private final JsonMapper json;
    private final Map<Long, Watched> jobs = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private int watchers;
    private long looks;
    private boolean closed;

    ProgressBoard(Weir weir, RunningWeir running, JsonMapper json) {
        this.weir = weir;
        this.running = running;
        this.json = json;
    }

    /** Begins to watch; whoever watches closes. @throws Problem of kind UNAVAILABLE when too many do */
    Watcher watch(Job job) {
        lock.lock();
        try {
            if (closed || watchers == MOST_WATCHERS) {
                throw new Problem(
                        Problem.Kind.UNAVAILABLE,
                        "too_many_watchers",
                        "Too many are watching jobs here just now. Ask for the job itself now and then instead.");
            }
            watchers++;
            Watched watched = jobs.computeIfAbsent(job.id(), _ -> new Watched(job));
            watched.watchers++;
            if (watched.watchers == 1) {
                Thread.ofVirtual().name("progress of job " + job.id()).start(watched::run);
            }
            return new Watcher(watched);
        } finally {
            lock.unlock();
        }
    }

    /** Jobs that are looked at. */
    int looking() {
        lock.lock();
        try {
            return jobs.size();
        } finally {
            lock.unlock();
        }
    }

    /** How often a job was looked at. */
    long looks() {
        lock.lock();
        try {
            return looks;
        } finally {
            lock.unlock();
        }
    }

    /** Somebody who watches. */
    final class Watcher implements AutoCloseable {
        private final Watched watched;

        private Watcher(Watched watched) {
            this.watched = watched;
        }

        /**
         * Waits for something that has not been seen.
         *
         * @param seen the id of what was seen last; null for nothing
         * @return null when the patience has ended first, or the board closes
         */
        @Nullable
        Shown next(@Nullable String seen, Duration patience) throws InterruptedException {
            lock.lock();
            try {
                long left = patience.toNanos();
                while (left > 0 && !closed) {
                    RuntimeException failure = watched.failure;
                    if (failure != null) {
                        throw failure;
                    }
                    Shown shown = watched.shown;
                    if (shown != null && !shown.id().equals(seen)) {
                        return shown;
                    }
                    left = watched.changed.awaitNanos(left);
                }
                return null;
            } finally {
                lock.unlock();
            }
        }

        /** Whether nothing will be shown any more, since the server ends. */
        boolean isOver() {
            return !isRunning();
        }

        @Override
        public void close() {
            lock.lock();
            try {
                watchers--;
                watched.watchers--;
                if (watched.watchers == 0) {
                    jobs.remove(watched.job.id(), watched);
                    watched.nobody.signal();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** A job that somebody watches. */
    private final class Watched {
        private final Job job;
        private final Condition changed = lock.newCondition();
        private final Condition nobody = lock.newCondition();
        private int watchers;
        private @Nullable Shown shown;
        private @Nullable RuntimeException failure;

        Watched(Job job) {
            this.job = job;
        }

        void run() {
            Sparing sparing = new Sparing(LEAST_REST, MOST_REST, System::nanoTime);
            JobStanding.Looking looking = new JobStanding.Looking(weir, running, job);
            try {
                do {
                    sparing.during(() -> show(looking.look()));
                } while (rest(sparing));
            } catch (RuntimeException broken) {
                LOG.debug("job {} cannot be watched", job.id(), broken);
                fail(broken);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }

        private void show(JobStanding standing) {
            String text = json.writeValueAsString(standing);
            String id = digest(text);
            lock.lock();
            try {
                looks++;
                Shown before = shown;
                if (before == null || !before.id().equals(id)) {
                    shown = new Shown(id, text, standing.isLast());
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        private void fail(RuntimeException broken) {
            lock.lock();
            try {
                failure = broken;
                jobs.remove(job.id(), this);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Returns whether somebody still wants to know more. */
        private boolean rest(Sparing sparing) throws InterruptedException {
            lock.lock();
            try {
                long left = sparing.restNanos();
                while (left > 0 && watchers > 0 && !closed) {
                    left = nobody.awaitNanos(left);
                }
                Shown now = shown;
                return watchers > 0 && !closed && (now == null || !now.last());
            } finally {
                lock.unlock();
            }
        }
    }

    private static String digest(String text) {
        return HexFormat.of().formatHex(Sha256.of(text), 0, 12);
    }

    @Override
    public void start() {
        // It looks when somebody watches.
    }

    /** Lets all watchers go, who may go on elsewhere. */
    @Override
    public void stop() {
        lock.lock();
        try {
            closed = true;
            jobs.values().forEach(watched -> {
                watched.changed.signalAll();
                watched.nobody.signal();
            });
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isRunning() {
        lock.lock();
        try {
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Before the server that waits for its answers to end. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
