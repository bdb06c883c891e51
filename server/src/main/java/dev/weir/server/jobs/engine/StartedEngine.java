package dev.weir.server.jobs.engine;

/** An engine at work, until closed. */
public interface StartedEngine extends Engine, AutoCloseable {

    /**
     * Takes nothing new, stops the leases of what is running, and returns when what is in flight has settled and was
     * given back. Again is harmless.
     */
    @Override
    void close();
}
