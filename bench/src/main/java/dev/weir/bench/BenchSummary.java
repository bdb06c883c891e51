package dev.weir.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What Weir was to reach, and what it has reached, of several benches. */
public final class BenchSummary implements BenchReport {

    /**
     * One line.
     *
     * @param reached NaN when it was not measured
     * @param why it was not; empty when it was
     */
    record Line(BenchRow row, Spread reached, String why) {

        boolean isMeasured() {
            return !Double.isNaN(reached.median());
        }

        boolean isMet() {
            return isMeasured() && row.goal().isMetBy(reached.median());
        }

        /** In a word. */
        String verdict() {
            if (!isMeasured()) {
                return "not measured";
            }
            if (row.goal().equals(Goal.NONE)) {
                return "";
            }
            return isMet() ? "met" : "not met";
        }

        String reachedText() {
            return reached.text(row.format());
        }

        Map<String, @Nullable Object> toMap() {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("what", row.what());
            map.put("definition", row.definition());
            map.put("bench", row.bench());
            map.put("goal", row.goal().text());
            Figures.put(map, "reached", reached);
            map.put("verdict", verdict());
            if (!why.isEmpty()) {
                map.put("why", why);
            }
            return map;
        }
    }

    private final List<Line> goals;
    private final List<Line> also;
    private final Map<String, JsonNode> reports;
    private final Map<String, String> missing;

    BenchSummary(List<Line> goals, List<Line> also, Map<String, JsonNode> reports, Map<String, String> missing) {
        this.goals = List.copyOf(goals);
        this.also = List.copyOf(also);
        this.reports = new LinkedHashMap<>(reports);
        this.missing = new LinkedHashMap<>(missing);
    }

    List<Line> goals() {
        return goals;
    }

    List<Line> also() {
        return also;
    }

    /** What each bench said, by its name. */
    Map<String, JsonNode> reports() {
        return reports;
    }

    /** Whether there are figures of every bench that was to run. */
    public boolean isWhole() {
        return missing.isEmpty();
    }

    /** Why there are no figures of a bench, by its name. */
    Map<String, String> missing() {
        return missing;
    }

    /** In one line: how many goals were met, and which were not. */
    String tally() {
        List<Line> judged = goals.stream()
                .filter(line -> !line.row().goal().equals(Goal.NONE))
                .toList();
        List<String> not = judged.stream()
                .filter(line -> line.isMeasured() && !line.isMet())
                .map(line -> line.row().what())
                .toList();
        long met = judged.stream().filter(Line::isMet).count();
        long unknown = goals.stream().filter(line -> !line.isMeasured()).count();
        StringBuilder text = new StringBuilder("goals met: " + met + " of " + judged.size());
        if (unknown > 0) {
            text.append("; not measured: ").append(unknown);
        }
        if (!not.isEmpty()) {
            text.append("; not met: ").append(String.join(", ", not));
        }
        return text.toString();
    }

    /** What makes figures doubtful, as the benches said it. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        reports.forEach((bench, report) ->
                report.path("warnings").forEach(warning -> warnings.add(bench + ": " + warning.asString(""))));
        return warnings;
    }

    @Override
    public String toJson() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("goals", goals.stream().map(Line::toMap).toList());
        map.put("also", also.stream().map(Line::toMap).toList());
        map.put("notMeasured", missing);
        map.put("benches", reports);
        return Figures.json(map);
    }

    @Override
    public String toTable() {
        StringBuilder text = new StringBuilder();
        goals.forEach(line -> append(text, line));
        if (!also.isEmpty()) {
            text.append("\nbeside\n");
            also.forEach(line -> append(text, line));
        }
        text.append('\n');
        warnings().forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        return text.append(tally()).append('\n').toString();
    }

    private static void append(StringBuilder text, Line line) {
        text.append(String.format(
                Locale.ROOT,
                "%-28s %-8s %-24s %s%n    %s%n",
                line.row().what(),
                line.row().goal().text(),
                line.reachedText(),
                line.verdict() + (line.why().isEmpty() ? "" : ": " + line.why()),
                line.row().definition()));
    }
}
