package dev.weir.server.enrolment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What has come of gathering what is pending: a job, or why there is none. */
public sealed interface Gathered {

    /** A job has been made of it. @param subscribers how many */
    record Made(long jobId, String blueprint, int subscribers) implements Gathered {}

    /** Nothing is pending that could be submitted, ever so long. */
    record Nothing() implements Gathered {}

    /**
     * Something is pending, and has to wait.
     *
     * @param reason a sentence that says what for
     * @param until when it is worth trying again; null when somebody will tell
     */
    record Waits(String reason, @Nullable Instant until) implements Gathered {}
}
