package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Amounts;
import dev.weir.app.text.Wrapped;
import dev.weir.provider.Nearest;
import dev.weir.server.Weir;
import dev.weir.server.audit.Audit;
import dev.weir.server.problem.Problem;
import dev.weir.server.retention.Pruned;
import dev.weir.server.retention.RetentionPolicy;
import dev.weir.server.retention.Steps;
import dev.weir.server.workspace.Workspace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** `weir prune`: lets go of what workspaces do not keep any longer. */
@Command(
        name = "prune",
        description = {
            "Lets go of what workspaces do not keep any longer, and says how much that was; a server does it by itself once a"
                    + " day. Nothing goes of jobs that are open, in doubt or have results to deliver. Counts, costs and the"
                    + " ledger stay.",
            "Kept by days: rows, answers, inbox, events, outsideResults, log and arrivals (of subscribers, as they came); inbox,"
                    + " events and arrivals for 90, all else for ever, until somebody says otherwise."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir prune --dry-run",
            "  weir prune --workspace 2 --keep rows=90 --keep answers=90 --dry-run",
            "  weir prune --workspace 2 --keep rows=forever",
        })
final class PruneCommand implements Callable<Integer> {

    private static final List<String> KINDS =
            List.of("rows", "answers", "inbox", "events", "outsideResults", "log", "arrivals");
    private static final int WIDTH = 100;

    private final Terminal terminal;

    @Option(names = "--dry-run", description = "Say what would go, and let nothing go.")
    private boolean dryRun;

    @Option(names = "--workspace", paramLabel = "N", description = "Of this workspace alone, by its number.")
    private @Nullable Long workspaceId;

    @Option(
            names = "--keep",
            paramLabel = "WHAT=DAYS",
            description =
                    "Set first how many days the workspace keeps what, or that it does so forever; it stays so, also where"
                            + " nothing goes now. May be given more than once; needs --workspace.")
    private Map<String, String> keep = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    PruneCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!keep.isEmpty() && workspaceId == null) {
            throw Problem.invalid("no_workspace", "--keep is of one workspace; name it with --workspace N.");
        }
        List<Map<String, Object>> all = new ArrayList<>();
        try (Opened opened = Opened.of(common, terminal)) {
            Weir weir = opened.weir();
            for (Workspace workspace : workspaces(weir)) {
                RetentionPolicy policy = policy(weir, workspace.id());
                Pruned pruned = dryRun
                        ? weir.retention().foresee(workspace.id())
                        : weir.retention().prune(workspace.id(), Steps.AT_ONCE);
                if (json) {
                    all.add(document(workspace, policy, pruned));
                } else {
                    print(workspace, policy, pruned);
                }
            }
            if (!dryRun) {
                weir.retention().partitions();
            }
        }
        if (json) {
            terminal.out()
                    .println(JsonMapper.shared()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(Map.of("dryRun", dryRun, "workspaces", all)));
        }
        return ExitCodes.OK;
    }

    private List<Workspace> workspaces(Weir weir) {
        return workspaceId == null
                ? weir.workspaces().all()
                : List.of(weir.workspaces().require(workspaceId));
    }

    private RetentionPolicy policy(Weir weir, long id) {
        return weir.transactions().in(id, () -> {
            RetentionPolicy before = weir.retention().policy(id);
            if (keep.isEmpty()) {
                return before;
            }
            RetentionPolicy after = kept(before);
            weir.retention().set(id, after, Audit.COMMAND_LINE);
            weir.audit().note(id, Audit.COMMAND_LINE, "retention.set", "retention");
            return after;
        });
    }

    private RetentionPolicy kept(RetentionPolicy before) {
        Map<String, @Nullable Integer> days = days(before);
        keep.forEach((what, text) -> {
            if (!KINDS.contains(what)) {
                throw Problem.invalid(
                        "unknown_kind",
                        "--keep does not know '" + what + "'. Name one of " + String.join(", ", KINDS) + "."
                                + Nearest.question(KINDS, what));
            }
            days.put(what, text.equals("forever") ? null : number(what, text));
        });
        return new RetentionPolicy(
                days.get("rows"),
                days.get("answers"),
                days.get("inbox"),
                days.get("events"),
                days.get("outsideResults"),
                days.get("log"),
                days.get("arrivals"));
    }

    private static int number(String what, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw Problem.invalid(
                    "invalid_retention",
                    "--keep " + what + " is not '" + text + "'. Write a whole number of days, or forever.");
        }
    }

    private static Map<String, @Nullable Integer> days(RetentionPolicy policy) {
        Map<String, @Nullable Integer> days = new LinkedHashMap<>();
        days.put("rows", policy.rows());
        days.put("answers", policy.answers());
        days.put("inbox", policy.inbox());
        days.put("events", policy.events());
        days.put("outsideResults", policy.outsideResults());
        days.put("log", policy.log());
        days.put("arrivals", policy.arrivals());
        return days;
    }

    private void print(Workspace workspace, RetentionPolicy policy, Pruned pruned) {
        List<String> limited = new ArrayList<>();
        days(policy).forEach((what, days) -> {
            if (days != null) {
                limited.add(what + " for " + Amounts.count(days, "day", "days"));
            }
        });
        String keeps = limited.isEmpty() ? "everything for ever" : String.join(", ", limited) + ", all else for ever";
        Wrapped.lines(
                        "",
                        "Workspace " + workspace.id() + ", " + workspace.name() + ", keeps " + keeps + ": "
                                + (pruned.isNothing() ? "nothing " : went(pruned) + " ")
                                + (dryRun ? "would go." : "went."),
                        WIDTH)
                .forEach(terminal.out()::println);
    }

    private static String went(Pruned pruned) {
        List<String> parts = new ArrayList<>();
        if (pruned.rows() > 0) {
            parts.add(Amounts.count(pruned.rows(), "row") + " of " + Amounts.count(pruned.jobs(), "job"));
        }
        part(parts, pruned.answers(), "answer", "answers");
        part(parts, pruned.inbox(), "call-back", "call-backs");
        part(parts, pruned.events(), "event", "events");
        part(parts, pruned.outsideResults(), "result from outside", "results from outside");
        part(parts, pruned.logEntries(), "entry of the results log", "entries of the results log");
        part(parts, pruned.arrivals(), "arrival of a subscriber", "arrivals of subscribers");
        return String.join(", ", parts);
    }

    private static void part(List<String> parts, long count, String one, String many) {
        if (count > 0) {
            parts.add(Amounts.count(count, one, many));
        }
    }

    private static Map<String, Object> document(Workspace workspace, RetentionPolicy policy, Pruned pruned) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("workspaceId", workspace.id());
        document.put("name", workspace.name());
        document.put("keptDays", days(policy));
        document.put("jobs", pruned.jobs());
        document.put("rows", pruned.rows());
        document.put("answers", pruned.answers());
        document.put("inbox", pruned.inbox());
        document.put("events", pruned.events());
        document.put("outsideResults", pruned.outsideResults());
        document.put("logEntries", pruned.logEntries());
        document.put("arrivals", pruned.arrivals());
        return document;
    }
}
