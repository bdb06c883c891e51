package dev.weir.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The statements of one connection, each prepared once. Arrays go over as they are, in binary where the driver can. */
final class Statements {

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Statements(Connection connection) {
        this.connection = connection;
    }

    /** @throws IllegalStateException when another number of rows than expected was touched: the cell is wrong then */
    void update(int expected, String sql, Object... parameters) throws SQLException {
        int touched = statement(sql, parameters).executeUpdate();
        if (touched != expected) {
            throw new IllegalStateException(touched + " rows instead of " + expected + ": " + sql);
        }
    }

    /** Runs a query whose answer is of no interest, but that it has one. */
    void query(String sql, Object... parameters) throws SQLException {
        try (ResultSet result = statement(sql, parameters).executeQuery()) {
            if (!result.next()) {
                throw new IllegalStateException("no row: " + sql);
            }
        }
    }

    private PreparedStatement statement(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
