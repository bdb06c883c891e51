package dev.weir.acceptance.temporal;

import dev.weir.acceptance.Leads;
import dev.weir.acceptance.Narration;
import dev.weir.acceptance.Served;
import dev.weir.acceptance.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A job that is paused and resumed, and one that is cancelled, while they run.
 *
 * @param paused what the first came to by its pause
 * @param cancelled what the second came to by its cancel
 * @param held of the second's account when it had closed, in 1/1000 credit
 */
record StopRun(Stopped paused, Stopped cancelled, String status, long held, Outcome outcome) {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration QUIET = Duration.ofSeconds(4);

    /** Slow enough that many calls are in flight at any moment. */
    private static final String VENDORS = """
            {"apollo": {"latency": {"minMillis": 800, "maxMillis": 1200}},
             "pdl": {"latency": {"minMillis": 800, "maxMillis": 1200}},
             "hunter": {"latency": {"minMillis": 800, "maxMillis": 1200}}}
            """;

    private static final String UNDER_WAY = """
            SELECT (SELECT count(*) FROM weir.intent WHERE job_id = ?)
                 + (SELECT count(*) FROM weir.enrichment_record WHERE job_id = ? AND kind = 1)
            """;

    private static final String OPEN = "SELECT count(*) FROM weir.intent WHERE job_id = ?";
    private static final String HELD = "SELECT balance FROM weir.account WHERE job_id = ? AND kind = 2";

    /**
     * How far a job was when the answer to its pause or cancel had come.
     *
     * @param underWay calls that had been made, or whose intents stood
     * @param calls that the vendors had taken when all was quiet
     * @param ended rows that were final then
     */
    record Stopped(long underWay, long calls, long ended) {}

    /**
     * @param weir the program's command
     * @param folder empty; everything stays there
     */
    static StopRun of(
            List<String> weir, Path folder, Path unpack, EngineChoice engine, int rows, long seed, Consumer<String> say)
            throws IOException, InterruptedException {
        try (Site site = Site.open(weir, folder, unpack, VENDORS)) {
            Served server = site.serve(engine);
            server.grant(rows * 200L);
            Blueprint.register(server);
            Narration narration = Narration.to(say);
            String first = server.upload(Blueprint.SWIFT.slug(), new Leads(seed, rows).csv());
            Stopped paused = stopped(site, server, first, "pause", 0);
            narration.tell("paused: " + paused);
            server.post(first + "/resume", "");
            server.awaitClosed(first, PATIENCE);
            narration.tell("resumed, and closed");
            long before = site.charges().calls();
            String second = server.upload(Blueprint.SWIFT.slug(), new Leads(seed + 1, rows).csv());
            Stopped cancelled = stopped(site, server, second, "cancel", before);
            narration.tell("cancelled: " + cancelled);
            server.awaitClosed(second, PATIENCE);
            String status = server.job(second).path("status").asString();
            long held =
                    site.sql().sql(HELD).param(number(second)).query(Long.class).single();
            return new StopRun(paused, cancelled, status, held, Outcome.of(site, server, List.of(first, second)));
        }
    }

    private static Stopped stopped(Site site, Served server, String job, String verb, long before)
            throws IOException, InterruptedException {
        Waiting.until("rows become final", PATIENCE, () -> ended(server, job) > 0);
        server.post(job + "/" + verb, "");
        JdbcClient sql = site.sql();
        long number = number(job);
        long underWay =
                sql.sql(UNDER_WAY).param(number).param(number).query(Long.class).single();
        Waiting.until(
                "what is in flight has settled",
                PATIENCE,
                () -> sql.sql(OPEN).param(number).query(Long.class).single() == 0);
        Waiting.pause(QUIET);
        return new Stopped(underWay, site.charges().calls() - before, ended(server, job));
    }

    private static long number(String job) {
        return Long.parseLong(job.substring(job.lastIndexOf('/') + 1));
    }

    private static long ended(Served server, String job) throws IOException, InterruptedException {
        return server.job(job).path("completedRecords").asLong();
    }
}
