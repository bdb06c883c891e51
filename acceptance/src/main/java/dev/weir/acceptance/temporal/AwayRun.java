package dev.weir.acceptance.temporal;

import dev.weir.acceptance.Leads;
import dev.weir.acceptance.Narration;
import dev.weir.acceptance.Served;
import dev.weir.acceptance.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Jobs whose rows are under way, and whose rows wait for late answers, while Temporal is away.
 *
 * @param away how long it was
 * @param looks at the API meanwhile
 * @param refused of those, and of submits, that had no success
 * @param settled rows that became final meanwhile, of batches that were being run when it went
 * @param caughtUp from its return until every job had closed
 */
record AwayRun(Duration away, int looks, int refused, long settled, Duration caughtUp, Outcome outcome) {

    /** Of all work that is left when it comes back, the last late answers included. */
    static final Duration WITHIN = Duration.ofMinutes(3);

    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);

    /** How it goes away. */
    enum How {
        STOPPED,
        KILLED
    }

    /** Vendors that take a moment, and one that answers until after Temporal is back. */
    private static String vendors(Duration away) {
        return """
                {"fullenrich": {"later": {"minMillis": 5000, "maxMillis": %d, "retryMillis": 1000, "retries": 600}},
                 "apollo": {"latency": {"minMillis": 200, "maxMillis": 400}},
                 "pdl": {"latency": {"minMillis": 200, "maxMillis": 400}}}
                """.formatted(away.plus(LAST_ANSWERS).toMillis());
    }

    /**
     * @param weir the program's command
     * @param folder empty; everything stays there
     * @param rows of each job
     */
    static AwayRun of(
            List<String> weir,
            Path folder,
            Path unpack,
            Cluster cluster,
            How how,
            int rows,
            long seed,
            Duration away,
            Consumer<String> say)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        try (Site site = Site.open(weir, folder, unpack, vendors(away))) {
            Served server = site.serve(cluster.engine());
            server.grant(rows * 300L);
            Blueprint.register(server);
            Narration narration = Narration.to(say);
            List<String> jobs = new ArrayList<>();
            jobs.add(server.upload(Blueprint.MIXED.slug(), new Leads(seed, rows).csv()));
            Waiting.until("some rows wait", PATIENCE, () -> server.metric("weir_waiting_cells") > 0);
            String busy = server.upload(Blueprint.SWIFT.slug(), new Leads(seed + 1, rows).csv());
            jobs.add(busy);
            Waiting.until("rows become final", PATIENCE, () -> ended(server, busy) >= rows / 4);
            if (how == How.STOPPED) {
                cluster.stop();
            } else {
                cluster.kill();
            }
            long gone = System.nanoTime();
            long before = ended(server, jobs);
            narration.tell("Temporal is " + how.name().toLowerCase(Locale.ROOT) + "; " + before
                    + " rows are final, and " + (long) server.metric("weir_waiting_cells") + " cells wait");
            int looks = 0;
            int refused = 0;
            boolean submitted = false;
            while (System.nanoTime() - gone < away.toNanos()) {
                Waiting.pause(LOOK);
                looks++;
                try {
                    ended(server, busy);
                    if (!submitted && System.nanoTime() - gone > away.toNanos() / 3) {
                        submitted = true;
                        jobs.add(server.upload(Blueprint.SWIFT.slug(), new Leads(seed + 2, rows).csv()));
                    }
                } catch (IOException no) {
                    refused++;
                    say.accept("  ! " + no.getMessage());
                }
            }
            long settled = ended(server, jobs) - before;
            cluster.start();
            Duration time = Duration.ofNanos(System.nanoTime() - gone);
            long back = System.nanoTime();
            narration.tell("Temporal is back; " + settled + " rows became final meanwhile, and "
                    + (long) server.metric("weir_waiting_cells") + " cells wait");
            for (String job : jobs) {
                server.awaitClosed(job, PATIENCE);
            }
            Duration caughtUp = Duration.ofNanos(System.nanoTime() - back);
            narration.tell("every job has closed");
            return new AwayRun(time, looks, refused, settled, caughtUp, Outcome.of(site, server, jobs));
        }
    }

    private static long ended(Served server, List<String> jobs) throws IOException, InterruptedException {
        long sum = 0;
        for (String job : jobs) {
            sum += ended(server, job);
        }
        return sum;
    }

    private static long ended(Served server, String job) throws IOException, InterruptedException {
        var stands = server.job(job);
        return stands.path("completedRecords").asLong()
                + stands.path("failedRecords").asLong();
    }
}
