package dev.weir.app.enrich;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a job would cost, without asking anybody. Amounts in 1/1000 credit.
 *
 * @param toAsk rows that lack a field, by field
 * @param perRowMilli the worst case of one row that lacks every field
 * @param worstMilli the worst case of these rows, known values left out
 * @param holdMilli what submitting sets aside
 */
public record Quote(long rows, Map<String, Long> toAsk, long perRowMilli, long worstMilli, long holdMilli) {

    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Quote for " + Amounts.count(rows) + (rows == 1 ? " row" : " rows") + ", nobody was asked:");
        TextTable table = new TextTable("field", "rows that lack it");
        toAsk.forEach((field, count) -> table.row(field, Amounts.count(count)));
        lines.addAll(table.lines());
        lines.add("  at worst " + Amounts.credits(worstMilli) + " credits (at most " + Amounts.credits(perRowMilli)
                + " a row); what is not found is mostly not charged");
        lines.add(
                "  " + Amounts.credits(holdMilli) + " credits are set aside while it runs; what is not spent returns");
        lines.add("  try a part of it first with --limit 20, or bound it with --max-credits");
        return lines;
    }

    public String json() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("rows", rows);
        document.put("rowsToAsk", toAsk);
        document.put("worstPerRowMilli", perRowMilli);
        document.put("worstMilli", worstMilli);
        document.put("holdMilli", holdMilli);
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }
}
