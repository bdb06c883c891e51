package dev.weir.acceptance.large;

import dev.weir.acceptance.large.Sample.Memory;
import dev.weir.acceptance.large.Sample.Phase;
import dev.weir.acceptance.large.Sample.Spent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * A run by its samples, in the order in which they were taken.
 *
 * @param rows of the list
 */
record Profile(int rows, List<Sample> samples) {

    /** Until so much of the run is over, heap and caches fill; what comes later shall be flat. */
    private static final double START = 0.1;

    Profile {
        samples = List.copyOf(samples);
        if (rows < 1 || samples.size() < 2) {
            throw new IllegalArgumentException("a profile needs rows and two samples");
        }
    }

    /** What lies between two samples. */
    record Stretch(Sample from, Sample to) {

        int rows() {
            return to.rows() - from.rows();
        }

        long micros() {
            return to.atMicros() - from.atMicros();
        }

        Spent spent() {
            return to.spent().minus(from.spent());
        }

        double microsPerRow() {
            return (double) micros() / rows();
        }

        double spentPerRow() {
            return (double) spent().sum() / rows();
        }
    }

    Stretch whole() {
        return new Stretch(samples.getFirst(), samples.getLast());
    }

    /** From start to end, asking or not, by row of the list. */
    double microsPerRow() {
        return (double) whole().micros() / rows;
    }

    /** The same in processor time. */
    double spentPerRow() {
        return (double) whole().spent().sum() / rows;
    }

    /** The phases that were seen. A phase ends where the next begins. */
    Map<Phase, Stretch> phases() {
        Map<Phase, Stretch> phases = new EnumMap<>(Phase.class);
        Sample from = samples.getFirst();
        for (Sample sample : samples) {
            if (sample.phase() != from.phase()) {
                phases.put(from.phase(), new Stretch(from, sample));
                from = sample;
            }
        }
        phases.put(from.phase(), new Stretch(from, samples.getLast()));
        return phases;
    }

    /** The asking in parts of about as many rows each, as far as samples lie close enough for that. */
    List<Stretch> parts(int count) {
        List<Sample> asking = asking();
        List<Stretch> parts = new ArrayList<>();
        Sample from = asking.getFirst();
        int part = 1;
        for (Sample sample : asking) {
            if (sample.rows() >= (long) rows * part / count && sample.rows() > from.rows()) {
                parts.add(new Stretch(from, sample));
                from = sample;
                while (sample.rows() >= (long) rows * part / count) {
                    part++;
                }
            }
        }
        return parts;
    }

    /** From the first to the last look at which rows were being asked for, the one that saw the end among them. */
    private List<Sample> asking() {
        List<Sample> asking = new ArrayList<>();
        for (Sample sample : samples) {
            if (sample.phase() == Phase.ASKING) {
                asking.add(sample);
            } else if (sample.phase() == Phase.WRITING) {
                asking.add(sample);
                break;
            }
        }
        if (asking.isEmpty()) {
            throw new IllegalStateException("nobody was seen being asked: too few rows for the pace of looking");
        }
        return asking;
    }

    /** The part of the asking between two shares of its rows. */
    Stretch between(double share, double otherShare) {
        List<Sample> asking = asking();
        return new Stretch(first(asking, share), first(asking, otherShare));
    }

    private Sample first(List<Sample> some, double share) {
        return some.stream()
                .filter(sample -> sample.rows() >= share * rows)
                .findFirst()
                .orElse(some.getLast());
    }

    long peakKib(ToLongFunction<Memory> of) {
        return peak(0, 1, of);
    }

    /** The peak of the run's second half ÷ that of its first, the start left out. 1.0 is flat. */
    double growth(ToLongFunction<Memory> of) {
        long first = peak(START, 0.5, of);
        return first == 0 ? Double.POSITIVE_INFINITY : (double) peak(0.5, 1, of) / first;
    }

    private long peak(double from, double to, ToLongFunction<Memory> of) {
        long begin = samples.getFirst().atMicros();
        long length = whole().micros();
        return samples.stream()
                .filter(sample ->
                        sample.atMicros() - begin >= from * length && sample.atMicros() - begin <= to * length)
                .map(Sample::memory)
                .mapToLong(of)
                .max()
                .orElse(0);
    }
}
