package dev.weir.bench;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.conductor.Conductor;
import dev.weir.server.conductor.ConductorSettings;
import dev.weir.server.jobs.engine.EngineStarter;
import dev.weir.server.verify.Report;
import dev.weir.temporal.TemporalAddress;
import dev.weir.temporal.TemporalConnection;
import dev.weir.temporal.TemporalEngine;
import dev.weir.temporal.TemporalSettings;
import dev.weir.temporal.workflow.JobInput;
import io.temporal.client.WorkflowClient;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Measures what Temporal costs: the same jobs by the conductor, over a Temporal server, and, of a plain list, by a workflow
 * with one activity for each call; and counts what Temporal has written down of them.
 *
 * <p>Repeats are interleaved, so that whatever changes within the run touches all cells.
 */
public final class TemporalBench {

    /** One for all benches: workflows that a bench left behind find no jobs and end. */
    private static final UUID INSTALLATION = new UUID(0, 0);

    private static final EngineStarter CONDUCTOR =
            (grants, batches, node) -> Conductor.start(grants, batches, node, ConductorSettings.DEFAULT);

    private final TemporalOptions options;
    private final PrintStream progress;
    private final WorkflowClient client;
    private final EngineStarter temporal;
    private final Meter meter;
    private final Cell conductorCell = new Cell("conductor");
    private final Cell temporalCell = new Cell("Temporal");
    private final Cell peerCell = new Cell("Temporal, an activity per call");
    private final Cell lateConductorCell = new Cell("conductor, a fifth late");
    private final Cell lateTemporalCell = new Cell("Temporal, a fifth late");
    private final Map<Cell, JobHistory> histories = new HashMap<>();

    private TemporalBench(TemporalOptions options, TemporalConnection connection, PrintStream progress, Meter meter) {
        this.options = options;
        this.progress = progress;
        this.client = connection.client();
        this.temporal = TemporalEngine.starter(connection, INSTALLATION, TemporalSettings.DEFAULT);
        this.meter = meter;
    }

    /**
     * Runs over a PostgreSQL of its own in that folder, which ends with it.
     *
     * @param address of a namespace that no Weir works in: what runs there meanwhile is the bench's
     * @param servers processes of Temporal, and of its database, on this machine; their processor time is counted
     * @throws dev.weir.server.problem.Problem when Temporal cannot be used
     */
    public static TemporalReport run(
            TemporalOptions options,
            TemporalAddress address,
            List<ProcessHandle> servers,
            Path home,
            PrintStream progress)
            throws Exception {
        try (TemporalConnection connection = TemporalConnection.open(address)) {
            BenchNamespace.require(connection);
            return OwnPostgres.run(home, target -> run(options, connection, servers, target, progress));
        }
    }

    /**
     * Runs all cells; takes minutes and all cores. Leaves no database behind; in Temporal its workflows stay until their
     * namespace's retention has passed.
     *
     * @param progress gets a line for each run of a cell
     * @throws dev.weir.server.problem.Problem when the server is not durable or cannot be prepared
     * @throws Exception when a cell fails or does not end in time
     */
    static TemporalReport run(
            TemporalOptions options,
            TemporalConnection connection,
            List<ProcessHandle> servers,
            Target target,
            PrintStream progress)
            throws Exception {
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        String server = BenchNamespace.serverVersion(connection);
        progress.println("Temporal " + server + ", namespace " + connection.namespace());
        Meter meter = Meter.of(target).with(servers.toArray(ProcessHandle[]::new));
        TemporalBench bench = new TemporalBench(options, connection, progress, meter);
        try (BenchDatabases databases = new BenchDatabases(target);
                Peer peer = Peer.start(connection.client())) {
            BenchDatabase prepared = databases.prepared();
            numberJobsAnew(prepared);
            bench.warmUp(databases, prepared, peer);
            BenchDatabases.Loaded instant = databases.loaded(prepared, options.rows());
            BenchDatabases.Loaded late =
                    databases.loaded(prepared, options.rows(), to -> LateVendor.submit(to, options.rows()));
            for (int repeat = 0; repeat < options.repeats(); repeat++) {
                bench.measure(bench.conductorCell, databases, instant, CONDUCTOR, bench::plain);
                bench.measure(bench.temporalCell, databases, instant, bench.temporal, bench::plain);
                bench.measure(bench.peerCell, prepared, peer);
                bench.measure(bench.lateConductorCell, databases, late, CONDUCTOR, bench::late);
                bench.measure(bench.lateTemporalCell, databases, late, bench.temporal, bench::late);
            }
        }
        return new TemporalReport(
                card,
                server,
                options,
                bench.conductorCell,
                new TemporalReport.Told(bench.temporalCell, bench.historyOf(bench.temporalCell)),
                new TemporalReport.Told(bench.peerCell, bench.historyOf(bench.peerCell)),
                bench.lateConductorCell,
                new TemporalReport.Told(bench.lateTemporalCell, bench.historyOf(bench.lateTemporalCell)));
    }

    /** Workflows are named after their jobs: what another bench has left in the namespace is not taken for this one's. */
    private static void numberJobsAnew(BenchDatabase database) throws SQLException {
        try (Connection connection = database.owner();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE weir.job ALTER COLUMN id RESTART WITH "
                    + ThreadLocalRandom.current().nextLong(1_000_000, 1_000_000_000_000L));
        }
    }

    private void warmUp(BenchDatabases databases, BenchDatabase prepared, Peer peer) throws Exception {
        if (options.warmUpRows() > 0) {
            Cell cell = new Cell("warm-up");
            BenchDatabases.Loaded loaded = databases.loaded(prepared, options.warmUpRows());
            measure(cell, databases, loaded, CONDUCTOR, this::plain);
            measure(cell, databases, loaded, temporal, this::plain);
            databases.drop(loaded.template());
        }
        if (options.peerWarmUpRows() > 0) {
            peer.run(options.peerWarmUpRows());
        }
    }

    /** A job run by an engine; its clock goes from the engine's start to the job's close. */
    private interface Run {
        void run(
                Cell cell,
                BenchDatabase database,
                BenchDatabases.Loaded loaded,
                EngineStarter engine,
                Meter.Clock clock)
                throws Exception;
    }

    private void measure(
            Cell cell, BenchDatabases databases, BenchDatabases.Loaded loaded, EngineStarter engine, Run run)
            throws Exception {
        BenchDatabase database = databases.cloneOf(loaded.template());
        add(cell, meter.measure(database, loaded.rows(), clock -> {
            run.run(cell, database, loaded, engine, clock);
            return Meter.NO_LATENCY;
        }));
        databases.drop(database);
    }

    private void plain(
            Cell cell, BenchDatabase database, BenchDatabases.Loaded loaded, EngineStarter engine, Meter.Clock clock)
            throws Exception {
        try (Weir weir = BenchJob.weir(database)) {
            weir.workspaces().all();
            clock.begin();
            try (RunningWeir _ = BenchJob.start(weir, engine)) {
                end(cell, weir, database, loaded, engine, clock);
            }
        }
    }

    private void late(
            Cell cell, BenchDatabase database, BenchDatabases.Loaded loaded, EngineStarter engine, Meter.Clock clock)
            throws Exception {
        try (LateVendor vendor = new LateVendor(options.late());
                Weir weir = vendor.weir(database)) {
            weir.workspaces().all();
            clock.begin();
            try (RunningWeir _ = vendor.start(weir, engine)) {
                end(cell, weir, database, loaded, engine, clock);
                vendor.requireEachAskedOnce(loaded.rows());
            }
            Report books = weir.verification().run();
            if (!books.clean()) {
                throw new IllegalStateException("the books do not fit: " + books.findings());
            }
        }
    }

    private void end(
            Cell cell,
            Weir weir,
            BenchDatabase database,
            BenchDatabases.Loaded loaded,
            EngineStarter engine,
            Meter.Clock clock)
            throws Exception {
        BenchJob.await(database, loaded.job(), loaded.rows());
        clock.end();
        BenchJob.requireCompleted(weir, loaded.job(), loaded.rows());
        if (engine.equals(temporal)) {
            saw(cell, JobInput.workflowId(loaded.job().id()));
        }
    }

    private JobHistory historyOf(Cell cell) {
        return histories.getOrDefault(cell, JobHistory.NONE);
    }

    private void saw(Cell cell, String workflowId) throws Exception {
        histories.merge(cell, JobHistory.of(client, workflowId), JobHistory::and);
    }

    private void measure(Cell cell, BenchDatabase anyDatabase, Peer peer) throws Exception {
        add(cell, meter.measure(anyDatabase, options.peerRows(), clock -> {
            clock.begin();
            List<String> workflows = peer.run(options.peerRows());
            clock.end();
            for (String workflow : workflows) {
                saw(cell, workflow);
            }
            return Meter.NO_LATENCY;
        }));
    }

    private void add(Cell cell, Usage usage) {
        cell.add(usage);
        progress.printf(
                Locale.ROOT,
                "%-32s %9.0f rows/s  PG %5.1f µs  JVM %5.1f µs  Temporal %5.1f µs  load %s%n",
                cell.name(),
                usage.perSecond(),
                usage.perUnit(usage.pgCpuMicros()),
                usage.perUnit(usage.jvmCpuMicros()),
                usage.perUnit(usage.besideCpuMicros()),
                usage.loadBefore());
    }
}
