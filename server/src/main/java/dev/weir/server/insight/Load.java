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
 */
public record Load(Map<String, Long> openJobs, long batchesDue, long batchesLeased, long openIntents, long doubts) {

    public Load {
        openJobs = Map.copyOf(openJobs);
    }
}
