package dev.weir.server;

import dev.weir.server.problem.Problem;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;

/**
 * Gets a PostgreSQL database ready: the role the program runs as, and the schema.
 *
 * <p>This is the owner's work and done with the owner's credentials, which the running program does not keep: it runs as
 * {@link #APP_ROLE}, which owns nothing.
 */
public final class Database {

    /** The role the program runs as. */
    public static final String APP_ROLE = "weir_app";

    private static final String SCHEMA = "weir";

    private Database() {}

    /**
     * Makes or updates role and schema. Safe to run by several programs at once.
     *
     * @param appPassword what the role signs in with from now on; letters and digits
     * @throws Problem when the database is not to be had, is older than 18's features need, or refuses
     */
    public static void prepare(String ownerUrl, String owner, String ownerPassword, String appPassword) {
        if (!appPassword.matches("[A-Za-z0-9]{16,}")) {
            throw new IllegalArgumentException("the role's password is 16 or more letters and digits");
        }
        try (Connection connection = DriverManager.getConnection(ownerUrl, owner, ownerPassword)) {
            makeRole(connection, appPassword);
        } catch (SQLException e) {
            throw refused(e);
        }
        Flyway.configure(Database.class.getClassLoader())
                .dataSource(ownerUrl, owner, ownerPassword)
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    /** What an administrator runs by hand where the program has no owner's credentials. */
    public static String roleSql(String appPassword) {
        return "CREATE ROLE " + APP_ROLE + " LOGIN PASSWORD '" + appPassword + "' NOSUPERUSER NOCREATEDB NOCREATEROLE";
    }

    /** Whether the schema is there, as the program's own role sees it. */
    public static boolean isPrepared(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT to_regclass('weir.job') IS NOT NULL AND to_regclass('weir.breaker') IS NOT NULL");
                ResultSet result = statement.executeQuery()) {
            return result.next() && result.getBoolean(1);
        }
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

    private static Problem refused(SQLException e) {
        return new Problem(
                Problem.Kind.UNAVAILABLE,
                "database_unavailable",
                "The database cannot be prepared: " + e.getMessage()
                        + ". Check the address and the administrator's credentials.");
    }
}
