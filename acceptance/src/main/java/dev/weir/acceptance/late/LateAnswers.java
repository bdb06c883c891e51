package dev.weir.acceptance.late;

import dev.weir.acceptance.ProgramOptions;
import dev.weir.acceptance.Showing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The late answers as a command; see docs/operating/faults.md. Exits with 0 when everything was shown. */
@Command(
        name = "late-answers",
        mixinStandardHelpOptions = true,
        description = "Runs a blueprint whose rows wait twice, once undisturbed and once under a server that is killed"
                + " while they wait, while call-backs come and while they go on, and compares.")
public final class LateAnswers implements Callable<Integer> {

    private static final String LINE = "  %-44s %14s %14s";

    @Option(names = "--rows", defaultValue = "10000", description = "Of the list (default: 10000).")
    private int rows;

    @Option(
            names = "--answer-after",
            description = "Seconds until the vendor answers at the soonest; at the latest twice that (default: 20, and"
                    + " one more for each 100 rows).")
    private @Nullable Integer answerAfter;

    @Option(
            names = "--kills",
            split = ",",
            defaultValue = "2,5,2",
            description = "While everything waits, while answers come, while rows go on (default: 2,5,2).")
    private List<Integer> kills = List.of();

    @Option(
            names = "--kills-before",
            defaultValue = "0",
            description =
                    "While submissions leave; what did not arrive is handed over again when an answer would usually"
                            + " have come, after ten minutes (default: 0).")
    private int killsBefore;

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    private LateAnswers() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LateAnswers()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Kills disturbing = new Kills(killsBefore, kills.get(0), kills.get(1), kills.get(2));
        return program.show("weir-late-", (folder, showing) -> {
            LateRun calm = run("undisturbed", folder.resolve("calm"), Kills.NONE, showing);
            LateRun disturbed = run("disturbed", folder.resolve("disturbed"), disturbing, showing);
            table(calm, disturbed).forEach(showing::say);
            compare(calm, disturbed, rows, disturbing, showing);
        });
    }

    private LateRun run(String which, Path folder, Kills disturbing, Showing showing)
            throws IOException, InterruptedException {
        showing.say(String.format(Locale.ROOT, "%s, %,d rows", which, rows));
        Integer given = answerAfter;
        return LateRun.of(
                program.weir(),
                Files.createDirectories(folder),
                rows,
                Duration.ofSeconds(given == null ? 20 + rows / 100 : given),
                disturbing,
                showing::say);
    }

    /** Both runs, side by side. */
    static List<String> table(LateRun calm, LateRun disturbed) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, LINE, "", "undisturbed", "disturbed"));
        line(lines, "deaths of the server", calm, disturbed, run -> whole(run.died()));
        line(
                lines,
                "seconds from the upload to the job's end",
                calm,
                disturbed,
                run -> String.format(Locale.ROOT, "%.1f", run.took().toMillis() / 1e3));
        line(lines, "the job", calm, disturbed, LateRun::status);
        line(lines, "rows exported", calm, disturbed, run -> whole(run.rows().size()));
        line(lines, "rows in doubt", calm, disturbed, run -> whole(run.inDoubt()));
        line(lines, "credits the customer paid", calm, disturbed, run -> credits(run.spentMilli()));
        line(lines, "credits FullEnrich charged", calm, disturbed, run -> credits(run.vendorMilli()));
        line(lines, "submissions FullEnrich took", calm, disturbed, run -> whole(run.submissions()));
        line(lines, "people it was asked for more than once", calm, disturbed, run -> whole(run.repeats()));
        line(lines, "weir verify", calm, disturbed, run -> run.verified().isEmpty() ? "clean" : "NOT clean");
        lines.add(String.format(
                Locale.ROOT,
                LINE,
                "rows that differ",
                "",
                whole(different(calm, disturbed).size())));
        return lines;
    }

    private static void line(
            List<String> lines, String what, LateRun calm, LateRun disturbed, Function<LateRun, String> figure) {
        lines.add(String.format(Locale.ROOT, LINE, what, figure.apply(calm), figure.apply(disturbed)));
    }

    private static String whole(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String credits(long milli) {
        return String.format(Locale.ROOT, "%,.3f", milli / 1e3);
    }

    /** Says what does not fit. */
    static void compare(LateRun calm, LateRun disturbed, int rows, Kills kills, Showing showing) {
        stands("undisturbed", calm, rows, showing);
        stands("disturbed", disturbed, rows, showing);
        showing.mustHold(calm.died() == 0, "the server of the undisturbed run lived through it");
        showing.mustHold(
                disturbed.died() == kills.sum(),
                "the server of the disturbed run was killed " + kills.sum() + " times; it was " + disturbed.died());
        showing.mustHold(calm.status().equals(disturbed.status()), "both jobs ended as " + calm.status());
        showing.mustHold(calm.vendorMilli() == disturbed.vendorMilli(), "the vendor charged both runs the same");
        different(calm, disturbed).stream()
                .limit(1)
                .forEach(row -> showing.mustHold(false, "both runs export the same rows, this one among them: " + row));
    }

    private static void stands(String which, LateRun run, int rows, Showing showing) {
        showing.mustHold(
                run.rows().size() == rows,
                which + ": " + rows + " rows come back; it is " + run.rows().size());
        showing.mustHold(run.inDoubt() == 0, which + ": nothing is in doubt");
        showing.mustHold(run.verified().isEmpty(), which + ": weir verify finds nothing; it says " + run.verified());
        showing.mustHold(run.repeats() == 0, which + ": nobody is asked for twice");
        showing.mustHold(run.spentMilli() > 0, which + ": something was spent");
        showing.mustHold(
                run.spentMilli() == run.vendorMilli(),
                which + ": the customer paid " + credits(run.spentMilli()) + " and the vendor charged the same; it"
                        + " charged " + credits(run.vendorMilli()));
    }

    /** Rows that only one of the runs has, each as often as it has more of it. */
    private static List<String> different(LateRun calm, LateRun disturbed) {
        List<String> different = without(calm.rows(), disturbed.rows());
        different.addAll(without(disturbed.rows(), calm.rows()));
        return different;
    }

    private static List<String> without(List<String> some, List<String> others) {
        Map<String, Long> left = others.stream().collect(Collectors.groupingBy(row -> row, Collectors.counting()));
        List<String> rest = new ArrayList<>();
        for (String row : some) {
            if (left.merge(row, -1L, Long::sum) < 0) {
                rest.add(row);
            }
        }
        return rest;
    }
}
