package dev.weir.server.verify;

import java.util.List;

/** Who is on a list is counted, and of whom was erased nothing is kept. */
final class RightsChecks {

    private RightsChecks() {}

    static List<Check> all() {
        return List.of(COUNTED, EMPTY, RECORDS);
    }

    private static final Check COUNTED = Check.always(
            "Q1-suppressions-counted",
            "A suppression list has as many entries as it says, and a version if it has any.",
            """
            SELECT format('workspace %s', coalesce(l.workspace_id, s.workspace_id)),
                   format('says %s entries and has %s', coalesce(l.entries, 0), coalesce(s.entries, 0))
            FROM weir.suppression_list l
            FULL JOIN (SELECT workspace_id, count(*) AS entries FROM weir.suppression GROUP BY workspace_id) AS s
              ON s.workspace_id = l.workspace_id
            WHERE coalesce(l.entries, 0) <> coalesce(s.entries, 0)
            """);

    // While something may come yet, it is emptied within seconds.
    private static final Check EMPTY = Check.always(
            "Q2-erased-row-keeps-values",
            "A row whose subject was erased keeps neither what came in nor what was found.",
            """
            SELECT format('job %s row %s', e.job_id, e.row_idx), format('was erased by erasure %s, and keeps values', e.erasure_id)
            FROM weir.erased_row e
            WHERE e.quiet
              AND (EXISTS (SELECT FROM weir.job_row r
                           WHERE r.job_id = e.job_id AND r.row_idx = e.row_idx AND (r.input <> '{}' OR r.erased_at IS NULL))
                   OR EXISTS (SELECT FROM weir.cell c
                              WHERE c.job_id = e.job_id AND c.row_idx = e.row_idx AND c.kept <> '{}'))
            """);

    private static final Check RECORDS = Check.always(
            "Q2-erased-row-keeps-records",
            "What providers said of a row whose subject was erased is kept nowhere.",
            """
            SELECT format('job %s row %s', e.job_id, e.row_idx), format('was erased by erasure %s, and a record says what it got',
                                                                        e.erasure_id)
            FROM weir.erased_row e
            WHERE e.quiet AND EXISTS (
                SELECT FROM weir.enrichment_record r
                WHERE r.job_id = e.job_id AND r.row_idx = e.row_idx AND (r.outputs IS NOT NULL OR r.erased_at IS NULL))
            """);
}
