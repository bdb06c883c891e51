package dev.weir.server.jobs.engine;

/**
 * Remembers when to come back to a batch, and nothing else; the truth stays in the tables of jobs.
 *
 * <p>Every call may come twice, or not at all after a crash: an engine finds by itself what it was not told.
 */
public interface Engine {

    /** A job's batches have become claimable. */
    void start(long jobId);

    /** Something has come in for a batch; it has been made due, and is to be run soon. */
    void wake(long batchId);

    /** A job was paused or cancelled: running batches start no further call. */
    void stop(long jobId);
}
