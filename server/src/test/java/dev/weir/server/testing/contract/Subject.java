package dev.weir.server.testing.contract;

import dev.weir.server.jobs.engine.Batches;
import dev.weir.server.jobs.engine.Grants;
import dev.weir.server.jobs.engine.StartedEngine;
import java.time.Duration;

/** An engine that is put to the contract. */
public interface Subject {

    /** The most rows that it may have in its runs at once in these tests, as DESIGN section 5 has it. */
    int MOST_ROWS = 20_000;

    /** Starts one over these doors. */
    StartedEngine start(Grants grants, Batches batches, long node, Rhythm rhythm);

    /** The clock of the doors has been moved; an engine with timers of its own moves them too. */
    default void timePassed(Duration step) {}
}
