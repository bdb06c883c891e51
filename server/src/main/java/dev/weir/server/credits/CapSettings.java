package dev.weir.server.credits;

import java.util.Map;
import java.util.Optional;

/**
 * What a workspace may spend in a day of UTC, and below what it wants to be warned. Amounts in 1/1000.
 *
 * @param caps the most by scope, all of one workspace
 * @param low credits below which it is told that few are left; empty for never
 */
public record CapSettings(Map<CapScope, Long> caps, Optional<Long> low) {

    public CapSettings {
        caps = Map.copyOf(caps);
    }
}
