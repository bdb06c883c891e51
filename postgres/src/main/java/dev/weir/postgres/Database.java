package dev.weir.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** The few statements the launcher itself sends. */
final class Database {
    /** Exists in every cluster; nobody keeps anything in it. */
    static final String MAINTENANCE = "postgres";

    private static final String TIMEOUT_SECONDS = "30";

    private static final String EXISTS = "SELECT 1 FROM pg_database WHERE datname = ?";

    private Database() {}

    static Connection connect(Address address, String database) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", address.user());
        login.setProperty("password", address.password());
        login.setProperty("connectTimeout", TIMEOUT_SECONDS);
        login.setProperty("loginTimeout", TIMEOUT_SECONDS);
        Connection connection = new org.postgresql.Driver().connect(address.jdbcUrl(database), login);
        if (connection == null) {
            throw new SQLException("the PostgreSQL driver does not know " + address.jdbcUrl(database));
        }
        return connection;
    }

    static void createIfMissing(Address address, String database) throws SQLException {
        try (Connection connection = connect(address, MAINTENANCE);
                PreparedStatement exists = connection.prepareStatement(EXISTS)) {
            exists.setString(1, database);
            try (ResultSet found = exists.executeQuery()) {
                if (found.next()) {
                    return;
                }
            }
            try (Statement create = connection.createStatement()) {
                create.execute("CREATE DATABASE " + create.enquoteIdentifier(database, true) + " ENCODING 'UTF8'");
            }
        }
    }
}
