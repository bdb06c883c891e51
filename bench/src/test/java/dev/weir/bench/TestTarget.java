package dev.weir.bench;

import dev.weir.postgres.EmbeddedPostgres;
import dev.weir.postgres.testing.TestPostgres;

/** The PostgreSQL of this test JVM. */
final class TestTarget {

    private TestTarget() {}

    static Target shared() {
        EmbeddedPostgres server = TestPostgres.shared().server();
        return new Target(server.jdbcUrl("postgres"), server.user(), server.password(), "onlyForTheseTests0");
    }
}
