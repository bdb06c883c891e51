package dev.weir.providers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One reading rule: under this condition, the answer means that.
 *
 * @param milli what the vendor charges for such an answer, found or not, in 1/1000 of its unit; null where the
 *     operation's price rules
 * @param retryAfter where the time to wait stands
 * @param after the wait when the answer names none, for {@link Meaning#AGAIN} and {@link Meaning#THROTTLED}; null where
 *     nothing is said of it
 * @param more whether other answers may come, for {@link Meaning#FOUND} of an operation that answers later
 */
record Rule(
        Condition when,
        Meaning meaning,
        @Nullable Long milli,
        List<Place> retryAfter,
        @Nullable Duration after,
        boolean more) {

    /** The kinds of reply that a rule can name. */
    enum Meaning {
        FOUND,
        NOT_FOUND,
        /** Of a submission: it is taken, and the answers come later. */
        ACCEPTED,
        BLOCKED,
        INVALID_INPUT,
        THROTTLED,
        OUT_OF_CREDITS,
        AUTH_FAILED,
        AGAIN,
        TROUBLE,
        BAD_ANSWER
    }

    private static final List<Place> RETRY_AFTER = List.of(new Place.Header("retry-after"));
    private static final List<Condition.StatusRange> NOT_FOUND = List.of(new Condition.StatusRange(404, 404));
    private static final Condition.Test JSON = new Condition.Test.Present();
    private static final Duration SOON = Duration.ofSeconds(1);

    Rule {
        after = after == null && meaning == Meaning.AGAIN ? SOON : after;
        retryAfter = retryAfter.isEmpty() ? RETRY_AFTER : List.copyOf(retryAfter);
    }

    static Rule of(Condition when, Meaning meaning) {
        return new Rule(when, meaning, null, List.of(), null, false);
    }

    /**
     * What statuses mean when no rule of the declaration says otherwise (RFC 9110 section 15; DESIGN section 3). The last
     * one holds for every answer, so that something is always decided.
     *
     * <p>A 404 that is not JSON is the page of a proxy or of a retired path: trouble on the way, and no word about the
     * subject.
     *
     * <p>A redirect is not followed, since it would carry the key to another host, and asking again gives the same: it is
     * a bad answer, not trouble. Nothing was done for it, so it is free.
     */
    static List<Rule> standard() {
        return List.of(
                status("2xx", Meaning.FOUND),
                status("401", Meaning.AUTH_FAILED),
                status("402", Meaning.OUT_OF_CREDITS),
                status("403", Meaning.AUTH_FAILED),
                status("408", Meaning.TROUBLE),
                status("425", Meaning.TROUBLE),
                status("429", Meaning.THROTTLED),
                status("451", Meaning.BLOCKED),
                of(new Condition(NOT_FOUND, Map.of(), List.of(Map.entry(Pointer.of(""), JSON))), Meaning.INVALID_INPUT),
                status("404", Meaning.TROUBLE),
                status("4xx", Meaning.INVALID_INPUT),
                status("5xx", Meaning.TROUBLE),
                of(new Condition(List.of(), Map.of(), List.of()), Meaning.BAD_ANSWER));
    }

    /** The same, where every 2xx answer says that the submission is taken. */
    static List<Rule> standardOfSubmissions() {
        List<Rule> rules = new ArrayList<>(standard());
        rules.set(0, status("2xx", Meaning.ACCEPTED));
        return List.copyOf(rules);
    }

    /** The first rule that holds; the last of them holds for every answer. */
    static Rule first(List<Rule> rules, Answer answer) {
        for (Rule rule : rules) {
            if (rule.when().holds(answer)) {
                return rule;
            }
        }
        throw new IllegalStateException("the last rule holds for every answer");
    }

    private static Rule status(String text, Meaning meaning) {
        return of(new Condition(List.of(Condition.StatusRange.parse(text)), Map.of(), List.of()), meaning);
    }
}
