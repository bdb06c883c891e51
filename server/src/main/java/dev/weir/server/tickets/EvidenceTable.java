package dev.weir.server.tickets;

import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.evidence}: replies that nobody who could settle them was there to hear. */
final class EvidenceTable {

    private final JdbcClient jdbc;

    EvidenceTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.evidence (workspace_id, job_id, row_idx, step, place, attempt, tries, possible, reply, body, at)
            SELECT ?, job_id, row_idx, step, place, attempt, tries, possible, reply, body, (SELECT weir.now())
            FROM unnest(?::bigint[], ?::int[], ?::smallint[], ?::smallint[], ?::smallint[], ?::smallint[], ?::bigint[],
                        ?::text[], ?::bytea[])
                 AS e (job_id, row_idx, step, place, attempt, tries, possible, reply, body)
            """;

    void insert(long workspaceId, List<Evidence.Reported> replies) {
        int n = replies.size();
        long[] jobs = new long[n];
        int[] rows = new int[n];
        short[] steps = new short[n];
        short[] places = new short[n];
        short[] attempts = new short[n];
        short[] tries = new short[n];
        long[] possible = new long[n];
        String[] texts = new String[n];
        byte[][] bodies = new byte[n][];
        for (int i = 0; i < n; i++) {
            Evidence.Reported reported = replies.get(i);
            jobs[i] = reported.jobId();
            rows[i] = reported.rowIndex();
            steps[i] = (short) reported.step();
            places[i] = (short) reported.place();
            attempts[i] = (short) reported.attempt();
            tries[i] = (short) reported.tries();
            possible[i] = reported.possible();
            texts[i] = ReplyJson.write(reported.reply());
            bodies[i] = ReplyJson.body(reported.reply());
        }
        jdbc.sql(INSERT)
                .param(workspaceId)
                .param(jobs)
                .param(rows)
                .param(steps)
                .param(places)
                .param(attempts)
                .param(tries)
                .param(possible)
                .param(texts)
                .param(bodies)
                .update();
    }

    private static final String OF_ROWS = """
            SELECT DISTINCT ON (row_idx, step, place) row_idx, step, place, attempt, tries, possible, reply, body
            FROM weir.evidence
            WHERE workspace_id = ? AND job_id = ? AND row_idx = ANY (?)
            ORDER BY row_idx, step, place, attempt DESC, id DESC
            """;

    /** The youngest of each asking. */
    List<Evidence.Filed> ofRows(long workspaceId, long jobId, Collection<Integer> rows) {
        return jdbc.sql(OF_ROWS)
                .param(workspaceId)
                .param(jobId)
                .param(rows.stream().mapToInt(Integer::intValue).toArray())
                .query((row, _) -> new Evidence.Filed(
                        row.getInt(1),
                        row.getInt(2),
                        row.getInt(3),
                        row.getInt(4),
                        row.getInt(5),
                        row.getLong(6),
                        ReplyJson.read(row.getString(7), row.getBytes(8))))
                .list();
    }

    private static final String DOUBTS_WITH_EVIDENCE = """
            SELECT DISTINCT i.row_idx FROM weir.intent i
            JOIN weir.evidence e ON e.job_id = i.job_id AND e.row_idx = i.row_idx AND e.step = i.step
                AND e.place = i.place AND e.attempt >= i.attempt
            WHERE i.workspace_id = ? AND i.job_id = ? AND i.row_idx = ANY (?) AND i.state = 1
            ORDER BY i.row_idx
            """;

    /** Of these rows those with a call in doubt whose reply has been filed. */
    List<Integer> doubtsWithEvidence(long workspaceId, long jobId, Collection<Integer> rows) {
        return jdbc.sql(DOUBTS_WITH_EVIDENCE)
                .param(workspaceId)
                .param(jobId)
                .param(rows.stream().mapToInt(Integer::intValue).toArray())
                .query((row, _) -> row.getInt(1))
                .list();
    }

    private static final String EXISTS = """
            SELECT EXISTS (SELECT FROM weir.evidence
                           WHERE workspace_id = ? AND job_id = ? AND row_idx = ? AND step = ? AND place = ?)
            """;

    boolean exists(long workspaceId, long jobId, int rowIndex, int step, int place) {
        return jdbc.sql(EXISTS)
                .params(workspaceId, jobId, rowIndex, step, place)
                .query(Boolean.class)
                .single();
    }
}
