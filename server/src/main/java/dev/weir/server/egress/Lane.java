package dev.weir.server.egress;

import dev.weir.provider.Pace;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What hangs on one credential: a breaker, a retry budget, and a gate for each pace. Operations of one provider may have
 * paces of their own, and a changed pace is another one.
 */
record Lane(Breaker breaker, Budget budget, Map<Pace, Gate> gates, Function<Pace, Gate> newGate) {

    Lane(Breaker breaker, Budget budget, Function<Pace, Gate> newGate) {
        this(breaker, budget, new ConcurrentHashMap<>(), newGate);
    }

    Gate gate(Pace pace) {
        Gate gate = gates.get(pace);
        return gate != null ? gate : gates.computeIfAbsent(pace, newGate);
    }
}
