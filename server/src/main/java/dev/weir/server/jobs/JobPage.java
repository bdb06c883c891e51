package dev.weir.server.jobs;

import java.util.List;

/**
 * A part of a workspace's jobs, the youngest first.
 *
 * @param total how many there are in all
 * @param more whether there are older ones than these
 */
public record JobPage(List<JobView> jobs, long total, boolean more) {

    public JobPage {
        jobs = List.copyOf(jobs);
    }
}
