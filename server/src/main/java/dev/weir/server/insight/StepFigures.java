package dev.weir.server.insight;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the cells of one step stand.
 *
 * @param rows all of the job
 * @param completed cells that found all they were for
 * @param otherwise the others, by state and reason, such as {@code failed: not_found}
 */
public record StepFigures(String step, long rows, long completed, Map<String, Long> otherwise) {

    public StepFigures {
        otherwise = Collections.unmodifiableMap(new TreeMap<>(otherwise));
    }
}
