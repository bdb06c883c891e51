package dev.weir.server.verify;

import java.util.List;

/** What can be done to suppression lists and to rows of whom was erased. */
final class RightsCorruptions {

    private RightsCorruptions() {}

    static List<Corruption> all() {
        return List.of(
                Corruption.of(
                        "an entry of a suppression list got lost",
                        List.of("Q1-suppressions-counted"),
                        "INSERT INTO weir.suppression_list (workspace_id, entries) VALUES (1, 1)"),
                Corruption.of(
                        "a row whose subject was erased came back",
                        List.of("Q2-erased-row-keeps-values", "Q2-erased-row-keeps-records"),
                        "INSERT INTO weir.erased_row (workspace_id, job_id, row_idx, erasure_id, quiet) VALUES (1, 1, 0, 1, true)"));
    }
}
