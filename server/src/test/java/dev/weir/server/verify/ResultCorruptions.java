package dev.weir.server.verify;

import java.util.List;

/** What must not happen to results on their way, the results log and completions. */
final class ResultCorruptions {

    private static final String WORKFLOW = "'11111111-1111-1111-1111-111111111111'";

    /** The first step of the first job is a registered one. */
    private static final String REGISTERED = """
            UPDATE weir.job SET plan = regexp_replace(plan, '"completeness":"MERGE"', '"completeness":"MERGE","rules":'
                || '{"origin":{"workflowId":"11111111-1111-1111-1111-111111111111","version":1}}')
            WHERE id = 1
            """;

    /** Its four rows are logged as what they are; the first is of a company. */
    private static final String LOGGED = """
            INSERT INTO weir.enrichment_results_log
                (workspace_id, result_id, workflow_id, workflow_slug, company_id, play_name, step_number, status, batch_id,
                 row_index, at)
            SELECT 1, row_idx + 1, %s, 'email', CASE WHEN row_idx = 0 THEN 5 END, 'play', 1,
                   CASE state WHEN 2 THEN 'stored' WHEN 4 THEN 'skipped' ELSE 'failed_to_enrich' END, 1, row_idx, at
            FROM weir.cell WHERE job_id = 1 AND step = 0
            """.formatted(WORKFLOW);

    private static final String COMPLETED = """
            INSERT INTO weir.company_play_step_completions
                (workspace_id, company_id, play_name, workflow_id, workflow_slug, step_number, result_id, batch_id, row_index,
                 step)
            VALUES (1, 5, 'play', %s, 'email', 1, 1, 1, 0, 0)
            """.formatted(WORKFLOW);

    private ResultCorruptions() {}

    private static String result(int row, int cellState, int state) {
        return """
                INSERT INTO weir.result (id, workspace_id, workflow_id, job_id, row_idx, step, cell_state, state, at)
                OVERRIDING SYSTEM VALUE VALUES (%d, 1, %s, 1, %d, 0, %d, %d, weir.now())
                """.formatted(row + 1, WORKFLOW, row, cellState, state);
    }

    private static Corruption of(String what, String named, String... statements) {
        String[] all = new String[statements.length + 3];
        all[0] = REGISTERED;
        all[1] = LOGGED;
        all[2] = COMPLETED;
        System.arraycopy(statements, 0, all, 3, statements.length);
        return Corruption.of(what, List.of(named), all);
    }

    static List<Corruption> all() {
        return List.of(
                of(
                        "a result is lost",
                        "D1-result-lost",
                        "DELETE FROM weir.enrichment_results_log WHERE batch_id = 1 AND row_index = 1"),
                of(
                        "a result is logged as what it is not",
                        "D1-result-lost",
                        "UPDATE weir.enrichment_results_log SET status = 'skipped' WHERE batch_id = 1 AND row_index = 2"),
                of(
                        "a result on its way is of another workflow",
                        "D1-result-place",
                        "DELETE FROM weir.enrichment_results_log WHERE batch_id = 1 AND row_index = 1",
                        result(1, 3, 0),
                        "UPDATE weir.result SET workflow_id = gen_random_uuid()"),
                of("a result counts as stored and is on its way", "D1-ended-and-pending", result(0, 2, 0)),
                of("a result is stored twice", "D1-stored-twice", LOGGED + " AND row_idx = 0"),
                of(
                        "what a cell found is stored as two results",
                        "D1-stored-twice",
                        LOGGED.replace("row_idx + 1", "row_idx + 10") + " AND row_idx = 0",
                        "UPDATE weir.company_play_step_completions SET result_id = 10"),
                of(
                        "what did not complete is logged as stored",
                        "D1-line-of-nothing",
                        LOGGED.replace("row_idx + 1", "row_idx + 10") + " AND row_idx = 1",
                        "UPDATE weir.enrichment_results_log SET status = 'stored' WHERE result_id = 11"),
                of("a result was given up and nothing says so", "D2-dead-unlogged", """
                        INSERT INTO weir.result
                            (id, workspace_id, workflow_id, job_id, row_idx, step, outside_id, cell_state, state, at)
                        OVERRIDING SYSTEM VALUE VALUES (90, 1, gen_random_uuid(), 0, 0, 0, 1, 2, 1, weir.now())
                        """),
                of(
                        "a company's completion is older than what was stored",
                        "D2-completion-missing",
                        LOGGED.replace("row_idx + 1", "row_idx + 10").replace("1, row_idx, at", "NULL, NULL, at")
                                + " AND row_idx = 0"),
                of(
                        "a company's step is complete by nothing",
                        "D2-completion-of-nothing",
                        COMPLETED.replace("(1, 5,", "(1, 6,").replace("1, 1, 1, 0, 0)", "1, 99, 1, 0, 0)")));
    }
}
