package dev.weir.server.audience;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tool sends to a source's address, as it came.
 *
 * @param contentType as its header says; null where it says nothing
 * @param body the raw bytes, which a signature is of; never changed by anybody
 */
@SuppressWarnings("ArrayRecordComponent") // bodies are handed on, never compared
public record Delivery(
        Map<String, String> headers, @Nullable String contentType, byte[] body) {

    public Delivery {
        Map<String, String> lower = new HashMap<>();
        headers.forEach((name, value) -> lower.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        headers = Map.copyOf(lower);
    }

    /** The header's value; an empty text for none. */
    String header(@Nullable String name) {
        return name == null ? "" : headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
}
