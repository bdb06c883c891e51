package dev.weir.app.enrich;

import dev.weir.server.enrichment.Statistics.ProviderPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A report in sentences, for those who have it read to them. */
public final class SpokenReport {

    private SpokenReport() {}

    public static List<String> lines(Report report) {
        List<String> lines = new ArrayList<>();
        long rows = report.progress().totalRows();
        lines.add("Job " + report.job().id() + (report.sandbox() ? ", in the sandbox" : "") + ": "
                + Amounts.words(report.progress().status().text()) + ". Complete rows: "
                + Amounts.count(report.progress().rows().completed()) + " of " + Amounts.count(rows) + ".");
        report.fields()
                .forEach((field, count) -> lines.add("Field " + field + ": found for " + Amounts.count(count.found())
                        + " of " + Amounts.count(count.lacked()) + " rows that lacked it"
                        + (count.lacked() == 0 ? "" : ", " + count.percent() + " percent") + "; "
                        + Amounts.count(count.had()) + (count.had() == 1 ? " row" : " rows") + " had it."
                        + reasons(count.missed())));
        report.beside().forEach(beside -> lines.add("Column " + beside.sentence()));
        ReportNotes.noInput(report).ifPresent(lines::add);
        ReportNotes.rows(report).ifPresent(lines::add);
        report.providers().stream()
                .filter(part -> part.asked() + part.shared() + part.inDoubt() > 0)
                .forEach(part -> lines.add(provider(part, report.units())));
        lines.add("Credits: " + Amounts.credits(report.progress().credits().posted()) + " spent"
                + (report.progress().credits().doubt() > 0
                        ? ", " + Amounts.credits(report.progress().credits().doubt()) + " held for calls in doubt"
                        : "")
                + (report.ended()
                        ? ""
                        : ", " + Amounts.credits(report.progress().credits().free()) + " still held for the rest")
                + ".");
        lines.add(ReportNotes.money());
        ReportNotes.cap(report).ifPresent(lines::add);
        ReportNotes.guarded(report).ifPresent(lines::add);
        if (!report.doubts().isEmpty()) {
            lines.add("Calls in doubt: " + Amounts.count(report.doubts().size())
                    + ". Their answers were lost after they had left, so the vendor may have charged for them. To see"
                    + " them, run: weir doubts. To ask again, run: weir doubts resolve --retry --job "
                    + report.job().id() + ". Then run the same weir enrich again.");
        }
        if (report.out() != null) {
            lines.add("Result: " + report.out());
        }
        return lines;
    }

    private static String reasons(Map<String, Long> reasons) {
        if (reasons.isEmpty()) {
            return "";
        }
        return " Not found because: "
                + String.join(
                        ", ",
                        reasons.entrySet().stream()
                                .map(entry -> Amounts.words(entry.getKey()) + " " + Amounts.count(entry.getValue()))
                                .toList())
                + ".";
    }

    private static String provider(ProviderPart part, Map<String, String> units) {
        String unit = units.getOrDefault(part.provider(), "credit");
        return "Provider " + part.provider() + ": calls " + Amounts.count(part.asked()) + ", reused answers "
                + Amounts.count(part.shared()) + ", fields found " + Amounts.count(part.found()) + ", accepted "
                + Amounts.count(part.accepted())
                + (part.inDoubt() > 0 ? ", in doubt " + Amounts.count(part.inDoubt()) : "") + ". Charged "
                + Amounts.inCredits(part.charged()) + ". Vendor cost " + Amounts.in(part.vendorCertain(), unit)
                + (part.vendorPossible() > 0 ? ", possibly " + Amounts.in(part.vendorPossible(), unit) + " more" : "")
                + ".";
    }
}
