package dev.weir.server.retention;

import dev.weir.server.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many days a workspace keeps what; null is for ever.
 *
 * @param rows rows of closed jobs and all that was found for them, from when the job and its reruns have closed
 * @param answers what providers have answered, from when it came; never shorter than it may be reused
 * @param inbox what was called back, verbatim, once it has been read
 * @param events events of closed jobs and of no job, with their deliveries to webhooks, once those have ended
 * @param outsideResults results that were reported from outside
 * @param log the results log
 * @param arrivals what sources said of subscribers, verbatim, and what of it was refused; what it changed is kept
 */
public record RetentionPolicy(
        @Nullable Integer rows,
        @Nullable Integer answers,
        @Nullable Integer inbox,
        @Nullable Integer events,
        @Nullable Integer outsideResults,
        @Nullable Integer log,
        @Nullable Integer arrivals) {

    public static final int MOST_DAYS = 36_500;

    /** Nobody loses a result who has not said so; what only tells of how it came is kept for 90 days. */
    public static final RetentionPolicy DEFAULT = new RetentionPolicy(null, null, 90, 90, null, null, 90);

    /** @throws Problem when a number of days is none */
    public RetentionPolicy {
        List<Problem.At> wrong = new ArrayList<>();
        require(rows, "/rows", wrong);
        require(answers, "/answers", wrong);
        require(inbox, "/inbox", wrong);
        require(events, "/events", wrong);
        require(outsideResults, "/outsideResults", wrong);
        require(log, "/log", wrong);
        require(arrivals, "/arrivals", wrong);
        if (!wrong.isEmpty()) {
            throw Problem.invalid(
                            "invalid_retention",
                            "How long something is kept is a whole number of days from 1 to " + MOST_DAYS
                                    + "; leave out what is to be kept for ever.")
                    .at(wrong);
        }
    }

    private static void require(@Nullable Integer days, String pointer, List<Problem.At> wrong) {
        if (days != null && (days < 1 || days > MOST_DAYS)) {
            wrong.add(new Problem.At(pointer, "must be from 1 to " + MOST_DAYS + ", or absent"));
        }
    }
}
