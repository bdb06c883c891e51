package dev.weir.app.enrich;

import dev.weir.server.enrichment.Doubt;
import dev.weir.server.enrichment.Statistics.ProviderPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A report for people. */
public final class TextReport {

    /** Of lines that go on. */
    private static final String INDENT = "   ";

    private TextReport() {}

    /** @param width of the terminal, in characters; a table that is wider is put in words */
    public static List<String> lines(Report report, int width) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Job " + report.job().id() + (report.sandbox() ? " (sandbox): " : ": ")
                + report.progress().status().text().replace('_', ' ') + ", "
                + Amounts.count(report.progress().rows().completed()) + " of "
                + Amounts.count(report.progress().totalRows()) + " rows complete");
        if (!report.fields().isEmpty()) {
            lines.add("");
            lines.addAll(fields(report, width));
        }
        report.beside().forEach(beside -> wrap(beside.sentence(), width, lines));
        lines.add("");
        lines.addAll(providers(report, width));
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

    private static List<String> fields(Report report, int width) {
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
        if (fits(table.lines(), width)) {
            return table.lines();
        }
        List<String> words = new ArrayList<>();
        report.fields().forEach((field, count) -> {
            List<String> parts = new ArrayList<>();
            parts.add("found " + Amounts.count(count.found()) + " of " + rows(count.lacked()) + " that lacked it"
                    + (count.lacked() == 0 ? "" : " (" + count.percent() + " %)"));
            parts.add(rows(count.had()) + " had it");
            count.missed().forEach((reason, many) -> parts.add(reason + " " + Amounts.count(many)));
            flow("  " + field + ":", parts, ",", width, words);
        });
        return words;
    }

    private static String rows(long count) {
        return Amounts.count(count) + (count == 1 ? " row" : " rows");
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
        TextTable table = new TextTable(titles.toArray(String[]::new));
        List<String> words = new ArrayList<>();
        for (ProviderPart part : parts) {
            String unit = " " + report.units().getOrDefault(part.provider(), "credit");
            List<String> cells = new ArrayList<>(List.of(
                    part.provider(),
                    Amounts.count(part.asked()),
                    Amounts.count(part.shared()),
                    Amounts.count(part.found()),
                    Amounts.count(part.accepted()),
                    Amounts.credits(part.charged()),
                    Amounts.credits(part.vendorCertain()) + unit));
            if (lost) {
                cells.addAll(List.of(Amounts.count(part.inDoubt()), Amounts.credits(part.vendorPossible()) + unit));
            }
            table.row(cells.toArray());
            List<String> said = new ArrayList<>();
            for (int i = 1; i < cells.size(); i++) {
                said.add(titles.get(i) + " " + cells.get(i));
            }
            flow("  " + part.provider() + ":", said, ",", width, words);
        }
        return fits(table.lines(), width) ? table.lines() : words;
    }

    private static boolean fits(List<String> lines, int width) {
        return lines.stream().allMatch(line -> line.length() <= width);
    }

    private static void wrap(String sentence, int width, List<String> to) {
        List<String> words = List.of(sentence.split(" ", -1));
        flow("  " + words.getFirst(), words.subList(1, words.size()), "", width, to);
    }

    /** Parts behind a beginning, on as many lines as they need; none is broken. @param between of all but the last */
    private static void flow(String begin, List<String> parts, String between, int width, List<String> to) {
        StringBuilder line = new StringBuilder(begin);
        for (int i = 0; i < parts.size(); i++) {
            String part = " " + parts.get(i) + (i == parts.size() - 1 ? "" : between);
            if (line.length() + part.length() > width && line.length() > INDENT.length()) {
                to.add(line.toString());
                line = new StringBuilder(INDENT);
            }
            line.append(part);
        }
        to.add(line.toString());
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
