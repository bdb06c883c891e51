package dev.weir.temporal;

import dev.weir.server.jobs.engine.Batches;
import dev.weir.server.jobs.engine.EngineStarter;
import dev.weir.server.jobs.engine.Grants;
import dev.weir.server.jobs.engine.StartedEngine;
import dev.weir.server.testing.contract.Rhythm;
import dev.weir.server.testing.contract.Subject;
import dev.weir.temporal.workflow.Tempo;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * This engine as the contract's cases see it, over a server; each case has a namespace of its own. The server's clock is
 * left alone: what the doors' clock makes due is found by looking.
 */
final class TemporalSubject implements Subject {

    private static final String INSTALLATION = "the one under test";
    private static final Tempo TEMPO = new Tempo(15_000, 20, 20, 4_000, 10_000, 3_600_000);

    private final WorkflowServiceStubs server;
    private final Consumer<String> newNamespace;
    private final UnaryOperator<Signals> door;
    private final Map<Grants, String> namespaces = new IdentityHashMap<>();

    /** @param newNamespace makes one */
    TemporalSubject(WorkflowServiceStubs server, Consumer<String> newNamespace) {
        this(server, newNamespace, UnaryOperator.identity());
    }

    private TemporalSubject(WorkflowServiceStubs server, Consumer<String> newNamespace, UnaryOperator<Signals> door) {
        this.server = server;
        this.newNamespace = newNamespace;
        this.door = door;
    }

    /** The same engine, with something between it and its signals. */
    TemporalSubject signallingBy(UnaryOperator<Signals> otherDoor) {
        return new TemporalSubject(server, newNamespace, otherDoor);
    }

    @Override
    public StartedEngine start(Grants grants, Batches batches, long node, Rhythm rhythm) {
        return start(grants, batches, node, rhythm, TemporalSettings.DEFAULT.large());
    }

    StartedEngine start(Grants grants, Batches batches, long node, Rhythm rhythm, int large) {
        Duration every = switch (rhythm) {
            case LOOKING -> Duration.ofMillis(5);
            case TOLD -> Duration.ofHours(1);
        };
        int small = TemporalSettings.DEFAULT.small();
        return start(
                new TemporalSettings(every, every, Duration.ofMillis(20), large, small, true, TEMPO),
                grants,
                batches,
                node);
    }

    /** For the contract over a database. */
    EngineStarter overADatabase() {
        TemporalSettings usual = TemporalSettings.DEFAULT;
        return (grants, batches, node) -> start(
                new TemporalSettings(
                        Duration.ofMillis(50),
                        usual.renewal(),
                        Duration.ofMillis(20),
                        usual.large(),
                        usual.small(),
                        true,
                        TEMPO),
                grants,
                batches,
                node);
    }

    private TemporalEngine start(TemporalSettings settings, Grants grants, Batches batches, long node) {
        TemporalConnection connection = TemporalConnection.of(server, namespace(grants));
        return TemporalEngine.start(
                connection,
                door.apply(new WorkflowSignals(
                        connection.client(), INSTALLATION, settings.tempo(), () -> false, () -> {})),
                INSTALLATION,
                settings,
                grants,
                batches,
                node);
    }

    private synchronized String namespace(Grants grants) {
        return namespaces.computeIfAbsent(grants, _ -> {
            String name = "case-" + UUID.randomUUID();
            newNamespace.accept(name);
            return name;
        });
    }
}
