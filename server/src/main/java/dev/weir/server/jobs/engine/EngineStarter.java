package dev.weir.server.jobs.engine;

/** A kind of engine. What it must keep to is written down as tests, in {@code EngineContract}. */
@FunctionalInterface
public interface EngineStarter {

    /**
     * Starts one, which runs what is due until closed.
     *
     * @param node in whose name leases are taken
     */
    StartedEngine start(Grants grants, Batches batches, long node);
}
