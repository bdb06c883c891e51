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

    /** @param width of the terminal, in characters; a table that is wider is put in words */
    public static List<String> lines(Report report, int width) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Job " + report.job().id() + (report.sandbox() ? " (sandbox): " : ": ")
                + Amounts.words(report.progress().status().text()) + ", "
                + Amounts.count(report.progress().rows().completed()) + " of "
                + Amounts.count(report.progress().totalRows(), "row") + " complete");
        if (!report.fields().isEmpty()) {
            lines.add("");
            lines.addAll(fields(report, width));
        }
        report.beside().forEach(beside -> lines.addAll(Wrapped.lines("  ", beside.sentence(), width)));
        ReportNotes.noInput(report).ifPresent(note -> lines.addAll(Wrapped.lines("! ", "  ", note, width)));
        ReportNotes.rows(report).ifPresent(note -> lines.addAll(Wrapped.lines("  ", note, width)));
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
        ReportNotes.guarded(report).ifPresent(note -> lines.addAll(Wrapped.lines("! ", "  ", note, width)));
        lines.addAll(doubts(report, width));
        if (report.out() != null) {
            lines.add("Result: " + report.out());
        }
        return lines;
    }

    private static List<String> fields(Report report, int width) {
        Listing table =
                new Listing("field", "found", "of rows that lacked it", "%", "rows that had it", "not found because");
        report.fields()
                .forEach((field, count) -> table.row(
                        field,
                        Amounts.count(count.found()),
                        Amounts.count(count.lacked()),
                        count.lacked() == 0 ? "" : count.percent(),
                        Amounts.count(count.had()),
                        reasons(count.missed())));
        return table.lines(width);
    }

    private static String reasons(Map<String, Long> reasons) {
        return String.join(
                ", ",
                reasons.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + Amounts.count(entry.getValue()))
                        .toList());
    }

    /** A field of a row is found or accepted once; a call may bring several of them. What none has is left out. */
    private static List<String> providers(Report report, int width) {
        List<ProviderPart> parts = report.providers().stream()
                .filter(part -> part.asked() + part.shared() + part.inDoubt() > 0)
                .toList();
        boolean lost = parts.stream().anyMatch(part -> part.inDoubt() > 0 || part.vendorPossible() > 0);
        List<String> titles = new ArrayList<>(
                List.of("provider", "calls", "reused", "fields found", "accepted", "credits", "vendor cost"));
        if (lost) {
            titles.addAll(List.of("in doubt", "possibly more"));
        }
        Listing table = new Listing(titles.toArray(String[]::new));
        for (ProviderPart part : parts) {
            String unit = report.units().getOrDefault(part.provider(), "credit");
            List<String> cells = new ArrayList<>(List.of(
                    part.provider(),
                    Amounts.count(part.asked()),
                    Amounts.count(part.shared()),
                    Amounts.count(part.found()),
                    Amounts.count(part.accepted()),
                    Amounts.credits(part.charged()),
                    Amounts.in(part.vendorCertain(), unit)));
            if (lost) {
                cells.addAll(List.of(Amounts.count(part.inDoubt()), Amounts.in(part.vendorPossible(), unit)));
            }
            table.row(cells.toArray());
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
