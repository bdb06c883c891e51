package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A floor that writes less than the engine would flatter nobody but itself; one that writes more would flatter us. */
class FloorTest {

    private static final int ROWS = 5_000;
    private static final Meter.Clock NO_CLOCK = new Meter.Clock() {
        @Override
        public void begin() {}

        @Override
        public void end() {}
    };

    private record Table(long rows, long rowBytes, long totalBytes) {}

    @Test
    void theFloorWritesWhatTheEngineWrites() throws Exception {
        try (BenchDatabases databases = new BenchDatabases(TestTarget.shared())) {
            BenchDatabases.Loaded loaded = databases.loaded(databases.prepared(), ROWS);
            BenchDatabase engine = databases.cloneOf(loaded.template());
            EngineBench.engine(engine, loaded, NO_CLOCK);
            BenchDatabase floor = databases.cloneOf(loaded.template());
            new Floor(floor, loaded, FloorGroup.of(ROWS, 500)).write(2, NO_CLOCK);

            Map<String, Table> byEngine = tables(engine);
            Map<String, Table> byFloor = tables(floor);
            for (String name : List.of("enrichment_record", "answer", "transfer", "cell", "intent")) {
                Table ours = of(byEngine, name);
                Table bare = of(byFloor, name);
                // The engine's job has closed, but its hold was the exact sum: no release, so no transfer more.
                assertThat(bare.rows()).as("rows of %s", name).isEqualTo(ours.rows());
                assertThat((double) bare.rowBytes())
                        .as("bytes of the rows of %s", name)
                        .isCloseTo(ours.rowBytes(), within(0.02 * ours.rowBytes()));
                if (!name.equals("intent")) {
                    assertThat(bare.rows()).isGreaterThanOrEqualTo(ROWS);
                    assertThat((double) bare.totalBytes())
                            .as("size of %s with its indexes", name)
                            .isCloseTo(ours.totalBytes(), within(0.15 * ours.totalBytes()));
                }
            }
            assertThat(books(floor)).isEqualTo(books(engine));
        }
    }

    @Test
    void theBareInsertionWritesWhatTheSubmitWrites() throws Exception {
        try (BenchDatabases databases = new BenchDatabases(TestTarget.shared())) {
            BenchDatabase prepared = databases.prepared();
            BenchDatabase submitted = databases.cloneOf(prepared);
            Ingest.submit(submitted, ROWS, NO_CLOCK);
            BenchDatabase inserted = databases.cloneOf(prepared);
            Ingest.insert(inserted, ROWS, NO_CLOCK);

            Table bare = of(tables(inserted), "job_row");
            assertThat(bare).isEqualTo(of(tables(submitted), "job_row"));
            assertThat(bare.rows()).isEqualTo(ROWS);
        }
    }

    private static Table of(Map<String, Table> tables, String name) {
        return Objects.requireNonNull(tables.get(name), name);
    }

    /** What stands in the accounts and batches at the end. */
    private static String books(BenchDatabase database) throws SQLException {
        String sql = """
                SELECT (SELECT string_agg(concat_ws(' ', kind, balance, held, posted, open, doubt), ', ' ORDER BY id)
                        FROM weir.account),
                       (SELECT string_agg(concat_ws(' ', lo, open_rows, completed_rows, failed_rows), ', ' ORDER BY id)
                        FROM weir.batch)
                """;
        try (Connection connection = database.owner();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1) + "; " + result.getString(2);
        }
    }

    private static Map<String, Table> tables(BenchDatabase database) throws SQLException {
        database.settle();
        Map<String, Table> tables = new LinkedHashMap<>();
        try (Connection connection = database.owner();
                Statement statement = connection.createStatement()) {
            for (String name : List.of("job_row", "enrichment_record", "answer", "transfer", "cell", "intent")) {
                String sql = "SELECT count(*), coalesce(sum(pg_column_size(t.*)), 0), pg_total_relation_size('weir."
                        + name + "') FROM weir." + name + " t";
                try (ResultSet result = statement.executeQuery(sql)) {
                    result.next();
                    tables.put(name, new Table(result.getLong(1), result.getLong(2), result.getLong(3)));
                }
            }
        }
        return tables;
    }
}
