package dev.weir.acceptance.chaos.judge;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What jobs have come to, in words that do not differ from one run to the next: no ids, no times, no node.
 *
 * @param jobs by the name that the load gave each
 */
record ResultFacts(Map<String, Job> jobs) {

    ResultFacts {
        jobs = Map.copyOf(jobs);
    }

    /** @param rows by their index */
    record Job(String status, Map<Integer, Row> rows) {
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
