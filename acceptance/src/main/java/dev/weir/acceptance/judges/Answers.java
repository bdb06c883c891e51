package dev.weir.acceptance.judges;

import dev.weir.acceptance.Showing;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a server answers at each door, and what is wrong with that. */
final class Answers {

    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;
    private static final int MOST_NAMED = 10;

    private final Map<String, Map<String, Integer>> doors = new LinkedHashMap<>();
    private final Set<String> wrong = new TreeSet<>();

    /**
     * Something was sent.
     *
     * @param door what is said of it in the end
     * @param sent for whoever looks into what is wrong
     * @param mayBeTaken whether it may be answered with success
     */
    void note(String door, String sent, int status, String body, boolean mayBeTaken) {
        doors.computeIfAbsent(door, _ -> new TreeMap<>()).merge(status / 100 + "xx", 1, Integer::sum);
        Optional<String> fault = fault(status, body);
        if (fault.isPresent()) {
            wrong.add(door + ": " + sent + " is answered with " + fault.get());
        } else if (!mayBeTaken && status / 100 == 2) {
            wrong.add(door + ": " + sent + " is taken, with " + status);
        }
    }

    /** What no answer may be or hold, whatever was asked. */
    static Optional<String> fault(int status, String body) {
        // A database of the workspace's that nobody reaches is said so with 503.
        return status >= SERVER_ERROR && status != UNAVAILABLE
                ? Optional.of(String.valueOf(status))
                : Leaks.inAnswer(body);
    }

    /** What is wrong otherwise. */
    void wrong(String sentence) {
        wrong.add(sentence);
    }

    Set<String> wrong() {
        return Set.copyOf(wrong);
    }

    /** Prints how much was sent where, and what is wrong. */
    void tell(Showing showing) {
        doors.forEach((door, statuses) -> showing.say(String.format(
                Locale.ROOT,
                "  %-28s %,7d sent: %s",
                door,
                statuses.values().stream().mapToInt(Integer::intValue).sum(),
                statuses)));
        showing.mustHold(!doors.isEmpty(), "something was sent");
        wrong.stream().limit(MOST_NAMED).forEach(showing::wrong);
        showing.mustHold(wrong.size() <= MOST_NAMED, "no more than that; it is " + wrong.size() + " in all");
    }
}
