package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What was seen at one moment.
 *
 * @param calm whether nobody was held still or dead, so that a connection which does nothing is nobody's but the program's own fault
 * @param idle connections that have been within a transaction for a while and done nothing
 * @param ended jobs that are final, and how
 */
record Sample(boolean calm, long idle, Map<Long, String> ended) {

    /** Fewer say nothing. */
    private static final int FEWEST = 20;

    /** A machine that is busy holds up one now and then; transactions around calls would all be seen. */
    private static final double MOST_IDLE = 3;

    private static final Set<String> FINAL = Set.of("completed", "failed", "partially_completed", "cancelled");

    Sample {
        ended = Map.copyOf(ended);
    }

    static boolean isFinal(String status) {
        return FINAL.contains(status);
    }

    /** What must hold from one moment to the next, and did not. @param samples in their order */
    static List<Discrepancy> judge(List<Sample> samples) {
        List<Discrepancy> found = new ArrayList<>();
        Map<Long, String> ended = new HashMap<>();
        for (Sample sample : samples) {
            ended.forEach((job, status) -> {
                String now = sample.ended().get(job);
                if (!status.equals(now)) {
                    found.add(new Discrepancy(
                            Kind.INVARIANT_BROKEN, "job " + job, "was " + status + " for good, and became " + now));
                }
            });
            ended.putAll(sample.ended());
        }
        List<Sample> calm = samples.stream().filter(Sample::calm).toList();
        double idle = calm.stream().mapToLong(Sample::idle).average().orElse(0);
        if (calm.size() >= FEWEST && idle > MOST_IDLE) {
            found.add(new Discrepancy(
                    Kind.INVARIANT_BROKEN,
                    "connections",
                    String.format(
                            Locale.ROOT,
                            "%.1f of them at a time wait within a transaction for something else, in %d looks",
                            idle,
                            calm.size())));
        }
        return found;
    }
}
