package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.chaos.inside.Provocation;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;

/** A way to break something. */
interface Fault {

    /** What a report calls it. */
    String name();

    /** How long it takes at most, the healing included. */
    Duration bound();

    /** Whether no server can be started meanwhile: what one needs for that is away. */
    default boolean hindersStarts() {
        return false;
    }

    /** What this may bring out, of what all servers share. */
    default Set<Provocation> provokes() {
        return Set.of();
    }

    /**
     * Breaks it, and heals it before this returns or throws; at the torment's end sooner.
     *
     * @return how exactly, for the log
     */
    String strike(SplittableRandom random) throws IOException, InterruptedException;
}
