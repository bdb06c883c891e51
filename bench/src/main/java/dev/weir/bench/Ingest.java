package dev.weir.bench;

import dev.weir.server.Weir;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;

/** Taking rows in: as the product does it, and the same rows into the same table by bare JDBC. */
final class Ingest {

    /** As many as the product puts into one transaction. */
    private static final int ROWS = 20_000;

    private static final String TENANT = "SELECT set_config('app.workspaces', ?, true)";

    private static final String INSERT = """
            INSERT INTO weir.job_row (workspace_id, job_id, row_idx, input)
            SELECT 1, 1, ? + n - 1, input FROM unnest(?::text[]) WITH ORDINALITY AS r (input, n)
            """;

    private Ingest() {}

    /** Submits a job; it is durable and claimable when the clock ends. */
    static double[] submit(BenchDatabase database, int rows, Meter.Clock clock) throws SQLException {
        try (Weir weir = BenchJob.weir(database)) {
            // The pool's first connection is no part of a submit.
            weir.workspaces().all();
            clock.begin();
            BenchJob.submit(weir, rows);
            clock.end();
        }
        return Meter.NO_LATENCY;
    }

    /** Inserts over one connection, under the same row-level security. */
    static double[] insert(BenchDatabase database, int rows, Meter.Clock clock) throws SQLException {
        try (Connection connection = database.app()) {
            connection.setAutoCommit(false);
            Statements sql = new Statements(connection);
            clock.begin();
            for (int lo = 0; lo < rows; lo += ROWS) {
                int hi = Math.min(lo + ROWS, rows);
                String[] inputs = new String[hi - lo];
                Iterator<String> json = SampleRows.json(lo, hi);
                for (int i = 0; i < inputs.length; i++) {
                    inputs[i] = json.next();
                }
                sql.query(TENANT, "{1}");
                sql.update(inputs.length, INSERT, lo, inputs);
                connection.commit();
            }
            clock.end();
        }
        return Meter.NO_LATENCY;
    }
}
