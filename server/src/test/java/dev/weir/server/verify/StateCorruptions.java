package dev.weir.server.verify;

import java.util.List;

/** What can be done to jobs, batches, intents and cells. Batches 1 and 2 are the first job's, 3 and 4 the second's. */
final class StateCorruptions {

    private StateCorruptions() {}

    static List<Corruption> all() {
        return List.of(
                Corruption.of(
                        "a job's policy for doubts is not its plan's",
                        List.of("J0-plan"),
                        "UPDATE weir.job SET on_doubt = 'RETRY' WHERE id = 1"),
                Corruption.of(
                        "a row stands in another workspace",
                        List.of("S2-another-workspace"),
                        "INSERT INTO weir.workspace (name, sandbox, auto_grant) VALUES ('other', true, true)",
                        "UPDATE weir.job_row SET workspace_id = 2 WHERE job_id = 2 AND row_idx = 1"),
                Corruption.of(
                        "a cell took an earlier result of nobody knows what",
                        List.of("J5-reused-value"),
                        "UPDATE weir.cell SET reason = 'reused' WHERE job_id = 1 AND row_idx = 0 AND step = 1"),
                Corruption.of(
                        "a running job has never started",
                        List.of("J1-job-state"),
                        "UPDATE weir.job_state SET started_at = NULL WHERE job_id = 2"),
                Corruption.of(
                        "a row is lost",
                        List.of("J8-rows", "N4-request"),
                        "DELETE FROM weir.job_row WHERE job_id = 2 AND row_idx = 1"),
                Corruption.of(
                        "two rows have changed places in their list",
                        List.of("J8-list-rows"),
                        "UPDATE weir.job_row SET list_idx = 7 WHERE job_id = 2 AND row_idx = 0",
                        "UPDATE weir.job_row SET list_idx = 6 WHERE job_id = 2 AND row_idx = 1"),
                Corruption.of(
                        "a row keeps the cells of a list that is not there",
                        List.of("U2-list-whole"),
                        "UPDATE weir.job_row SET original = '[]' WHERE job_id = 2 AND row_idx = 1"),
                Corruption.of(
                        "a job that is being taken in has batches and a hold",
                        List.of("J8-visible-too-early", "I1-half-taken-in", "L7-first-hold"),
                        """
                        UPDATE weir.job_state SET phase = 'ingesting', status = 'pending', started_at = NULL WHERE job_id = 2
                        """),
                Corruption.of(
                        "a rerun's rows do no row again",
                        List.of("J11-rerun-rows"),
                        "UPDATE weir.job SET rerun_of = 1 WHERE id = 2"),
                Corruption.of(
                        "a row is done again by a job that is no rerun",
                        List.of("J11-rerun-of-rerun"),
                        "INSERT INTO weir.rerun_row VALUES (1, 1, 0, 2, 0)"),
                Corruption.of("a job is left half taken in", List.of("I1-half-taken-in"), """
                        INSERT INTO weir.job (workspace_id, name, plan, on_doubt, worst_row, fresh)
                        SELECT workspace_id, name, plan, on_doubt, worst_row, fresh FROM weir.job WHERE id = 1
                        """, """
                        INSERT INTO weir.job_state (job_id, workspace_id, status, phase) VALUES (3, 1, 'pending', 'ingesting')
                        """),
                Corruption.of(
                        "a batch reaches beyond its job",
                        List.of("J8-batches-cover"),
                        "UPDATE weir.batch SET hi = 3, open_rows = 2 WHERE id = 4"),
                Corruption.of(
                        "two batches overlap",
                        List.of("J8-batches-cover"),
                        "UPDATE weir.batch SET hi = 2, open_rows = 2 WHERE id = 3"),
                Corruption.of(
                        "a batch has taken wakes that never came",
                        List.of("J3-batch-lease"),
                        "UPDATE weir.batch SET wakes_taken = 5 WHERE id = 4"),
                Corruption.of(
                        "a batch sleeps over a wake",
                        List.of("J3-wake-forgotten"),
                        "UPDATE weir.batch SET wakes = 5, due_at = weir.now() + interval '1 hour' WHERE id = 4"),
                Corruption.of(
                        "a leased batch has no owner",
                        List.of("J3-batch-lease", "J3-lease-of-ended-node"),
                        "UPDATE weir.batch SET state = 1, lease_until = weir.now() + interval '1 hour' WHERE id = 4"),
                Corruption.of(
                        "a batch counts a row that has not completed",
                        List.of("J8-batch-counters"),
                        "UPDATE weir.batch SET completed_rows = 2, failed_rows = 0 WHERE id = 1"),
                Corruption.of(
                        "a batch is done with an open row",
                        List.of("J2-done-batch"),
                        "UPDATE weir.batch SET state = 2 WHERE id = 4"),
                Corruption.of(
                        "a closed job has a batch due",
                        List.of("J9-closed"),
                        "UPDATE weir.batch SET state = 0 WHERE id = 1"),
                Corruption.of(
                        "a job says that all its rows completed",
                        List.of("J8-job-status"),
                        "UPDATE weir.job_state SET status = 'completed' WHERE job_id = 1"),
                Corruption.of(
                        "a lease has run out",
                        List.of("J3-lease-run-out"),
                        "INSERT INTO weir.node (home, beat_until) VALUES (gen_random_uuid(), weir.now())",
                        "UPDATE weir.batch SET state = 1, node = 1, lease_until = weir.now() - interval '1 s' WHERE id = 4"),
                Corruption.of("a node that has ended holds a lease", List.of("J3-lease-of-ended-node"), """
                        INSERT INTO weir.node (home, beat_until, ended_at) VALUES (gen_random_uuid(), weir.now(), weir.now())
                        """, """
                        UPDATE weir.batch SET state = 1, node = 1, lease_until = weir.now() + interval '1 hour' WHERE id = 4
                        """),
                Corruption.of(
                        "a call is to be repeated and nobody will",
                        List.of("J3-orphan-intent", "J2-open-intent-of-final-cell"),
                        "UPDATE weir.intent SET state = 2 WHERE job_id = 1"),
                Corruption.of(
                        "an intent of a row in no batch",
                        List.of("J3-orphan-intent"),
                        "UPDATE weir.intent SET row_idx = -1 WHERE job_id = 2"),
                Corruption.of(
                        "a call is on its way for a cell that is final",
                        List.of("J2-open-intent-of-final-cell", "J2-row-end"),
                        "UPDATE weir.cell SET state = 4, reason = 'no_input' WHERE job_id = 2 AND step = 1"),
                Corruption.of("a settled call's intent stands", List.of("L6-settled-intent-stands"), """
                        INSERT INTO weir.enrichment_record SELECT (r).* FROM (
                            SELECT jsonb_populate_record(r, '{"step": 1, "verdict": "bad_answer", "kept": null, "charged": 0}') AS r
                            FROM weir.enrichment_record r WHERE job_id = 2) AS another
                        """),
                Corruption.of(
                        "a failed cell hides a doubt",
                        List.of("P3-hidden-doubt"),
                        "UPDATE weir.cell SET state = 3, reason = 'error' WHERE job_id = 1 AND state = 5",
                        "UPDATE weir.cell SET row_end = 2 WHERE row_end = 3",
                        "UPDATE weir.batch SET doubt_rows = 0"),
                Corruption.of(
                        "a cell waits for a doubt that is gone",
                        List.of("P3-hidden-doubt", "P3-depends-on-no-doubt"),
                        "UPDATE weir.cell SET state = 3, reason = 'error' WHERE job_id = 1 AND state = 5 AND step = 0"),
                Corruption.of(
                        "a doubt's intent is lost and every sum made to fit",
                        List.of("P3-doubt-without-intent"),
                        "DELETE FROM weir.intent WHERE job_id = 1",
                        "UPDATE weir.transfer SET amount = amount + 1000 WHERE kind = 4",
                        "UPDATE weir.account SET balance = 0, doubt = 0 WHERE id = 4",
                        "UPDATE weir.account SET balance = balance + 1000 WHERE id = 1"),
                Corruption.of(
                        "a cancelled cell is in doubt for no reason",
                        List.of("P3-cancelled-doubt-without-intent"),
                        "UPDATE weir.cell SET reason = 'cancelled' WHERE reason = 'depends'"),
                Corruption.of(
                        "a doubt is forgotten",
                        List.of("P3-old-doubt"),
                        "UPDATE weir.intent SET at = at - interval '31 days' WHERE job_id = 1"),
                Corruption.of(
                        "an intent comes from a lease to come",
                        List.of("J4-intent-epoch"),
                        "UPDATE weir.intent SET epoch = 2 WHERE job_id = 2"),
                Corruption.of(
                        "a cell is lost",
                        List.of("J2-row-end"),
                        "DELETE FROM weir.cell WHERE job_id = 1 AND row_idx = 0 AND step = 0"),
                Corruption.of(
                        "a row says that it failed and its cells do not",
                        List.of("J8-batch-counters", "J2-row-end", "N5-completed"),
                        "UPDATE weir.cell SET row_end = 2 WHERE job_id = 1 AND row_idx = 0 AND row_end = 1"),
                Corruption.of(
                        "a row has ended and a late answer to it waits",
                        List.of("J2-late-answer-left"),
                        "UPDATE weir.cell SET state = 1, reason = 'late' WHERE job_id = 1 AND row_idx = 0 AND row_end = 1"),
                Corruption.of(
                        "a cell of a step that is not there",
                        List.of("J5-cell-beyond-plan"),
                        "INSERT INTO weir.cell VALUES (1, 2, 0, 7, 1, NULL, NULL, NULL, 0, 1, weir.now())"),
                Corruption.of(
                        "a row ends twice",
                        List.of("J8-batch-counters", "J5-row-ended-twice"),
                        "UPDATE weir.cell SET row_end = 1 WHERE job_id = 1 AND row_idx = 0"),
                Corruption.of(
                        "a cell comes from a lease to come",
                        List.of("J4-cell-epoch"),
                        "UPDATE weir.cell SET epoch = 2 WHERE job_id = 1 AND row_idx = 0 AND step = 0"),
                Corruption.of(
                        "a completed cell misses a field",
                        List.of("J2-cell-parts"),
                        "UPDATE weir.cell SET missing = 'email' WHERE job_id = 1 AND row_idx = 0 AND step = 0"));
    }
}
