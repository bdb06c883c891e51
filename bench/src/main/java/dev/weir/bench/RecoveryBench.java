package dev.weir.bench;

import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Kills one of two nodes with {@code kill -9} in the middle of a job, and measures how long it takes until the other has
 * settled something of a batch that the dead one had. A sandbox plays the vendor and keeps its own books of what it was asked
 * and charged for, by which is seen whether anything was lost or charged twice.
 */
public final class RecoveryBench {

    private static final int NODES = 2;
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Batches that are in the middle of a run by that node: something is settled and something is not. */
    private static final String HELD = """
            SELECT b.id, b.epoch FROM weir.batch b JOIN weir.node n ON n.id = b.node
            WHERE n.home = ? AND b.state = 1 AND b.open_rows BETWEEN 1 AND b.hi - b.lo - 1
            """;

    private static final String TAKEN_ON = """
            SELECT count(*) FROM weir.batch b
                 JOIN unnest(?::bigint[], ?::bigint[]) AS held (id, epoch) ON held.id = b.id
            WHERE b.epoch > held.epoch AND b.progress > b.progress_seen
            """;

    private static final String FORWARD = "UPDATE weir.clock SET ahead = ahead + ? * interval '1 millisecond'";

    private static final String BOOKS = """
            SELECT (SELECT count(*) FROM weir.job_row r WHERE r.job_id = ?
                        AND NOT EXISTS (SELECT FROM weir.cell c WHERE c.job_id = r.job_id AND c.row_idx = r.row_idx)),
                   (SELECT count(*) FROM weir.transfer t WHERE t.job_id = ? AND t.kind = 3)
                     - (SELECT count(*) FROM weir.cell c WHERE c.job_id = ? AND c.state = 2)
            """;

    /** What the dead node held. */
    private record Held(List<Long> batches, List<Long> epochs) {}

    /**
     * What one kill came to.
     *
     * @param seconds from the node's end to the first new settlement
     * @param batches it had in the middle of a run
     * @param lost rows without an end
     * @param chargedTwice what customers paid beyond their results, and what the vendor was paid twice for
     * @param doubts calls that nobody knows about, held for a person
     */
    private record Kill(double seconds, int batches, long lost, long chargedTwice, long doubts, int broken) {}

    private final RecoveryOptions options;
    private final Path folder;
    private final PrintStream progress;

    private RecoveryBench(RecoveryOptions options, Path folder, PrintStream progress) {
        this.options = options;
        this.folder = folder;
        this.progress = progress;
    }

    /** Runs over a PostgreSQL of its own in that folder, which ends with it. */
    public static FigureReport run(RecoveryOptions options, Path home, PrintStream progress) throws Exception {
        return OwnPostgres.run(home, target -> run(options, target, home, progress));
    }

    /**
     * Runs it; leaves no database and no process behind.
     *
     * @param folder in which sandboxes get one for their ledgers
     * @throws dev.weir.server.problem.Problem when the server is not durable or cannot be prepared
     * @throws Exception when a node does not start, or nobody goes on with what the dead one had
     */
    public static FigureReport run(RecoveryOptions options, Target target, Path folder, PrintStream progress)
            throws Exception {
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        RecoveryBench bench = new RecoveryBench(options, folder, progress);
        List<Kill> kills = new ArrayList<>();
        try (BenchDatabases databases = new BenchDatabases(target)) {
            BenchDatabase prepared = databases.prepared();
            for (int i = 0; i < options.kills(); i++) {
                kills.add(bench.kill(databases, prepared));
            }
        }
        return bench.report(card, kills);
    }

    private Kill kill(BenchDatabases databases, BenchDatabase prepared) throws Exception {
        BenchDatabase database = databases.cloneOf(prepared);
        try (VendorProcess sandbox = VendorProcess.start(folder, options.latency());
                Connection connection = database.owner();
                Weir weir = BenchJob.weir(database, BenchVendor.played(sandbox.base(), options.concurrency()))) {
            BenchVendor vendor = BenchVendor.played(sandbox.base(), options.concurrency());
            Job job = BenchJob.submit(weir, vendor, 0, options.rows(), BenchJob.NOBODY);
            Kill kill;
            try (ServerNodes nodes =
                    ServerNodes.start(database, NODES, () -> NodeWish.asking(sandbox.base(), options.concurrency()))) {
                ServerNode victim =
                        await(() -> inTheMiddle(connection, nodes.all()), "no node is in the middle of a batch");
                victim.kill();
                long began = System.nanoTime();
                Held left = held(connection, victim.wish().home());
                putForward(connection);
                await(() -> takenOn(connection, left), "nobody goes on with what the dead node had");
                double seconds = (System.nanoTime() - began + options.ahead().toNanos()) / 1e9;
                BenchJob.await(database, job, options.rows());
                kill = reckon(weir, connection, job, sandbox.asked(), seconds, left);
            }
            progress.printf(
                    Locale.ROOT,
                    "%.2f s, %d batches; lost %d, charged twice %d, in doubt %d, invariants broken %d%n",
                    kill.seconds,
                    kill.batches,
                    kill.lost,
                    kill.chargedTwice,
                    kill.doubts,
                    kill.broken);
            databases.drop(database);
            return kill;
        }
    }

    private static Kill reckon(
            Weir weir, Connection connection, Job job, VendorProcess.Asked asked, double seconds, Held left)
            throws SQLException {
        JobProgress end = weir.jobs().progress(job);
        var findings = weir.verification().run().findings();
        findings.forEach(System.err::println);
        try (PreparedStatement books = connection.prepareStatement(BOOKS)) {
            books.setLong(1, job.id());
            books.setLong(2, job.id());
            books.setLong(3, job.id());
            try (ResultSet result = books.executeQuery()) {
                result.next();
                long twice = Math.max(0, result.getLong(2)) + Math.max(0, asked.charged() - asked.questions());
                return new Kill(
                        seconds,
                        left.batches().size(),
                        result.getLong(1),
                        twice,
                        end.rows().inDoubt(),
                        findings.size());
            }
        }
    }

    private void putForward(Connection connection) throws SQLException {
        try (PreparedStatement forward = connection.prepareStatement(FORWARD)) {
            forward.setLong(1, options.ahead().toMillis());
            forward.executeUpdate();
        }
    }

    /** Whichever it is: the first to look may have taken all there was. */
    private static Optional<ServerNode> inTheMiddle(Connection connection, List<ServerNode> nodes) throws SQLException {
        for (ServerNode node : nodes) {
            if (!held(connection, node.wish().home()).batches().isEmpty()) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }

    private static Held held(Connection connection, UUID home) throws SQLException {
        Held held = new Held(new ArrayList<>(), new ArrayList<>());
        try (PreparedStatement statement = connection.prepareStatement(HELD)) {
            statement.setObject(1, home);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    held.batches().add(result.getLong(1));
                    held.epochs().add(result.getLong(2));
                }
            }
        }
        return held;
    }

    /** How many batches, if any. */
    private static Optional<Long> takenOn(Connection connection, Held held) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKEN_ON)) {
            statement.setArray(1, array(connection, held.batches()));
            statement.setArray(2, array(connection, held.epochs()));
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return Optional.of(result.getLong(1)).filter(batches -> batches > 0);
            }
        }
    }

    private static Array array(Connection connection, List<Long> numbers) throws SQLException {
        return connection.createArrayOf("bigint", numbers.toArray());
    }

    /** What is waited for. */
    private interface Look<T> {
        Optional<T> seen() throws SQLException;
    }

    private static <T> T await(Look<T> look, String otherwise) throws SQLException, InterruptedException, IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<T> seen = look.seen();
            if (seen.isPresent()) {
                return seen.get();
            }
            Thread.sleep(LOOK);
        }
        throw new IOException(otherwise);
    }

    private FigureReport report(MachineCard card, List<Kill> kills) {
        Latencies waits = new Latencies(
                kills.stream().mapToDouble(kill -> kill.seconds() * 1e3).toArray());
        long broken = kills.stream().mapToInt(Kill::broken).sum();
        FigureReport.Parts parts = FigureReport.on(card)
                .figure("recoveryP50Seconds", waits.at(0.5) / 1e3, "%.2f", Goal.NONE, "kill -9 to the first settlement")
                .figure(
                        "recoveryP99Seconds",
                        waits.at(0.99) / 1e3,
                        "%.2f",
                        Goal.NONE,
                        "of " + kills.size() + (kills.size() == 1 ? " kill" : " kills"))
                .figure("recoveryMaxSeconds", waits.most() / 1e3, "%.2f", Goal.atMost(22), "lease of 20 s + 2 s")
                .figure("lost", sum(kills, false), "%.0f", Goal.exactly(0), "rows without an end")
                .figure(
                        "chargedTwice",
                        sum(kills, true),
                        "%.0f",
                        Goal.exactly(0),
                        "posts beyond results, and questions the vendor charged twice")
                .figure(
                        "inDoubt",
                        Spread.of(kills.stream()
                                .map(kill -> (double) kill.doubts())
                                .toList()),
                        "%.0f",
                        Goal.NONE,
                        "calls in flight at the kill, held for a person")
                .more("kills", kills.size())
                .more("rows", options.rows())
                .more(
                        "seconds",
                        kills.stream()
                                .map(kill -> Usage.round(kill.seconds(), 2))
                                .toList())
                .more("brokenInvariants", broken);
        if (broken > 0) {
            parts.warning(broken + " invariants were broken; see standard error");
        }
        return parts.report();
    }

    private static double sum(List<Kill> kills, boolean charged) {
        return kills.stream()
                .mapToLong(kill -> charged ? kill.chargedTwice() : kill.lost())
                .sum();
    }
}
