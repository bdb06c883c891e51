package dev.weir.postgres.testing;

import dev.weir.postgres.Address;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A database of one test's own; closing drops it, with whoever is still connected. */
public final class TestDatabase implements AutoCloseable {
    private final TestPostgres postgres;
    private final Address address;
    private final String name;

    TestDatabase(TestPostgres postgres, Address address, String name) {
        this.postgres = postgres;
        this.address = address;
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Without user and password. */
    public String jdbcUrl() {
        return address.jdbcUrl(name);
    }

    /** The cluster's superuser. */
    public String user() {
        return address.user();
    }

    public String password() {
        return address.password();
    }

    /** A new connection as the superuser; the caller closes it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user(), password());
    }

    @Override
    public void close() {
        postgres.drop(name);
    }
}
