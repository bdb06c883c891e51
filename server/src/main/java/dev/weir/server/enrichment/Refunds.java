package dev.weir.server.enrichment;

import dev.weir.provider.OperationSpec;
import dev.weir.server.credits.Post;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import java.util.List;
import java.util.Map;

/**
 * What one row was charged for finds that are given up since, because they were to be verified: it goes back with the
 * record that gives them up, in one transaction.
 */
final class Refunds {

    /** A place of one of the row's steps. */
    record At(int step, int place) {}

    private final JobRun job;
    private final Lease lease;
    private final int row;
    private final RowJournal journal;
    private final Map<At, Long> charges;

    Refunds(RowParts row) {
        this.job = row.job();
        this.lease = row.lease();
        this.row = row.index();
        this.journal = row.journal();
        this.charges = row.history().charges(job.job().plan());
    }

    /** Whether what that place charges hangs on its find being kept; a vendor's fee for every answer does not. */
    static boolean isOwedBack(Plan plan, At at) {
        Place place = plan.steps().get(at.step()).place(at.place());
        return !place.verifies() && place.spec().charge() == OperationSpec.Charge.ACCEPTED;
    }

    /** A find has been charged. */
    void charged(At at, long amount) {
        if (amount > 0 && isOwedBack(job.job().plan(), at)) {
            charges.put(at, amount);
        }
    }

    /** An earlier run has given these up. Returns what came back then. */
    long before(int step, List<Integer> places) {
        long amount = 0;
        for (int place : places) {
            Long charged = charges.remove(new At(step, place));
            amount += charged == null ? 0 : charged;
        }
        return amount;
    }

    /** These are given up; what was charged for them goes back with what is pending, once. Returns how much. */
    long give(int step, List<Integer> places) {
        long amount = 0;
        for (int place : places) {
            Long charged = charges.remove(new At(step, place));
            if (charged != null) {
                amount += charged;
                journal.pending()
                        .refunds
                        .add(new Post(lease.workspaceId(), job.accounts(), charged, lease.jobId(), row, step, place));
            }
        }
        return amount;
    }
}
