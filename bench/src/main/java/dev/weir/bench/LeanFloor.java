package dev.weir.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The leanest floor we know: a lease on a range of rows, one ledger row and one narrow state row for each, counters; no
 * intents, no tenants, no money, no memory. Two connections, groups of 500: Floor C of the design's engine notes.
 */
final class LeanFloor {

    static final int GROUP = 500;
    static final int WRITERS = 2;

    private static final String BODY = "x".repeat(248);

    private static final String[] TABLES = {"CREATE SCHEMA lean", """
        CREATE TABLE lean.chunk (id int PRIMARY KEY, lo int NOT NULL, hi int NOT NULL, state smallint NOT NULL DEFAULT 0,
                                 token bigint NOT NULL DEFAULT 0, lease_until timestamptz) WITH (fillfactor = 50)
        """, """
        CREATE TABLE lean.ledger (rec_id bigint, step smallint, attempt smallint, outcome smallint NOT NULL,
                                  credits int NOT NULL, at timestamptz NOT NULL, body text NOT NULL,
                                  PRIMARY KEY (rec_id, step, attempt))
        """, """
        CREATE TABLE lean.rec_state (rec_id bigint PRIMARY KEY, step smallint NOT NULL, state smallint NOT NULL,
                                     attempt smallint NOT NULL, token int NOT NULL) WITH (fillfactor = 50)
        """, """
        CREATE TABLE lean.job_counter (shard int PRIMARY KEY, done bigint NOT NULL, credits bigint NOT NULL)
            WITH (fillfactor = 10)
        """};

    private static final String LEASE = """
            UPDATE lean.chunk SET state = 1, token = token + 1, lease_until = now() + interval '20 seconds'
            WHERE id = ? AND state = 0
            """;

    private static final String LEDGER = """
            INSERT INTO lean.ledger SELECT rec_id, 1, 1, 2, 1, now(), body
            FROM unnest(?::bigint[], ?::text[]) AS l (rec_id, body)
            """;

    private static final String STATE = """
            UPDATE lean.rec_state s SET state = 2, attempt = 1 FROM unnest(?::bigint[]) AS r (rec_id)
            WHERE s.rec_id = r.rec_id AND s.token = 0
            """;

    private static final String COUNT =
            "UPDATE lean.job_counter SET done = done + ?, credits = credits + ? WHERE shard = ?";

    private static final String DONE = "UPDATE lean.chunk SET state = 2, lease_until = NULL WHERE id = ? AND token = 1";

    private final BenchDatabase database;
    private final int rows;

    LeanFloor(BenchDatabase database, int rows) {
        this.database = database;
        this.rows = rows;
    }

    /** Makes the tables and what is to be worked off. */
    void prepare() throws SQLException {
        try (Connection connection = database.owner();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
            statement.execute("INSERT INTO lean.chunk SELECT lo / " + GROUP + ", lo, least(lo + " + GROUP + ", " + rows
                    + ") FROM generate_series(0, " + (rows - 1) + ", " + GROUP + ") AS lo");
            statement.execute(
                    "INSERT INTO lean.rec_state SELECT n, 1, 0, 0, 0 FROM generate_series(0, " + (rows - 1) + ") AS n");
            statement.execute(
                    "INSERT INTO lean.job_counter SELECT n, 0, 0 FROM generate_series(0, " + WRITERS + ") AS n");
        }
        database.settle();
    }

    /** Works all chunks off; see {@link Writers#run}. */
    double[] write(Meter.Clock clock) throws Exception {
        List<ChunkWriter> open = new ArrayList<>();
        try {
            for (int i = 0; i < WRITERS; i++) {
                open.add(new ChunkWriter(database.owner(), i));
            }
            clock.begin();
            double[] latency = Writers.run(open, (rows + GROUP - 1) / GROUP);
            clock.end();
            return latency;
        } finally {
            for (ChunkWriter writer : open) {
                writer.close();
            }
        }
    }

    private final class ChunkWriter implements Writers.Writer {
        private final Connection connection;
        private final Statements sql;
        private final int shard;

        ChunkWriter(Connection connection, int shard) throws SQLException {
            this.connection = connection;
            this.sql = new Statements(connection);
            this.shard = shard;
            connection.setAutoCommit(false);
        }

        @Override
        public void write(int chunk) throws SQLException {
            int lo = chunk * GROUP;
            int size = Math.min(GROUP, rows - lo);
            long[] ids = new long[size];
            String[] bodies = new String[size];
            for (int i = 0; i < size; i++) {
                ids[i] = lo + i;
                bodies[i] = BODY;
            }
            sql.update(1, LEASE, chunk);
            connection.commit();
            sql.update(size, LEDGER, ids, bodies);
            sql.update(size, STATE, (Object) ids);
            sql.update(1, COUNT, (long) size, (long) size, shard);
            sql.update(1, DONE, chunk);
            connection.commit();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
