package dev.weir.server.storage;

import dev.weir.server.egress.Dialer;
import dev.weir.server.problem.Problem;
import dev.weir.server.vault.Vault;
import dev.weir.server.workspace.Transactions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The databases that workspaces connect, one each. What is saved has been tested before; the password is kept in the vault
 * and shown to nobody but that database's server, which every time is reached through the guarded door. {@link #test}
 * opens no transaction around its call; {@link #save}, {@link #find} and {@link #remove} join the caller's.
 */
public final class WorkspaceDatabases {

    static final String PURPOSE = "workspace-database";

    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_PASSWORD = 1_000;
    private static final int LONGEST_CERTIFICATES = 100_000;

    private final WorkspaceDatabaseTable table;
    private final Vault vault;
    private final Connector connector;

    /** @param dialer by which those databases are reached */
    public WorkspaceDatabases(JdbcClient jdbc, Transactions transactions, Vault vault, Dialer dialer) {
        this(jdbc, transactions, vault, dialer, Limits.DEFAULT);
    }

    WorkspaceDatabases(JdbcClient jdbc, Transactions transactions, Vault vault, Dialer dialer, Limits limits) {
        this.table = new WorkspaceDatabaseTable(jdbc);
        this.vault = vault;
        this.connector = new Connector(table, transactions, vault, dialer, limits);
    }

    Connector connector() {
        return connector;
    }

    /**
     * A database that somebody wants to connect; its text form shows no password.
     *
     * @param caCertificate for {@link Tls#VERIFY_FULL}: who vouches for the server's certificate, in PEM; null for those
     *     whom Java trusts
     */
    public record Wish(
            String host,
            int port,
            String database,
            String user,
            String password,
            Tls tls,
            @Nullable String caCertificate) {

        static Wish of(WorkspaceDatabase database, String password) {
            return new Wish(
                    database.host(),
                    database.port(),
                    database.database(),
                    database.user(),
                    password,
                    database.tls(),
                    database.caCertificate());
        }

        @Override
        public String toString() {
            return "Wish[" + user + " at " + host + ":" + port + "/" + database + ", tls " + tls.text() + "]";
        }
    }

    /** A database that has let us in, and may be saved. */
    public static final class Tested {
        private final Wish wish;
        private final String serverVersion;

        private Tested(Wish wish, String serverVersion) {
            this.wish = wish;
            this.serverVersion = serverVersion;
        }

        /** Of its PostgreSQL, such as {@code 18.1}. */
        public String serverVersion() {
            return serverVersion;
        }
    }

    /**
     * Signs in to a database.
     *
     * @throws Problem {@code bad_database} with the places that are wrong; {@code database_refused} when it does not let us
     *     in, or may not be called
     */
    public Tested test(Wish wish) {
        List<Problem.At> wrong = wrong(wish);
        if (!wrong.isEmpty()) {
            throw Problem.invalid("bad_database", wrong.getFirst().detail()).at(wrong);
        }
        try (Connection connection = connector.open(wish)) {
            return new Tested(wish, Connector.version(connection));
        } catch (Target.Unavailable refused) {
            throw refused(refused);
        } catch (SQLException broken) {
            throw refused(Sentences.noConnection(broken, wish.host() + ":" + wish.port()));
        }
    }

    /**
     * Signs in to the database that the workspace has connected.
     *
     * @return the version of its PostgreSQL
     * @throws Problem {@code database_refused} when it does not let us in, may not be called, or none is connected
     */
    public String test(long workspaceId) {
        try (Connection connection = connector.open(workspaceId)) {
            return Connector.version(connection);
        } catch (Target.Unavailable refused) {
            throw refused(refused);
        } catch (SQLException broken) {
            throw refused(Sentences.noConnection(broken, "the address that was saved"));
        }
    }

    private static Problem refused(Target.Unavailable refused) {
        return Problem.invalid("database_refused", String.valueOf(refused.getMessage()));
    }

    /** Connects it, in the place of what was connected before. @param setBy as the audit writes it */
    public WorkspaceDatabase save(long workspaceId, Tested tested, String setBy) {
        vault.seal(workspaceId, PURPOSE, tested.wish.password());
        table.put(workspaceId, tested.wish, setBy);
        return table.find(workspaceId).orElseThrow();
    }

    /** The one that the workspace has connected. */
    public Optional<WorkspaceDatabase> find(long workspaceId) {
        return table.find(workspaceId);
    }

    /** Disconnects it, and forgets its password. @return whether one was connected */
    public boolean remove(long workspaceId) {
        vault.forget(workspaceId, PURPOSE);
        return table.delete(workspaceId);
    }

    private static List<Problem.At> wrong(Wish wish) {
        List<Problem.At> wrong = new ArrayList<>();
        if (wish.host().isBlank() || wish.host().length() > 253) {
            wrong.add(new Problem.At("/host", "Name the database's host, such as db.example.com."));
        }
        if (wish.port() < 1 || wish.port() > 65_535) {
            wrong.add(new Problem.At("/port", "A port is a number from 1 to 65535; PostgreSQL's own is 5432."));
        }
        requireName(wrong, "/database", "the database", wish.database());
        requireName(wrong, "/user", "the user", wish.user());
        if (wish.password().isEmpty() || wish.password().length() > LONGEST_PASSWORD || hasNul(wish.password())) {
            wrong.add(new Problem.At(
                    "/password",
                    "Give the user's password, also when something else is changed: it is sent to no address that it was"
                            + " not given for."));
        }
        requireCertificates(wrong, wish);
        return wrong;
    }

    private static void requireName(List<Problem.At> wrong, String pointer, String what, String name) {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME || hasNul(name)) {
            wrong.add(new Problem.At(pointer, "Name " + what + ", in at most " + LONGEST_NAME + " bytes."));
        }
    }

    private static void requireCertificates(List<Problem.At> wrong, Wish wish) {
        String pem = wish.caCertificate();
        if (pem == null) {
            return;
        }
        if (wish.tls() != Tls.VERIFY_FULL) {
            wrong.add(new Problem.At(
                    "/caCertificate", "An authority's certificate is for tls: verify-full; the others verify nobody."));
        } else if (pem.length() > LONGEST_CERTIFICATES || !isCertificates(pem)) {
            wrong.add(new Problem.At(
                    "/caCertificate", "Give certificates in PEM, each from BEGIN CERTIFICATE to END CERTIFICATE."));
        }
    }

    private static boolean isCertificates(String pem) {
        try {
            return !DatabaseSockets.certificates(pem).isEmpty();
        } catch (GeneralSecurityException unreadable) {
            return false;
        }
    }

    private static boolean hasNul(String text) {
        return text.indexOf('\0') >= 0;
    }
}
