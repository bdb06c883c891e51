package dev.weir.provider;

import java.util.List;
import java.util.Map;

/**
 * One question to one operation: what is known, what is wanted, and the key that all sends of this asking share.
 *
 * @param inputs known canonical fields, normalised; covers at least one of the operation's input alternatives
 * @param wanted the fields this asking is for, a subset of the operation's outputs; never empty
 * @param idempotencyKey for vendors that take one and for their logs; the same for every try of this asking
 */
public record Ask(Map<String, Object> inputs, List<String> wanted, String idempotencyKey) {

    public Ask {
        inputs = Map.copyOf(inputs);
        wanted = List.copyOf(wanted);
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("an asking wants at least one field");
        }
    }

    /** The input as text, or an empty string when it is not known. */
    public String text(String field) {
        Object value = inputs.get(field);
        return value == null ? "" : value.toString();
    }
}
