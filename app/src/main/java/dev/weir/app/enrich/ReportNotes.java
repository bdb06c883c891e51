package dev.weir.app.enrich;

import dev.weir.server.jobs.JobProgress;
import dev.weir.server.waterfall.SkipReason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a person should know about a report's figures, in sentences that stand for themselves. */
final class ReportNotes {

    private ReportNotes() {}

    /** Which of the two kinds of money is which. */
    static String money() {
        return "Credits are Weir's own, and what --max-credits bounds. Vendor cost is what each vendor will bill, in its own"
                + " units; no cap bounds it. Possibly more: calls that may have been billed, those in doubt among them.";
    }

    /** That cells are not as they were; nothing when none was altered. */
    static Optional<String> guarded(Report report) {
        long cells = report.guarded();
        return cells == 0
                ? Optional.empty()
                : Optional.of(Amounts.count(cells) + (cells == 1 ? " cell begins" : " cells begin")
                        + " with =, +, - or @ and got an apostrophe, so that a spreadsheet does not run "
                        + (cells == 1 ? "it" : "them") + ". An --out that ends in .xlsx or .jsonl keeps "
                        + (cells == 1 ? "it" : "them") + " as text without one.");
    }

    /** Which rows of the list the job has, where it has not all. */
    static Optional<String> rows(Report report) {
        Report.LeftOut out = report.rowsLeftOut();
        List<String> kinds = new ArrayList<>();
        if (out.complete() > 0) {
            kinds.add("those that lacked nothing");
        }
        if (out.repeated() > 0) {
            kinds.add("those that repeat another");
        }
        return kinds.isEmpty()
                ? Optional.empty()
                : Optional.of("The job has " + Amounts.count(report.progress().totalRows(), "row")
                        + " of the list, without " + String.join(" and ", kinds)
                        + ". weir job rows, explain and export name them by the list's numbers.");
    }

    /** In how many rows nobody could be asked, and how to see them; nothing where somebody could in each. */
    static Optional<String> noInput(Report report) {
        List<String> fields = new ArrayList<>();
        report.fields().forEach((field, count) -> {
            long rows = count.missed().getOrDefault(SkipReason.NO_INPUT.text(), 0L);
            if (rows > 0) {
                fields.add(field + " in " + Amounts.count(rows, "row"));
            }
        });
        return fields.isEmpty()
                ? Optional.empty()
                : Optional.of("Nobody could be asked for " + String.join(", ", fields)
                        + ": what stands there is not enough to ask with. To see which: weir job rows "
                        + report.job().id() + " --why " + SkipReason.NO_INPUT.text());
    }

    /** What a cap has kept from being asked, and how to go on; nothing when none has. */
    static Optional<String> cap(Report report) {
        long values = report.capped();
        if (values == 0) {
            return Optional.empty();
        }
        Long job = report.job().maxCreditsMilli();
        Long row = report.job().maxRowCreditsMilli();
        List<String> caps = new ArrayList<>();
        List<String> raised = new ArrayList<>();
        if (job != null) {
            caps.add("of " + Amounts.inCredits(job) + " (--max-credits)");
            raised.add("--max-credits " + enough(restMilli(report), job));
        }
        if (row != null) {
            caps.add("of " + Amounts.inCredits(row) + " a row (--max-credits-per-row)");
            raised.add("--max-credits-per-row " + enough(report.job().worstRowMilli(), row));
        }
        return Optional.of("The cap " + String.join(" or ", caps) + " was reached: " + Amounts.count(values, "value")
                + (values == 1 ? " was" : " were")
                + " not asked for, or not of everybody. To go on, run the same command"
                + " with another cap, such as " + String.join(" ", raised) + ": that is another job, which gets what is"
                + " remembered for nothing, so its cap counts for the rest alone (--quote says what that can cost).");
    }

    /**
     * What the rows that are not complete can cost at worst; the values that the cap left out alone would be too little,
     * since others of their rows had to do without them.
     */
    private static long restMilli(Report report) {
        JobProgress progress = report.progress();
        return (progress.totalRows() - progress.rows().completed())
                * report.job().worstRowMilli();
    }

    /** In whole credits, and another number than the cap there was: the same one would be the same job. */
    private static String enough(long milli, long capMilli) {
        long credits =
                BigDecimal.valueOf(milli, 3).setScale(0, RoundingMode.CEILING).longValueExact();
        return String.valueOf(credits * 1_000 == capMilli ? credits + 1 : credits);
    }
}
