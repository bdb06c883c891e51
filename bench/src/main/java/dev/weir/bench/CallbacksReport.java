package dev.weir.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Call-backs while many cells wait: how many a second were taken durably, whether any was lost, what the server weighed. */
public final class CallbacksReport implements BenchReport {

    private final MachineCard card;
    private final CallbacksOptions options;
    private final CallbacksBench.Sent sent;
    private final CallbacksBench.Kept atOnce;
    private final CallbacksBench.Kept kept;
    private final double processingSeconds;
    private final double rssMiB;

    CallbacksReport(
            MachineCard card,
            CallbacksOptions options,
            CallbacksBench.Sent sent,
            CallbacksBench.Kept atOnce,
            CallbacksBench.Kept kept,
            double processingSeconds,
            double rssMiB) {
        this.card = card;
        this.options = options;
        this.sent = sent;
        this.atOnce = atOnce;
        this.kept = kept;
        this.processingSeconds = processingSeconds;
        this.rssMiB = rssMiB;
    }

    /** Taken durably, of those that were acknowledged. */
    public double perSecond() {
        return sent.perSecond();
    }

    /** Acknowledged, and not kept. */
    public long lost() {
        return sent.acknowledged() - atOnce.kept();
    }

    /** Whether all were acknowledged, all of those were kept when the last was, and each had its effect. */
    public boolean reconciles() {
        return sent.refused() == 0 && lost() == 0 && kept.answered() == sent.acknowledged();
    }

    private double processedPerSecond() {
        return sent.acknowledged() / (sent.seconds() + processingSeconds);
    }

    /** What makes the figures doubtful, one sentence each. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (!reconciles()) {
            warnings.add("the books do not agree: " + sent.acknowledged() + " acknowledged, " + sent.refused()
                    + " refused, " + atOnce + " when the last was, " + kept + " in the end");
        }
        return warnings;
    }

    @Override
    public String toJson() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("callbacksPerSecond", Usage.round(perSecond(), 0));
        map.put("lost", lost());
        map.put("callbacksRssMiB", Usage.round(rssMiB, 0));
        map.put("processedPerSecond", Usage.round(processedPerSecond(), 0));
        map.put("reconciles", reconciles());
        map.put("p50Millis", Usage.round(sent.millis(0.5), 2));
        map.put("p99Millis", Usage.round(sent.millis(0.99), 2));
        map.put("waiting", options.waiting());
        map.put("calls", options.calls());
        map.put("connections", options.connections());
        map.put("processedWhileTaking", atOnce.processed());
        map.put("warnings", warnings());
        map.put("machine", card.toMap());
        return Figures.json(map);
    }

    @Override
    public String toTable() {
        StringBuilder text = new StringBuilder();
        card.lines().forEach(line -> text.append(line).append('\n'));
        text.append('\n');
        Figures.row(
                text,
                "callbacksPerSecond",
                String.format(Locale.ROOT, "%.0f", perSecond()),
                "≥ 5000",
                String.format(
                        Locale.ROOT,
                        "taken durably, %,d cells waiting; %d connections, p50 %.1f ms, p99 %.1f ms",
                        options.waiting(),
                        options.connections(),
                        sent.millis(0.5),
                        sent.millis(0.99)));
        Figures.row(text, "lost", Long.toString(lost()), "= 0", "acknowledged and not kept");
        Figures.row(
                text,
                "processedPerSecond",
                String.format(Locale.ROOT, "%.0f", processedPerSecond()),
                "",
                String.format(Locale.ROOT, "from the first to the last effect; %,d beside taking", atOnce.processed()));
        Figures.row(text, "callbacksRssMiB", Figures.text(rssMiB, "%.0f"), "≤ 1024", "peak of the server's JVM");
        Figures.row(text, "reconciles", reconciles() ? "yes" : "no", "yes", kept.toString());
        warnings().forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        return text.toString();
    }
}
