package dev.weir.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.weir.server.problem.Problem;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Has the server hold thousands of slow calls at once: server and sandbox are processes of their own, the sandbox says
 * how many calls it really was at work on at the same time, and what lies in the tables afterwards is compared with what
 * it was asked.
 */
public final class InFlightBench {

    /** Connections to the database, files and jars. */
    private static final int OTHER_FILES = 500;

    private static final String SETTLED = """
            SELECT (SELECT count(*) FROM weir.cell) AS cells,
                   (SELECT count(*) FROM weir.enrichment_record) AS records,
                   (SELECT count(*) FROM (SELECT DISTINCT job_id, row_idx FROM weir.enrichment_record) AS r) AS rows,
                   (SELECT count(*) FROM weir.intent) AS intents
            """;

    private static final String ENDS = """
            SELECT verdict || coalesce(': ' || left(detail, 80), '') AS ending, count(*) FROM weir.enrichment_record
            GROUP BY ending ORDER BY count(*) DESC, ending LIMIT 10
            """;

    private InFlightBench() {}

    /**
     * What lies in the tables.
     *
     * @param intents that are still open
     * @param ends how calls ended, the most frequent ten
     */
    record Settled(long cells, long records, long rows, long intents, Map<String, Long> ends) {}

    /** Runs over a PostgreSQL of its own in that folder, which ends with it. */
    public static InFlightReport run(InFlightOptions options, Path home, PrintStream progress) throws Exception {
        return OwnPostgres.run(home, target -> run(options, target, home, progress));
    }

    /**
     * Runs it; takes about three times the latency. Leaves no database and no process behind.
     *
     * @param folder in which the sandbox gets one for its ledger
     * @throws Problem when the server is not durable, or a process may not open enough files
     * @throws Exception when a process fails or the job does not close in time
     */
    public static InFlightReport run(InFlightOptions options, Target target, Path folder, PrintStream progress)
            throws Exception {
        requireFiles(options.calls() + OTHER_FILES);
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        progress.println(options.rows() + " calls of " + options.latency().toSeconds() + " s, " + options.calls()
                + " of them at once");
        try (BenchDatabases databases = new BenchDatabases(target);
                VendorProcess sandbox = VendorProcess.start(folder, options.latency())) {
            BenchDatabase database = databases.prepared();
            List<String> lines = new ArrayList<>(Parent.lines(database));
            lines.addAll(List.of(
                    sandbox.base().toString(), Integer.toString(options.calls()), Integer.toString(options.rows())));
            Meter meter = Meter.of(target);
            try (ChildJvm server = ChildJvm.start(InFlightProgram.class, lines)) {
                Meter both = meter.with(server.handle(), sandbox.handle());
                String[][] held = new String[1][];
                Usage usage = both.measureAlive(database, options.rows(), clock -> {
                    clock.begin();
                    held[0] = server.await(InFlightProgram.RESULT).split(" ", -1);
                    clock.end();
                    return Meter.NO_LATENCY;
                });
                server.awaitEnd();
                Cell cell = new Cell("server and sandbox");
                cell.add(usage);
                return new InFlightReport(
                        card,
                        options,
                        Memory.mib(Long.parseLong(held[0][0])),
                        Long.parseLong(held[0][1]) / 1e3,
                        Integer.parseInt(held[0][2]),
                        sandbox.asked(),
                        settled(database),
                        cell);
            }
        }
    }

    /** The limit is the process's own and that of the processes it starts; Java has raised it as far as it may. */
    private static void requireFiles(int needed) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                && unix.getMaxFileDescriptorCount() < needed) {
            throw Problem.invalid(
                    "too_few_files",
                    "A process may open " + unix.getMaxFileDescriptorCount() + " files here and this needs " + needed
                            + ". Raise the limit (ulimit -Hn), or ask for fewer --calls.");
        }
    }

    private static Settled settled(BenchDatabase database) throws SQLException {
        try (Connection connection = database.owner();
                PreparedStatement statement = connection.prepareStatement(SETTLED);
                ResultSet result = statement.executeQuery();
                PreparedStatement ends = connection.prepareStatement(ENDS)) {
            result.next();
            return new Settled(result.getLong(1), result.getLong(2), result.getLong(3), result.getLong(4), ends(ends));
        }
    }

    private static Map<String, Long> ends(PreparedStatement statement) throws SQLException {
        Map<String, Long> ends = new LinkedHashMap<>();
        try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                ends.put(result.getString(1), result.getLong(2));
            }
        }
        return ends;
    }
}
