package dev.weir.bench;

import dev.weir.postgres.EmbeddedPostgres;
import dev.weir.postgres.Settings;
import java.nio.file.Path;
import java.util.UUID;

/** A PostgreSQL for the length of one bench. */
final class OwnPostgres {

    /** What is measured on it. */
    interface Measuring<R> {
        R on(Target target) throws Exception;
    }

    private OwnPostgres() {}

    /**
     * Starts one in that folder, and ends it again.
     *
     * @throws dev.weir.postgres.PostgresRefused when it does not start there
     */
    static <R> R run(Path home, Measuring<R> measuring) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(Settings.at(home))) {
            String password = UUID.randomUUID().toString().replace("-", "");
            return measuring.on(
                    new Target(postgres.jdbcUrl("postgres"), postgres.user(), postgres.password(), password));
        }
    }
}
