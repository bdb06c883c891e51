package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.knowing.ExplanationView;
import dev.weir.server.insight.Explanation;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.ListPlace;
import dev.weir.server.jobs.StoredRows;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Step;
import java.util.List;
import java.util.Optional;
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
            description =
                    "The job's number (else the latest), the list's row, counted from 1 as 'weir job rows' does, and a"
                            + " field it asked for.")
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
            Job chosen = JobChoice.toRead(opened, isNumber && job == null ? Long.valueOf(row) : job)
                    .job();
            if (isNumber) {
                throw noField(chosen, job == null ? field : String.valueOf(row));
            }
            told = opened.weir().insight().explanations().of(chosen, jobRow(opened, chosen, row), field);
        }
        terminal.show(json, () -> ExplanationView.json(told), () -> ExplanationView.lines(told, terminal.width()));
        return ExitCodes.OK;
    }

    /** @param row of the list, from 1 @throws Problem when the job has none of that number */
    static int jobRow(Opened opened, Job job, long row) {
        StoredRows rows = opened.weir().storedRows();
        int listed = (int) Math.clamp(row - 1, -1, Integer.MAX_VALUE);
        Optional<ListPlace> place = rows.atOrBehind(job, listed);
        if (place.isPresent() && place.get().listed() == listed) {
            return place.get().row();
        }
        Optional<ListPlace> last = rows.last(job);
        if (place.isEmpty() || listed < 0) {
            throw Problem.notFound(
                    "unknown_row",
                    "Job " + job.id() + " has no row " + row + "; its rows are 1 to "
                            + (last.isEmpty() ? 0 : last.get().listed() + 1)
                            + ", in the order of the list. Name one of these.");
        }
        throw Problem.notFound(
                "row_not_asked",
                "Row " + row + " of the list is none of job " + job.id()
                        + "'s: it lacked nothing (--only-missing) or repeats an earlier row (--dedupe-by), so nobody was"
                        + " asked for it. Try the next row that was asked for, "
                        + (place.get().listed() + 1) + ".");
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
