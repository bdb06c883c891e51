package dev.weir.server.egress;

import java.time.Duration;

/**
 * When a credential's breaker opens and how it closes again.
 *
 * @param window the most recent outcomes that count, 1 to 62
 * @param failures that many among them open it
 * @param coolDown how long it stays open before one probe may pass
 * @param probe how long a probe may take before it counts as dead and another one may pass
 */
public record BreakerSettings(int window, int failures, Duration coolDown, Duration probe) {

    /** The 10 most recent, open at 5, for 60 s (DESIGN section 3). */
    public static final BreakerSettings DEFAULT =
            new BreakerSettings(10, 5, Duration.ofSeconds(60), Duration.ofMinutes(2));

    public BreakerSettings {
        if (window < 1 || window > 62 || failures < 1 || failures > window) {
            throw new IllegalArgumentException(
                    "a window holds 1 to 62 outcomes and opens at 1 to all of them: " + window + ", " + failures);
        }
        if (!coolDown.isPositive() || !probe.isPositive()) {
            throw new IllegalArgumentException("cool-down and probe time are positive");
        }
    }

    public BreakerSettings(int window, int failures, Duration coolDown) {
        this(window, failures, coolDown, DEFAULT.probe);
    }
}
