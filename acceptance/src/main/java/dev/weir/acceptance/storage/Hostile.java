package dev.weir.acceptance.storage;

import dev.weir.acceptance.ProgramOptions;
import dev.weir.acceptance.Showing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Hostile names and values as a command; see docs/operating/faults.md. Exits with 0 when everything was shown. */
@Command(
        name = "hostile",
        mixinStandardHelpOptions = true,
        description =
                "Sends hostile names and values through every door of the API and through a provider's answers, and"
                        + " looks in the log of the database that they go to for anything that was not to be run.")
public final class Hostile implements Callable<Integer> {

    private static final int MOST_NAMED = 10;

    @Option(
            names = "--strings",
            defaultValue = "lists/src/test/resources/naughty/blns.json",
            description = "A JSON list of texts (default: the Big List of Naughty Strings in the tree's test data).")
    private Path strings = Path.of("");

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    private Hostile() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Hostile()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        HostileStrings all = HostileStrings.with(strings);
        return program.show("weir-hostile-", (folder, showing) -> {
            HostileRun run = HostileRun.of(program.weir(), folder, all, showing::say);
            table(run).forEach(showing::say);
            check(run, showing);
        });
    }

    /** What was tried, and what came of it. */
    static List<String> table(HostileRun run) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "  %-20s %,6d tried, %,d not refused",
                "names",
                run.names(),
                run.taken().size()));
        Map<String, int[]> doors = new TreeMap<>();
        for (HostileRun.Value value : run.values()) {
            int[] counts = doors.computeIfAbsent(value.door(), _ -> new int[3]);
            counts[0]++;
            counts[1] += value.isRight() && !value.found().isEmpty() ? 1 : 0;
            counts[2] += value.isRight() && value.found().isEmpty() ? 1 : 0;
        }
        doors.forEach((door, counts) -> lines.add(String.format(
                Locale.ROOT,
                "  %-20s %,6d sent, %,d stored as they are, %,d refused",
                door,
                counts[0],
                counts[1],
                counts[2])));
        lines.add(String.format(
                Locale.ROOT,
                "  %-20s %,6d, %d of a shape that innocent ones do not have",
                "statements",
                run.statements(),
                run.strange().size()));
        return lines;
    }

    /** Says what does not fit. */
    static void check(HostileRun run, Showing showing) {
        name(run.taken(), "was not refused", showing);
        name(run.awkward(), "is a legal name", showing);
        name(
                run.values().stream()
                        .filter(value -> !value.isRight())
                        .map(HostileRun.Value::toString)
                        .toList(),
                "is neither refused nor stored as it is",
                showing);
        name(List.copyOf(run.strange()), "is no shape of statement that innocent names and values have", showing);
        name(run.spelled(), "holds what was only to be bound", showing);
        name(List.copyOf(run.changed()), "is not as it was", showing);
        showing.mustHold(
                run.names() > 0 && run.statements() > 0 && !run.values().isEmpty(), "something was tried");
        showing.mustHold(run.verified().isEmpty(), "weir verify finds nothing; it says " + run.verified());
    }

    private static void name(List<String> found, String what, Showing showing) {
        found.stream().limit(MOST_NAMED).forEach(one -> showing.wrong(one + " " + what));
        showing.mustHold(
                found.size() <= MOST_NAMED, "no more than that " + what + "; it is " + found.size() + " in all");
    }
}
