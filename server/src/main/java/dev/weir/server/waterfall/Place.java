package dev.weir.server.waterfall;

import dev.weir.provider.OperationSpec;

/**
 * One operation's place in a waterfall.
 *
 * @param key the provider's part of the asking key: its slug, or {@code slug.operation} when the operation is not the
 *     provider's first
 */
public record Place(String key, OperationSpec spec) {

    public Place {
        if (!key.equals(spec.id().provider()) && !key.equals(spec.id().toString())) {
            throw new IllegalArgumentException("the key of " + spec.id() + " is its slug or its whole id, not " + key);
        }
    }

    /** The place of an operation. @param first whether it is the one its provider declares first */
    public static Place of(OperationSpec spec, boolean first) {
        return new Place(first ? spec.id().provider() : spec.id().toString(), spec);
    }
}
