package dev.weir.server.enrichment;

import dev.weir.server.WeirSettings;
import dev.weir.server.egress.BreakerSettings;
import dev.weir.server.egress.EgressSettings;
import dev.weir.server.egress.RetryPolicy;
import java.time.Duration;
import java.util.Set;

/** Settings for tests in which vendors fail much: no breaker opens, and nobody waits before trying again. */
final class BreakersWide {

    private BreakersWide() {}

    static WeirSettings of(WeirSettings settings) {
        return settings.with(settings.egress()
                        .with(new BreakerSettings(62, 62, Duration.ofMillis(200)))
                        .with(EgressSettings.RetryBudget.UNLIMITED))
                .with(settings.enrichment()
                        .withRetry(new RetryPolicy(
                                3, Duration.ZERO, RetryPolicy.Growth.CONSTANT, Duration.ZERO, Set.of())));
    }
}
