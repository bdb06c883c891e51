package dev.weir.acceptance.temporal;

import dev.weir.acceptance.Leads;
import dev.weir.acceptance.Narration;
import dev.weir.acceptance.Served;
import dev.weir.acceptance.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * One job of several workers, of which one after another is killed in the middle of its batches.
 *
 * @param resumed how long after its holder's death each batch was granted to another node; twice as long as it may take, of
 *     one that was not
 * @param deaths of workers
 */
record KilledRun(List<Duration> resumed, int deaths, Outcome outcome) {

    /** A lease, which is longer than the heartbeat time-out, and what it takes to notice. */
    static final Duration WITHIN = Duration.ofSeconds(22);

    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration BEGINS = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int SHORTEST_LIFE_MILLIS = 500;
    private static final int LONGEST_LIFE_MILLIS = 4_000;

    /** So slow that all workers have batches all the time. */
    private static final String SLOW = """
            {"apollo": {"latency": {"minMillis": 1500, "maxMillis": 2500}},
             "pdl": {"latency": {"minMillis": 1500, "maxMillis": 2500}}}""";

    private static final String FAST = """
            {"apollo": {"latency": {"minMillis": 0, "maxMillis": 0}},
             "pdl": {"latency": {"minMillis": 0, "maxMillis": 0}}}""";

    KilledRun {
        resumed = List.copyOf(resumed);
    }

    /**
     * @param weir the program's command
     * @param folder empty; everything stays there
     * @param seed of who dies when
     */
    static KilledRun of(
            List<String> weir,
            Path folder,
            Path unpack,
            EngineChoice engine,
            Leads leads,
            int workers,
            int kills,
            long seed,
            Consumer<String> say)
            throws IOException, InterruptedException {
        try (Site site = Site.open(weir, folder, unpack, SLOW)) {
            Served server = site.serve(engine, "--no-worker");
            server.grant(leads.rows() * 100L);
            Blueprint.register(server);
            List<Site.Worker> alive = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                alive.add(site.work(engine));
            }
            Narration narration = Narration.to(say);
            String job = server.upload(Blueprint.SWIFT.slug(), leads.csv());
            Random random = new Random(seed);
            List<Duration> resumed = new ArrayList<>();
            for (int death = 1; death <= kills; death++) {
                Site.Worker victim = alive.remove(random.nextInt(alive.size()));
                Waiting.until("the worker has batches", BEGINS, () -> holds(site, victim));
                Waiting.pause(Duration.ofMillis(random.nextInt(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS)));
                long died = System.nanoTime();
                victim.process().kill();
                List<Duration> times = resumed(site, victim, died);
                resumed.addAll(times);
                narration.tell(String.format(
                        Locale.ROOT,
                        "death %d: %d batches were granted anew, the last after %.1f s",
                        death,
                        times.size(),
                        times.stream().mapToLong(Duration::toMillis).max().orElse(0) / 1e3));
                alive.add(site.work(engine));
            }
            site.vendors(FAST);
            server.awaitClosed(job, PATIENCE);
            narration.tell("the job has closed");
            return new KilledRun(resumed, kills, Outcome.of(site, server, List.of(job)));
        }
    }

    private static boolean holds(Site site, Site.Worker worker) {
        return Leases.held(site.sql()).stream().anyMatch(held -> held.node() == worker.node());
    }

    /** Of each batch that the dead one had how long it took; as long as was waited for one that nobody took. */
    private static List<Duration> resumed(Site site, Site.Worker dead, long died) {
        Map<Long, Long> left = new HashMap<>();
        Leases.held(site.sql()).stream()
                .filter(held -> held.node() == dead.node())
                .forEach(held -> left.put(held.batch(), held.epoch()));
        List<Duration> times = new ArrayList<>();
        Waiting.until(
                () -> {
                    Map<Long, Long> now = Leases.epochs(site.sql());
                    left.entrySet().removeIf(held -> {
                        boolean granted = now.getOrDefault(held.getKey(), 0L) > held.getValue();
                        if (granted) {
                            times.add(Duration.ofNanos(System.nanoTime() - died));
                        }
                        return granted;
                    });
                    return left.isEmpty();
                },
                LOOK,
                WITHIN.multipliedBy(2));
        left.forEach((_, _) -> times.add(WITHIN.multipliedBy(2)));
        return times;
    }
}
