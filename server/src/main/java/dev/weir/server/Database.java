package dev.weir.server;

import dev.weir.server.problem.Problem;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Gets a PostgreSQL database ready: the role the program runs as, and the schema.
 *
 * <p>This is the owner's work and done with the owner's credentials, which the running program does not keep: it runs as
 * {@link #APP_ROLE}, which owns nothing.
 */
public final class Database {

    /** The role the program runs as. */
    public static final String APP_ROLE = "weir_app";

    /** What the role's password looks like where we set it; it stands in SQL as it is. */
    public static final String PASSWORD = "[A-Za-z0-9]{16,}";

    /** Lets the program see which migrations there were. The owner runs it after them. */
    public static final String HISTORY_GRANT = "GRANT SELECT ON weir.flyway_schema_history TO " + APP_ROLE;

    private static final String SCHEMA = "weir";

    private Database() {}

    /**
     * Makes or updates role and schema. Safe to run by several programs at once.
     *
     * @param appPassword what the role signs in with from now on; letters and digits
     * @throws Problem when the database is not to be had, is older than 18's features need, or refuses
     */
    public static void prepare(String ownerUrl, String owner, String ownerPassword, String appPassword) {
        if (!appPassword.matches(PASSWORD)) {
            throw new IllegalArgumentException("the role's password is 16 or more letters and digits");
        }
        try (Connection connection = DriverManager.getConnection(ownerUrl, owner, ownerPassword)) {
            makeRole(connection, appPassword);
            Flyway.configure(Database.class.getClassLoader())
                    .dataSource(ownerUrl, owner, ownerPassword)
                    .schemas(SCHEMA)
                    .defaultSchema(SCHEMA)
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
            grantHistory(connection);
        } catch (SQLException | FlywayException e) {
            throw refused(e);
        }
    }

    /**
     * Runs statements as the owner, in one transaction: what makes a table for results, in a schema that the program may
     * fill.
     *
     * @throws Problem when the database is not to be had, or refuses one
     */
    public static void run(String ownerUrl, String owner, String ownerPassword, List<String> statements) {
        try (Connection connection = DriverManager.getConnection(ownerUrl, owner, ownerPassword)) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
            connection.commit();
        } catch (SQLException e) {
            throw new Problem(
                    Problem.Kind.UNAVAILABLE,
                    "database_refused",
                    "The database does not carry that out: " + e.getMessage()
                            + ". Check the address and its owner's credentials.");
        }
    }

    /** What an administrator runs by hand where the program has no owner's credentials. */
    public static String roleSql(String appPassword) {
        return "CREATE ROLE " + APP_ROLE + " LOGIN PASSWORD '" + appPassword + "' NOSUPERUSER NOCREATEDB NOCREATEROLE";
    }

    // The catalogue can be read whatever the role may see of the schema.
    private static final String THERE = """
            SELECT count(*) FILTER (WHERE c.relname IN ('job', 'breaker')),
                   count(*) FILTER (WHERE c.relname = 'flyway_schema_history'
                                      AND has_table_privilege(c.oid, 'SELECT')
                                      AND has_schema_privilege(n.oid, 'USAGE'))
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'weir' AND c.relkind = 'r'
            """;

    private static final String NEWEST = """
            SELECT coalesce(max(version::int), 0) FROM weir.flyway_schema_history WHERE success AND version IS NOT NULL
            """;

    /** Which migration the schema is at, as the program's own role sees it; 0 when there is no schema. */
    public static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int tables;
            boolean told;
            try (ResultSet there = statement.executeQuery(THERE)) {
                there.next();
                tables = there.getInt(1);
                told = there.getInt(2) > 0;
            }
            if (!told) {
                // The first two migrations came before the role could read their history, and made a table of these
                // each.
                return tables;
            }
            try (ResultSet newest = statement.executeQuery(NEWEST)) {
                newest.next();
                return newest.getInt(1);
            }
        }
    }

    /** Programs that prepare at once would meet at the table's entry; who may read it need not grant it again. */
    private static void grantHistory(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(7313091)");
            statement.execute(HISTORY_GRANT);
        }
        connection.commit();
    }

    private static void makeRole(Connection connection, String appPassword) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            // Roles belong to the whole server: two programs that prepare two databases of it meet here.
            statement.execute("SELECT pg_advisory_xact_lock(7313091)");
            boolean there;
            try (ResultSet result =
                    statement.executeQuery("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + APP_ROLE + "')")) {
                there = result.next() && result.getBoolean(1);
            }
            statement.execute(
                    there ? "ALTER ROLE " + APP_ROLE + " PASSWORD '" + appPassword + "'" : roleSql(appPassword));
        }
        connection.commit();
    }

    private static Problem refused(Exception e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return new Problem(
                Problem.Kind.UNAVAILABLE,
                "database_unavailable",
                "The database cannot be prepared: " + deepest.getMessage()
                        + ". Check the address and the administrator's credentials.");
    }
}
