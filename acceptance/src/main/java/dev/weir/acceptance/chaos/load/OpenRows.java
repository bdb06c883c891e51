package dev.weir.acceptance.chaos.load;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many rows are being worked on, as far as was seen; those of jobs that wait for others are none of them. */
final class OpenRows {

    private final Map<Long, Long> byJob = new ConcurrentHashMap<>();

    void of(long job, long rows) {
        byJob.put(job, rows);
    }

    void over(long job) {
        byJob.remove(job);
    }

    long sum() {
        return byJob.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Jobs that have not been seen to close. */
    int jobs() {
        return byJob.size();
    }
}
