package dev.weir.acceptance.chaos.judge;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What jobs have come to, in words that do not differ from one run to the next: no ids, no times, no node.
 *
 * @param jobs by the name that the load gave each
 * @param otherRows jobs that are of other rows than without faults, and cannot be compared
 */
record ResultFacts(Map<String, Job> jobs, Set<String> otherRows) {

    ResultFacts {
        jobs = Map.copyOf(jobs);
        otherRows = Set.copyOf(otherRows);
    }

    /**
     * A job.
     *
     * @param status {@link #AN_END} where it says nothing of what its rows have come to since
     * @param rows by their index
     */
    record Job(String status, Map<Integer, Row> rows) {

        /** Of one that ended with doubts, which were settled afterwards. */
        static final String AN_END = "an end";

        Job {
            rows = Map.copyOf(rows);
        }
    }

    /**
     * A row.
     *
     * @param cells by step: the state, its reason and the values, as text
     * @param charged for it in all, in 1/1000 credit
     * @param events that told of it, without those of a doubt
     * @param said whether a person said what became of one of its calls: it may be another than by itself
     */
    record Row(List<String> cells, long charged, Set<String> events, boolean said) {
        Row {
            cells = List.copyOf(cells);
            events = Set.copyOf(events);
        }
    }
}
