package dev.weir.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the two engines have done in one run, and what Temporal has written down of it. */
public final class TemporalReport implements BenchReport {

    /**
     * What ran over Temporal.
     *
     * @param history of all its runs together
     */
    record Told(Cell cell, JobHistory history) {

        /** Events of a thousand rows. */
        double per1000() {
            long rows = cell.runs().stream().mapToLong(Usage::units).sum();
            return history.events() * 1_000.0 / rows;
        }

        Map<String, @Nullable Object> toMap() {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("cell", cell.name());
            map.put("runs", history.runs());
            map.put("eventsPerRun", history.most());
            map.put("eventsPer1000Rows", Usage.round(per1000(), 1));
            return map;
        }
    }

    private final MachineCard card;
    private final String server;
    private final TemporalOptions options;
    private final Spread overConductor;
    private final Spread overConductorLate;
    private final Spread overPeer;
    private final Told temporal;
    private final Told lateTemporal;
    private final Told peer;
    private final CellTable cells;

    TemporalReport(
            MachineCard card,
            String server,
            TemporalOptions options,
            Cell conductor,
            Told temporal,
            Told peer,
            Cell lateConductor,
            Told lateTemporal) {
        this.card = card;
        this.server = server;
        this.options = options;
        this.overConductor = temporal.cell().over(conductor);
        this.overConductorLate = lateTemporal.cell().over(lateConductor);
        this.overPeer = temporal.cell().over(peer.cell());
        this.temporal = temporal;
        this.lateTemporal = lateTemporal;
        this.peer = peer;
        this.cells = new CellTable(
                List.of(conductor, temporal.cell(), peer.cell(), lateConductor, lateTemporal.cell()), "Temporal");
    }

    /** Rows/s over Temporal ÷ the conductor's. */
    public double temporalOverConductor() {
        return overConductor.median();
    }

    /** The same of jobs of which a fifth is answered late. */
    public double lateTemporalOverConductor() {
        return overConductorLate.median();
    }

    /** Rows/s over Temporal ÷ those of a workflow with one activity for each call. */
    public double temporalOverActivityPerCall() {
        return overPeer.median();
    }

    /** The most events that a run of a job's workflow has come to. */
    public int eventsPerRun() {
        return Math.max(temporal.history().most(), lateTemporal.history().most());
    }

    @Override
    public String toJson() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        Figures.put(map, "temporalOverConductor", overConductor);
        Figures.put(map, "lateTemporalOverConductor", overConductorLate);
        Figures.put(map, "temporalOverActivityPerCall", overPeer);
        map.put("eventsPerRun", eventsPerRun());
        map.put("eventsPer1000Rows", Usage.round(temporal.per1000(), 1));
        map.put("lateEventsPer1000Rows", Usage.round(lateTemporal.per1000(), 1));
        map.put("rows", options.rows());
        map.put("lateRows", LateVendor.lateOf(options.rows()));
        map.put("peerRows", options.peerRows());
        map.put("repeats", options.repeats());
        map.put("temporalServer", server);
        map.put("warnings", cells.warnings());
        map.put("machine", card.toMap());
        map.put(
                "histories",
                Stream.of(temporal, lateTemporal, peer).map(Told::toMap).toList());
        map.put("cells", cells.toList());
        return Figures.json(map);
    }

    @Override
    public String toTable() {
        StringBuilder text = new StringBuilder();
        card.lines().forEach(line -> text.append(line).append('\n'));
        text.append("Temporal server ").append(server).append('\n');
        cells.appendTo(text);
        String rows = options.rows() + " rows";
        Figures.row(text, "temporalOverConductor", overConductor.text("%.2f"), "≥ 0.8", rows);
        Figures.row(
                text,
                "  with late answers",
                overConductorLate.text("%.2f"),
                "≥ 0.8",
                LateVendor.lateOf(options.rows()) + " of " + rows + " answered late, each asked and charged once");
        Figures.row(
                text,
                "temporalOverActivityPerCall",
                overPeer.text("%.0f"),
                "≥ 20",
                "÷ " + options.peerRows() + " rows with an activity for each");
        Figures.row(
                text,
                "eventsPerRun",
                Integer.toString(eventsPerRun()),
                "< 5000",
                "the most of "
                        + (temporal.history().runs() + lateTemporal.history().runs()) + " runs of workflows");
        Figures.row(
                text,
                "events per 1,000 rows",
                Figures.text(temporal.per1000(), "%.1f"),
                "",
                String.format(
                        Locale.ROOT,
                        "%.1f with late answers, %.0f with an activity for each call",
                        lateTemporal.per1000(),
                        peer.per1000()));
        cells.warnings()
                .forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        return text.toString();
    }
}
