package dev.weir.providers;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One reading rule: under this condition, the answer means that.
 *
 * @param milli what the vendor charges for such an answer, found or not, in 1/1000 of its unit; null where the
 *     operation's price rules
 * @param retryAfter where the time to wait stands
 * @param after the wait when the answer names none, for {@link Meaning#AGAIN}
 */
record Rule(Condition when, Meaning meaning, @Nullable Long milli, List<Place> retryAfter, Duration after) {

    /** The kinds of reply that a rule can name. */
    enum Meaning {
        FOUND,
        NOT_FOUND,
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
        retryAfter = retryAfter.isEmpty() ? RETRY_AFTER : List.copyOf(retryAfter);
    }

    static Rule of(Condition when, Meaning meaning) {
        return new Rule(when, meaning, null, List.of(), SOON);
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

    private static Rule status(String text, Meaning meaning) {
        return of(new Condition(List.of(Condition.StatusRange.parse(text)), Map.of(), List.of()), meaning);
    }
}
