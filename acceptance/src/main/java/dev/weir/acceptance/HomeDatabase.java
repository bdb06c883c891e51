package dev.weir.acceptance;

import dev.weir.postgres.Address;
import dev.weir.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The database that Weir brings along in a home, as its owner sees it, whom no policy binds. */
public final class HomeDatabase {

    private static final Duration LOST = Duration.ofMinutes(11);
    private static final String FORWARD = "UPDATE weir.clock SET ahead = ahead + make_interval(secs => ?)";

    private HomeDatabase() {}

    /** Statements in it. @throws IllegalStateException when nobody runs it now */
    public static JdbcClient of(Path home) {
        Address address = EmbeddedPostgres.running(home)
                .orElseThrow(() -> new IllegalStateException("no database runs in " + home));
        return JdbcClient.create(new DriverManagerDataSource(
                address.jdbcUrl(EmbeddedPostgres.DATABASE), address.user(), address.password()));
    }

    /** As if more time had passed than an answer of which nobody knows whether it was asked for is waited for. */
    public static void putClockForward(Path home) {
        putClockForward(home, LOST);
    }

    /** As if so much more time had passed. */
    public static void putClockForward(Path home, Duration by) {
        of(home).sql(FORWARD).param(by.toSeconds()).update();
    }
}
