package dev.weir.server.insight;

import java.util.Map;

/**
 * What is on the way in the whole installation just now.
 *
 * @param openJobs jobs that are not closed, by status; those that are paused as {@code paused}
 * @param batchesDue batches that wait for a node or for their time
 * @param batchesLeased batches that a node has
 * @param openIntents calls that are under way, or whose end nobody has settled yet
 * @param doubts calls of which nobody knows whether they were charged
 * @param waiting cells that wait for a late answer, or for an event
 * @param longestWait seconds since the one of them began to wait that runs out of time first
 * @param backlog what has come in and is not processed
 */
public record Load(
        Map<String, Long> openJobs,
        long batchesDue,
        long batchesLeased,
        long openIntents,
        long doubts,
        long waiting,
        double longestWait,
        Backlog backlog) {

    /** Rows of an inbox. @param seconds since the oldest came */
    public record Backlog(long rows, double seconds) {}

    public Load {
        openJobs = Map.copyOf(openJobs);
    }
}
