package dev.weir.server.audience;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of an arrival.
 *
 * @param subscriberId null where it was refused
 * @param reason why it was refused, is of no effect, or was not kept as a whole; never a value
 * @param duplicate whether it had been delivered before; then this is what became of it the first time
 */
public record Arrived(
        Outcome outcome,
        @Nullable Long subscriberId,
        @Nullable String reason,
        boolean duplicate) {

    /** What becomes of the same when it is delivered again. */
    Arrived again() {
        return new Arrived(outcome, subscriberId, reason, true);
    }

    /** What an arrival did to the subscriber. */
    public enum Outcome {
        CREATED,
        UPDATED,
        UNCHANGED,
        REFUSED;

        /** As it is stored, and shown. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Outcome of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        /** Whether something of the subscriber is otherwise than before. */
        boolean isChange() {
            return this == CREATED || this == UPDATED;
        }
    }
}
