package dev.weir.server.waterfall;

import dev.weir.provider.Values;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a value that was found is good enough, judged by what the same answer says of it.
 *
 * <p>A field's status is the value of {@code <field>_status}, its confidence that of {@code <field>_confidence} (such
 * as {@code person.work_email_confidence}). An answer that says neither is taken at its word.
 *
 * @param refusedStatuses statuses that make a value unacceptable, such as {@code invalid}
 * @param minConfidence the least acceptable confidence, 0 to 100; 0 asks for none
 */
public record Acceptance(Set<String> refusedStatuses, int minConfidence) {

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

    /** Why the answer's value for that field is not accepted, without the value itself; empty when it is. */
    Optional<String> objection(String field, Values answer) {
        Object status = answer.byField().get(field + "_status");
        if (status instanceof String text && refusedStatuses.contains(text)) {
            return Optional.of(field + " is " + text);
        }
        Object confidence = answer.byField().get(field + "_confidence");
        if (confidence instanceof Number number && number.doubleValue() < minConfidence) {
            return Optional.of(field + " has confidence " + number + ", below " + minConfidence);
        }
        return Optional.empty();
    }
}
