package dev.weir.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Measures what nodes that have nothing to do cost: the processor time of their one PostgreSQL and their own, their
 * transactions, what is logged. Each node is a process that serves the API and runs jobs.
 */
public final class IdleBench {

    private static final double MICROS_PER_PERCENT = 1e4;

    /** What stood on the clocks. */
    private record Reading(double nanos, double pgMicros, double nodeMicros, double transactions, double wal) {}

    /** What a second of doing nothing took. */
    private record Second(double pgPercent, double nodePercent, double transactions, double walBytes) {

        static Second between(Reading from, Reading to) {
            double seconds = (to.nanos - from.nanos) / 1e9;
            return new Second(
                    (to.pgMicros - from.pgMicros) / MICROS_PER_PERCENT / seconds,
                    (to.nodeMicros - from.nodeMicros) / MICROS_PER_PERCENT / seconds,
                    (to.transactions - from.transactions) / seconds,
                    (to.wal - from.wal) / seconds);
        }
    }

    private IdleBench() {}

    /** Runs over a PostgreSQL of its own in that folder, which ends with it. */
    public static FigureReport run(IdleOptions options, Path home, PrintStream progress) throws Exception {
        return OwnPostgres.run(home, target -> run(options, target, progress));
    }

    /**
     * Runs it; leaves no database and no process behind.
     *
     * @throws dev.weir.server.problem.Problem when the server is not durable or cannot be prepared
     * @throws Exception when a node does not start
     */
    public static FigureReport run(IdleOptions options, Target target, PrintStream progress) throws Exception {
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        Meter meter = Meter.of(target);
        List<Second> seconds = new ArrayList<>();
        List<Double> weighed;
        try (BenchDatabases databases = new BenchDatabases(target)) {
            BenchDatabase database = databases.prepared();
            progress.println(options.nodes() + " nodes start ...");
            try (ServerNodes nodes = ServerNodes.start(database, options.nodes(), () -> NodeWish.instant(true))) {
                TimeUnit.SECONDS.sleep(options.settleSeconds());
                Reading from = read(database, meter, nodes);
                for (int repeat = 0; repeat < options.repeats(); repeat++) {
                    TimeUnit.SECONDS.sleep(options.seconds());
                    Reading to = read(database, meter, nodes);
                    Second second = Second.between(from, to);
                    seconds.add(second);
                    progress.printf(
                            Locale.ROOT,
                            "PostgreSQL %.2f %% of a core, nodes %.2f %%, %.1f transactions/s, %.0f B/s of WAL%n",
                            second.pgPercent,
                            second.nodePercent,
                            second.transactions,
                            second.walBytes);
                    from = to;
                }
                weighed = nodes.end();
            }
        }
        return report(options, card, seconds, weighed);
    }

    private static FigureReport report(
            IdleOptions options, MachineCard card, List<Second> seconds, List<Double> weighed) {
        String nodes = options.nodes() + " nodes";
        return FigureReport.on(card)
                .figure(
                        "idlePgPercent",
                        spread(seconds, Second::pgPercent),
                        "%.2f",
                        Goal.atMost(1),
                        "of a core, PostgreSQL's processes, " + nodes)
                .figure(
                        "idleNodePercent",
                        spread(seconds, second -> second.nodePercent() / options.nodes()),
                        "%.2f",
                        Goal.NONE,
                        "of a core, the process of one node")
                .figure(
                        "idleTransactionsPerSecond",
                        spread(seconds, Second::transactions),
                        "%.1f",
                        Goal.NONE,
                        "all nodes; nearly all of them one statement")
                .figure("idleWalBytesPerSecond", spread(seconds, Second::walBytes), "%.0f", Goal.NONE, "all nodes")
                .figure("idleRssMiB", Spread.of(weighed), "%.0f", Goal.NONE, "peak of a node's JVM")
                .more("nodes", options.nodes())
                .more("seconds", options.seconds())
                .more("repeats", options.repeats())
                .report();
    }

    private static Spread spread(List<Second> seconds, ToDoubleFunction<Second> figure) {
        return Spread.of(seconds.stream().map(figure::applyAsDouble).toList());
    }

    private static Reading read(BenchDatabase database, Meter meter, ServerNodes nodes) throws SQLException {
        try (Connection connection = new BenchDatabase(database.target(), "postgres").owner();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT xact_commit + xact_rollback,"
                        + " (pg_current_wal_insert_lsn() - '0/0')::bigint FROM pg_stat_database WHERE datname = '"
                        + database.name() + "'")) {
            result.next();
            return new Reading(
                    System.nanoTime(), meter.pgMicros(), nodes.micros(), result.getDouble(1), result.getDouble(2));
        }
    }
}
