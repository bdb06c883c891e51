package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A summary as a page for people: Markdown, with plots beside it. */
public final class BenchPage {

    private static final String NAME = "bench.md";
    /** Bars of the overview end there: what is many times its goal would leave nothing to see of the others. */
    private static final double CUT = 3;

    private final BenchSummary summary;
    private final Path folder;
    private final StringBuilder text = new StringBuilder();

    private BenchPage(BenchSummary summary, Path folder) {
        this.summary = summary;
        this.folder = folder;
    }

    /**
     * Writes {@code bench.md} into that folder, and its plots into a folder {@code bench} in it.
     *
     * @return the page
     */
    public static Path write(BenchSummary summary, Path folder) throws IOException {
        return new BenchPage(summary, folder).write();
    }

    private Path write() throws IOException {
        Files.createDirectories(folder.resolve("bench"));
        text.append("# What Weir reaches\n\nWritten by `weir bench --page`. ")
                .append(
                        "Ratios are of runs next to each other in one process; the bracket says how far the repeats lie")
                .append(" apart. Absolute figures mean nothing without the machine.\n\n");
        machine();
        text.append(summary.tally()).append(".\n\n");
        table(summary.goals());
        overview();
        if (!summary.also().isEmpty()) {
            text.append("## Beside\n\n");
            table(summary.also());
        }
        for (Map.Entry<String, JsonNode> report : summary.reports().entrySet()) {
            bench(report.getKey(), report.getValue());
        }
        if (!summary.missing().isEmpty()) {
            text.append("## Not measured in this run\n\n");
            summary.missing()
                    .forEach((bench, why) -> text.append("* `weir bench ")
                            .append(bench)
                            .append("`: ")
                            .append(why)
                            .append('\n'));
            text.append('\n');
        }
        if (!summary.warnings().isEmpty()) {
            text.append("## What makes figures doubtful\n\n");
            summary.warnings()
                    .forEach(warning -> text.append("* ").append(warning).append('\n'));
        }
        Path page = folder.resolve(NAME);
        Files.writeString(page, text.toString().stripTrailing() + "\n");
        return page;
    }

    private void machine() {
        summary.reports().values().stream()
                .map(report -> report.path("machine"))
                .filter(JsonNode::isObject)
                .findFirst()
                .ifPresent(machine -> {
                    text.append("| the machine | |\n|---|---|\n");
                    machine.forEachEntry((key, value) -> text.append("| ")
                            .append(key)
                            .append(" | ")
                            .append(cell(value.isValueNode() ? value.asString("") : value.toString()))
                            .append(" |\n"));
                    text.append('\n');
                });
    }

    private void table(List<BenchSummary.Line> lines) {
        text.append("| what | definition | goal | reached | |\n|---|---|---|---|---|\n");
        for (BenchSummary.Line line : lines) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s (`%s`) | %s | %s | %s |%n",
                    cell(line.row().what()),
                    cell(line.row().definition()),
                    line.row().bench(),
                    line.row().goal().text(),
                    line.reachedText(),
                    cell(line.verdict() + (line.why().isEmpty() ? "" : ": " + line.why()))));
        }
        text.append('\n');
    }

    /** How far each is beyond its goal: 1 is the goal, longer is better. */
    private void overview() throws IOException {
        List<BarChart.Bar> bars = new ArrayList<>();
        for (BenchSummary.Line line : summary.goals()) {
            Goal goal = line.row().goal();
            boolean compares = goal.sense() == Goal.Sense.AT_LEAST || goal.sense() == Goal.Sense.AT_MOST;
            if (line.isMeasured() && compares) {
                bars.add(new BarChart.Bar(
                        line.row().what(),
                        times(goal, line.reached()),
                        line.reachedText() + " (" + goal.text() + ")",
                        !line.isMet()));
            }
        }
        if (!bars.isEmpty()) {
            plot("goals", "How many times its goal each figure reaches (the line is the goal)", bars, 1, CUT);
        }
    }

    private static Spread times(Goal goal, Spread reached) {
        if (goal.sense() == Goal.Sense.AT_LEAST) {
            return new Spread(
                    reached.median() / goal.bound(), reached.min() / goal.bound(), reached.max() / goal.bound());
        }
        return new Spread(times(goal, reached.median()), times(goal, reached.max()), times(goal, reached.min()));
    }

    /** What is to be little, the other way round. Nothing at all is beyond every bar's end. */
    private static double times(Goal goal, double reached) {
        return reached <= 0 ? CUT : goal.bound() / reached;
    }

    private void bench(String name, JsonNode report) throws IOException {
        boolean cells = isTable(report.path("cells"));
        boolean slices = report.path("slices").isArray();
        boolean series = report.path("series").isArray();
        if (!cells && !slices && !series) {
            return;
        }
        text.append("## `weir bench ").append(name).append("`\n\n");
        if (cells) {
            cells(name, report.path("cells"));
        }
        if (slices) {
            slices(name, report.path("slices"));
        }
        if (series) {
            series(name, report.path("series"));
        }
    }

    private static boolean isTable(JsonNode cells) {
        return cells.isArray() && !cells.isEmpty() && cells.get(0).path("runs").isArray();
    }

    private void cells(String name, JsonNode cells) throws IOException {
        List<BarChart.Bar> bars = new ArrayList<>();
        text.append("| cell | units/s | PostgreSQL µs/unit | client µs/unit | beside µs/unit | WAL B/unit | CPU % |\n")
                .append("|---|---|---|---|---|---|---|\n");
        for (JsonNode cell : cells) {
            String what = cell.path("name").asString("");
            Spread perSecond = of(cell, "unitsPerSecond");
            bars.add(new BarChart.Bar(what, perSecond, perSecond.text("%.0f"), false));
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %s | %s |%n",
                    cell(what),
                    perSecond.text("%.0f"),
                    of(cell, "pgCpuMicrosPerUnit").text("%.1f"),
                    of(cell, "jvmCpuMicrosPerUnit").text("%.1f"),
                    of(cell, "besideCpuMicrosPerUnit").text("%.1f"),
                    Figures.text(of(cell, "walBytesPerUnit").median(), "%.0f"),
                    Figures.text(of(cell, "busyCpuPercent").median(), "%.0f")));
        }
        text.append('\n');
        plot(name, "weir bench " + name + ": units a second", bars, Double.NaN, Double.NaN);
    }

    private static Spread of(JsonNode cell, String figure) {
        List<Double> values = new ArrayList<>();
        for (JsonNode run : cell.path("runs")) {
            if (run.path(figure).isNumber()) {
                values.add(run.path(figure).doubleValue());
            }
        }
        return Spread.of(values);
    }

    private void slices(String name, JsonNode runs) throws IOException {
        List<LineChart.Series> lines = new ArrayList<>();
        for (JsonNode run : runs) {
            List<LineChart.Point> points = new ArrayList<>();
            for (JsonNode slice : run) {
                points.add(new LineChart.Point(
                        (slice.path("fromRow").doubleValue()
                                        + slice.path("toRow").doubleValue())
                                / 2,
                        slice.path("rowsPerSecond").doubleValue()));
            }
            lines.add(new LineChart.Series("run " + (lines.size() + 1), points));
        }
        write(name + "-tenths", LineChart.draw("Rows a second along the large job", "rows of the job", lines));
    }

    /** Plots that a report brings along: {@code [{title, across, lines: [{name, points: [[x, y], …]}]}]}. */
    private void series(String name, JsonNode plots) throws IOException {
        int number = 0;
        for (JsonNode plot : plots) {
            List<LineChart.Series> lines = new ArrayList<>();
            for (JsonNode line : plot.path("lines")) {
                List<LineChart.Point> points = new ArrayList<>();
                for (JsonNode point : line.path("points")) {
                    points.add(new LineChart.Point(
                            point.path(0).asDouble(0), point.path(1).asDouble(0)));
                }
                lines.add(new LineChart.Series(line.path("name").asString(""), points));
            }
            number++;
            write(
                    name + "-" + number,
                    LineChart.draw(
                            plot.path("title").asString(""), plot.path("across").asString(""), lines));
        }
    }

    private void plot(String name, String title, List<BarChart.Bar> bars, double mark, double most) throws IOException {
        write(name, BarChart.draw(title, bars, mark, most));
    }

    private void write(String name, String svg) throws IOException {
        Files.writeString(folder.resolve("bench").resolve(name + ".svg"), svg);
        text.append("![").append(name).append("](bench/").append(name).append(".svg)\n\n");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
