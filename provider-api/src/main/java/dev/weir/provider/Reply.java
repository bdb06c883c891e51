package dev.weir.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came of one asking, in the field's outcome classes; the type alone says whether money may have moved and
 * whether asking again is safe.
 *
 * <p>Everything but {@link NotSent} and {@link Lost} is a complete answer.
 */
public sealed interface Reply {

    /** The provider answered with at least one usable value. Whether it is enough is for the caller to judge. */
    record Found(Values values, Receipt receipt) implements Reply {
        public Found {
            if (values.isEmpty()) {
                throw new IllegalArgumentException("a find has at least one value; answer NotFound instead");
            }
        }
    }

    /** The provider answered and has nothing usable. */
    record NotFound(Receipt receipt) implements Reply {}

    /** The subject opted out (HTTP 451 and the like): permanent, to be remembered, not a failure of the provider. */
    record Blocked(Receipt receipt) implements Reply {}

    /** The provider calls the request unusable; asking again gives the same. */
    record InvalidInput(String detail) implements Reply {}

    /** Too fast. {@code retryAfter} is what the provider demands, null when it names no time. */
    record Throttled(@Nullable Duration retryAfter) implements Reply {}

    /** The balance at the vendor is used up; no row will fare better until a person acts. */
    record OutOfCredits(String detail) implements Reply {}

    /** The key is wrong or lacks the right; no row will fare better until a person acts. */
    record AuthFailed(String detail) implements Reply {}

    /** Still working on it; the identical question is to be repeated after that time and counts once. */
    record Again(Duration after) implements Reply {}

    /** A complete answer that speaks of trouble on the vendor's side (5xx); another try may do better. */
    record Trouble(int status, String detail) implements Reply {}

    /** A complete answer that cannot be read or breaks the operation's output schema. The vendor may have charged. */
    record BadAnswer(String detail, Receipt receipt) implements Reply {}

    /** Nothing left this machine (name, connection, TLS, guard): safe to try again. */
    record NotSent(String detail) implements Reply {}

    /** The call left and no complete answer came back: the vendor may have done the work and charged. */
    record Lost(String detail) implements Reply {}
}
