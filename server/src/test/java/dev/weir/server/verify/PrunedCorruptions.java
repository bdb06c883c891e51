package dev.weir.server.verify;

import java.util.List;

/** What can be done to what is left of jobs whose rows were let go of. */
final class PrunedCorruptions {

    /** Job 3: the first two rows of job 1 once more, closed; {@code most} of its rows have gone. */
    private static final String PRUNED = """
            DO $$
            DECLARE
                account bigint;
            BEGIN
                PERFORM set_config('app.workspaces', '{1}', true);
                INSERT INTO weir.job (workspace_id, name, plan, on_doubt, worst_row, fresh)
                    SELECT workspace_id, name, plan, on_doubt, worst_row, fresh FROM weir.job WHERE id = 1;
                INSERT INTO weir.job_state (job_id, workspace_id, status, phase, total_rows, started_at, completed_at, closed_at)
                    VALUES (3, 1, 'partially_completed', 'closed', 2, weir.now(), weir.now(), weir.now());
                INSERT INTO weir.job_row (workspace_id, job_id, row_idx, input) VALUES (1, 3, 0, '{}'), (1, 3, 1, '{}');
                INSERT INTO weir.batch (job_id, workspace_id, lo, hi, state, epoch, open_rows, completed_rows, failed_rows)
                    VALUES (3, 1, 0, 2, 2, 1, 0, 1, 1);
                INSERT INTO weir.cell (workspace_id, job_id, row_idx, step, state, reason, kept, missing, row_end, epoch, at)
                    SELECT workspace_id, 3, row_idx, step, state, reason, kept, missing, row_end, epoch, at
                    FROM weir.cell WHERE job_id = 1 AND row_idx < 2;
                INSERT INTO weir.enrichment_record (workspace_id, job_id, row_idx, step, place, kind, verdict, detail, outputs,
                        kept, charged, vendor_certain, vendor_possible, vendor_reported, attempt, tries, latency_ms,
                        answer_key, epoch, at)
                    SELECT workspace_id, 3, row_idx, step, place, kind, verdict, detail, outputs, kept, charged,
                           vendor_certain, vendor_possible, vendor_reported, attempt, tries, latency_ms, answer_key, epoch, at
                    FROM weir.enrichment_record WHERE job_id = 1 AND row_idx < 2;
                INSERT INTO weir.account (workspace_id, kind, job_id, balance, held, posted)
                    VALUES (1, 2, 3, 0, 3400, 1700) RETURNING id INTO account;
                INSERT INTO weir.transfer (workspace_id, kind, debit, credit, amount, job_id, at)
                    SELECT 1, 1, g.id, w.id, 3400, 0, weir.now() FROM weir.account g, weir.account w
                    WHERE g.kind = 4 AND w.kind = 1;
                INSERT INTO weir.transfer (workspace_id, kind, debit, credit, amount, job_id, at)
                    SELECT 1, 2, w.id, account, 3400, 3, weir.now() FROM weir.account w WHERE w.kind = 1;
                INSERT INTO weir.transfer (workspace_id, kind, debit, credit, amount, job_id, row_idx, step, place, at)
                    SELECT 1, 3, account, credit, amount, 3, row_idx, step, place, weir.now()
                    FROM weir.transfer WHERE kind = 3 AND job_id = 1 AND row_idx < 2 ORDER BY id;
                INSERT INTO weir.transfer (workspace_id, kind, debit, credit, amount, job_id, at)
                    SELECT 1, 4, account, w.id, 1700, 3, weir.now() FROM weir.account w WHERE w.kind = 1;
                UPDATE weir.account SET balance = balance + 1700 WHERE kind = 1;
                INSERT INTO weir.pruned (job_id, workspace_id, rows_at) VALUES (3, 1, weir.now());
                PERFORM weir.prune_rows(1, 3, %d);
            END $$
            """;

    private PrunedCorruptions() {}

    /** A job of two rows, of which so many have gone, as it must be. */
    static String pruned(int rows) {
        return PRUNED.formatted(rows);
    }

    static List<Corruption> all() {
        return List.of(
                Corruption.of(
                        "rows begin to go of a job that runs",
                        List.of("R1-pruned-too-early"),
                        "INSERT INTO weir.pruned (job_id, workspace_id, rows_at) VALUES (2, 1, weir.now())"),
                Corruption.of(
                        "an answer of a row that is gone is still filed",
                        List.of("R1-left-of-pruned-row"),
                        pruned(2),
                        """
                        INSERT INTO weir.evidence (workspace_id, job_id, row_idx, step, place, attempt, reply, body, at)
                        VALUES (1, 3, 0, 0, 0, 1, '{}', '\\x', weir.now())
                        """),
                Corruption.of(
                        "a cell that is gone is counted twice",
                        List.of("R2-pruned-cells"),
                        pruned(2),
                        "UPDATE weir.pruned_cell SET cells = 2 WHERE job_id = 3 AND step = 0 AND state = 2"),
                Corruption.of(
                        "a row that is gone and was completed counts as failed",
                        List.of("R2-pruned-counters"),
                        pruned(2),
                        "UPDATE weir.pruned_cell SET row_end = 3 WHERE job_id = 3 AND row_end = 1"),
                Corruption.of(
                        "a post of a row that is gone moves to another place",
                        List.of("R2-pruned-posts"),
                        pruned(1),
                        "UPDATE weir.transfer SET place = 1 WHERE job_id = 3 AND kind = 3 AND row_idx = 0 AND step = 0"),
                Corruption.of(
                        "what was charged for a verdict that is gone does not meet its rule",
                        List.of("R2-pruned-charge-by-rule"),
                        pruned(1),
                        "UPDATE weir.pruned_record SET verdict = 'rejected' WHERE job_id = 3 AND step = 0"),
                Corruption.of(
                        "events go of a job that runs",
                        List.of("R1-pruned-events"),
                        "INSERT INTO weir.pruned (job_id, workspace_id, events) VALUES (2, 1, 1)",
                        "UPDATE weir.job_state SET events = 1 WHERE job_id = 2"));
    }
}
