package dev.weir.app.enrich;

import dev.weir.app.text.Listing;
import dev.weir.app.text.Wrapped;
import dev.weir.server.enrichment.Doubt;
import dev.weir.server.enrichment.Statistics.ProviderPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A report for people. */
public final class TextReport {

    private TextReport() {}

    /** @param width of the terminal; tables take what they need */
    public static List<String> lines(Report report, int width) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Job " + report.job().id() + (report.sandbox() ? " (sandbox): " : ": ")
                + Amounts.words(report.progress().status().text()) + ", "
                + Amounts.count(report.progress().rows().completed()) + " of "
                + Amounts.count(report.progress().totalRows(), "row") + " complete");
        if (!report.found().isEmpty()) {
            lines.add("");
            lines.addAll(fields(report, width));
        }
        lines.add("");
        lines.addAll(providers(report, width));
        lines.add("");
        lines.addAll(Wrapped.lines("", "", ReportNotes.money(), width));
        lines.add("");
        lines.add("Credits: " + Amounts.credits(report.progress().credits().posted()) + " spent"
                + (report.progress().credits().doubt() > 0
                        ? ", " + Amounts.credits(report.progress().credits().doubt()) + " held for calls in doubt"
                        : "")
                + (report.ended()
                        ? ""
                        : ", " + Amounts.credits(report.progress().credits().free()) + " still held for the rest"));
        ReportNotes.cap(report).ifPresent(note -> lines.addAll(Wrapped.lines("! ", "  ", note, width)));
        lines.addAll(doubts(report, width));
        if (report.out() != null) {
            lines.add("Result: " + report.out());
        }
        return lines;
    }

    private static List<String> fields(Report report, int width) {
        Listing table = new Listing("field", "found", "of", "%", "not found because");
        report.found().forEach((field, found) -> {
            int rows = report.progress().totalRows();
            table.row(
                    field,
                    Amounts.count(found),
                    Amounts.count(rows),
                    rows == 0 ? 0 : 100 * found / rows,
                    reasons(report.unfound().getOrDefault(field, Map.of())));
        });
        return table.lines(width);
    }

    private static String reasons(Map<String, Long> reasons) {
        return String.join(
                ", ",
                reasons.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + Amounts.count(entry.getValue()))
                        .toList());
    }

    private static List<String> providers(Report report, int width) {
        Listing table = new Listing(
                "provider",
                "calls",
                "reused",
                "found",
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
                    Amounts.in(part.vendorCertain(), unit),
                    Amounts.in(part.vendorPossible(), unit));
        }
        return table.lines(width);
    }

    private static List<String> doubts(Report report, int width) {
        List<Doubt> doubts = report.doubts();
        if (doubts.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(Wrapped.lines(
                "! ",
                "  ",
                Amounts.count(doubts.size(), "call is", "calls are")
                        + " in doubt: the answer was lost after the call had left, so the vendor may have charged for it.",
                width));
        lines.addAll(List.of(
                "  weir doubts                        shows them",
                "  weir doubts resolve --retry --job " + report.job().id()
                        + "   asks again (the vendor may charge once more)",
                "  then run the same weir enrich again to have the result rewritten"));
        return lines;
    }
}
