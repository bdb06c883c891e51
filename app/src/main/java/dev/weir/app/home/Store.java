package dev.weir.app.home;

import dev.weir.provider.Provider;
import dev.weir.server.Database;
import dev.weir.server.Weir;
import dev.weir.server.problem.Problem;
import dev.weir.server.vault.MasterKeys;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A database that is ready for the program: reachable, its role made, its schema up to date.
 *
 * <p>Failures are {@link Problem}s: {@code database_unavailable} (not to be had), {@code database_not_prepared} (no
 * schema or an old one, and nobody gave an owner's address to mend that with; the details are the SQL to run).
 */
public final class Store implements AutoCloseable {

    /** The code of the problem whose details are SQL, for whoever administers the database. */
    public static final String NOT_PREPARED = "database_not_prepared";

    private final String jdbcUrl;
    private final String password;
    private final MasterKeys masterKeys;
    private final AutoCloseable server;
    private final @Nullable Owner owner;

    /** Who owns the schema. */
    private record Owner(String jdbcUrl, String user, String password) {}

    private Store(String jdbcUrl, String password, MasterKeys masterKeys, AutoCloseable server, @Nullable Owner owner) {
        this.jdbcUrl = jdbcUrl;
        this.password = password;
        this.masterKeys = masterKeys;
        this.server = server;
        this.owner = owner;
    }

    /**
     * Opens the database of the user's choice.
     *
     * @param say takes a sentence about what takes long, such as the first start
     */
    public static Store open(WeirHome home, DatabaseChoice choice, Consumer<String> say) {
        return choice.app() == null ? embedded(home, SharedPostgres.startOrAttach(home, say)) : external(home, choice);
    }

    /**
     * The same, but the home's own server is somebody else's to start: whoever starts it ends after all who use it.
     *
     * @throws Problem {@code database_unavailable} when nobody has
     */
    public static Store join(WeirHome home, DatabaseChoice choice, Consumer<String> say) {
        return choice.app() == null ? embedded(home, SharedPostgres.attach(home, say)) : external(home, choice);
    }

    private static Store external(WeirHome home, DatabaseChoice choice) {
        PostgresUrl app = Objects.requireNonNull(choice.app());
        PostgresUrl admin = choice.admin();
        String password = app.password().isEmpty() ? home.appPassword() : app.password();
        if (admin != null) {
            if (!password.matches(Database.PASSWORD)) {
                throw Problem.invalid(
                        "database_password",
                        "The password that " + Database.APP_ROLE
                                + " is to have (in --db, or WEIR_DB_PASSWORD) must be 16"
                                + " or more letters and digits. Choose another, or give none and Weir makes one.");
            }
            Database.prepare(admin.jdbc(), admin.user(), admin.password(), password);
        }
        requirePrepared(app.jdbc(), password);
        return new Store(
                app.jdbc(),
                password,
                home.masterKeys(),
                () -> {},
                admin == null ? null : new Owner(admin.jdbc(), admin.user(), admin.password()));
    }

    private static Store embedded(WeirHome home, SharedPostgres postgres) {
        boolean opened = false;
        try {
            String password = home.appPassword();
            String url = postgres.jdbcUrl();
            if (postgres.owner() || version(url, password).orElse(0) < SchemaSql.newest()) {
                Database.prepare(url, postgres.user(), postgres.password(), password);
            }
            opened = true;
            return new Store(
                    url, password, home.masterKeys(), postgres, new Owner(url, postgres.user(), postgres.password()));
        } finally {
            if (!opened) {
                postgres.close();
            }
        }
    }

    private static void requirePrepared(String url, String password) {
        OptionalInt version = version(url, password);
        if (version.orElse(0) >= SchemaSql.newest()) {
            return;
        }
        String how =
                " Run the command once with --db-admin and its owner's address, or have its administrator run the SQL"
                        + " below.";
        String what;
        if (version.isEmpty()) {
            what = "Weir cannot sign in at " + url + " as " + Database.APP_ROLE + ": the password (in --db, or"
                    + " WEIR_DB_PASSWORD) is not that role's, or the database has not been prepared for Weir yet. If the"
                    + " latter:";
        } else if (version.getAsInt() == 0) {
            what = "The database at " + url + " has no Weir schema yet.";
        } else {
            what = "The schema of the database at " + url + " has version " + version.getAsInt()
                    + ", and this Weir needs " + SchemaSql.newest() + ".";
        }
        throw new Problem(Problem.Kind.UNAVAILABLE, NOT_PREPARED, what + how, SchemaSql.lines(version.orElse(0)));
    }

    /** The schema's version, 0 for none; empty when the role cannot sign in. */
    private static OptionalInt version(String url, String password) {
        try (Connection connection = DriverManager.getConnection(url, Database.APP_ROLE, password)) {
            return OptionalInt.of(Database.version(connection));
        } catch (SQLException refused) {
            // 28: the role is missing or has another password, which the server does not tell apart.
            String state = refused.getSQLState() == null ? "" : refused.getSQLState();
            if (state.startsWith("28")) {
                return OptionalInt.empty();
            }
            throw new Problem(
                    Problem.Kind.UNAVAILABLE,
                    "database_unavailable",
                    "The database at " + url + " cannot be reached: " + refused.getMessage()
                            + ". Check the address, and that the server runs.");
        }
    }

    /** The rooms over this database. */
    public Weir weir(Collection<Provider> providers) {
        return new Weir(jdbcUrl, password, providers, masterKeys);
    }

    /** Connections as the program's own role, each opened anew. */
    public DataSource connections() {
        return new DriverManagerDataSource(jdbcUrl, Database.APP_ROLE, password);
    }

    /**
     * Runs statements as the schema's owner, all of them or none.
     *
     * @throws Problem {@code owner_unknown} where nobody gave the owner's address, or when the database refuses
     */
    public void runAsOwner(List<String> statements) {
        Owner him = requireOwner();
        Database.run(him.jdbcUrl(), him.user(), him.password(), statements);
    }

    private Owner requireOwner() {
        if (owner == null) {
            throw Problem.invalid(
                    "owner_unknown",
                    "Only the owner of Weir's schema can do that, and his address is not known: give it with --db-admin, or"
                            + " have the database's administrator run the SQL.");
        }
        return owner;
    }

    /** @throws Problem {@code owner_unknown} when {@link #compact} cannot be */
    public void requireCompactable() {
        requireOwner();
    }

    // What of the log of writes is no longer needed is removed instead of being kept for use again.
    private static final List<String> FORGET_WRITES = List.of(
            "ALTER SYSTEM SET wal_recycle = off",
            "SELECT pg_reload_conf()",
            "SELECT pg_switch_wal()",
            "CHECKPOINT",
            "SELECT pg_switch_wal()",
            "CHECKPOINT",
            "ALTER SYSTEM RESET wal_recycle",
            "SELECT pg_reload_conf()");

    /**
     * Writes all tables' files anew, and of Weir's own server the log of writes: nothing is left in them of rows that were
     * changed or deleted, nor in the statistics. Whoever uses a table waits while it is written.
     *
     * @throws Problem {@code owner_unknown} where nobody gave the owner's address, {@code not_compacted} when it fails
     */
    public void compact() {
        Owner him = requireOwner();
        try (Connection connection = DriverManager.getConnection(him.jdbcUrl(), him.user(), him.password());
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM (FULL, ANALYZE)");
            if (server instanceof SharedPostgres) {
                for (String sql : FORGET_WRITES) {
                    statement.execute(sql);
                }
            }
        } catch (SQLException failed) {
            throw new Problem(
                    Problem.Kind.UNAVAILABLE,
                    "not_compacted",
                    "The database's files could not be written anew: " + failed.getMessage()
                            + ". What was erased is erased; run VACUUM (FULL, ANALYZE) as its owner.");
        }
    }

    /** As {@code --db} takes it, password included: for a child of this process, in its environment. */
    public String url() {
        return jdbcUrl + (jdbcUrl.contains("?") ? "&" : "?") + "user=" + Database.APP_ROLE + "&password="
                + URLEncoder.encode(password, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
