package dev.weir.acceptance.chaos.judge;

import java.util.List;

/**
 * What is not over, when all should be.
 *
 * @param jobs that were ever visible
 * @param left anything else that somebody still has to see to
 */
record LeftFacts(List<Job> jobs, List<Left> left) {

    LeftFacts {
        jobs = List.copyOf(jobs);
        left = List.copyOf(left);
    }

    /**
     * A job.
     *
     * @param expected rows, as whoever submitted it was told
     * @param rows that it has
     * @param completed by its counters; so is {@code failed}
     * @param openBatches that are not done
     * @param cells that are final
     * @param dead of them
     * @param steps of its plan
     */
    record Job(
            long id,
            String status,
            String phase,
            long expected,
            long rows,
            long completed,
            long failed,
            long openBatches,
            long cells,
            long dead,
            int steps) {}

    /** @param what it is, as one says of many @param example one of them */
    record Left(String what, long count, String example) {}
}
