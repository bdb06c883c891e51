package dev.weir.server.tickets;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps what a vendor says that a whole submission has cost: its items are written at the prices their answers say or the
 * price table does, and the difference beside them, at the places that asked. The customer's charges know nothing of it.
 */
final class Adjusting {

    private final AdjustmentTable table;
    private final VendorTotals totals;

    Adjusting(JdbcClient jdbc, VendorTotals totals) {
        this.table = new AdjustmentTable(jdbc);
        this.totals = totals;
    }

    /** What there is to be written of submissions that have ended; nobody else ends or answers them meanwhile. */
    void ended(long workspaceId, Collection<Long> submissionIds) {
        Map<Long, List<AdjustmentTable.ItemCost>> items = new LinkedHashMap<>();
        table.items(workspaceId, submissionIds)
                .forEach(item -> items.computeIfAbsent(item.submissionId(), _ -> new ArrayList<>())
                        .add(item));
        if (items.isEmpty()) {
            return;
        }
        Map<Long, AdjustmentTable.Booked> booked = table.booked(workspaceId, items.keySet());
        List<Adjustment> adjustments = new ArrayList<>();
        items.forEach((submission, its) ->
                adjustments.addAll(adjust(its, booked.getOrDefault(submission, AdjustmentTable.Booked.NOTHING))));
        if (!adjustments.isEmpty()) {
            table.insert(workspaceId, adjustments);
            totals.adjusted(workspaceId, adjustments);
        }
    }

    private static List<Adjustment> adjust(List<AdjustmentTable.ItemCost> items, AdjustmentTable.Booked booked) {
        long cost = items.stream().mapToLong(Adjusting::cost).sum();
        long missing = items.getFirst().total() - cost - booked.amount();
        record Place(long jobId, int step, int place) {}
        Map<Place, Integer> places = new LinkedHashMap<>();
        items.forEach(item -> places.merge(new Place(item.jobId(), item.step(), item.place()), 1, Integer::sum));
        List<Adjustment> adjustments = new ArrayList<>();
        long before = 0;
        int counted = 0;
        for (Map.Entry<Place, Integer> place : places.entrySet()) {
            counted += place.getValue();
            // Of whole numbers, so that all of it is spread, and nothing else.
            long upTo = Math.multiplyExact(missing, (long) counted) / items.size();
            if (upTo != before) {
                adjustments.add(new Adjustment(
                        items.getFirst().submissionId(),
                        booked.tellings(),
                        place.getKey().jobId(),
                        place.getKey().step(),
                        place.getKey().place(),
                        upTo - before));
            }
            before = upTo;
        }
        return adjustments;
    }

    private static long cost(AdjustmentTable.ItemCost item) {
        String reply = item.reply();
        return reply == null ? 0 : ReplyJson.cost(reply);
    }
}
