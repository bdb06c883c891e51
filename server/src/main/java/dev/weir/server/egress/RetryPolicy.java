package dev.weir.server.egress;

import java.time.Duration;
import java.util.Set;

/**
 * How transient failures (5xx, nothing sent, lost answers of an operation that repeats for free) are tried again.
 *
 * @param tries sends at most, the first included; at least 1
 * @param delay before the second try, at most (full jitter takes a random part of it)
 * @param growth how the delay grows from try to try
 * @param maxDelay no delay is longer
 * @param statuses the 5xx that are tried again; empty means all
 */
public record RetryPolicy(int tries, Duration delay, Growth growth, Duration maxDelay, Set<Integer> statuses) {

    /** Three tries, 1 s, doubled, full jitter. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(3, Duration.ofSeconds(1), Growth.EXPONENTIAL, Duration.ofSeconds(10), Set.of());

    /** How the delay grows. */
    public enum Growth {
        /** Doubled each time. */
        EXPONENTIAL,
        /** One delay, two delays, three. */
        LINEAR,
        CONSTANT
    }

    public RetryPolicy {
        statuses = Set.copyOf(statuses);
        if (tries < 1 || delay.isNegative() || maxDelay.isNegative()) {
            throw new IllegalArgumentException("at least one try and no negative delay: " + tries + ", " + delay);
        }
    }

    /** The longest wait after that many tries, before jitter. */
    public Duration delayAfter(int triesSoFar) {
        long factor = switch (growth) {
            case EXPONENTIAL -> 1L << Math.min(triesSoFar - 1, 20);
            case LINEAR -> triesSoFar;
            case CONSTANT -> 1;
        };
        Duration grown = delay.multipliedBy(factor);
        return grown.compareTo(maxDelay) > 0 ? maxDelay : grown;
    }

    /** Whether that answer of HTTP is tried again. */
    public boolean retries(int status) {
        return statuses.isEmpty() || statuses.contains(status);
    }
}
