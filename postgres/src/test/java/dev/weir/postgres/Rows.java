package dev.weir.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** SQL for tests, one connection per statement. */
record Rows(Address address) {
    static Rows of(EmbeddedPostgres postgres) {
        return new Rows(postgres.address());
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = Database.connect(address, EmbeddedPostgres.DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String ask(String sql) throws SQLException {
        try (Connection connection = Database.connect(address, EmbeddedPostgres.DATABASE);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }
}
