package dev.weir.server.enrichment;

import dev.weir.provider.Reply;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.evidence}: replies whose owners had lost their lease. */
final class EvidenceTable {

    /** The youngest reply filed for an asking. */
    record Stored(int rowIndex, int step, int place, int attempt, Reply reply) {}

    private final JdbcClient jdbc;

    EvidenceTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.evidence (workspace_id, job_id, row_idx, step, place, attempt, reply, body, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, weir.now())
            """;

    void insert(long workspaceId, long jobId, Entry.Answer answer, String reply) {
        jdbc.sql(INSERT)
                .param(workspaceId)
                .param(jobId)
                .param(answer.rowIndex())
                .param(answer.step())
                .param(answer.place())
                .param(answer.attempt())
                .param(reply)
                .param(ReplyJson.body(answer.reply()))
                .update();
    }

    private static final String OF_ROWS = """
            SELECT DISTINCT ON (row_idx, step, place) row_idx, step, place, attempt, reply, body FROM weir.evidence
            WHERE workspace_id = ? AND job_id = ? AND row_idx >= ? AND row_idx < ?
            ORDER BY row_idx, step, place, attempt DESC, id DESC
            """;

    List<Stored> ofRows(long workspaceId, long jobId, int lo, int hi) {
        return jdbc.sql(OF_ROWS)
                .param(workspaceId)
                .param(jobId)
                .param(lo)
                .param(hi)
                .query((row, _) -> new Stored(
                        row.getInt(1),
                        row.getInt(2),
                        row.getInt(3),
                        row.getInt(4),
                        ReplyJson.read(row.getString(5), row.getBytes(6))))
                .list();
    }

    private static final String DOUBTS_WITH_EVIDENCE = """
            SELECT DISTINCT i.row_idx FROM weir.intent i
            JOIN weir.evidence e ON e.job_id = i.job_id AND e.row_idx = i.row_idx AND e.step = i.step
                AND e.place = i.place AND e.attempt >= i.attempt
            WHERE i.workspace_id = ? AND i.job_id = ? AND i.row_idx >= ? AND i.row_idx < ? AND i.state = 1
            ORDER BY i.row_idx
            """;

    /** Rows with a call in doubt whose reply has been filed. */
    List<Integer> doubtsWithEvidence(long workspaceId, long jobId, int lo, int hi) {
        return jdbc.sql(DOUBTS_WITH_EVIDENCE)
                .param(workspaceId)
                .param(jobId)
                .param(lo)
                .param(hi)
                .query((row, _) -> row.getInt(1))
                .list();
    }
}
