package dev.weir.server.egress;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What {@link Egress#permit} answers. */
public sealed interface Permission {

    /** Go: a slot is held and the first send's turn has come. Close the permit on every path. */
    record Granted(Permit permit) implements Permission {}

    /**
     * The turn comes later than memory allows; come back with a durable row.
     *
     * @param after the estimate of when the turn would have come, from now; positive
     */
    record Later(Duration after) implements Permission {}

    /**
     * Nobody gets through with this credential for now.
     *
     * @param since when it became so, by the database's clock
     * @param until the earliest moment at which it may end by itself; null when only a person ends it
     */
    record Unavailable(Instant since, @Nullable Instant until, Why why) implements Permission {}

    /** Why a credential is unavailable. */
    enum Why {
        /** Too many of its recent askings failed; it ends by itself. */
        BREAKER_OPEN,
        /** The vendor said the key is wrong or lacks the right; it ends by {@link Egress#reset}. */
        KEY_REJECTED,
        /** The balance at the vendor is used up; it ends by {@link Egress#reset}. */
        OUT_OF_CREDITS,
        /** Ten minutes of nothing but throttling; it ends by itself. */
        THROTTLED
    }
}
