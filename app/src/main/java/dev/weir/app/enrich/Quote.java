package dev.weir.app.enrich;

import dev.weir.app.text.Listing;
import dev.weir.app.text.Wrapped;
import dev.weir.server.waterfall.Estimate;
import dev.weir.server.waterfall.HitRate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a job would cost, without asking anybody. Amounts in 1/1000 credit.
 *
 * @param toAsk rows that lack a field, by field
 * @param looked what the rows come to when each is looked at
 * @param perRowMilli the worst case of one row that lacks every field
 * @param worstMilli the worst case of these rows, known values left out
 * @param uncappedMilli the same without any cap
 * @param jobCapped whether a cap for all of it is given
 * @param holdMilli what submitting sets aside
 * @param likely what it is likely to cost; null while no place of it has ever been measured
 * @param places whom it would ask, and what came of asking them before
 */
public record Quote(
        long rows,
        Map<String, Long> toAsk,
        Looked looked,
        long perRowMilli,
        long worstMilli,
        long uncappedMilli,
        boolean jobCapped,
        long holdMilli,
        @Nullable Estimate likely,
        List<PlaceRate> places) {

    /** One place of a waterfall. @param measured null when it was never asked */
    public record PlaceRate(
            String field, String provider, @Nullable HitRate measured) {}

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

    /** @param width of the terminal */
    public List<String> lines(int width) {
        List<String> lines = new ArrayList<>();
        lines.add("Quote for " + Amounts.count(rows, "row") + ", nobody was asked:");
        Listing table = new Listing("field", "rows that lack it", "answers remembered", "to be asked for");
        toAsk.forEach((field, count) -> table.row(
                field,
                Amounts.count(count),
                Amounts.count(looked.remembered().getOrDefault(field, 0L)),
                Amounts.count(looked.toAsk().getOrDefault(field, 0L))));
        lines.addAll(table.lines(width));
        if (looked.repeated() > 0) {
            say(
                    lines,
                    width,
                    Amounts.count(looked.repeated(), "row repeats", "rows repeat")
                            + " an earlier one, and what is the same is asked and paid for once");
        }
        if (looked.sampled()) {
            say(
                    lines,
                    width,
                    "counted on " + Amounts.count(looked.rows(), "row") + ", evenly spread, and reckoned up to all;"
                            + " the worst case takes nothing for remembered");
        }
        lines.addAll(likelyLines(width));
        say(
                lines,
                width,
                "at worst " + inCredits(worstMilli) + " (at most " + Amounts.atMost(perRowMilli) + " a row)"
                        + (uncappedMilli > worstMilli
                                ? ", without the cap at worst " + Amounts.atMost(uncappedMilli)
                                : "")
                        + "; what is not found is mostly not charged");
        say(
                lines,
                width,
                inCredits(holdMilli) + (holdMilli == 1_000 ? " is" : " are")
                        + " set aside while it runs; what is not spent returns");
        say(
                lines,
                width,
                "try a part of it first with --limit 20" + (jobCapped ? "" : ", or bound it with --max-credits"));
        return lines;
    }

    /** An amount that is not exceeded. */
    private static String inCredits(long milli) {
        return Amounts.atMost(milli) + (milli == 1_000 ? " credit" : " credits");
    }

    private static void say(List<String> lines, int width, String sentence) {
        lines.addAll(Wrapped.lines("  ", sentence, width));
    }

    private List<String> likelyLines(int width) {
        Estimate estimate = likely;
        if (estimate != null && estimate.p90Milli() == 0) {
            return Wrapped.lines("  ", "expected 0 credits: nothing is left that would be charged", width);
        }
        if (estimate == null) {
            return Wrapped.lines(
                    "  ",
                    "no measured hit rates yet, so only the worst case can be told; a pilot (--limit) measures",
                    width);
        }
        List<String> lines = new ArrayList<>();
        Listing table = new Listing("field", "provider", "accepted", "measured on");
        for (PlaceRate place : places) {
            HitRate rate = place.measured();
            table.row(
                    place.field(),
                    place.provider(),
                    rate == null ? "?" : Math.round(100.0 * (rate.accepted() + rate.partial()) / rate.asked()) + " %",
                    rate == null ? "never asked: counted at its worst" : Amounts.count(rate.asked()) + " asked");
        }
        lines.addAll(table.lines(width));
        say(
                lines,
                width,
                "expected " + Amounts.about(estimate.expectedMilli())
                        + (Amounts.about(estimate.expectedMilli()).equals("1") ? " credit, with" : " credits, with")
                        + " 9 chances in 10 no more than "
                        + Amounts.atMost(estimate.p90Milli())
                        + ", as the latest jobs here went; what is remembered costs nothing");
        return lines;
    }

    public String json() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("rows", rows);
        document.put("rowsToAsk", toAsk);
        document.put("rowsRemembered", looked.remembered());
        document.put("rowsLeft", looked.toAsk());
        document.put("rowsRepeated", looked.repeated());
        document.put("rowsLookedAt", looked.rows());
        document.put("worstPerRowMilli", perRowMilli);
        document.put("worstMilli", worstMilli);
        document.put("worstWithoutCapMilli", uncappedMilli);
        document.put("holdMilli", holdMilli);
        document.put("expectedMilli", likely == null ? null : likely.expectedMilli());
        document.put("p90Milli", likely == null ? null : likely.p90Milli());
        List<Map<String, Object>> rates = new ArrayList<>();
        places.forEach(place -> {
            Map<String, Object> one = new LinkedHashMap<>();
            HitRate rate = place.measured();
            one.put("field", place.field());
            one.put("provider", place.provider());
            one.put("asked", rate == null ? 0 : rate.asked());
            one.put("accepted", rate == null ? 0 : rate.accepted() + rate.partial());
            rates.add(one);
        });
        document.put("hitRates", rates);
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }
}
