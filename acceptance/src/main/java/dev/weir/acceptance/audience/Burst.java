package dev.weir.acceptance.audience;

import dev.weir.acceptance.ProgramOptions;
import dev.weir.acceptance.Showing;
import dev.weir.sandbox.Truth;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A burst and an upload through to scores as a command; see docs/operating/faults.md. Exits with 0 when all was shown. */
@Command(
        name = "burst",
        mixinStandardHelpOptions = true,
        description =
                "Delivers signed events in a burst, with duplicates and forgeries, uploads a list, has the ready-made"
                        + " trigger enrich who is personal under caps, and holds what came of it against the harness's own"
                        + " merge, the vendor's ledger and the truth.")
public final class Burst implements Callable<Integer> {

    private static final int MOST_NAMED = 10;

    @Option(names = "--events", defaultValue = "10000", description = "Of the burst (default: 10000).")
    private int events;

    @Option(names = "--lines", defaultValue = "100000", description = "Of the list (default: 100000).")
    private int lines;

    @Option(names = "--kills", defaultValue = "0", description = "Of the server (default: 0).")
    private int kills;

    @Option(
            names = "--trigger-cap",
            defaultValue = "3000",
            description = "Subscribers that the trigger may submit a day (default: 3000).")
    private int triggerCap;

    @Option(
            names = "--workspace-cap",
            defaultValue = "5000",
            description = "Subscribers that may be submitted a day once that cap is lifted (default: 5000).")
    private int workspaceCap;

    @Option(names = "--seed", description = "Of people, words, order and moments (default: a new one, printed).")
    private @Nullable Long seed;

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    private Burst() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Burst()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Long given = seed;
        BurstPlan plan = new BurstPlan(
                events, lines, kills, triggerCap, workspaceCap, given == null ? System.nanoTime() & 0xFFFF : given);
        return program.show("weir-burst-", (folder, showing) -> {
            showing.say(plan.toString());
            Script script = BurstRun.script(plan);
            BurstRun run = BurstRun.of(program.weir(), folder, plan, script, showing::say);
            table(run, plan, script).forEach(showing::say);
            check(run, plan, script, Site.truth(), showing);
        });
    }

    static List<String> table(BurstRun run, BurstPlan plan, Script script) {
        List<String> lines = new ArrayList<>();
        lines.add(line("deliveries, a second", plan.events(), rate(plan.events(), run.delivering())));
        lines.add(line("lines of the list, a second", plan.lines(), rate(plan.lines(), run.uploading())));
        lines.add(line("  that name nobody", script.malformed(), ""));
        lines.add(line(
                "subscribers, expected",
                run.facts().subscribers().size(),
                whole(script.all().size())));
        lines.add(line(
                "requests, expected",
                run.facts().requests().size(),
                whole(Script.wanted(script.all()).size())));
        for (int state = Facts.Request.PENDING; state <= Facts.Request.FAILED; state++) {
            int wanted = state;
            long count = run.facts().requests().stream()
                    .filter(request -> request.state() == wanted)
                    .count();
            lines.add(line(
                    List.of("  pending", "  submitted", "  completed", "  failed")
                            .get(state),
                    count,
                    ""));
        }
        lines.add(line("submitted under the trigger's cap", run.capped(), whole(plan.triggerCap())));
        lines.add(line("jobs of them", run.facts().jobs().size(), ""));
        lines.add(line("asked of the vendor", run.facts().asked().size(), ""));
        lines.add(line("sent again, since nobody answered", run.unanswered(), ""));
        lines.add(line("the list was sent", run.uploads(), ""));
        lines.add(line("deaths", run.died(), ""));
        lines.add(line("the clock was put forward", run.forwards(), ""));
        lines.add(String.format(
                Locale.ROOT,
                "  weir verify %s; %.1f s in all",
                run.facts().verified().isEmpty() ? "clean" : "NOT clean",
                run.took().toMillis() / 1e3));
        return lines;
    }

    private static String line(String what, long number, String beside) {
        return String.format(Locale.ROOT, "  %-40s %,12d %12s", what, number, beside);
    }

    private static String whole(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String rate(long count, Duration time) {
        return whole(Math.round(count * 1e3 / Math.max(1, time.toMillis())));
    }

    /** Says what does not fit. */
    static void check(BurstRun run, BurstPlan plan, Script script, Truth truth, Showing showing) {
        int wanted = Script.wanted(script.all()).size();
        List<String> wrong = Reckoning.wrong(
                script.all(),
                run.facts(),
                truth,
                BurstRun.worth(),
                Math.min(plan.workspaceCap(), wanted),
                plan.kills() == 0);
        wrong.stream().limit(MOST_NAMED).forEach(showing::wrong);
        showing.mustHold(
                wrong.size() <= MOST_NAMED, "nothing else is wrong; it is in " + wrong.size() + " places in all");
        showing.mustHold(
                run.capped() == Math.min(plan.triggerCap(), wanted),
                "exactly " + plan.triggerCap() + " were submitted under the trigger's cap; it were " + run.capped());
        showing.mustHold(
                run.runPending().equals("200"),
                "beyond the workspace's cap nobody is run by hand; it was answered with " + run.runPending());
        showing.mustHold(run.died() == plan.kills(), "the server was killed " + plan.kills() + " times");
        showing.mustHold(
                plan.kills() == 0 || run.unanswered() > 0, "deaths met deliveries, which had to be sent again");
    }
}
