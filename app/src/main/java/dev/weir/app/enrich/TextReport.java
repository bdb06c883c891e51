package dev.weir.app.enrich;

import dev.weir.server.enrichment.Doubt;
import dev.weir.server.enrichment.Statistics.ProviderPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A report for people. */
public final class TextReport {

    private TextReport() {}

    /** @param width of the terminal, in characters; a table that is wider becomes sentences */
    public static List<String> lines(Report report, int width) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Job " + report.job().id() + (report.sandbox() ? " (sandbox): " : ": ")
                + report.progress().status().text().replace('_', ' ') + ", "
                + Amounts.count(report.progress().rows().completed()) + " of "
                + Amounts.count(report.progress().totalRows()) + " rows complete");
        if (!report.fields().isEmpty()) {
            lines.add("");
            lines.addAll(fields(report).lines(width));
        }
        report.beside().forEach(beside -> TextTable.wrap("  ", beside.sentence(), width, lines));
        lines.add("");
        lines.addAll(providers(report).lines(width));
        lines.add("");
        lines.add("Credits: " + Amounts.credits(report.progress().credits().posted()) + " spent"
                + (report.progress().credits().doubt() > 0
                        ? ", " + Amounts.credits(report.progress().credits().doubt()) + " held for calls in doubt"
                        : "")
                + (report.ended()
                        ? ""
                        : ", " + Amounts.credits(report.progress().credits().free()) + " still held for the rest"));
        lines.addAll(doubts(report));
        if (report.out() != null) {
            lines.add("Result: " + report.out());
        }
        return lines;
    }

    private static TextTable fields(Report report) {
        TextTable table =
                new TextTable("field", "found", "of rows that lacked it", "%", "rows that had it", "not found because");
        report.fields()
                .forEach((field, count) -> table.row(
                        field,
                        Amounts.count(count.found()),
                        Amounts.count(count.lacked()),
                        count.lacked() == 0 ? "" : count.percent(),
                        Amounts.count(count.had()),
                        reasons(count.missed())));
        return table;
    }

    private static String reasons(Map<String, Long> reasons) {
        return String.join(
                ", ",
                reasons.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + Amounts.count(entry.getValue()))
                        .toList());
    }

    /** A field of a row is found or accepted once; a call may bring several of them. */
    private static TextTable providers(Report report) {
        TextTable table = new TextTable(
                "provider",
                "calls",
                "reused",
                "fields found",
                "accepted",
                "in doubt",
                "credits",
                "vendor cost",
                "possibly more");
        for (ProviderPart part : report.providers()) {
            if (part.asked() + part.shared() + part.inDoubt() == 0) {
                continue;
            }
            String unit = report.units().getOrDefault(part.provider(), "credit");
            table.row(
                    part.provider(),
                    Amounts.count(part.asked()),
                    Amounts.count(part.shared()),
                    Amounts.count(part.found()),
                    Amounts.count(part.accepted()),
                    Amounts.count(part.inDoubt()),
                    Amounts.credits(part.charged()),
                    Amounts.credits(part.vendorCertain()) + " " + unit,
                    Amounts.credits(part.vendorPossible()) + " " + unit);
        }
        return table;
    }

    private static List<String> doubts(Report report) {
        List<Doubt> doubts = report.doubts();
        if (doubts.isEmpty()) {
            return List.of();
        }
        return List.of(
                Amounts.count(doubts.size()) + (doubts.size() == 1 ? " call is" : " calls are")
                        + " in doubt: the answer was lost after the call had left, so the vendor may have charged for it.",
                "  weir doubts                        shows them",
                "  weir doubts resolve --retry --job " + report.job().id()
                        + "   asks again (the vendor may charge once more)",
                "  then run the same weir enrich again to have the result rewritten");
    }
}
