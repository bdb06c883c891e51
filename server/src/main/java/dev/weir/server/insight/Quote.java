package dev.weir.server.insight;

import dev.weir.server.waterfall.Estimate;
import dev.weir.server.waterfall.HitRate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job would cost, without asking anybody. Amounts in 1/1000 credit.
 *
 * @param lacking rows that lack a field, by field
 * @param looked what the rows come to when each is looked at
 * @param perRowMilli the worst case of one row that lacks every field
 * @param worstMilli the worst case of these rows, known values left out
 * @param uncappedMilli the same without any cap
 * @param jobCapped whether a cap for all of it is given
 * @param holdMilli what submitting sets aside
 * @param likely what it is likely to cost
 * @param places whom it would ask, and what that rests on
 */
public record Quote(
        long rows,
        Map<String, Long> lacking,
        Looked looked,
        long perRowMilli,
        long worstMilli,
        long uncappedMilli,
        boolean jobCapped,
        long holdMilli,
        Estimate likely,
        List<PlaceRate> places) {

    public Quote {
        lacking = Collections.unmodifiableMap(new LinkedHashMap<>(lacking));
        places = List.copyOf(places);
    }

    /**
     * One place of a waterfall.
     *
     * @param measured null when it was never asked: then what it declares is taken
     * @param declared which share of questions its operation declares to answer with a find
     */
    public record PlaceRate(
            String field, String provider, @Nullable HitRate measured, double declared) {

        /** The share that is reckoned with. */
        public double share() {
            return measured == null ? declared : (double) (measured.accepted() + measured.partial()) / measured.asked();
        }
    }

    /**
     * Rows looked at one by one.
     *
     * @param rows how many were looked at
     * @param repeated rows that repeat an earlier one and cost nothing
     * @param remembered rows that remembered answers leave nothing to ask for, by field
     * @param toAsk rows for which somebody may be asked, by field
     * @param sampled whether some stand for all
     */
    public record Looked(
            long rows, long repeated, Map<String, Long> remembered, Map<String, Long> toAsk, boolean sampled) {}
}
