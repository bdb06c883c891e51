package dev.weir.acceptance.late;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The late answers as a command; see docs/operating/faults.md. Exits with 0 when everything was shown. */
@Command(
        name = "late-answers",
        mixinStandardHelpOptions = true,
        description = "Runs a blueprint whose rows wait twice, once undisturbed and once under a server that is killed"
                + " while they wait, while call-backs come and while they go on, and compares.")
public final class LateAnswers implements Callable<Integer> {

    @Option(names = "--rows", defaultValue = "10000", description = "Of the list (default: 10000).")
    private int rows;

    @Option(
            names = "--answer-after",
            defaultValue = "20",
            description = "Seconds until the vendor answers at the soonest; at the latest twice that (default: 20).")
    private int answerAfter;

    @Option(
            names = "--kills",
            split = ",",
            defaultValue = "2,5,2",
            description = "While everything waits, while answers come, while rows go on (default: 2,5,2).")
    private List<Integer> kills = List.of();

    @Option(
            names = "--weir",
            defaultValue = "weir",
            split = " ",
            description = "The launcher, or a command with its arguments (default: weir, in this folder).")
    private List<String> weir = List.of();

    @Option(names = "--folder", description = "Where homes, exports and logs are left (default: a new one).")
    private @Nullable Path folder;

    /** picocli sets the options. */
    private LateAnswers() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LateAnswers()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path given = folder;
        Path place = given == null ? Files.createTempDirectory("weir-late-") : Files.createDirectories(given);
        List<String> command = weir.size() == 1
                ? List.of(Path.of(weir.getFirst()).toAbsolutePath().toString())
                : weir;
        Kills disturbing = new Kills(kills.get(0), kills.get(1), kills.get(2));
        LateRun calm = run(command, place.resolve("calm"), Kills.NONE);
        LateRun disturbed = run(command, place.resolve("disturbed"), disturbing);
        List<String> wrong = differences(calm, disturbed, rows, disturbing);
        wrong.forEach(sentence -> System.out.println("  ! not so: " + sentence));
        System.out.println(wrong.isEmpty() ? "Shown." : "NOT shown; everything is left in " + place);
        return wrong.isEmpty() ? 0 : 1;
    }

    private LateRun run(List<String> command, Path place, Kills disturbing) throws IOException, InterruptedException {
        LateRun run = LateRun.of(
                command,
                Files.createDirectories(place),
                rows,
                Duration.ofSeconds(answerAfter),
                disturbing,
                System.out::println);
        System.out.printf(
                "%,d rows, %d deaths: %s in %.1f s; %s credits spent; FullEnrich took %,d submissions and charged %.3f%n",
                run.rows().size(),
                run.died(),
                run.job().path("status").asString(),
                run.took().toMillis() / 1e3,
                run.job().path("spentCredits"),
                run.submissions(),
                run.vendorMilli() / 1e3);
        return run;
    }

    /** What does not fit, in sentences. */
    static List<String> differences(LateRun calm, LateRun disturbed, int rows, Kills kills) {
        List<String> wrong = new ArrayList<>();
        for (LateRun run : List.of(calm, disturbed)) {
            String which = run.died() == 0 ? "undisturbed" : "disturbed";
            must(
                    wrong,
                    run.rows().size() == rows,
                    which + ": the export has " + run.rows().size() + " rows");
            must(wrong, run.verified().isEmpty(), which + ": weir verify says " + run.verified());
            must(wrong, run.repeats() == 0, which + ": " + run.repeats() + " people were asked for more than once");
            long spent = Math.round(run.job().path("spentCredits").asDouble() * 1000);
            must(wrong, spent > 0, which + ": nothing was spent");
            must(
                    wrong,
                    spent == run.vendorMilli(),
                    which + ": the customer paid " + spent + ", the vendor charged " + run.vendorMilli());
        }
        must(wrong, disturbed.died() == kills.sum(), "the server died " + disturbed.died() + " times");
        must(wrong, calm.rows().equals(disturbed.rows()), "the exports differ");
        must(wrong, calm.vendorMilli() == disturbed.vendorMilli(), "the vendor charged the two runs differently");
        return wrong;
    }

    private static void must(List<String> wrong, boolean so, String otherwise) {
        if (!so) {
            wrong.add(otherwise);
        }
    }
}
