package dev.weir.app.enrich;

import dev.weir.app.text.Listing;
import dev.weir.app.text.Wrapped;
import dev.weir.server.insight.Quote;
import dev.weir.server.waterfall.Estimate;
import dev.weir.server.waterfall.HitRate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A quote, for people and for programs.
 *
 * @param quote amounts in 1/1000 credit
 */
public record QuoteText(Quote quote) {

    /** @param width of the terminal */
    public List<String> lines(int width) {
        List<String> lines = new ArrayList<>();
        lines.add("Quote for " + Amounts.count(quote.rows(), "row") + ", nobody was asked:");
        Listing table = new Listing("field", "rows that lack it", "answers remembered", "to be asked for");
        quote.lacking()
                .forEach((field, count) -> table.row(
                        field,
                        Amounts.count(count),
                        Amounts.count(quote.looked().remembered().getOrDefault(field, 0L)),
                        Amounts.count(quote.looked().toAsk().getOrDefault(field, 0L))));
        lines.addAll(table.lines(width));
        if (quote.looked().repeated() > 0) {
            say(
                    lines,
                    width,
                    Amounts.count(quote.looked().repeated(), "row repeats", "rows repeat")
                            + " an earlier one, and what is the same is asked and paid for once");
        }
        if (quote.looked().sampled()) {
            say(
                    lines,
                    width,
                    "counted on " + Amounts.count(quote.looked().rows(), "row")
                            + ", evenly spread, and reckoned up to all; the worst case takes nothing for remembered");
        }
        lines.addAll(likelyLines(width));
        say(
                lines,
                width,
                "at worst " + inCredits(quote.worstMilli()) + " (at most " + Amounts.atMost(quote.perRowMilli())
                        + " a row)"
                        + (quote.uncappedMilli() > quote.worstMilli()
                                ? ", without the cap at worst " + Amounts.atMost(quote.uncappedMilli())
                                : "")
                        + "; what is not found is mostly not charged");
        say(
                lines,
                width,
                inCredits(quote.holdMilli()) + (quote.holdMilli() == 1_000 ? " is" : " are")
                        + " set aside while it runs; what is not spent returns");
        say(
                lines,
                width,
                "try a part of it first with --limit 20"
                        + (quote.jobCapped() ? "" : ", or bound it with --max-credits"));
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
        Estimate estimate = quote.likely();
        if (estimate.p90Milli() == 0) {
            return Wrapped.lines("  ", "expected 0 credits: nothing is left that would be charged", width);
        }
        List<String> lines = new ArrayList<>();
        long declared = quote.places().stream()
                .filter(place -> place.measured() == null)
                .count();
        Listing table = new Listing("field", "provider", "accepted", "which rests on");
        for (Quote.PlaceRate place : quote.places()) {
            HitRate rate = place.measured();
            table.row(
                    place.field(),
                    place.provider(),
                    Math.round(100 * place.share()) + " %",
                    rate == null ? "its declaration; never asked yet" : Amounts.count(rate.asked()) + " asked");
        }
        lines.addAll(table.lines(width));
        say(
                lines,
                width,
                "expected " + Amounts.about(estimate.expectedMilli())
                        + (Amounts.about(estimate.expectedMilli()).equals("1") ? " credit, with" : " credits, with")
                        + " 9 chances in 10 no more than "
                        + Amounts.atMost(estimate.p90Milli())
                        + (declared == 0
                                ? ", as the latest jobs here went"
                                : ", as far as can be told before that is measured")
                        + "; what is remembered costs nothing");
        if (declared == quote.places().size()) {
            say(lines, width, "nobody of these was asked before: a pilot (--limit) measures how often they know");
        }
        return lines;
    }

    public String json() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("rows", quote.rows());
        document.put("rowsToAsk", quote.lacking());
        document.put("rowsRemembered", quote.looked().remembered());
        document.put("rowsLeft", quote.looked().toAsk());
        document.put("rowsRepeated", quote.looked().repeated());
        document.put("rowsLookedAt", quote.looked().rows());
        document.put("worstPerRowMilli", quote.perRowMilli());
        document.put("worstMilli", quote.worstMilli());
        document.put("worstWithoutCapMilli", quote.uncappedMilli());
        document.put("holdMilli", quote.holdMilli());
        Estimate likely = quote.likely();
        document.put("expectedMilli", likely.expectedMilli());
        document.put("p90Milli", likely.p90Milli());
        List<Map<String, Object>> rates = new ArrayList<>();
        quote.places().forEach(place -> {
            Map<String, Object> one = new LinkedHashMap<>();
            HitRate rate = place.measured();
            one.put("field", place.field());
            one.put("provider", place.provider());
            one.put("basis", rate == null ? "declared" : "measured");
            one.put("rate", place.share());
            one.put("asked", rate == null ? 0 : rate.asked());
            one.put("accepted", rate == null ? 0 : rate.accepted() + rate.partial());
            rates.add(one);
        });
        document.put("hitRates", rates);
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }
}
