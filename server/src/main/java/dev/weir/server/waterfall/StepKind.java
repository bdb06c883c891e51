package dev.weir.server.waterfall;

import java.time.Duration;
import java.util.List;

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
        public Await {
            events = List.copyOf(events);
            if (events.isEmpty() || !timeOut.isPositive()) {
                throw new IllegalArgumentException("an await step names an event and waits for some time");
            }
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
