package dev.weir.server.waterfall;

import dev.weir.provider.Values;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a step does for a cell. */
public sealed interface StepKind {

    /** Finds its fields: asks its places, one after another. */
    record Lookup() implements StepKind {}

    /**
     * Waits for an event from outside. What the event's payload says of the step's fields are its values; a step of this
     * kind may have none.
     *
     * @param events any of these ends the wait; at least one
     * @param timeOut after which nobody waits any longer
     */
    record Await(List<String> events, Duration timeOut) implements StepKind {

        /** The name under which a row knows what the event said, for the expressions of later steps; of no field. */
        public static final String EVENT = "event";

        public Await {
            events = List.copyOf(events);
            if (events.isEmpty() || !timeOut.isPositive()) {
                throw new IllegalArgumentException("an await step names an event and waits for some time");
            }
        }

        /** What a row knows when it has awaited something: no event but this one, or none. */
        public static Values heard(Values known, Values event) {
            Set<String> others = new HashSet<>(known.fields());
            others.remove(EVENT);
            return known.only(others).and(event);
        }
    }

    /** Works its fields out from what the row knows. */
    record Compute(Computation computation) implements StepKind {}

    StepKind LOOKUP = new Lookup();

    /** As it is written. */
    default String text() {
        return switch (this) {
            case Lookup _ -> "lookup";
            case Await _ -> "await";
            case Compute _ -> "compute";
        };
    }
}
