package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Amounts;
import dev.weir.app.knowing.StageView;
import dev.weir.app.text.Wrapped;
import dev.weir.server.insight.StageFigures;
import dev.weir.server.jobs.Job;
import dev.weir.server.workspace.Workspace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** `weir stats`. */
@Command(
        name = "stats",
        description = "What each provider did for each field over the latest jobs; the sandbox's apart from real ones.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {"  weir stats", "  weir stats --all", "  weir stats --last 5 --json"})
final class StatsCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "Over so many jobs; ${DEFAULT-VALUE} if not said.",
            defaultValue = "20")
    private int last;

    @Option(names = "--all", description = "Show each place that was passed over, and why.")
    private boolean all;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    StatsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<Map<String, Object>> documents = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        try (Opened opened = Opened.of(common, terminal)) {
            for (Workspace workspace : opened.workspaces()) {
                List<Job> jobs = opened.weir().jobs().latest(workspace.id(), Math.clamp(last, 1, 1_000));
                if (!jobs.isEmpty()) {
                    List<StageFigures> stages =
                            opened.weir().insight().figures().stages(workspace.id(), jobs);
                    documents.add(document(workspace, jobs, stages));
                    lines.addAll(lines(workspace, jobs, stages));
                }
            }
        }
        if (lines.isEmpty()) {
            lines.add("There is no job yet. 'weir enrich' makes one.");
        }
        terminal.show(
                json,
                () -> JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(documents),
                () -> lines);
        return ExitCodes.OK;
    }

    private List<String> lines(Workspace workspace, List<Job> jobs, List<StageFigures> stages) {
        List<String> lines = new ArrayList<>(Wrapped.lines(
                "",
                (workspace.sandbox() ? "The sandbox" : "Real providers") + ", over the latest "
                        + Amounts.count(jobs.size(), "job") + ": "
                        + Amounts.inCredits(
                                stages.stream().mapToLong(StageFigures::charged).sum())
                        + " for "
                        + Amounts.count(
                                stages.stream().mapToLong(StageFigures::asked).sum(), "call")
                        + " (a turn is a row whose waterfall came to the provider)",
                terminal.width()));
        lines.addAll(StageView.lines(stages, terminal.width(), all));
        return lines;
    }

    private static Map<String, Object> document(Workspace workspace, List<Job> jobs, List<StageFigures> stages) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("sandbox", workspace.sandbox());
        document.put("jobs", jobs.stream().map(Job::id).toList());
        document.put("stages", StageView.json(stages));
        return document;
    }
}
