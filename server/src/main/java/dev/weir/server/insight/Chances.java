package dev.weir.server.insight;

import dev.weir.provider.OperationId;
import dev.weir.server.waterfall.Acceptance;
import dev.weir.server.waterfall.CatchAll;
import dev.weir.server.waterfall.Step;
import java.util.HashMap;
import java.util.Map;

/**
 * How often a provider's answer is accepted, measured apart for rows that nobody had been asked about and for rows that
 * somebody had missed, since those are the harder ones.
 *
 * <p>What it says of rows that were never asked rests on one assumption: a row that others find is no harder to find
 * than one they miss. Where nothing was measured it says so: {@link Interval#ANY}.
 */
final class Chances {

    /** Where a sample comes from: an answer is accepted under a rule, before anybody verifies it. */
    record Source(String step, OperationId operation, Acceptance acceptance) {
        Source {
            // Whether somebody is shown which are catch-all makes no difference to an answer.
            if (acceptance.catchAll() == CatchAll.ACCEPT) {
                acceptance = new Acceptance(
                        acceptance.refusedStatuses(),
                        acceptance.minConfidence(),
                        CatchAll.ACCEPT_AND_FLAG,
                        acceptance.rule());
            }
        }
    }

    /** What was measured. @param millis of all askings together */
    record Sample(long asked, long accepted, long millis) {
        static final Sample NONE = new Sample(0, 0, 0);

        Sample plus(Sample other) {
            return new Sample(asked + other.asked, accepted + other.accepted, millis + other.millis);
        }

        Interval interval() {
            return Interval.wilson(accepted, asked);
        }
    }

    /** What is known of a row, without the provider in question. */
    enum Row {
        /** Nobody else answered. */
        UNTOUCHED,
        /** Others answered and had nothing that was accepted, or stood when it was verified. */
        MISSED,
        /** Somebody else found it. */
        FOUND
    }

    /** Samples by where they were taken. */
    record Measured(Sample first, Sample afterMisses) {
        static final Measured NOTHING = new Measured(Sample.NONE, Sample.NONE);

        Sample both() {
            return first.plus(afterMisses);
        }

        Interval of(Row row) {
            return switch (row) {
                case UNTOUCHED ->
                    first.asked() > 0
                            ? first.interval()
                            : new Interval(afterMisses.interval().lo(), 1);
                case MISSED ->
                    afterMisses.asked() > 0
                            ? afterMisses.interval()
                            : new Interval(0, first.interval().hi());
                case FOUND -> new Interval(Math.max(lowest(first), lowest(afterMisses)), 1);
            };
        }

        private static double lowest(Sample sample) {
            return sample.interval().lo();
        }
    }

    /** Adds samples up. */
    static final class Gathering {
        private final Map<Source, Measured> measured = new HashMap<>();

        void add(Source source, boolean missedBefore, Sample sample) {
            Measured sofar = measured.getOrDefault(source, Measured.NOTHING);
            measured.put(
                    source,
                    missedBefore
                            ? new Measured(sofar.first(), sofar.afterMisses().plus(sample))
                            : new Measured(sofar.first().plus(sample), sofar.afterMisses()));
        }

        Chances done() {
            return new Chances(measured);
        }
    }

    private final Map<Source, Measured> measured;

    private Chances(Map<Source, Measured> measured) {
        this.measured = Map.copyOf(measured);
    }

    /** What was measured of an operation in steps of that name, under that very acceptance rule. */
    Measured of(Step step, OperationId operation) {
        return measured.getOrDefault(new Source(step.name(), operation, step.acceptance()), Measured.NOTHING);
    }

    /** What one asking of it takes, in milliseconds; 0 when it was never asked. */
    double millis(Step step, OperationId operation) {
        Sample all = Sample.NONE;
        for (Map.Entry<Source, Measured> entry : measured.entrySet()) {
            if (entry.getKey().operation().equals(operation)
                    && entry.getKey().step().equals(step.name())) {
                all = all.plus(entry.getValue().both());
            }
        }
        return all.asked() == 0 ? 0 : (double) all.millis() / all.asked();
    }
}
