package dev.weir.acceptance;

import dev.weir.sandbox.SandboxSettings;

/** The run that everything else is compared with: same rows, same vendors, and nothing goes wrong. */
record Undisturbed(Table table, long calls, long charged) {

    /** More than its vendors, which answer at once, could ever keep busy. */
    private static final int CONCURRENCY = 256;

    static Undisturbed run(Arena arena, Assignment assignment, SandboxSettings vendors, Showing showing) {
        try (Stage stage = arena.stage("undisturbed", assignment, vendors)) {
            stage.workHere(stage.order(CONCURRENCY, false));
            Table table = stage.table();
            Bills bills = stage.bills();
            showing.discrepancies(
                    "undisturbed",
                    Reconciliation.of(stage.books(), bills, table, table, Reconciliation.Doubts.RESOLVED));
            showing.figure("calls of the undisturbed run", bills.calls());
            showing.figure("charged by vendors, undisturbed (1/1000)", bills.charged());
            return new Undisturbed(table, bills.calls(), bills.charged());
        }
    }
}
