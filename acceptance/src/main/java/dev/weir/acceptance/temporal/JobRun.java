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
 * One job in a workspace of its own, undisturbed.
 *
 * @param how who ran it
 * @param facts what came of it
 * @param batches how many each node was seen with
 * @param workers the nodes of the workers that were started for it; empty when the server worked itself
 * @param doubled grants that two nodes were seen with
 * @param untold events that the customer's server has not heard of
 * @param took from the upload to the job's close
 */
record JobRun(
        String how,
        Facts facts,
        Map<Long, Integer> batches,
        List<Long> workers,
        List<Leases.Held> doubled,
        long untold,
        Duration took) {

    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Duration TELLING = Duration.ofMinutes(3);

    /** FullEnrich answers soon, and until it is heard. */
    static final String VENDORS = """
            {"fullenrich": {"later": {"minMillis": 100, "maxMillis": 600, "retryMillis": 1000, "retries": 600}}}""";

    /**
     * Runs one, by processes that are started for it and end with it, and with vendors whom nobody has asked before.
     *
     * @param export where its export is written
     * @param workers beside a server that does not work itself; 0 for one that does
     */
    static JobRun of(
            String how, Site site, EngineChoice engine, int workers, Leads leads, Path export, Consumer<String> say)
            throws IOException, InterruptedException {
        site.renewVendors();
        Served server = (workers == 0 ? site.serve(engine) : site.serve(engine, "--no-worker")).withWorkspace(how);
        server.grant(leads.rows() * 100L);
        Blueprint.register(server);
        site.subscribe(server);
        List<Long> nodes = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            nodes.add(site.work(engine).node());
        }
        Narration narration = Narration.to(say);
        narration.tell(how + " is ready");
        String csv = leads.csv();
        try (Leases leases = Leases.watch(site.sql())) {
            long began = System.nanoTime();
            String job = server.upload(Blueprint.MIXED.slug(), csv);
            server.awaitClosed(job, PATIENCE);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            narration.tell("the job has closed");
            Waiting.until(() -> untold(site) == 0, Duration.ofMillis(100), TELLING);
            long untold = untold(site);
            Facts facts = Facts.of(site, server, job, export);
            site.end();
            return new JobRun(how, facts, leases.byNode(), nodes, leases.doubled(), untold, took);
        }
    }

    private static long untold(Site site) {
        return site.sql()
                        .sql("SELECT count(*) FROM weir.event WHERE job_id IS NOT NULL")
                        .query(Long.class)
                        .single()
                - site.receiver().heard();
    }
}
