package dev.weir.server.waterfall;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a step says of trouble, where it says other than usual.
 *
 * @param retry how transient failures are tried again; null as usual
 * @param maxWait how long a cell waits for an unavailable provider before the next one is asked; null as usual
 * @param timeOut the longest an asking waits for its answer; null for what the operation declares
 */
public record StepPolicy(
        @Nullable Retry retry,
        @Nullable Duration maxWait,
        @Nullable Duration timeOut) {

    /** All of it as usual. */
    public static final StepPolicy USUAL = new StepPolicy(null, null, null);

    /** How the delay between tries grows. */
    public enum BackOff {
        EXPONENTIAL,
        LINEAR,
        CONSTANT
    }

    /**
     * How transient failures are tried again.
     *
     * @param attempts sends at most, the first included
     * @param initialDelay before the second try, at most
     * @param maxDelay no delay is longer
     * @param statuses the answers of HTTP that are tried again; empty for all that are transient
     */
    public record Retry(
            int attempts, BackOff backOff, Duration initialDelay, Duration maxDelay, Set<Integer> statuses) {
        public Retry {
            statuses = Set.copyOf(statuses);
            if (attempts < 1 || initialDelay.isNegative() || maxDelay.isNegative()) {
                throw new IllegalArgumentException("at least one attempt, and no negative delay");
            }
        }
    }

    public StepPolicy {
        if ((maxWait != null && maxWait.isNegative()) || (timeOut != null && !timeOut.isPositive())) {
            throw new IllegalArgumentException("a wait is not negative, and a time-out positive");
        }
    }

    public Optional<Retry> retrying() {
        return Optional.ofNullable(retry);
    }

    public Optional<Duration> waiting() {
        return Optional.ofNullable(maxWait);
    }
}
