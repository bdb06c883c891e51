package dev.weir.app.home;

import dev.weir.server.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * What an administrator runs by hand, where the program is given no owner's credentials.
 *
 * <p>It leaves the database as {@link Database#prepare} does, the migrations' history included: by either way, whoever
 * comes next finds what is there and adds what is missing.
 */
final class SchemaSql {

    // As Flyway 12 makes it.
    private static final String HISTORY = """
            CREATE SCHEMA IF NOT EXISTS weir;
            CREATE TABLE IF NOT EXISTS weir.flyway_schema_history (
                installed_rank integer       NOT NULL CONSTRAINT flyway_schema_history_pk PRIMARY KEY,
                version        varchar(50),
                description    varchar(200)  NOT NULL,
                type           varchar(20)   NOT NULL,
                script         varchar(1000) NOT NULL,
                checksum       integer,
                installed_by   varchar(100)  NOT NULL,
                installed_on   timestamp     NOT NULL DEFAULT now(),
                execution_time integer       NOT NULL,
                success        boolean       NOT NULL
            );
            CREATE INDEX IF NOT EXISTS flyway_schema_history_s_idx ON weir.flyway_schema_history (success);
            """;

    private static final String NOTED = """
            INSERT INTO weir.flyway_schema_history
                (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
            SELECT coalesce(max(installed_rank), 0) + 1, '%1$d', '%2$s', 'SQL', '%3$s', %4$d, current_user, 0, true
            FROM weir.flyway_schema_history HAVING count(*) FILTER (WHERE version = '%1$d') = 0;
            """;

    private SchemaSql() {}

    /** One migration that this build brings. */
    private record Migration(int version, String file, List<String> lines) {

        static Migration of(Resource resource) {
            String file = String.valueOf(resource.getFilename());
            try {
                return new Migration(
                        Integer.parseInt(file.substring(1, file.indexOf("__"))),
                        file,
                        resource.getContentAsString(StandardCharsets.UTF_8)
                                .lines()
                                .toList());
            } catch (IOException broken) {
                throw new UncheckedIOException("this build's " + file + " cannot be read", broken);
            }
        }

        String noted() {
            String description = file.substring(file.indexOf("__") + 2, file.lastIndexOf('.'))
                    .replace('_', ' ');
            return NOTED.formatted(version, description, file, checksum());
        }

        /** Flyway's: CRC-32 of the lines without their ends. */
        private int checksum() {
            CRC32 crc = new CRC32();
            lines.forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
            return (int) crc.getValue();
        }
    }

    /** The version that this build needs. */
    static int newest() {
        return migrations().getLast().version();
    }

    /**
     * The role, the schema and its history, and every migration that is missing, in order: all of it or nothing.
     *
     * @param there the version the database has; 0 when it has nothing
     */
    static List<String> lines(int there) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "-- As the database's owner, who may make roles. Choose the password before you run it, and give it to");
        lines.add("-- weir as WEIR_DB_PASSWORD; a role that is there already keeps its own.");
        lines.add("BEGIN;");
        lines.add("DO $$ BEGIN");
        lines.add("    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + Database.APP_ROLE + "') THEN");
        lines.add("        " + Database.roleSql("CHOOSE-16-OR-MORE-LETTERS-AND-DIGITS") + ";");
        lines.add("    END IF;");
        lines.add("END $$;");
        lines.addAll(HISTORY.lines().toList());
        for (Migration migration : migrations()) {
            if (migration.version() > there) {
                lines.add("-- " + migration.file());
                lines.addAll(migration.lines());
            }
            lines.addAll(migration.noted().lines().toList());
        }
        lines.add(Database.HISTORY_GRANT + ";");
        lines.add("COMMIT;");
        return lines;
    }

    private static List<Migration> migrations() {
        try {
            Resource[] files = new PathMatchingResourcePatternResolver(Database.class.getClassLoader())
                    .getResources("classpath*:db/migration/V*.sql");
            List<Migration> migrations = Arrays.stream(files)
                    .map(Migration::of)
                    .sorted(Comparator.comparingInt(Migration::version))
                    .toList();
            if (migrations.isEmpty()) {
                throw new IllegalStateException("this build lacks its migrations");
            }
            return migrations;
        } catch (IOException broken) {
            throw new UncheckedIOException("this build lacks its migrations", broken);
        }
    }
}
