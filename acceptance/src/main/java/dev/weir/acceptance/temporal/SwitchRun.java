package dev.weir.acceptance.temporal;

import dev.weir.acceptance.Leads;
import dev.weir.acceptance.Narration;
import dev.weir.acceptance.Served;
import dev.weir.acceptance.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Both engines on one database: beside each other, and then each in the other's place, with jobs open.
 *
 * @param beside how many batches each of two nodes was seen with, of different engines at the same time
 * @param askedBeside questions that were asked more than once until then
 * @param turns how many batches each server in turn was seen with
 * @param doubled grants that two nodes were seen with
 * @param forwards how often the clock was put forward, since submissions that died with their sender are handed over again
 *     after ten minutes
 */
record SwitchRun(
        Map<Long, Integer> beside,
        long askedBeside,
        List<Turn> turns,
        List<Leases.Held> doubled,
        int forwards,
        Outcome outcome) {

    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final Duration STANDS = Duration.ofSeconds(30);
    private static final int MOST_FORWARDS = 6;

    /** More than one server holds in memory, so that the other one gets some, too. */
    private static final int ROWS_FOR_BOTH = 26_000;

    /** An engine's time. @param killed whether it ended by SIGKILL */
    record Turn(String engine, int batches, boolean killed) {}

    /** Vendors that take a moment, and one that answers when engines have been switched once or twice. */
    private static final String VENDORS = """
            {"fullenrich": {"later": {"minMillis": 20000, "maxMillis": 60000, "retryMillis": 1000, "retries": 600}},
             "apollo": {"latency": {"minMillis": 300, "maxMillis": 500}},
             "pdl": {"latency": {"minMillis": 300, "maxMillis": 500}}}
            """;

    SwitchRun {
        beside = Map.copyOf(beside);
        turns = List.copyOf(turns);
        doubled = List.copyOf(doubled);
    }

    /**
     * @param weir the program's command
     * @param folder empty; everything stays there
     * @param rows of each job but the first, which is large enough for two servers
     */
    static SwitchRun of(
            List<String> weir,
            Path folder,
            Path unpack,
            EngineChoice temporal,
            int rows,
            long seed,
            Consumer<String> say)
            throws IOException, InterruptedException {
        try (Site site = Site.open(weir, folder, unpack, VENDORS);
                Leases leases = Leases.watch(site.sql())) {
            return new Stage(site, leases, temporal, rows, seed, Narration.to(say)).play();
        }
    }

    private static final class Stage {
        private final Site site;
        private final Leases leases;
        private final EngineChoice temporal;
        private final int rows;
        private final long seed;
        private final Narration narration;
        private final List<String> jobs = new ArrayList<>();
        private final List<Turn> turns = new ArrayList<>();
        private int forwards;

        Stage(Site site, Leases leases, EngineChoice temporal, int rows, long seed, Narration narration) {
            this.site = site;
            this.leases = leases;
            this.temporal = temporal;
            this.rows = rows;
            this.seed = seed;
            this.narration = narration;
        }

        SwitchRun play() throws IOException, InterruptedException {
            Served server = site.serve(EngineChoice.CONDUCTOR);
            server.grant(rows * 500L + ROWS_FOR_BOTH * 100L);
            Blueprint.register(server);
            try (Served other = site.another(temporal)) {
                String both = submit(server, Blueprint.SWIFT, ROWS_FOR_BOTH);
                server.awaitClosed(both, PATIENCE);
                narration.tell("both at once: " + leases.byNode());
            }
            Map<Long, Integer> beside = leases.byNode();
            long askedBeside = site.charges().askedAgain();

            submit(server, Blueprint.MIXED);
            String busy = submit(server, Blueprint.SWIFT);
            server = next(server, "the conductor", busy, temporal, false);
            server = next(server, "Temporal", submit(server, Blueprint.SWIFT), EngineChoice.CONDUCTOR, false);
            server = next(server, "the conductor", submit(server, Blueprint.SWIFT), temporal, true);
            server = next(server, "Temporal", submit(server, Blueprint.SWIFT), EngineChoice.CONDUCTOR, true);
            awaitClosed(server);
            narration.tell("every job has closed");
            return new SwitchRun(
                    beside, askedBeside, turns, leases.doubled(), forwards, Outcome.of(site, server, jobs));
        }

        private String submit(Served server, Blueprint blueprint) throws IOException, InterruptedException {
            return submit(server, blueprint, rows);
        }

        private String submit(Served server, Blueprint blueprint, int many) throws IOException, InterruptedException {
            String job = server.upload(blueprint.slug(), new Leads(seed + jobs.size(), many).csv());
            jobs.add(job);
            return job;
        }

        /** Ends a server when a quarter of a job is done, and has one of another engine follow it. */
        private Served next(Served server, String engine, String job, EngineChoice following, boolean kill)
                throws IOException, InterruptedException {
            Waiting.until("rows become final", PATIENCE, () -> ended(server, job) >= rows / 4);
            long node = site.sql()
                    .sql("SELECT max(id) FROM weir.node WHERE ended_at IS NULL")
                    .query(Long.class)
                    .single();
            long waiting = (long) server.metric("weir_waiting_cells");
            int batches = leases.byNode().getOrDefault(node, 0);
            turns.add(new Turn(engine, batches, kill));
            if (kill) {
                server.kill();
            } else {
                server.close();
            }
            narration.tell(engine + (kill ? " is killed" : " is ended") + " with " + batches + " batches had and "
                    + waiting + " cells waiting");
            return site.serve(following);
        }

        private void awaitClosed(Served server) throws IOException, InterruptedException {
            long end = System.nanoTime() + PATIENCE.toNanos();
            long seen = -1;
            long changed = System.nanoTime();
            while (!haveClosed(server)) {
                if (System.nanoTime() > end) {
                    throw new IOException("the jobs have not closed after " + PATIENCE.toMinutes() + " minutes");
                }
                Waiting.pause(Duration.ofMillis(500));
                long now = 0;
                for (String job : jobs) {
                    now += ended(server, job);
                }
                if (now != seen) {
                    seen = now;
                    changed = System.nanoTime();
                } else if (System.nanoTime() - changed > STANDS.toNanos() && forwards < MOST_FORWARDS) {
                    site.putClockForward();
                    forwards++;
                    changed = System.nanoTime();
                    narration.tell("nothing is new: the clock is put forward");
                }
            }
        }

        private boolean haveClosed(Served server) throws IOException, InterruptedException {
            for (String job : jobs) {
                if (!server.job(job).path("phase").asString().equals("closed")) {
                    return false;
                }
            }
            return true;
        }

        private static long ended(Served server, String job) throws IOException, InterruptedException {
            var stands = server.job(job);
            return stands.path("completedRecords").asLong()
                    + stands.path("failedRecords").asLong();
        }
    }
}
