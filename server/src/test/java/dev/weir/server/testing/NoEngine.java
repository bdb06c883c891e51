package dev.weir.server.testing;

import dev.weir.server.jobs.engine.Engine;

/** Hears everything and does nothing: for jobs that nobody is to run yet. */
public enum NoEngine implements Engine {
    INSTANCE;

    @Override
    public void start(long jobId) {}

    @Override
    public void wake(long batchId) {}

    @Override
    public void stop(long jobId) {}
}
