package dev.weir.providers;

import dev.weir.provider.Ask;
import dev.weir.provider.Exchange;
import dev.weir.provider.Item;
import dev.weir.provider.Submission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the holes of a request are filled with.
 *
 * @param late of an operation that answers later, by placeholder: what is known of the submission and of the item
 * @param each the items of a submission, each with what it is filled with
 */
record Filling(Ask ask, Exchange exchange, Map<String, String> late, List<Filling> each) {

    static final String REFERENCE = "submission.reference";
    static final String CALLBACK = "submission.callback";
    static final String VENDOR_ID = "submission.id";
    static final String ITEM_KEY = "item.key";

    static Filling of(Ask ask, Exchange exchange) {
        return new Filling(ask, exchange, Map.of(), List.of());
    }

    /** @param vendorId empty before there is one */
    static Filling of(Submission submission, String vendorId, Exchange exchange) {
        Map<String, String> shared = new HashMap<>();
        shared.put(REFERENCE, submission.reference());
        if (submission.callback() != null) {
            shared.put(CALLBACK, submission.callbackText());
        }
        if (!vendorId.isEmpty()) {
            shared.put(VENDOR_ID, vendorId);
        }
        List<Filling> items = submission.items().stream()
                .map(item -> new Filling(item.ask(), exchange, with(shared, item), List.of()))
                .toList();
        Filling first = items.getFirst();
        // Where there is but one item, the request may speak of it anywhere.
        return new Filling(first.ask, exchange, items.size() == 1 ? first.late : shared, items);
    }

    private static Map<String, String> with(Map<String, String> shared, Item item) {
        Map<String, String> own = new HashMap<>(shared);
        own.put(ITEM_KEY, item.key());
        return own;
    }
}
