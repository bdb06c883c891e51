package dev.weir.server.audience;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Carries one {@link Duty} out.
 *
 * <p>It opens its own transactions, and bears being at work for the same workspace twice at once: a node that stood still may
 * come back while another has taken its turn.
 */
@FunctionalInterface
public interface Dutiful {

    /** There is more to be done at once; others have their turn first. */
    Instant AT_ONCE = Instant.MIN;

    /**
     * Does some of what there is to do, in about a second at most.
     *
     * @return when there is more to do, by {@code weir.now()}; {@link #AT_ONCE}; null when nothing is until somebody wakes it
     * @throws RuntimeException when it could not be done; it is tried again after a while that grows
     */
    @Nullable
    Instant work(long workspaceId);
}
