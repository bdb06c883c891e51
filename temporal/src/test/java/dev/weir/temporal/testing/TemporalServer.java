package dev.weir.temporal.testing;

/** A running Temporal server on the loopback address. */
public interface TemporalServer extends AutoCloseable {

    /** Its frontend, as {@code host:port}. */
    String target();

    /**
     * A namespace nobody else uses, ready for workflows: names of task queues are fixed, so that engines of two tests
     * in one namespace would share their work.
     */
    String newNamespace();

    /** Ends it; closing again does nothing. */
    @Override
    void close();
}
