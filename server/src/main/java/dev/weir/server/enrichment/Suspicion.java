package dev.weir.server.enrichment;

import dev.weir.server.jobs.Cells;
import dev.weir.server.workspace.Transactions;

/**
 * Holds a crash against a row that runs alone because its batch keeps crashing: whoever finds it standing knows that
 * the run died while this row was at work, or its call on its way.
 *
 * <p>A row that only waits for its turn kills nobody, and is not suspected meanwhile. Fails as the database does.
 */
interface Suspicion {

    /** Of a row that runs among others. */
    Suspicion NONE = new Suspicion() {
        @Override
        public int fall() {
            return 0;
        }

        @Override
        public void lift() {}

        @Override
        public void clear() {}
    };

    /** Falls on the row. Returns how many runs in a row it now stands for, this one included. */
    int fall();

    /** Is lifted from the row, which begins to wait. */
    void lift();

    /** The row has survived; nothing stands against it any more. */
    void clear();

    static Suspicion of(Transactions transactions, Cells cells, long batchId, long jobId, int row) {
        return new Suspicion() {
            @Override
            public int fall() {
                return transactions.inNone(() -> cells.alone(batchId, row));
            }

            @Override
            public void lift() {
                transactions.inNone(() -> {
                    cells.waits(jobId, row);
                    return row;
                });
            }

            @Override
            public void clear() {
                transactions.inNone(() -> {
                    cells.survived(jobId, row);
                    return row;
                });
            }
        };
    }
}
