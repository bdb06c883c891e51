package dev.weir.acceptance.chaos.load;

import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.chaos.Installation;
import dev.weir.acceptance.chaos.load.Story.Play;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Customers at work: plan after plan is played, and letters are delivered, until it is told to stop. One that is closed before
 * leaves off where it is.
 */
public final class Load implements AutoCloseable {

    /** So many rows are worked on at most; more would only wait for each other. */
    private static final long MOST_OPEN_ROWS = 4_000;

    /** Jobs that wait are not counted as rows; their watching costs, too. */
    private static final int MOST_JOBS = 400;

    private static final long LOOK_MILLIS = 20;
    private static final long LETTER_MILLIS = 330;

    /** For a thread to end that was interrupted. */
    private static final Duration INTERRUPTED = Duration.ofSeconds(10);

    /** Of a replay, whose letters all are known. */
    private static final int REPLAYING = 8;

    private final Door door;
    private final ClientLog log;
    private final Customers customers;
    private final long seed;
    private final boolean cancelling;
    private final Semaphore clients;
    private final OpenRows open = new OpenRows();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Map<Integer, Play> plays = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<Thread> players = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    private final Post post;
    private final List<Thread> others = new ArrayList<>();

    private Load(Door door, ClientLog log, Customers customers, long seed, boolean cancelling, int clients) {
        this.door = door;
        this.log = log;
        this.customers = customers;
        this.seed = seed;
        this.cancelling = cancelling;
        this.clients = new Semaphore(clients);
        this.post = new Post(door, customers.source(), seed);
    }

    private static Load at(URI front, Customers customers, long seed, boolean cancelling, int clients, Path log)
            throws IOException {
        ClientLog lines = ClientLog.create(log);
        return new Load(new Door(front, lines), lines, customers, seed, cancelling, clients);
    }

    /**
     * Begins with the first plan of a seed.
     *
     * @param cancelling whether every other job is cancelled under way, whatever else was to become of it
     * @param clients how many submit at the same time; their jobs are followed beside that
     * @param log where {@link ClientLog} is kept; there is no file yet
     */
    public static Load begin(
            Installation site, Customers customers, long seed, boolean cancelling, int clients, Path log)
            throws IOException {
        return begin(site.front(), customers, seed, cancelling, clients, log);
    }

    static Load begin(URI front, Customers customers, long seed, boolean cancelling, int clients, Path log)
            throws IOException {
        Load load = at(front, customers, seed, cancelling, clients, log);
        load.others.addAll(load.post.start(Integer.MAX_VALUE, LETTER_MILLIS, load.ending));
        load.others.add(Thread.ofVirtual().name("load").start(load::run));
        return load;
    }

    private void run() {
        try {
            for (int index = 0; awaitRoom(); index++) {
                start(index, false, true);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes one of the clients, or says that no more is begun. */
    private boolean awaitRoom() throws InterruptedException {
        while (ending.getCount() > 0) {
            if (open.sum() >= MOST_OPEN_ROWS || open.jobs() >= MOST_JOBS) {
                ending.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } else if (clients.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }

    private void start(int index, boolean hurried, boolean again) {
        JobPlan drawn = JobPlan.of(seed, index);
        JobPlan plan = cancelling && index % 2 == 0 ? drawn.cancelled() : drawn;
        Player player = new Player(door, customers, plan, open, ending, hurried);
        // Until it has a job, by a number that no job has.
        long before = -1L - index;
        open.of(before, plan.rows());
        Runnable submitted = () -> {
            open.over(before);
            clients.release();
        };
        players.add(Thread.ofVirtual().name("plan-" + index).start(() -> {
            try {
                plays.put(index, player.play(submitted, again));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error failed) {
                broken.compareAndSet(null, failed);
            }
        }));
    }

    /** How many of its threads go on. */
    long going() {
        return Stream.concat(others.stream(), players.stream())
                .filter(Thread::isAlive)
                .count();
    }

    /** How many plans have been begun. */
    public int begun() {
        return players.size();
    }

    /** Rows that are being worked on, as far as was seen. */
    public long openRows() {
        return open.sum();
    }

    /**
     * Begins nothing any more, and waits for the answers to all that was asked; paused jobs are resumed and awaited events
     * told, at once. Jobs may still be open: {@link Ending} waits for them.
     *
     * @throws IOException when a plan could not be played for a reason of the harness's own
     */
    public Story stop() throws IOException, InterruptedException {
        ending.countDown();
        return ended();
    }

    /** Ends what still goes on, without waiting for any answer; does nothing after {@link #stop}. */
    @Override
    public void close() throws IOException {
        ending.countDown();
        // Who begins players first: then no more of them come.
        end(others);
        end(List.copyOf(players));
        door.close();
        log.close();
    }

    private static void end(List<Thread> threads) {
        threads.forEach(Thread::interrupt);
        threads.forEach(thread -> Waiting.until(() -> !thread.isAlive(), Duration.ofMillis(LOOK_MILLIS), INTERRUPTED));
    }

    private Story ended() throws IOException, InterruptedException {
        for (Thread other : others) {
            other.join();
        }
        for (Thread player : players) {
            player.join();
        }
        door.close();
        log.close();
        Throwable failed = broken.get();
        if (failed != null) {
            throw new IOException("a plan could not be played", failed);
        }
        return new Story(
                seed, List.copyOf(plays.values()), post.delivered(), door.requests(), door.unanswered(), door.errors());
    }

    /**
     * Plays again what {@link JobPlan#comparable} and taken there was, with all letters, as fast as it goes, and waits for
     * its end.
     *
     * @param site an installation that nobody disturbs
     * @param customers of that one
     * @param log its own
     */
    public static Story replay(Installation site, Customers customers, Story story, Path log, Duration bound)
            throws IOException, InterruptedException {
        try (Load load = at(site.front(), customers, story.seed(), false, REPLAYING, log)) {
            load.others.addAll(load.post.start(
                    story.deliveries().stream()
                            .mapToInt(delivery -> delivery.number() + 1)
                            .max()
                            .orElse(0),
                    0,
                    load.ending));
            for (Play play : story.plays()) {
                if (play.plan().comparable() && play.job().isPresent()) {
                    load.clients.acquire();
                    load.start(play.plan().index(), true, play.has(Story.Kind.RERUN));
                }
            }
            Story replayed = load.ended();
            Ending.await(site, customers, replayed, bound, Ending.STANDS);
            return replayed;
        }
    }
}
