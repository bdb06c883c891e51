package dev.weir.server.rest;

import dev.weir.server.credits.Credits;
import dev.weir.server.problem.Problem;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Amounts of a body: JSON numbers of at most three decimals. */
final class Amounts {

    /** A million million credits, in 1/1000: sums of such amounts can be counted. */
    private static final long MOST = 1_000_000_000_000_000L;

    private Amounts() {}

    /** In 1/1000; null for null. @param pointer where in the body it stands */
    @Nullable
    static Long milli(@Nullable BigDecimal amount, String pointer) {
        if (amount == null) {
            return null;
        }
        try {
            long milli = Credits.milli(amount);
            if (milli <= MOST) {
                return milli;
            }
        } catch (IllegalArgumentException e) {
            // Told below, with what is too much.
        }
        throw bad(pointer);
    }

    /** In 1/1000, more than nothing. */
    static long required(@Nullable BigDecimal amount, String pointer) {
        Long milli = milli(amount, pointer);
        if (milli == null || milli == 0) {
            throw bad(pointer);
        }
        return milli;
    }

    private static Problem bad(String pointer) {
        String sentence =
                "must be a number such as 25 or 12.5, of at most three decimals, not negative, and a million million at most";
        return Problem.invalid("bad_amount", pointer.substring(pointer.lastIndexOf('/') + 1) + " " + sentence + ".")
                .at(pointer, sentence);
    }
}
