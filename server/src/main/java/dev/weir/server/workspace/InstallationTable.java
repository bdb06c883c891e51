package dev.weir.server.workspace;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.installation}. */
final class InstallationTable {

    private final JdbcClient jdbc;

    InstallationTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String BEGIN =
            "UPDATE weir.installation SET begun_at = weir.now() WHERE only_row AND begun_at IS NULL";

    /** Whether nobody had before. */
    boolean begin() {
        return jdbc.sql(BEGIN).update() > 0;
    }

    private static final String ID = "SELECT id FROM weir.installation WHERE only_row";

    UUID id() {
        return jdbc.sql(ID).query(UUID.class).single();
    }
}
