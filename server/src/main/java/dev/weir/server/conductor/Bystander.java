package dev.weir.server.conductor;

import dev.weir.server.jobs.engine.Batches;
import dev.weir.server.jobs.engine.Grants;
import dev.weir.server.jobs.engine.Runs;
import dev.weir.server.jobs.engine.StartedEngine;

/**
 * An engine that runs nothing: for a node that takes jobs in and leaves them to others, whose conductors find them by
 * themselves. The node lives, and frees what dead ones had leased.
 */
public final class Bystander implements StartedEngine {

    private final Runs none;

    private Bystander(Runs none) {
        this.none = none;
    }

    /** Gives signs of life as that node, until closed. */
    public static Bystander start(Grants grants, Batches batches, long node, ConductorSettings settings) {
        return new Bystander(Runs.start(grants, batches, node, settings.renewal(), _ -> {}));
    }

    @Override
    public void start(long jobId) {
        // Whoever runs batches looks for them.
    }

    @Override
    public void wake(long batchId) {
        // It is due, and is found as any other.
    }

    @Override
    public void stop(long jobId) {
        // Nothing of it runs here; other nodes hear of it when they renew their leases.
    }

    @Override
    public void look() {
        none.look();
    }

    @Override
    public void close() {
        none.close();
    }
}
