package dev.weir.app.enrich;

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
 * @param perRowMilli the worst case of one row that lacks every field
 * @param worstMilli the worst case of these rows, known values left out
 * @param holdMilli what submitting sets aside
 * @param likely what it is likely to cost; null while no place of it has ever been measured
 * @param places whom it would ask, and what came of asking them before
 */
public record Quote(
        long rows,
        Map<String, Long> toAsk,
        long perRowMilli,
        long worstMilli,
        long holdMilli,
        @Nullable Estimate likely,
        List<PlaceRate> places) {

    /** One place of a waterfall. @param measured null when it was never asked */
    public record PlaceRate(
            String field, String provider, @Nullable HitRate measured) {}

    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Quote for " + Amounts.count(rows) + (rows == 1 ? " row" : " rows") + ", nobody was asked:");
        TextTable table = new TextTable("field", "rows that lack it");
        toAsk.forEach((field, count) -> table.row(field, Amounts.count(count)));
        lines.addAll(table.lines());
        lines.addAll(likelyLines());
        lines.add("  at worst " + Amounts.credits(worstMilli) + " credits (at most " + Amounts.credits(perRowMilli)
                + " a row); what is not found is mostly not charged");
        lines.add(
                "  " + Amounts.credits(holdMilli) + " credits are set aside while it runs; what is not spent returns");
        lines.add("  try a part of it first with --limit 20, or bound it with --max-credits");
        return lines;
    }

    private List<String> likelyLines() {
        Estimate estimate = likely;
        if (estimate == null) {
            return List.of(
                    "  no measured hit rates yet, so only the worst case can be told; a pilot (--limit) measures");
        }
        List<String> lines = new ArrayList<>();
        TextTable table = new TextTable("field", "provider", "accepted", "measured on");
        for (PlaceRate place : places) {
            HitRate rate = place.measured();
            table.row(
                    place.field(),
                    place.provider(),
                    rate == null ? "?" : Math.round(100.0 * (rate.accepted() + rate.partial()) / rate.asked()) + " %",
                    rate == null ? "never asked: counted at its worst" : Amounts.count(rate.asked()) + " asked");
        }
        lines.addAll(table.lines());
        lines.add("  expected " + Amounts.credits(estimate.expectedMilli())
                + " credits, with 9 chances in 10 no more than "
                + Amounts.credits(estimate.p90Milli()) + ", as the latest jobs here went; answers that are remembered"
                + " cost nothing and are not counted in");
        return lines;
    }

    public String json() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("rows", rows);
        document.put("rowsToAsk", toAsk);
        document.put("worstPerRowMilli", perRowMilli);
        document.put("worstMilli", worstMilli);
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
