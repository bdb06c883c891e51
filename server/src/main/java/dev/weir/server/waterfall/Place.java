package dev.weir.server.waterfall;

import dev.weir.provider.OperationSpec;

/**
 * One operation's place in a waterfall.
 *
 * @param key the provider's part of the asking key: its slug, or {@code slug.operation} when the operation is not the
 *     provider's first
 * @param role what it is asked for
 */
public record Place(String key, OperationSpec spec, Role role) {

    public Place {
        if (!key.equals(spec.id().provider()) && !key.equals(spec.id().toString())) {
            throw new IllegalArgumentException("the key of " + spec.id() + " is its slug or its whole id, not " + key);
        }
    }

    /** One that finds. */
    public Place(String key, OperationSpec spec) {
        this(key, spec, Role.FIND);
    }

    /** The place of an operation that finds. @param first whether it is the one its provider declares first */
    public static Place of(OperationSpec spec, boolean first) {
        return new Place(first ? spec.id().provider() : spec.id().toString(), spec);
    }

    /** The same operation in that role. */
    public Place as(Role other) {
        return new Place(key, spec, other);
    }

    /** Whether it only guesses. */
    public boolean guesses() {
        return role instanceof Role.Guess;
    }

    /** Whether it verifies what another place has found, and finds nothing itself. */
    public boolean verifies() {
        return role instanceof Role.Verify;
    }
}
