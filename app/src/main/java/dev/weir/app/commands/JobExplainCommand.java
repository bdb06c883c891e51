package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.knowing.ExplanationView;
import dev.weir.server.insight.Explanation;
import dev.weir.server.jobs.Job;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Step;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `weir job explain`. */
@Command(
        name = "explain",
        description = "Tells how one value came to be: who was asked, in which order, what came back, what was rejected"
                + " and why, what it cost, and what else there was.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir job explain 12 person.work_email        row 12 of the latest job",
            "  weir job explain 7 12 person.work_email      row 12 of job 7",
        })
final class JobExplainCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(
            arity = "2..3",
            paramLabel = "[JOB] ROW FIELD",
            hideParamSyntax = true,
            description = "The job's number (else the latest), the row from 1 as 'weir job rows' counts"
                    + " (without rows that --only-missing or --dedupe-by left out), and a field it asked for.")
    private List<String> which = List.of();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    JobExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        @Nullable Long job = which.size() == 3 ? number("job", which.getFirst()) : null;
        long row = number("row", which.get(which.size() - 2));
        Explanation told;
        try (Opened opened = Opened.of(common, terminal)) {
            String field = which.getLast();
            boolean isNumber = field.matches("[0-9]+");
            Job chosen = JobChoice.of(opened, isNumber && job == null ? Long.valueOf(row) : job)
                    .job();
            if (isNumber) {
                throw noField(chosen, job == null ? field : String.valueOf(row));
            }
            told = opened.weir()
                    .insight()
                    .explanations()
                    .of(chosen, (int) Math.clamp(row - 1, -1, Integer.MAX_VALUE), field);
        }
        terminal.show(json, () -> ExplanationView.json(told), () -> ExplanationView.lines(told, terminal.width()));
        return ExitCodes.OK;
    }

    private static Problem noField(Job job, String row) {
        List<String> fields = job.plan().steps().stream().map(Step::name).toList();
        return Problem.invalid(
                "no_field",
                "The last argument is to name a field, one of " + String.join(", ", fields) + ". Say: weir job explain "
                        + job.id() + " " + row + " " + fields.getFirst());
    }

    private static long number(String what, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notOne) {
            throw Problem.invalid(
                    "bad_number",
                    "'" + text + "' is no number of a " + what
                            + ". Say: weir job explain [JOB] ROW FIELD, such as weir job explain 7 12"
                            + " person.work_email.");
        }
    }
}
