package dev.weir.server.egress;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a credential stands, for people to see.
 *
 * @param phase whether askings pass
 * @param failures among the last {@code outcomes} askings that were stored
 * @param since when it became unavailable; null while it is available
 * @param until when the breaker lets a probe through, or the running probe counts as dead; null where only a person
 *     ends it
 */
public record CredentialState(
        CredentialKey key,
        Phase phase,
        int failures,
        int outcomes,
        @Nullable Instant since,
        @Nullable Instant until) {

    /** Whether askings pass. */
    public enum Phase {
        /** All. */
        CLOSED,
        /** None before the cool-down ends. */
        OPEN,
        /** One, whose outcome decides. */
        PROBING,
        /** None until {@link Egress#reset}: the key was rejected. */
        KEY_REJECTED,
        /** None until {@link Egress#reset}: out of credits. */
        OUT_OF_CREDITS
    }
}
