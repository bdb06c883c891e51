package dev.weir.provider;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Questions that are handed to one operation together.
 *
 * @param reference ours, short and without personal data; for the vendor's lists and logs
 * @param items never empty; their keys differ
 * @param callback where answers are to be sent: unguessable, for this submission alone; null when the vendor could not
 *     reach this server, or is only asked
 */
public record Submission(
        String reference, List<Item> items, @Nullable URI callback) {

    public Submission {
        items = List.copyOf(items);
        if (items.isEmpty()) {
            throw new IllegalArgumentException("a submission carries at least one item");
        }
        if (items.stream().map(Item::key).distinct().count() != items.size()) {
            throw new IllegalArgumentException("the items of a submission have keys of their own");
        }
    }

    /** The callback as text, or an empty string. */
    public String callbackText() {
        return callback == null ? "" : callback.toString();
    }
}
