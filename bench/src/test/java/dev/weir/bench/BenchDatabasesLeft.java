package dev.weir.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The databases that a bench should have dropped. */
final class BenchDatabasesLeft {

    private BenchDatabasesLeft() {}

    static List<String> on(Target target) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = new BenchDatabase(target, "postgres").owner();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT datname FROM pg_database WHERE datname LIKE 'weir\\_bench\\_%'")) {
            while (result.next()) {
                names.add(result.getString(1));
            }
        }
        return names;
    }
}
