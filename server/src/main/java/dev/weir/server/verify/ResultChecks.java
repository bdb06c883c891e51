package dev.weir.server.verify;

import java.util.List;

/** Results on their way, the results log and completions: nothing that was found is lost, or counts twice. */
final class ResultChecks {

    private ResultChecks() {}

    static List<Check> all() {
        return List.of(
                LOST,
                PLACE,
                ENDED_AND_PENDING,
                STORED_TWICE,
                LINE_OF_NOTHING,
                DEAD_UNLOGGED,
                COMPLETION_MISSING,
                COMPLETION_OF_NOTHING);
    }

    // Lines are let go of by their age, the oldest first: what is older than the oldest of its workspace cannot be
    // told.
    private static final String SINCE = """
            since AS MATERIALIZED (
                SELECT workspace_id, min(at) AS at FROM weir.enrichment_results_log GROUP BY workspace_id)
            """;

    private static final Check LOST = Check.always(
            "D1-result-lost",
            "Whatever a registered step has come to is on its way, given up, or logged as what it is.",
            "WITH " + Views.REGISTERED + "," + SINCE + """
            , logged AS MATERIALIZED (
                SELECT batch_id, row_index, workflow_id,
                       bool_or(status IN ('stored', 'failed_to_deliver')) AS found,
                       bool_or(status = 'skipped') AS skipped, bool_or(status = 'failed_to_enrich') AS failed
                FROM weir.enrichment_results_log WHERE row_index IS NOT NULL
                GROUP BY batch_id, row_index, workflow_id)
            SELECT format('job %s row %s step %s', c.job_id, c.row_idx, c.step),
                   format('its cell has state %s, and no such result is on its way or logged', c.state)
            FROM registered g
            JOIN weir.cell c ON c.job_id = g.job_id AND c.step = g.step
            JOIN since s ON s.workspace_id = g.workspace_id
            LEFT JOIN logged l
              ON l.batch_id = c.job_id AND l.row_index = c.row_idx AND l.workflow_id = g.workflow_id
            LEFT JOIN weir.result r
              ON r.job_id = c.job_id AND r.row_idx = c.row_idx AND r.step = c.step AND r.cell_state = c.state
            WHERE c.state > 1 AND c.at >= s.at AND r.id IS NULL
              AND NOT coalesce(CASE c.state WHEN 2 THEN l.found WHEN 4 THEN l.skipped ELSE l.failed END, false)
            """);

    private static final Check PLACE = Check.always(
            "D1-result-place",
            "A result on its way is of its job's workspace and of its step's workflow; one with values has a completed cell.",
            "WITH " + Views.REGISTERED + """
            SELECT format('result %s', r.id),
                   format('workspace %s, workflow %s, job %s row %s step %s; its cell: %s', r.workspace_id, r.workflow_id,
                          r.job_id, r.row_idx, r.step, coalesce(c.state::text, 'none'))
            FROM weir.result r
            LEFT JOIN registered g ON g.job_id = r.job_id AND g.step = r.step
            LEFT JOIN weir.cell c ON c.job_id = r.job_id AND c.row_idx = r.row_idx AND c.step = r.step
            WHERE r.job_id <> 0
              AND (g.workspace_id IS DISTINCT FROM r.workspace_id OR g.workflow_id IS DISTINCT FROM r.workflow_id
                   OR (r.cell_state = 2 AND c.state IS DISTINCT FROM 2))
            """);

    private static final Check ENDED_AND_PENDING = Check.always(
            "D1-ended-and-pending", "A result that was stored, or came to nothing, is not on its way any more.", """
            SELECT format('result %s', r.id), format('it is on its way, and logged as %s', l.status)
            FROM weir.result r
            JOIN weir.enrichment_results_log l ON l.result_id = r.id AND l.workspace_id = r.workspace_id
            WHERE l.status <> 'failed_to_deliver'
            """);

    private static final Check STORED_TWICE =
            Check.always("D1-stored-twice", "A result is logged as stored once, and so is what a cell has found.", """
            SELECT format('result %s', result_id), format('it is logged as stored %s times', count(*))
            FROM weir.enrichment_results_log WHERE status = 'stored'
            GROUP BY workspace_id, result_id HAVING count(*) > 1
            UNION ALL
            SELECT format('job %s row %s, workflow %s', batch_id, row_index, workflow_id),
                   format('%s results of it are logged as stored', count(DISTINCT result_id))
            FROM weir.enrichment_results_log WHERE status = 'stored' AND row_index IS NOT NULL
            GROUP BY batch_id, row_index, workflow_id HAVING count(DISTINCT result_id) > 1
            """);

    // The rows of a job may have been let go of.
    private static final Check LINE_OF_NOTHING = Check.always(
            "D1-line-of-nothing",
            "What is logged of a row that is there has a cell, and what is logged as stored has a completed one.",
            "WITH " + Views.REGISTERED + """
            SELECT format('job %s row %s step %s', l.batch_id, l.row_index, g.step),
                   format('it is logged as %s, its cell: %s', l.status, coalesce(c.state::text, 'none'))
            FROM weir.enrichment_results_log l
            JOIN registered g ON g.job_id = l.batch_id AND g.workflow_id = l.workflow_id
            JOIN weir.job_row w ON w.job_id = l.batch_id AND w.row_idx = l.row_index
            LEFT JOIN weir.cell c ON c.job_id = l.batch_id AND c.row_idx = l.row_index AND c.step = g.step
            WHERE c.job_id IS NULL OR (l.status IN ('stored', 'failed_to_deliver') AND c.state <> 2)
            """);

    private static final Check DEAD_UNLOGGED = Check.always(
            "D2-dead-unlogged", "A result that was given up is logged as failed to deliver.", "WITH " + SINCE + """
            SELECT format('result %s', r.id), format('it was given up, and nothing says so')
            FROM weir.result r
            JOIN since s ON s.workspace_id = r.workspace_id
            LEFT JOIN weir.enrichment_results_log l
              ON l.result_id = r.id AND l.workspace_id = r.workspace_id AND l.status = 'failed_to_deliver'
            WHERE r.state = 1 AND r.at >= s.at AND l.id IS NULL
            """);

    private static final Check COMPLETION_MISSING = Check.always(
            "D2-completion-missing",
            "What was stored of a company completes its step of the play, the newest of all.",
            """
            SELECT format('company %s, play %s, workflow %s', l.company_id, l.play_name, l.workflow_id),
                   format('result %s was stored; %s', max(l.result_id),
                          coalesce('complete by result ' || max(c.result_id), 'it is not complete'))
            FROM weir.enrichment_results_log l
            LEFT JOIN weir.company_play_step_completions c
              ON c.workspace_id = l.workspace_id AND c.company_id = l.company_id AND c.play_name = l.play_name
             AND c.workflow_id = l.workflow_id
            WHERE l.status = 'stored' AND l.company_id IS NOT NULL
              AND (c.result_id IS NULL OR c.result_id < l.result_id)
            GROUP BY l.workspace_id, l.company_id, l.play_name, l.workflow_id
            """);

    private static final Check COMPLETION_OF_NOTHING = Check.always(
            "D2-completion-of-nothing",
            "A step is complete for a company by a result that was stored.",
            "WITH " + SINCE + """
            SELECT format('company %s, play %s, workflow %s', c.company_id, c.play_name, c.workflow_id),
                   format('it is complete by result %s, which is not logged as stored', c.result_id)
            FROM weir.company_play_step_completions c
            JOIN since s ON s.workspace_id = c.workspace_id
            LEFT JOIN weir.enrichment_results_log l
              ON l.workspace_id = c.workspace_id AND l.result_id = c.result_id AND l.status = 'stored'
            WHERE c.updated_at >= s.at AND l.id IS NULL
            """);
}
