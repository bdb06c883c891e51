package dev.weir.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Thousands of slow calls at once: what the server weighed, and whether each row settled exactly once. */
public final class InFlightReport implements BenchReport {

    private final MachineCard card;
    private final InFlightOptions options;
    private final double rssMiB;
    private final double seconds;
    private final int findings;
    private final VendorProcess.Asked asked;
    private final InFlightBench.Settled settled;
    private final CellTable cells;

    InFlightReport(
            MachineCard card,
            InFlightOptions options,
            double rssMiB,
            double seconds,
            int findings,
            VendorProcess.Asked asked,
            InFlightBench.Settled settled,
            Cell cell) {
        this.card = card;
        this.options = options;
        this.rssMiB = rssMiB;
        this.seconds = seconds;
        this.findings = findings;
        this.asked = asked;
        this.settled = settled;
        this.cells = new CellTable(List.of(cell));
    }

    /** The most calls the sandbox was at work on at the same time. */
    public long mostAtOnce() {
        return asked.most();
    }

    /** Peak resident memory of the server's JVM; NaN where the system does not tell. */
    public double rssMiB() {
        return rssMiB;
    }

    /** Whether every row was asked once, by the sandbox's count, settled once, by the tables, and nothing is open. */
    public boolean reconciles() {
        long rows = options.rows();
        return asked.calls() == rows
                && asked.questions() == rows
                && settled.cells() == rows
                && settled.records() == rows
                && settled.rows() == rows
                && settled.intents() == 0
                && findings == 0;
    }

    /** What makes the figures doubtful, one sentence each. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(cells.warnings());
        if (asked.most() < options.calls()) {
            warnings.add("the sandbox never had more than " + asked.most() + " calls at once; the first were answered"
                    + " before the last had left: try a longer --latency");
        }
        if (!reconciles()) {
            warnings.add("the books do not agree: " + options.rows() + " rows, sandbox " + asked + ", tables " + settled
                    + ", " + findings + " invariants broken");
        }
        return warnings;
    }

    @Override
    public String toJson() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("inFlightRssMiB", Usage.round(rssMiB, 0));
        map.put("inFlightMost", asked.most());
        map.put("reconciles", reconciles());
        map.put("calls", options.calls());
        map.put("rows", options.rows());
        map.put("latencySeconds", options.latency().toMillis() / 1e3);
        map.put("seconds", Usage.round(seconds, 1));
        map.put("sandboxCalls", asked.calls());
        map.put("sandboxQuestions", asked.questions());
        map.put("cells", settled.cells());
        map.put("records", settled.records());
        map.put("openIntents", settled.intents());
        map.put("ends", settled.ends());
        map.put("brokenInvariants", findings);
        map.put("warnings", warnings());
        map.put("machine", card.toMap());
        map.put("usage", cells.toList());
        return Figures.json(map);
    }

    @Override
    public String toTable() {
        StringBuilder text = new StringBuilder();
        card.lines().forEach(line -> text.append(line).append('\n'));
        text.append('\n');
        Figures.row(
                text,
                "inFlightMost",
                Long.toString(asked.most()),
                "= " + options.calls(),
                String.format(
                        Locale.ROOT,
                        "calls at once, counted by the sandbox; each %.0f s",
                        options.latency().toMillis() / 1e3));
        Figures.row(text, "inFlightRssMiB", Figures.text(rssMiB, "%.0f"), "≤ 1024", "peak of the server's JVM");
        Figures.row(
                text,
                "reconciles",
                reconciles() ? "yes" : "no",
                "yes",
                String.format(
                        Locale.ROOT,
                        "%d rows in %.1f s; sandbox: %d calls, %d questions; tables: %d cells, %d records, %d open",
                        options.rows(),
                        seconds,
                        asked.calls(),
                        asked.questions(),
                        settled.cells(),
                        settled.records(),
                        settled.intents()));
        settled.ends().forEach((ending, rows) -> Figures.row(text, "", Long.toString(rows), "", ending));
        warnings().forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        return text.toString();
    }
}
