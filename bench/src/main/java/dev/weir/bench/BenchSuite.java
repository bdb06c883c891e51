package dev.weir.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs one bench after another, and puts together what Weir was to reach and what it has reached. */
public final class BenchSuite {

    /** Those that take an hour and more. */
    public static final List<String> LONG = List.of("tables", "soak");

    /** The others, those first whose figures the rest is read by. One that needs a server from outside is not among them. */
    public static final List<String> ALL = List.of(
            "start",
            "engine",
            "http",
            "growth",
            "latency",
            "calls",
            "callbacks",
            "idle",
            "horizon",
            "recovery",
            BenchTable.PEERS,
            "nodes",
            "fair",
            "shape",
            "reads",
            "watchers",
            "webhooks");

    /** Runs one bench by its name. */
    public interface Runs {

        /**
         * Returns the JSON of its report.
         *
         * @throws NotMeasured when it fails, or cannot be run here
         */
        String run(String bench) throws NotMeasured, InterruptedException;
    }

    /** Why there are no figures of a bench, in a sentence. */
    public static final class NotMeasured extends Exception {

        private static final long serialVersionUID = 1;

        public NotMeasured(String why) {
            super(why);
        }

        String why() {
            String message = getMessage();
            return message == null ? "" : message;
        }
    }

    private BenchSuite() {}

    /**
     * Runs those; what fails does not keep the others from being run.
     *
     * @param progress gets a line for each bench
     */
    public static BenchSummary run(List<String> benches, Runs runs, PrintStream progress) throws InterruptedException {
        Map<String, JsonNode> reports = new LinkedHashMap<>();
        Map<String, String> missing = new LinkedHashMap<>();
        for (String bench : benches) {
            progress.println("== " + bench);
            try {
                reports.put(bench, JsonMapper.shared().readTree(runs.run(bench)));
            } catch (NotMeasured not) {
                progress.println("not measured: " + not.why());
                missing.put(bench, not.why());
            }
        }
        List<BenchSummary.Line> goals = lines(BenchTable.GOALS, benches, reports, missing);
        if (benches.contains(BenchTable.PEERS)) {
            goals.addAll(peers(reports, missing));
        }
        return new BenchSummary(goals, lines(BenchTable.ALSO, benches, reports, missing), reports, missing);
    }

    private static List<BenchSummary.Line> lines(
            List<BenchRow> rows, List<String> benches, Map<String, JsonNode> reports, Map<String, String> missing) {
        List<BenchSummary.Line> lines = new ArrayList<>();
        for (BenchRow row : rows) {
            JsonNode report = reports.get(row.bench());
            if (report != null) {
                Spread reached = spread(report, row.key());
                boolean measured = !Double.isNaN(reached.median());
                lines.add(new BenchSummary.Line(row, reached, measured ? "" : "this run has no " + row.key()));
            } else if (benches.contains(row.bench())) {
                lines.add(new BenchSummary.Line(row, Spread.of(List.of()), missing.getOrDefault(row.bench(), "")));
            }
        }
        return lines;
    }

    /** One line for each contender: the report says who they are and what the goal beside each is. */
    private static List<BenchSummary.Line> peers(Map<String, JsonNode> reports, Map<String, String> missing) {
        String definition = "rows/s of ours ÷ of theirs, the same work with the same durability, in-process provider";
        JsonNode report = reports.get(BenchTable.PEERS);
        if (report == null) {
            BenchRow row =
                    new BenchRow("other engines", definition, BenchTable.PEERS, "oursOverTheirs", Goal.NONE, "%.1f");
            return List.of(
                    new BenchSummary.Line(row, Spread.of(List.of()), missing.getOrDefault(BenchTable.PEERS, "")));
        }
        List<BenchSummary.Line> lines = new ArrayList<>();
        for (JsonNode contender : report.path("contenders")) {
            JsonNode goal = contender.path("goal");
            Spread reached = spread(contender, "oursOverTheirs");
            BenchRow row = new BenchRow(
                    "ours ÷ " + contender.path("title").asString("?"),
                    definition,
                    BenchTable.PEERS,
                    "oursOverTheirs",
                    goal.isNumber() ? Goal.atLeast(goal.doubleValue()) : Goal.NONE,
                    "%.1f");
            lines.add(new BenchSummary.Line(
                    row,
                    reached,
                    Double.isNaN(reached.median()) ? contender.path("note").asString("") : ""));
        }
        return lines;
    }

    /** A figure with its least and most, where it says them. */
    static Spread spread(JsonNode report, String key) {
        double median = number(report.path(key), Double.NaN);
        return new Spread(median, number(report.path(key + "Min"), median), number(report.path(key + "Max"), median));
    }

    private static double number(JsonNode node, double otherwise) {
        return node.isNumber() ? node.doubleValue() : otherwise;
    }
}
