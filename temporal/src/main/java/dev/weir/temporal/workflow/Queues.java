package dev.weir.temporal.workflow;

/** The task queues. Batches have their own, since a queue's slots are what bounds the rows in a node's memory. */
public final class Queues {

    /** Workflows, and looks at what is due. */
    public static final String TASKS = "enrichment-tasks";

    /** Runs of batches. */
    public static final String BATCHES = "enrichment-tasks-batches";

    /** Runs of small batches, which do not wait behind large ones. */
    public static final String SMALL = "enrichment-tasks-small";

    private Queues() {}
}
