package dev.weir.bench;

import java.util.List;
import java.util.Locale;

/** Median, least and most of some repeats; NaN when there are none. */
record Spread(double median, double min, double max) {

    static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN);
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.getFirst(), sorted.getLast());
    }

    String text(String format) {
        if (Double.isNaN(median)) {
            return "–";
        }
        String one = String.format(Locale.ROOT, format, median);
        return min == max
                ? one
                : one + " [" + String.format(Locale.ROOT, format, min) + "–" + String.format(Locale.ROOT, format, max)
                        + "]";
    }
}
