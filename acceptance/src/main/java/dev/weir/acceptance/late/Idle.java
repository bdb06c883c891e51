package dev.weir.acceptance.late;

import dev.weir.acceptance.ProcFiles;
import dev.weir.postgres.Address;
import dev.weir.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * What a server and its database did for a while.
 *
 * @param firstKib the server's resident memory at the beginning, lastKib at the end
 * @param transactionsPerSecond that the database committed or rolled back
 * @param databaseShare of one core
 * @param serverShare of one core
 */
record Idle(
        Duration time,
        long firstKib,
        long lastKib,
        double transactionsPerSecond,
        double databaseShare,
        double serverShare) {

    private static final String TRANSACTIONS = """
            SELECT sum(xact_commit + xact_rollback)::bigint FROM pg_stat_database
            """;

    private record Look(long atNanos, long rssKib, long transactions, long databaseMicros, long serverMicros) {}

    /** Looks at them twice, so long apart. @throws IOException when no database runs in that home */
    static Idle over(Duration time, long server, Path home) throws IOException {
        Address address =
                EmbeddedPostgres.running(home).orElseThrow(() -> new IOException("no database runs in " + home));
        try (Connection connection = DriverManager.getConnection(
                address.jdbcUrl(EmbeddedPostgres.DATABASE), address.user(), address.password())) {
            Look first = look(connection, server);
            long end = first.atNanos() + time.toNanos();
            for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            Look last = look(connection, server);
            double micros = (last.atNanos() - first.atNanos()) / 1e3;
            return new Idle(
                    time,
                    first.rssKib(),
                    last.rssKib(),
                    (last.transactions() - first.transactions()) / (micros / 1e6),
                    (last.databaseMicros() - first.databaseMicros()) / micros,
                    (last.serverMicros() - first.serverMicros()) / micros);
        } catch (SQLException gone) {
            throw new IOException("the database cannot be asked", gone);
        }
    }

    private static Look look(Connection connection, long server) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(TRANSACTIONS)) {
            row.next();
            return new Look(
                    System.nanoTime(),
                    ProcFiles.rssKib(server),
                    row.getLong(1),
                    databaseMicros(server),
                    ProcFiles.processorMicros(server, false));
        }
    }

    /** Those that have ended are their parent's. */
    private static long databaseMicros(long server) {
        return ProcessHandle.of(server).stream()
                .flatMap(process -> ProcFiles.descendants(process, "postgres").stream())
                .mapToLong(one -> ProcFiles.processorMicros(one.pid(), true))
                .sum();
    }

    /** The memory at the end ÷ at the beginning. */
    double growth() {
        return (double) lastKib / firstKib;
    }
}
