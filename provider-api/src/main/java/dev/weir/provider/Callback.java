package dev.weir.provider;

import java.util.Map;

/**
 * A call-back as it came.
 *
 * @param headers names in lower case
 * @param query decoded
 * @param body the raw bytes, which a signature is of; never changed by anybody
 */
@SuppressWarnings("ArrayRecordComponent") // bodies are handed on, never compared
public record Callback(Map<String, String> headers, Map<String, String> query, byte[] body) {

    public Callback {
        headers = Map.copyOf(headers);
        query = Map.copyOf(query);
    }

    /** The header's value, or an empty string. @param name in lower case */
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
