package dev.weir.server.insight;

import dev.weir.provider.OperationId;
import dev.weir.provider.Values;
import dev.weir.server.enrichment.Foresight;
import dev.weir.server.waterfall.Estimate;
import dev.weir.server.waterfall.HitRate;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.WorstCase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntToLongFunction;

/**
 * What of a job's rows is still to be asked, each row looked at by itself; of many rows some, evenly spread, which stand
 * for all.
 *
 * @param rows of the job
 */
record Unanswered(Plan plan, Foresight.Seen seen, long rows) {

    private static final int AT_ONCE = 1_000;

    /**
     * @param count how many rows there are
     * @param most so many are looked at at most: a look-up by key for each question
     * @param reading what a row says; only those are read that are looked at
     */
    static <R> Unanswered of(
            Plan plan, Iterator<R> rows, Function<R, Values> reading, long count, int most, Foresight foresight) {
        long stride = Math.max(1, Math.ceilDiv(count, most));
        List<Values> chunk = new ArrayList<>();
        for (long index = 0; rows.hasNext(); index++) {
            R row = rows.next();
            if (index % stride == 0) {
                chunk.add(reading.apply(row));
            }
            if (chunk.size() == AT_ONCE) {
                foresight.add(chunk);
                chunk.clear();
            }
        }
        foresight.add(chunk);
        return new Unanswered(plan, foresight.seen(), count);
    }

    /** Whether only a part of the rows was looked at. */
    boolean sampled() {
        return seen.rows() < rows;
    }

    private long scaled(long counted) {
        return seen.rows() == 0 ? 0 : Math.round((double) counted * rows / seen.rows());
    }

    /** Rows that repeat an earlier one, and get its answers. */
    long repeated() {
        return scaled(seen.repeated());
    }

    /** Rows whose field is settled by remembered answers, by field. */
    Map<String, Long> remembered() {
        return byField(index -> seen.remembered().getOrDefault(index, 0L));
    }

    /** Rows for which somebody may be asked, by field. */
    Map<String, Long> toAsk() {
        return byField(index -> seen.left().entrySet().stream()
                .filter(entry -> entry.getKey().step() == index
                        && !entry.getKey().finds().isEmpty())
                .mapToLong(Map.Entry::getValue)
                .sum());
    }

    private Map<String, Long> byField(IntToLongFunction counted) {
        Map<String, Long> byField = new LinkedHashMap<>();
        for (int i = 0; i < plan.steps().size(); i++) {
            byField.put(plan.steps().get(i).name(), scaled(counted.applyAsLong(i)));
        }
        return byField;
    }

    /** @param measured what came of calls before, by step name and operation */
    List<Estimate.Share> shares(Map<String, Map<OperationId, HitRate>> measured) {
        List<Estimate.Share> shares = new ArrayList<>();
        seen.left()
                .forEach((left, count) -> left(left)
                        .ifPresent(step -> shares.add(new Estimate.Share(
                                step, scaled(count), measured.getOrDefault(step.name(), Map.of())))));
        return shares;
    }

    /** What that can cost at worst, in 1/1000 credit; of rows looked at in part only about that. */
    long worstMilli() {
        long worst = 0;
        for (Map.Entry<Foresight.Left, Long> entry : seen.left().entrySet()) {
            long cell = left(entry.getKey())
                    .map(step -> WorstCase.perCellMilli(step, plan.onDoubt()))
                    .orElse(0L);
            worst = Math.addExact(worst, Math.multiplyExact(scaled(entry.getValue()), cell));
        }
        return worst;
    }

    private Optional<Step> left(Foresight.Left left) {
        Step step = plan.steps().get(left.step());
        Set<Place> places = new HashSet<>();
        left.finds().forEach(index -> places.add(step.place(index)));
        return step.only(places::contains);
    }
}
