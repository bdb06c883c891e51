package dev.weir.server.callbacks;

import java.time.Duration;

/**
 * What can be set about answers that come in.
 *
 * @param bodyBytes how long a body may be
 * @param bytesAtOnce how much of bodies this process holds in memory at once; who comes beyond that is to come again
 * @param slowest how long a body may take to arrive
 * @param workers how many process what has come in, on this node
 * @param together rows of one transaction of a worker, at most
 * @param sweep how often is looked for what nobody told of; a server is told every second when there is something
 * @param tries after so many that failed a row is given up, and said to be unreadable
 */
public record CallbackSettings(
        int bodyBytes, long bytesAtOnce, Duration slowest, int workers, int together, Duration sweep, int tries) {

    public static final CallbackSettings DEFAULT =
            new CallbackSettings(10 << 20, 64 << 20, Duration.ofSeconds(30), 2, 500, Duration.ofMinutes(1), 8);

    public CallbackSettings {
        if (bodyBytes < 1 || bytesAtOnce < bodyBytes || workers < 1 || together < 1 || tries < 1) {
            throw new IllegalArgumentException(
                    "bounds are at least 1, and all bodies together have room for the longest");
        }
        if (!slowest.isPositive() || !sweep.isPositive()) {
            throw new IllegalArgumentException("times are positive");
        }
    }

    public CallbackSettings withBodyBytes(int other) {
        return new CallbackSettings(other, Math.max(bytesAtOnce, other), slowest, workers, together, sweep, tries);
    }

    public CallbackSettings withBytesAtOnce(long other) {
        return new CallbackSettings(bodyBytes, other, slowest, workers, together, sweep, tries);
    }

    public CallbackSettings withSlowest(Duration other) {
        return new CallbackSettings(bodyBytes, bytesAtOnce, other, workers, together, sweep, tries);
    }

    public CallbackSettings withSweep(Duration other) {
        return new CallbackSettings(bodyBytes, bytesAtOnce, slowest, workers, together, other, tries);
    }

    public CallbackSettings withTries(int other) {
        return new CallbackSettings(bodyBytes, bytesAtOnce, slowest, workers, together, sweep, other);
    }
}
