package dev.weir.bench;

import dev.weir.server.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A database of one cell's own. */
record BenchDatabase(Target target, String name) {

    String url() {
        return target.url(name);
    }

    /** Signs in as the administrator, whom no policy binds. */
    Connection owner() throws SQLException {
        return DriverManager.getConnection(url(), target.owner(), target.ownerPassword());
    }

    /** Signs in as the program does, bound by row-level security. */
    Connection app() throws SQLException {
        return DriverManager.getConnection(url(), Database.APP_ROLE, target.appPassword());
    }

    /** Statistics, hint bits and dirty pages of the preparation do not fall into the cell. */
    void settle() throws SQLException {
        try (Connection connection = owner();
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM ANALYZE");
            statement.execute("CHECKPOINT");
        }
    }
}
