package dev.weir.server.enrichment;

import dev.weir.provider.OperationSpec;
import dev.weir.server.credits.Ledger;
import dev.weir.server.tickets.Ticket;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Notes beside questions that wait what handing them over in vain may have cost at the vendor: on their intents, from which
 * it goes to their records.
 */
final class LateCosts {

    /** A question that may have cost its price. @param spec at its job's prices */
    record Tried(Ticket ticket, OperationSpec spec) {}

    private final IntentTable intents;
    private final Ledger ledger;

    LateCosts(JdbcClient jdbc, Ledger ledger) {
        this.intents = new IntentTable(jdbc);
        this.ledger = ledger;
    }

    /** Notes it for those that wait still, in the caller's transaction. */
    void mayHaveCost(long workspaceId, List<Tried> tried) {
        List<Tried> noted = intents.addPossible(
                workspaceId,
                tried.stream().filter(one -> one.spec().costMilli() > 0).toList());
        if (noted.isEmpty()) {
            return;
        }
        // While caps by day are set, which holds the accounts, nothing is counted.
        noted.stream()
                .map(one -> one.ticket().jobId())
                .distinct()
                .sorted()
                .forEach(job -> ledger.lockJob(workspaceId, job));
        Counted counted = new Counted(workspaceId);
        noted.forEach(one -> counted.intent(
                one.spec(), IntentTable.State.WAITING, 0, one.spec().costMilli()));
        ledger.count(Counted.moves(List.of(counted), _ -> false, _ -> 0));
    }
}
