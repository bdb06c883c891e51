package dev.weir.server.jobs.engine;

import java.util.Optional;

/** An engine at work, until closed. */
public interface StartedEngine extends Engine, AutoCloseable {

    /**
     * What an engine relies on beside the database.
     *
     * @param kind such as {@code temporal}
     * @param answers whether it is connected just now
     */
    record Cluster(String kind, boolean answers) {}

    /** What it relies on beside the database, if anything; asks nobody. */
    default Optional<Cluster> cluster() {
        return Optional.empty();
    }

    /** Batches are due, or free because their owners let their leases end; it may have been told of them, or not. */
    void look();

    /**
     * Takes nothing new, stops the leases of what is running, and returns when what is in flight has settled and was
     * given back. Again is harmless.
     */
    @Override
    void close();
}
