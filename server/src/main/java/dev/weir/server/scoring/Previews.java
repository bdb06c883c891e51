package dev.weir.server.scoring;

import dev.weir.provider.Values;
import dev.weir.server.audience.Subscriber;
import dev.weir.server.compute.WeightedSum;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tries a model on subscribers and tells what it would change. */
final class Previews {

    private static final int EXAMPLES = 10;
    private static final int BINS = 10;

    /** Somebody waits for the answer; what was tried until then tells enough. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** Those are tried at once that stand so far apart, so that also a part of them is spread over all. */
    private static final int STRIDE = 10;

    private final LongSupplier nanos;

    Previews(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @param now what counts today; null for nothing @param order tiers, the highest first */
    Preview of(
            long all,
            List<Subscriber> sample,
            Lens lens,
            @Nullable Scorecard now,
            Scorecard then,
            List<String> order) {
        List<Preview.Example> tried = new ArrayList<>(sample.size());
        long begun = nanos.getAsLong();
        for (int first = 0; first < STRIDE && nanos.getAsLong() - begun < LONGEST.toNanos(); first++) {
            for (int i = first;
                    i < sample.size() && nanos.getAsLong() - begun < LONGEST.toNanos();
                    i += STRIDE) {
                Values known = lens.known(sample.get(i));
                tried.add(new Preview.Example(
                        sample.get(i), now == null ? null : now.worth(known), then.worth(known)));
            }
        }
        return new Preview(
                all,
                tried.size(),
                count(tried, one -> one.before() == null || differ(one.before(), one.after())),
                count(tried, Previews::tierChanges),
                tiers(tried, order),
                histogram(tried),
                effects(tried),
                examples(tried));
    }

    private static boolean differ(Worth one, Worth other) {
        return one.points().compareTo(other.points()) != 0;
    }

    private static boolean tierChanges(Preview.Example one) {
        return !Objects.equals(tier(one.before()), tier(one.after()));
    }

    private static @Nullable String tier(@Nullable Worth worth) {
        return worth == null ? null : worth.tier();
    }

    private static int count(List<Preview.Example> tried, Predicate<Preview.Example> those) {
        return (int) tried.stream().filter(those).count();
    }

    private static List<Preview.Tier> tiers(List<Preview.Example> tried, List<String> order) {
        Set<@Nullable String> all = new LinkedHashSet<>(order);
        tried.forEach(one -> {
            String before = tier(one.before());
            if (before != null) {
                all.add(before);
            }
        });
        all.add(null);
        return all.stream()
                .map(tier -> new Preview.Tier(
                        tier,
                        count(tried, one -> one.before() != null && Objects.equals(one.before().tier(), tier)),
                        count(tried, one -> Objects.equals(one.after().tier(), tier))))
                .toList();
    }

    private static List<Preview.Bin> histogram(List<Preview.Example> tried) {
        List<BigDecimal> before = tried.stream()
                .map(Preview.Example::before)
                .filter(Objects::nonNull)
                .map(Worth::points)
                .toList();
        List<BigDecimal> after = tried.stream().map(one -> one.after().points()).toList();
        if (after.isEmpty()) {
            return List.of();
        }
        BigDecimal lowest = Stream.concat(before.stream(), after.stream())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        BigDecimal highest = Stream.concat(before.stream(), after.stream())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        BigDecimal width = highest.subtract(lowest).divide(BigDecimal.valueOf(BINS), 3, RoundingMode.UP);
        if (width.signum() == 0) {
            return List.of(new Preview.Bin(lowest, highest, before.size(), after.size()));
        }
        int[] befores = bins(before, lowest, width);
        int[] afters = bins(after, lowest, width);
        List<Preview.Bin> bins = new ArrayList<>();
        for (int i = 0; i < BINS; i++) {
            BigDecimal from = lowest.add(width.multiply(BigDecimal.valueOf(i)));
            bins.add(new Preview.Bin(
                    WeightedSum.plain(from), WeightedSum.plain(from.add(width)), befores[i], afters[i]));
        }
        return bins;
    }

    private static int[] bins(List<BigDecimal> scores, BigDecimal lowest, BigDecimal width) {
        int[] bins = new int[BINS];
        scores.forEach(score ->
                bins[Math.min(BINS - 1, score.subtract(lowest).divideToIntegralValue(width).intValue())]++);
        return bins;
    }

    private static List<Preview.Effect> effects(List<Preview.Example> tried) {
        Map<String, int[]> byName = new LinkedHashMap<>();
        tried.forEach(one -> one.after().working().criteria().forEach(share -> {
            int[] counts = byName.computeIfAbsent(share.name(), _ -> new int[2]);
            counts[0] += share.points().signum() == 0 ? 0 : 1;
            counts[1] += share.why() == null ? 0 : 1;
        }));
        return byName.entrySet().stream()
                .map(effect -> new Preview.Effect(effect.getKey(), effect.getValue()[0], effect.getValue()[1]))
                .toList();
    }

    private static List<Preview.Example> examples(List<Preview.Example> tried) {
        Comparator<Preview.Example> highestFirst = Comparator.comparing((Preview.Example one) ->
                        one.after().points())
                .reversed()
                .thenComparing(one -> one.subscriber().id());
        List<Preview.Example> moved =
                tried.stream().filter(Previews::tierChanges).sorted(highestFirst).toList();
        List<Preview.Example> others = tried.stream()
                .filter(one -> !tierChanges(one))
                .sorted(highestFirst)
                .toList();
        List<Preview.Example> chosen = new ArrayList<>(spread(moved, EXAMPLES));
        chosen.addAll(spread(others, EXAMPLES - chosen.size()));
        chosen.sort(highestFirst);
        return chosen;
    }

    /** At most so many of them, the first and the last among them. */
    private static <T> List<T> spread(List<T> all, int most) {
        if (all.size() <= most) {
            return all;
        }
        List<T> some = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            some.add(all.get(most == 1 ? 0 : (int) ((long) i * (all.size() - 1) / (most - 1))));
        }
        return some;
    }
}
