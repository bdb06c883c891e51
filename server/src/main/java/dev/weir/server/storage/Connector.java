package dev.weir.server.storage;

import dev.weir.server.egress.Dialer;
import dev.weir.server.problem.Problem;
import dev.weir.server.vault.Vault;
import dev.weir.server.workspace.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;

/** Signs in to the databases of workspaces, each time anew. */
final class Connector {

    /** The oldest that understands all we ask it. */
    static final int OLDEST = 13;

    private final WorkspaceDatabaseTable table;
    private final Transactions transactions;
    private final Vault vault;
    private final Dialer dialer;
    private final Limits limits;

    Connector(WorkspaceDatabaseTable table, Transactions transactions, Vault vault, Dialer dialer, Limits limits) {
        this.table = table;
        this.transactions = transactions;
        this.vault = vault;
        this.dialer = dialer;
        this.limits = limits;
    }

    /** A connection to the one that is saved, without auto-commit; the caller closes it. */
    Connection open(long workspaceId) throws Target.Unavailable {
        return open(stored(workspaceId));
    }

    /** The one that is saved, with its password. */
    WorkspaceDatabases.Wish stored(long workspaceId) throws Target.Unavailable {
        try {
            return transactions
                    .in(
                            workspaceId,
                            () -> table.find(workspaceId)
                                    .flatMap(database -> vault.open(workspaceId, WorkspaceDatabases.PURPOSE)
                                            .map(password -> WorkspaceDatabases.Wish.of(database, password))))
                    .orElseThrow(() -> new Target.Unavailable(
                            "This workspace has connected no database. Connect one"
                                    + " (PUT /api/v1/workspaces/{workspaceId}/database), or let the step's results go to"
                                    + " db: hq.",
                            true));
        } catch (Problem unreadable) {
            throw new Target.Unavailable(String.valueOf(unreadable.getMessage()), true);
        }
    }

    /** A connection without auto-commit; the caller closes it. */
    Connection open(WorkspaceDatabases.Wish wish) throws Target.Unavailable {
        String where = wish.host() + ":" + wish.port();
        try {
            dialer.requireWritten(wish.host(), wish.port());
        } catch (Dialer.Refused refused) {
            throw Sentences.noNetwork(refused, where);
        }
        try (var opening = new DatabaseSockets.Opening(
                        dialer, wish.host(), wish.port(), limits.connect(), wish.tls(), wish.caCertificate());
                Deadline _ = Deadline.in(limits.connect(), opening::hangUp)) {
            Properties properties = properties(wish);
            opening.name(properties);
            Connection connection = Optional.ofNullable(new Driver().connect("jdbc:postgresql:///", properties))
                    .orElseThrow();
            return checked(connection, where);
        } catch (SQLException failed) {
            throw Sentences.noConnection(failed, where);
        }
    }

    private static Connection checked(Connection connection, String where) throws SQLException, Target.Unavailable {
        boolean kept = false;
        try {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST) {
                throw new Target.Unavailable(
                        "The server at " + where + " is PostgreSQL " + version + "; " + OLDEST + " or newer is needed.",
                        true);
            }
            connection.setAutoCommit(false);
            kept = true;
            return connection;
        } finally {
            if (!kept) {
                connection.close();
            }
        }
    }

    /** All that the driver is told; nothing that a user writes is a name of these. */
    private Properties properties(WorkspaceDatabases.Wish wish) {
        Properties properties = new Properties();
        properties.setProperty("PGHOST", wish.host());
        properties.setProperty("PGPORT", String.valueOf(wish.port()));
        properties.setProperty("PGDBNAME", wish.database());
        properties.setProperty("user", wish.user());
        properties.setProperty("password", wish.password());
        properties.setProperty("gssEncMode", "disable");
        // Never with tickets of the server's user; and the password itself only where nobody in between can read it.
        properties.setProperty(
                "requireAuth",
                wish.tls() == Tls.DISABLE ? "none,md5,scram-sha-256" : "none,md5,scram-sha-256,password");
        properties.setProperty("socketTimeout", String.valueOf(limits.whole().toSeconds() + 1));
        quiet(properties);
        // Poolers between us and the database hand every transaction to another session.
        properties.setProperty("prepareThreshold", "0");
        return properties;
    }

    /** What holds for any database, our own included: nothing of its answers gets into messages, or fills the memory. */
    static void quiet(Properties properties) {
        properties.setProperty("ApplicationName", "weir results");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("logServerErrorDetail", "false");
        properties.setProperty("maxResultBuffer", "16M");
    }

    /** The version of the server behind that connection. */
    static String version(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductVersion();
    }
}
