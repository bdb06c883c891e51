package dev.weir.app.commands;

import dev.weir.postgres.testing.TestDatabase;
import dev.weir.postgres.testing.TestPostgres;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** An empty database of somebody else's server, on which nobody has heard of Weir's role. */
final class ExternalDatabase implements AutoCloseable {

    private final TestDatabase database = TestPostgres.shared().emptyDatabase();

    ExternalDatabase() throws SQLException {
        run("DROP ROLE IF EXISTS weir_app");
    }

    /** Without user and password, as {@code --db} takes it. */
    String url() {
        return database.jdbcUrl();
    }

    /** As its owner, as {@code --db-admin} takes it. */
    String adminUrl() {
        return url(database.user(), database.password());
    }

    String url(String user, String password) {
        return url() + (url().contains("?") ? "&" : "?") + "user=" + user + "&password="
                + URLEncoder.encode(password, StandardCharsets.UTF_8);
    }

    String owner() {
        return database.user();
    }

    String ownerPassword() {
        return database.password();
    }

    /** Runs what an administrator runs, several statements as they stand. */
    void run(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long number(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
