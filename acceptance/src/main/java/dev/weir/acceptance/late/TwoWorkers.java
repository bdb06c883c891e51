package dev.weir.acceptance.late;

import dev.weir.acceptance.ProgramOptions;
import dev.weir.acceptance.Showing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The thinnest path through everything as a command; see docs/operating/faults.md. Exits with 0 when it was shown. */
@Command(
        name = "two-workers",
        mixinStandardHelpOptions = true,
        description = "Runs a blueprint of two functions, whose workers are processes that answer after a while with"
                + " nothing but that they are done, and looks for every transition on the timelines.")
public final class TwoWorkers implements Callable<Integer> {

    private static final int MOST_NAMED = 10;

    @Option(names = "--rows", defaultValue = "50", description = "Of the list (default: 50).")
    private int rows;

    @Option(names = "--delay", defaultValue = "2000", description = "Milliseconds of each worker (default: 2000).")
    private int delay;

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    private TwoWorkers() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new TwoWorkers()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Duration each = Duration.ofMillis(delay);
        return program.show("weir-workers-", (folder, showing) -> {
            WorkersRun run = WorkersRun.of(program.weir(), folder, rows, each);
            showing.say(String.format(
                    Locale.ROOT,
                    "%,d rows through two workers of %,d ms: %s in %.1f s; they took %s tickets",
                    rows,
                    delay,
                    run.status(),
                    run.took().toMillis() / 1e3,
                    run.taken()));
            showing.say("Each transition, behind the one before it on its row:");
            Transitions.table(run.ofRows(), WorkersRun.STEPS).forEach(showing::say);
            showing.say("The first row, as weir job show --timeline has it:");
            run.printed().lines().map(line -> "  " + line).forEach(showing::say);
            check(run, rows, each, showing);
        });
    }

    /** Says what does not fit. */
    static void check(WorkersRun run, int rows, Duration delay, Showing showing) {
        showing.mustHold(run.status().equals("completed"), "the job is completed; it is " + run.status());
        showing.mustHold(
                run.taken()
                        .equals(WorkersRun.STEPS.stream().map(_ -> (long) rows).toList()),
                "each worker takes a ticket a row; they took " + run.taken());
        showing.mustHold(run.verified().isEmpty(), "weir verify finds nothing; it says " + run.verified());
        showing.mustHold(run.ofRows().size() == rows, "each row has a timeline");
        List<String> wrong = new ArrayList<>();
        for (int row = 0; row < run.ofRows().size(); row++) {
            wrong.addAll(Transitions.wrong(row + 1, run.ofRows().get(row), WorkersRun.STEPS, delay));
        }
        wrong.stream().limit(MOST_NAMED).forEach(showing::wrong);
        List<String> ofJob = run.ofJob().stream()
                .filter(entry -> !entry.has("rowIndex"))
                .map(Transitions::what)
                .toList();
        showing.mustHold(
                ofJob.equals(List.of("job job.started", "job job.completed")),
                "the job is told to have started and completed; it is told " + ofJob);
        showing.mustHold(
                run.ofJob().stream()
                        .filter(entry -> entry.has("rowIndex"))
                        .toList()
                        .equals(run.ofRows().stream().flatMap(List::stream).toList()),
                "the job's timeline tells of its rows what theirs tell");
        showing.mustHold(
                run.ofRows().isEmpty()
                        || moments(run.commanded()).equals(moments(run.ofRows().getFirst())),
                "weir job show --timeline tells what the API tells");
    }

    private static List<String> moments(List<JsonNode> entries) {
        return entries.stream()
                .map(entry -> entry.path("at").asString() + " " + Transitions.what(entry))
                .toList();
    }
}
