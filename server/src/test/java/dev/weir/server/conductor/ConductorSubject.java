package dev.weir.server.conductor;

import dev.weir.server.jobs.engine.Batches;
import dev.weir.server.jobs.engine.EngineStarter;
import dev.weir.server.jobs.engine.Grants;
import dev.weir.server.jobs.engine.StartedEngine;
import dev.weir.server.testing.contract.Rhythm;
import dev.weir.server.testing.contract.Subject;
import java.time.Duration;

/** The conductor as the contract's cases see it. It has no timers of its own: it looks, and asks the doors' clock. */
enum ConductorSubject implements Subject {
    INSTANCE;

    static final EngineStarter OVER_A_DATABASE = (grants, batches, node) ->
            Conductor.start(grants, batches, node, ConductorSettings.DEFAULT.withPoll(Duration.ofMillis(50)));

    @Override
    public StartedEngine start(Grants grants, Batches batches, long node, Rhythm rhythm) {
        Duration every = switch (rhythm) {
            case LOOKING -> Duration.ofMillis(5);
            case TOLD -> Duration.ofHours(1);
        };
        ConductorSettings usual = ConductorSettings.DEFAULT;
        return Conductor.start(
                grants,
                batches,
                node,
                new ConductorSettings(every, every, MOST_ROWS, usual.roomForSmall(), usual.smallBatch()));
    }
}
