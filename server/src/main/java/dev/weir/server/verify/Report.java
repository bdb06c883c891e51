package dev.weir.server.verify;

import java.util.List;
import java.util.Map;

/**
 * What a verification has seen.
 *
 * @param findings what must not be, causes before their consequences; at most {@link Verification#MOST_FINDINGS} of
 *     each check
 * @param warnings what will mend itself, or wants a person's eye, and is no damage
 * @param counts how much each check that found something found in all, by its name
 * @param checksRun names of the checks that ran, in order; those that need a quiet system are missing while batches run
 * @param rowsLookedAt rows of the schema at the moment of the snapshot
 */
public record Report(
        List<Finding> findings,
        List<Finding> warnings,
        Map<String, Long> counts,
        List<String> checksRun,
        long rowsLookedAt) {

    public Report {
        findings = List.copyOf(findings);
        warnings = List.copyOf(warnings);
        counts = Map.copyOf(counts);
        checksRun = List.copyOf(checksRun);
    }

    /** Whether everything fits. Warnings do not count. */
    public boolean clean() {
        return findings.isEmpty();
    }
}
