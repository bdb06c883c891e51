package dev.weir.server.workspace;

import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What time it is by the database, which all durable times are of. A question joins the transaction of its thread. */
public final class DatabaseTime {

    private static final String NOW = "SELECT weir.now()";

    private final JdbcClient jdbc;

    public DatabaseTime(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Instant now() {
        return jdbc.sql(NOW).query(Timestamp.class).single().toInstant();
    }
}
