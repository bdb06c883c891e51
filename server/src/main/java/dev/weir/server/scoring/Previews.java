package dev.weir.server.scoring;

import dev.weir.provider.Values;
import dev.weir.server.audience.Subscriber;
import dev.weir.server.audience.Subscribers;
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
import java.util.function.Function;
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

    /** Those are tried one after the other that stand so far apart, so that also a part of them is spread over all. */
    private static final int STRIDE = 10;

    /** They are read by so many. */
    private static final int PAGE = 500;

    private final Function<List<Long>, Map<Long, Subscriber>> subscribers;
    private final Lens lens;
    private final @Nullable Scorecard now;
    private final Scorecard then;
    private final LongSupplier nanos;

    /**
     * @param subscribers reads those of these numbers that there are
     * @param now what counts today; null for nothing
     */
    Previews(
            Function<List<Long>, Map<Long, Subscriber>> subscribers,
            Lens lens,
            @Nullable Scorecard now,
            Scorecard then,
            LongSupplier nanos) {
        this.subscribers = subscribers;
        this.lens = lens;
        this.now = now;
        this.then = then;
        this.nanos = nanos;
    }

    private record Mark(BigDecimal points, @Nullable String tier) {

        static Mark of(Worth worth) {
            return new Mark(worth.points(), worth.tier());
        }
    }

    /** What is kept of one that was tried, since there are many. @param before null where there is no score */
    private record Tried(long id, @Nullable Mark before, Mark after) {}

    /** @param order tiers, the highest first */
    Preview of(Subscribers.Sample sample, List<String> order) {
        List<Tried> tried = new ArrayList<>();
        Map<String, int[]> effects = new LinkedHashMap<>();
        long begun = nanos.getAsLong();
        List<Long> ids = strewn(sample.some());
        for (int from = 0; from < ids.size() && nanos.getAsLong() - begun < LONGEST.toNanos(); from += PAGE) {
            for (Subscriber subscriber : subscribers
                    .apply(ids.subList(from, Math.min(ids.size(), from + PAGE)))
                    .values()) {
                if (nanos.getAsLong() - begun >= LONGEST.toNanos()) {
                    break;
                }
                Preview.Example one = on(subscriber);
                tried.add(new Tried(
                        subscriber.id(), one.before() == null ? null : Mark.of(one.before()), Mark.of(one.after())));
                count(effects, one.after());
            }
        }
        return new Preview(
                sample.all(),
                tried.size(),
                count(tried, one -> one.before() == null || differ(one.before(), one.after())),
                count(tried, Previews::tierChanges),
                tiers(tried, order),
                histogram(tried),
                effects.entrySet().stream()
                        .map(effect -> new Preview.Effect(effect.getKey(), effect.getValue()[0], effect.getValue()[1]))
                        .toList(),
                examples(tried));
    }

    private Preview.Example on(Subscriber subscriber) {
        Values known = lens.known(subscriber);
        return new Preview.Example(subscriber, now == null ? null : now.worth(known), then.worth(known));
    }

    private static List<Long> strewn(List<Long> ids) {
        List<Long> strewn = new ArrayList<>(ids.size());
        for (int first = 0; first < STRIDE; first++) {
            for (int i = first; i < ids.size(); i += STRIDE) {
                strewn.add(ids.get(i));
            }
        }
        return strewn;
    }

    private static void count(Map<String, int[]> effects, Worth worth) {
        worth.working().criteria().forEach(share -> {
            int[] counts = effects.computeIfAbsent(share.name(), _ -> new int[2]);
            counts[0] += share.points().signum() == 0 ? 0 : 1;
            counts[1] += share.why() == null ? 0 : 1;
        });
    }

    private static boolean differ(Mark one, Mark other) {
        return one.points().compareTo(other.points()) != 0;
    }

    private static boolean tierChanges(Tried one) {
        return !Objects.equals(tier(one.before()), tier(one.after()));
    }

    private static @Nullable String tier(@Nullable Mark mark) {
        return mark == null ? null : mark.tier();
    }

    private static int count(List<Tried> tried, Predicate<Tried> those) {
        return (int) tried.stream().filter(those).count();
    }

    private static List<Preview.Tier> tiers(List<Tried> tried, List<String> order) {
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
                        count(
                                tried,
                                one -> one.before() != null
                                        && Objects.equals(one.before().tier(), tier)),
                        count(tried, one -> Objects.equals(one.after().tier(), tier))))
                .toList();
    }

    private static List<Preview.Bin> histogram(List<Tried> tried) {
        List<BigDecimal> before = tried.stream()
                .map(Tried::before)
                .filter(Objects::nonNull)
                .map(Mark::points)
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
        scores.forEach(score -> bins[
                Math.min(
                        BINS - 1,
                        score.subtract(lowest).divideToIntegralValue(width).intValue())]++);
        return bins;
    }

    /** As they are now; whoever was erased meanwhile is left out. */
    private List<Preview.Example> examples(List<Tried> tried) {
        Comparator<Tried> highestFirst = Comparator.comparing(
                        (Tried one) -> one.after().points())
                .reversed()
                .thenComparing(Tried::id);
        List<Tried> moved = tried.stream()
                .filter(Previews::tierChanges)
                .sorted(highestFirst)
                .toList();
        List<Tried> others = tried.stream()
                .filter(one -> !tierChanges(one))
                .sorted(highestFirst)
                .toList();
        List<Tried> chosen = new ArrayList<>(spread(moved, EXAMPLES));
        chosen.addAll(spread(others, EXAMPLES - chosen.size()));
        chosen.sort(highestFirst);
        Map<Long, Subscriber> known =
                subscribers.apply(chosen.stream().map(Tried::id).toList());
        return chosen.stream()
                .map(one -> known.get(one.id()))
                .filter(Objects::nonNull)
                .map(this::on)
                .toList();
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
