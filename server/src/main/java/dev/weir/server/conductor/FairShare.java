package dev.weir.server.conductor;

import dev.weir.server.jobs.engine.Grants.Due;
import dev.weir.server.jobs.engine.Lease;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Whose turn it is: the workspace with the fewest batches under way, and of its jobs the one with the fewest. */
final class FairShare {

    private final List<Due> due;
    private final Map<Long, Integer> byWorkspace = new HashMap<>();
    private final Map<Long, Integer> byJob = new HashMap<>();

    /** @param held what this node is running, jobs that have nothing due any more included */
    FairShare(List<Due> due, Collection<Lease> held) {
        this.due = new ArrayList<>(due);
        due.forEach(job -> byJob.put(job.jobId(), job.leased()));
        due.forEach(job -> byWorkspace.merge(job.workspaceId(), job.leased(), Integer::sum));
        held.stream()
                .filter(lease -> !byJob.containsKey(lease.jobId()))
                .forEach(lease -> byWorkspace.merge(lease.workspaceId(), 1, Integer::sum));
    }

    /** The next job to claim a batch of; null when none fits. */
    @Nullable
    Due next(Predicate<Due> fits) {
        return due.stream()
                .filter(fits)
                .min(Comparator.<Due>comparingInt(job -> byWorkspace.getOrDefault(job.workspaceId(), 0))
                        .thenComparingInt(job -> byJob.getOrDefault(job.jobId(), 0))
                        .thenComparingLong(Due::jobId))
                .orElse(null);
    }

    void took(Due job) {
        byWorkspace.merge(job.workspaceId(), 1, Integer::sum);
        byJob.merge(job.jobId(), 1, Integer::sum);
    }

    void nothingLeft(Due job) {
        due.remove(job);
    }
}
