package dev.weir.bench;

import dev.weir.provider.Provider;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.JobRequest;
import dev.weir.server.jobs.engine.Engine;
import dev.weir.server.jobs.engine.EngineStarter;
import dev.weir.server.vault.MasterKeys;
import dev.weir.server.waterfall.FieldPlan;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.workspace.Workspace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The job of every cell: one step, one provider, one credit a row. */
final class BenchJob {

    static final String WORKSPACE = "bench";

    private static final Duration LOOK = Duration.ofMillis(10);
    /** So slow is nothing that works; what comes later is given up. */
    private static final int ROWS_PER_SECOND_AT_LEAST = 200;

    /** An engine that does nothing: the job waits until a real one finds it. */
    static final Engine NOBODY = new Engine() {
        @Override
        public void start(long jobId) {}

        @Override
        public void wake(long batchId) {}

        @Override
        public void stop(long jobId) {}
    };

    private BenchJob() {}

    static Weir weir(BenchDatabase database) {
        return weir(database, BenchVendor.INSTANT);
    }

    /** @param others who are in the catalog, too, and are not asked by these jobs */
    static Weir weir(BenchDatabase database, BenchVendor vendor, Provider... others) {
        List<Provider> providers = new ArrayList<>(List.of(vendor.provider()));
        providers.addAll(List.of(others));
        return new Weir(database.url(), database.target().appPassword(), providers, MasterKeys.passing());
    }

    /** Takes a job of that many rows in; nobody runs it yet. */
    static Job submit(Weir weir, int rows) {
        return submit(weir, BenchVendor.INSTANT, 0, rows, NOBODY);
    }

    /** Takes the sample rows from {@code from} on in. @param engine hears of it */
    static Job submit(Weir weir, BenchVendor vendor, int from, int rows, Engine engine) {
        return submit(weir, List.of(vendor.provider().slug()), from, rows, engine);
    }

    /** The same for that workspace, which is made if it is missing; nobody runs it yet. */
    static Job submit(Weir weir, String workspace, int rows) {
        return submit(weir, workspace, List.of(InstantProvider.SLUG), 0, rows, NOBODY);
    }

    /** The same, with those providers asked in turn. */
    static Job submit(Weir weir, List<String> slugs, int from, int rows, Engine engine) {
        return submit(weir, WORKSPACE, slugs, from, rows, engine);
    }

    private static Job submit(Weir weir, String name, List<String> slugs, int from, int rows, Engine engine) {
        return submit(weir, name, Map.of(InstantProvider.FIELD, slugs), from, rows, engine);
    }

    /** The same with a step for each of those fields, which asks those providers in turn; nobody runs it yet. */
    static Job submit(Weir weir, Map<String, List<Provider>> asked, int rows) {
        Map<String, List<String>> slugs = new LinkedHashMap<>();
        asked.forEach((field, providers) ->
                slugs.put(field, providers.stream().map(Provider::slug).toList()));
        return submit(weir, WORKSPACE, slugs, 0, rows, NOBODY);
    }

    private static Job submit(
            Weir weir, String name, Map<String, List<String>> asked, int from, int rows, Engine engine) {
        Workspace workspace = weir.workspaces().ensure(name, false, true);
        Map<String, List<Place>> places = new LinkedHashMap<>();
        asked.forEach((field, slugs) -> places.put(field, weir.catalog().places(field, slugs)));
        Plan plan = new Plan(FieldPlan.compile(List.copyOf(asked.keySet()), places, Set.of()), OnDoubt.HOLD);
        JobRequest request = new JobRequest(workspace, "bench", null, plan, null, null, false);
        return weir.jobs().submit(request, SampleRows.json(from, from + rows), engine);
    }

    static RunningWeir start(Weir weir) {
        return start(weir, BenchVendor.INSTANT);
    }

    static RunningWeir start(Weir weir, EngineStarter engine) {
        BenchVendor vendor = BenchVendor.INSTANT;
        return weir.start(UUID.randomUUID(), vendor.access(), vendor.settings(), _ -> {}, Failpoint.NONE, engine);
    }

    static RunningWeir start(Weir weir, BenchVendor vendor) {
        return weir.start(UUID.randomUUID(), vendor.access(), vendor.settings(), _ -> {}, Failpoint.NONE);
    }

    /**
     * Returns when the job has closed with every row completed. It looks by one small statement: asking for the whole
     * progress a hundred times a second took a tenth of the JVM's time.
     *
     * @throws IllegalStateException when it closes otherwise, or not in time
     */
    static void await(BenchDatabase database, Job job, int rows) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60 + rows / ROWS_PER_SECOND_AT_LEAST);
        try (Connection connection = database.owner();
                PreparedStatement phase =
                        connection.prepareStatement("SELECT phase FROM weir.job_state WHERE job_id = ?")) {
            phase.setLong(1, job.id());
            while (!text(phase).equals("closed")) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the job has not closed in time; it is " + text(phase));
                }
                Thread.sleep(LOOK);
            }
        }
    }

    /** @throws IllegalStateException when a row of the closed job is not completed: what was timed is not the engine */
    static void requireCompleted(Weir weir, Job job, int rows) {
        JobProgress progress = weir.jobs().progress(job);
        if (progress.status() != JobStatus.COMPLETED || progress.rows().completed() != rows) {
            throw new IllegalStateException("the job did not complete: " + progress);
        }
    }

    /** @throws IllegalStateException when the closed job has a row that is in doubt, or none at all for some row */
    static void requireSettled(Weir weir, Job job, int rows) {
        JobProgress progress = weir.jobs().progress(job);
        int settled = progress.rows().completed() + progress.rows().failed();
        if (settled != rows || progress.rows().inDoubt() != 0) {
            throw new IllegalStateException("the job did not settle every row: " + progress);
        }
    }

    private static String text(PreparedStatement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery()) {
            return result.next() ? result.getString(1) : "gone";
        }
    }
}
