package dev.weir.server.waterfall;

import dev.weir.provider.Values;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a value that was found is good enough, judged by what the same answer says of it, and by what others say of it
 * who are asked to verify it.
 *
 * <p>A field's status is the value of {@code <field>_status}, its confidence that of {@code <field>_confidence} (such
 * as {@code person.work_email_confidence}). An answer that says neither is taken at its word.
 *
 * @param refusedStatuses statuses that make a value unacceptable, such as {@code invalid}
 * @param minConfidence the least acceptable confidence, 0 to 100; 0 asks for none
 * @param catchAll what is made of the status {@code catch_all}
 * @param rule of the user's own, for values of the step's fields; null where there is none
 */
public record Acceptance(
        Set<String> refusedStatuses,
        int minConfidence,
        CatchAll catchAll,
        @Nullable AcceptanceRule rule) {

    static final String VALID = "valid";
    static final String CATCH_ALL = "catch_all";
    static final String UNKNOWN = "unknown";

    /** Takes everything. */
    public static final Acceptance ALL = new Acceptance(Set.of(), 0);

    /** Takes everything but what its own provider calls invalid; the rule of field lists. */
    public static final Acceptance STANDARD = new Acceptance(Set.of("invalid"), 0);

    public Acceptance {
        refusedStatuses = Set.copyOf(refusedStatuses);
        if (minConfidence < 0 || minConfidence > 100) {
            throw new IllegalArgumentException("a confidence is 0 to 100, not " + minConfidence);
        }
    }

    /** One without a rule of the user's own. */
    public Acceptance(Set<String> refusedStatuses, int minConfidence, CatchAll catchAll) {
        this(refusedStatuses, minConfidence, catchAll, null);
    }

    /** One that shows which addresses are catch-all. */
    public Acceptance(Set<String> refusedStatuses, int minConfidence) {
        this(refusedStatuses, minConfidence, CatchAll.ACCEPT_AND_FLAG);
    }

    /** The same under a rule of the user's own; null for none. */
    public Acceptance ruledBy(@Nullable AcceptanceRule other) {
        return new Acceptance(refusedStatuses, minConfidence, catchAll, other);
    }

    /** What the answer itself says against its value for that field, without the value; empty when that is nothing. */
    Optional<String> objection(String field, Values answer) {
        Object status = answer.byField().get(field + "_status");
        if (status instanceof String text && refuses(text)) {
            return Optional.of(field + " is " + text);
        }
        Object confidence = answer.byField().get(field + "_confidence");
        if (confidence instanceof Number number && number.doubleValue() < minConfidence) {
            return Optional.of(field + " has confidence " + number + ", below " + minConfidence);
        }
        return Optional.empty();
    }

    private boolean refuses(String status) {
        return refusedStatuses.contains(status)
                || (status.equals(CATCH_ALL) && catchAll == CatchAll.REJECT_AND_CONTINUE);
    }

    /**
     * Whether a value that a verification gave this status counts: a valid one does, and a catch-all one by the policy,
     * unless it was only guessed; a domain that takes every name says nothing of a guess.
     */
    boolean admits(Object status, boolean guessed) {
        return VALID.equals(status)
                || (CATCH_ALL.equals(status) && !guessed && catchAll != CatchAll.REJECT_AND_CONTINUE);
    }
}
