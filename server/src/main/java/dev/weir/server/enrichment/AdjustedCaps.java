package dev.weir.server.enrichment;

import dev.weir.server.credits.Ledger;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.tickets.Adjustment;
import dev.weir.server.tickets.VendorTotals;
import java.util.List;

/** Has caps by day in vendors' units count what vendors' totals say beside the costs of items. */
public final class AdjustedCaps implements VendorTotals {

    private final Jobs jobs;
    private final Ledger ledger;

    public AdjustedCaps(Jobs jobs, Ledger ledger) {
        this.jobs = jobs;
        this.ledger = ledger;
    }

    @Override
    public void adjusted(long workspaceId, List<Adjustment> adjustments) {
        // While caps by day are set, which holds the accounts, nothing is counted.
        adjustments.stream()
                .map(Adjustment::jobId)
                .distinct()
                .sorted()
                .forEach(job -> ledger.lockJob(workspaceId, job));
        Counted counted = new Counted(workspaceId);
        adjustments.forEach(one -> counted.cost(
                jobs.get(workspaceId, one.jobId())
                        .plan()
                        .steps()
                        .get(one.step())
                        .place(one.place())
                        .spec(),
                one.amount()));
        ledger.count(Counted.moves(List.of(counted), _ -> false, _ -> 0));
    }
}
