package dev.weir.server.insight;

import dev.weir.server.enrichment.AnswerKey;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One scenario as far as it has been replayed. */
final class World {

    private static final double LEAST_SPREAD = 1e-9;

    private final Measures measures;
    private final KeySet asked = new KeySet();
    private final Map<Stage, Long> unknown = new TreeMap<>(
            Comparator.comparing(Stage::step).thenComparing(Stage::provider).thenComparing(Stage::verifies));
    private Outlook sum;
    private final double[] variance;
    private long askings;

    World(Measures measures) {
        this.measures = measures;
        this.sum = Outlook.nothing(measures.count());
        this.variance = measures.zero();
    }

    Measures measures() {
        return measures;
    }

    /** Whether an earlier row has put this question, so that its answer is there for the taking. */
    boolean wasAsked(AnswerKey key) {
        return asked.contains(key);
    }

    /** The least that is taken of a cap so far. */
    double takenLeast() {
        return sum.least(Measures.TAKEN);
    }

    /** The most that can be. */
    double takenMost() {
        return sum.most(Measures.TAKEN);
    }

    /** Adds a row. */
    void add(Outlook row, Set<AnswerKey> itsQuestions, Set<Stage> unknownStages, long itsAskings) {
        sum = sum.plus(row);
        for (int i = 0; i < variance.length; i++) {
            double spread = row.most(i) - row.least(i);
            // Popoviciu: no distribution between two bounds varies more.
            variance[i] += spread * spread / 4;
        }
        asked.addAll(itsQuestions);
        unknownStages.forEach(stage -> unknown.merge(stage, 1L, Long::sum));
        askings += itsAskings;
    }

    /** Where the measure lies, 95 times of 100. */
    Range range(int measure) {
        double slack = variance[measure] < LEAST_SPREAD ? 0 : Interval.Z95 * Math.sqrt(variance[measure]);
        double lo = Math.max(sum.least(measure), sum.meanLo(measure) - slack);
        double hi = Math.min(sum.most(measure), sum.meanHi(measure) + slack);
        return new Range((long) Math.floor(lo + LEAST_SPREAD), (long) Math.ceil(hi - LEAST_SPREAD));
    }

    /** In how many rows a stage was to be asked what it never was. */
    Map<Stage, Long> unknown() {
        return unknown;
    }

    /** Questions put, answered from the books or not. */
    long askings() {
        return askings;
    }
}
