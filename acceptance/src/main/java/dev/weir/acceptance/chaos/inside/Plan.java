package dev.weir.acceptance.chaos.inside;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with a process from its start.
 *
 * @param clock by how much its wall clock is ahead, or behind; to the millisecond
 * @param bugs names of {@link Bug}s
 */
public record Plan(Duration clock, List<String> bugs) {

    /** Nothing. */
    public static final Plan SOUND = new Plan(Duration.ZERO, List.of());

    public Plan {
        bugs = List.copyOf(bugs);
    }

    /** The same with that clock. */
    public Plan clock(Duration ahead) {
        return new Plan(ahead, bugs);
    }

    /** The same with one bug more. */
    public Plan bug(String name) {
        List<String> more = new ArrayList<>(bugs);
        more.add(name);
        return new Plan(clock, more);
    }
}
