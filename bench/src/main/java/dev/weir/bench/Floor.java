package dev.weir.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The floor: what the engine leaves behind, written set-based by bare JDBC and nothing else. Same tables, indexes,
 * row-level security and bytes; two commits for each group, since an intent has to be durable before its call.
 *
 * <p>Its statements are its own and leaner than the engine's where the end is the same: no conflict clauses, no fence,
 * no look into memory.
 */
final class Floor {

    private static final String TENANT = "SELECT set_config('app.workspaces', ?, true)";

    private static final String INTENTS = """
            INSERT INTO weir.intent (workspace_id, answer_key, job_id, row_idx, step, place, amount, epoch, at)
            SELECT ?, answer_key, ?, row_idx, 0, 0, ?, 1, (SELECT weir.now())
            FROM unnest(?::bytea[], ?::int[]) AS i (answer_key, row_idx)
            """;

    // An array, not a join: it leaves the planner nothing but the index, however large the table is.
    private static final String SETTLED = "DELETE FROM weir.intent WHERE workspace_id = ? AND answer_key = ANY (?)";

    private static final String RECORDS = """
            INSERT INTO weir.enrichment_record
                (workspace_id, job_id, row_idx, step, place, kind, verdict, detail, outputs, kept, charged,
                 vendor_certain, vendor_possible, vendor_reported, attempt, tries, latency_ms, answer_key, epoch, at)
            SELECT ?, ?, row_idx, 0, 0, 1, 'accepted', NULL, outputs, ?, ?, ?, 0, true, 1, 1, 0, answer_key, 1,
                   (SELECT weir.now())
            FROM unnest(?::int[], ?::text[], ?::bytea[]) AS r (row_idx, outputs, answer_key)
            """;

    private static final String ANSWERS = """
            INSERT INTO weir.answer (workspace_id, answer_key, kind, outputs, body, packed, request_id, job_id,
                                     row_idx, step, place, fresh_until, at)
            SELECT ?, answer_key, 1, outputs, body, false, request_id, ?, row_idx, 0, 0,
                   (SELECT weir.now()) + interval '30 days', (SELECT weir.now())
            FROM unnest(?::bytea[], ?::text[], ?::bytea[], ?::text[], ?::int[])
                 AS a (answer_key, outputs, body, request_id, row_idx)
            """;

    private static final String POSTS = """
            INSERT INTO weir.transfer (workspace_id, debit, credit, amount, kind, job_id, row_idx, step, place, at)
            SELECT ?, ?, ?, ?, 3, ?, row_idx, 0, 0, (SELECT weir.now()) FROM unnest(?::int[]) AS p (row_idx)
            """;

    private static final String CELLS = """
            INSERT INTO weir.cell (workspace_id, job_id, row_idx, step, state, reason, kept, missing, row_end, epoch, at)
            SELECT ?, ?, row_idx, 0, 2, NULL, kept, NULL, 1, 1, (SELECT weir.now())
            FROM unnest(?::int[], ?::text[]) AS c (row_idx, kept)
            """;

    // Groups begin and end at multiples of 500, batches at multiples of 1,000: no two groups wait for each other's
    // batches crosswise.
    private static final String BATCHES = """
            UPDATE weir.batch
            SET completed_rows = completed_rows + (least(hi, ?) - greatest(lo, ?)),
                open_rows = open_rows - (least(hi, ?) - greatest(lo, ?)), progress = progress + 1
            WHERE job_id = ? AND lo < ? AND hi > ?
            """;

    private static final String ACCOUNT =
            "UPDATE weir.account SET posted = posted + ?, balance = balance - ? WHERE id = ?";

    private static final String ACCOUNT_IDS = """
            SELECT max(id) FILTER (WHERE kind = 2 AND job_id = ?), max(id) FILTER (WHERE kind = 3) FROM weir.account
            """;

    private final BenchDatabase database;
    private final long workspace;
    private final long job;
    private final List<FloorGroup> groups;
    private long jobAccount;
    private long revenue;

    /** @param database a clone of the loaded one */
    Floor(BenchDatabase database, BenchDatabases.Loaded loaded, List<FloorGroup> groups) {
        this.database = database;
        this.workspace = loaded.job().workspaceId();
        this.job = loaded.job().id();
        this.groups = groups;
    }

    /** Writes all groups over that many connections; see {@link Writers#run}. */
    double[] write(int writers, Meter.Clock clock) throws Exception {
        findAccounts();
        List<GroupWriter> open = new ArrayList<>();
        try {
            for (int i = 0; i < writers; i++) {
                open.add(new GroupWriter(database.app()));
            }
            clock.begin();
            double[] latency = Writers.run(open, groups.size());
            clock.end();
            return latency;
        } finally {
            for (GroupWriter writer : open) {
                writer.close();
            }
        }
    }

    private void findAccounts() throws SQLException {
        try (Connection connection = database.owner();
                PreparedStatement statement = connection.prepareStatement(ACCOUNT_IDS)) {
            statement.setLong(1, job);
            try (ResultSet ids = statement.executeQuery()) {
                ids.next();
                jobAccount = ids.getLong(1);
                revenue = ids.getLong(2);
            }
        }
    }

    private final class GroupWriter implements Writers.Writer {
        private final Connection connection;
        private final Statements sql;

        GroupWriter(Connection connection) throws SQLException {
            this.connection = connection;
            this.sql = new Statements(connection);
            connection.setAutoCommit(false);
        }

        @Override
        public void write(int number) throws SQLException {
            FloorGroup group = groups.get(number);
            long amount = InstantProvider.COST_MILLI;
            sql.query(TENANT, "{" + workspace + "}");
            sql.update(group.size(), INTENTS, workspace, job, amount, group.keys, group.rows);
            connection.commit();

            sql.query(TENANT, "{" + workspace + "}");
            sql.update(group.size(), SETTLED, workspace, group.keys);
            sql.update(
                    group.size(),
                    RECORDS,
                    workspace,
                    job,
                    InstantProvider.FIELD,
                    amount,
                    amount,
                    group.rows,
                    group.outputs,
                    group.keys);
            sql.update(
                    group.size(),
                    ANSWERS,
                    workspace,
                    job,
                    group.keys,
                    group.outputs,
                    group.bodies,
                    group.requests,
                    group.rows);
            sql.update(group.size(), POSTS, workspace, jobAccount, revenue, amount, job, group.rows);
            sql.update(group.size(), CELLS, workspace, job, group.rows, group.kept);
            int lo = group.lo;
            int hi = lo + group.size();
            sql.update((hi + 999) / 1_000 - lo / 1_000, BATCHES, hi, lo, hi, lo, job, hi, lo);
            sql.update(1, ACCOUNT, amount * group.size(), amount * group.size(), jobAccount);
            connection.commit();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
