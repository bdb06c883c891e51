package dev.weir.server.insight;

import dev.weir.server.enrichment.Statistics;
import dev.weir.server.enrichment.Statistics.PlaceTally;
import dev.weir.server.jobs.BatchMark;
import dev.weir.server.jobs.CellTally;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Jobs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Counts a job's cells and askings as it goes: of each batch again only when it has settled something since, so that a
 * list of a million rows costs one more look at each row, whoever works on it. For one thread at a time.
 */
public final class Tally {

    /** So many batches are counted at once at most; a job that is gone on with is caught up with look by look. */
    private static final int BATCHES_AT_ONCE = 100;

    private record Counted(BatchMark mark, List<CellTally> cells, List<PlaceTally> places) {}

    private final Jobs jobs;
    private final Statistics statistics;
    private final Job job;
    private final Map<Integer, Counted> byBatch = new TreeMap<>();

    Tally(Jobs jobs, Statistics statistics, Job job) {
        this.jobs = jobs;
        this.statistics = statistics;
        this.job = job;
    }

    /**
     * Counts what has been settled since it last did; of a job long under way only a part at once.
     *
     * @return whether there was more than that
     */
    public boolean refresh() {
        List<BatchMark> marks = jobs.marks(job);
        Map<Integer, BatchMark> present = marks.stream().collect(Collectors.toMap(BatchMark::lo, Function.identity()));
        // A batch that was cut into pieces is counted by its pieces.
        byBatch.values().removeIf(counted -> {
            BatchMark now = present.get(counted.mark().lo());
            return now == null || now.hi() != counted.mark().hi();
        });
        List<BatchMark> all = marks.stream()
                .filter(mark -> {
                    Counted before = byBatch.get(mark.lo());
                    return before == null || before.mark().progress() != mark.progress();
                })
                .sorted(Comparator.comparing(mark -> byBatch.containsKey(mark.lo())))
                .toList();
        if (all.isEmpty()) {
            return false;
        }
        List<BatchMark> changed = all.subList(0, Math.min(BATCHES_AT_ONCE, all.size()));
        Map<Integer, List<CellTally>> cells =
                jobs.tallies(job, changed).stream().collect(Collectors.groupingBy(CellTally::lo));
        Map<Integer, List<PlaceTally>> places =
                statistics.tallies(job, changed).stream().collect(Collectors.groupingBy(PlaceTally::lo));
        changed.forEach(mark -> byBatch.put(
                mark.lo(),
                new Counted(
                        mark, cells.getOrDefault(mark.lo(), List.of()), places.getOrDefault(mark.lo(), List.of()))));
        return changed.size() < all.size();
    }

    /**
     * How a field stands.
     *
     * @param found rows for which it was found
     * @param lookedAt rows that lacked it and whose turn is over; what {@code found} is a part of
     * @param known rows that had it already
     */
    public record FieldStand(String field, long found, long lookedAt, long known) {

        /** In whole percent of those looked at. */
        public int percent() {
            return lookedAt == 0 ? 0 : (int) (100 * found / lookedAt);
        }
    }

    /** In the order in which they are looked for. */
    public List<FieldStand> fields() {
        int steps = job.plan().steps().size();
        long[] found = new long[steps];
        long[] known = new long[steps];
        long[] ended = new long[steps];
        byBatch.values()
                .forEach(counted -> counted.cells().forEach(cell -> {
                    found[cell.step()] += cell.found();
                    known[cell.step()] += cell.known();
                    ended[cell.step()] += cell.ended();
                }));
        List<FieldStand> stands = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            stands.add(new FieldStand(job.plan().steps().get(i).name(), found[i], ended[i] - known[i], known[i]));
        }
        return stands;
    }

    /**
     * What came of one provider's askings so far.
     *
     * @param asked the others are parts of it, but {@code reused}
     */
    public record ProviderSum(long asked, long reused, long found, long errors) {

        public static final ProviderSum NONE = new ProviderSum(0, 0, 0, 0);

        ProviderSum plus(PlaceTally place) {
            return new ProviderSum(
                    asked + place.asked(), reused + place.reused(), found + place.found(), errors + place.errors());
        }
    }

    /** By the name under which waterfalls know it. */
    public Map<String, ProviderSum> providers() {
        Map<String, ProviderSum> sums = new HashMap<>();
        byBatch.values()
                .forEach(counted -> counted.places()
                        .forEach(place -> sums.put(
                                place.provider(),
                                sums.getOrDefault(place.provider(), ProviderSum.NONE)
                                        .plus(place))));
        return sums;
    }
}
