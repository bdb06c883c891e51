package dev.weir.temporal.testing;

import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.UUID;

/** A running Temporal server on the loopback address. */
public interface TemporalServer extends AutoCloseable {

    /** Its frontend, as {@code host:port}. */
    String target();

    /** A connection to it, which ends with it. */
    WorkflowServiceStubs stubs();

    /** Makes a namespace, unless there is one of that name, and returns when it can be used. */
    void register(String namespace);

    /**
     * A namespace nobody else uses: names of task queues are fixed, so that engines of two tests in one namespace would
     * share their work.
     */
    default String newNamespace() {
        String namespace = "test-" + UUID.randomUUID();
        register(namespace);
        return namespace;
    }

    /** Ends it; closing again does nothing. */
    @Override
    void close();
}
