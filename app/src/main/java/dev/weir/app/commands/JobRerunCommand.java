package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Amounts;
import dev.weir.app.enrich.DoingAgain;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Reruns;
import dev.weir.server.problem.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `weir job rerun`. */
@Command(
        name = "rerun",
        description =
                "Does rows of a job that has ended again, as a job of their own. What was found for them is known to it"
                        + " and costs nothing; remembered finds are used, and misses asked anew. The first job's rows and export"
                        + " show the latest that came of each row.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir job rerun 7 --failed",
            "  weir job rerun 7 --empty --max-credits 50",
            "  weir job rerun 7 --rows 3,10-20 --fresh",
            "  weir job rerun 7 --failed --from-step work-email",
        })
final class JobRerunCommand implements Callable<Integer> {

    private static final Pattern ROWS = Pattern.compile("([0-9]{1,9})(?:-([0-9]{1,9}))?");
    private static final int MOST = 1_000_000;

    private final Terminal terminal;

    @Parameters(index = "0", arity = "0..1", paramLabel = "JOB", description = "Its number; else the latest.")
    private @Nullable Long job;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Which which;

    @Option(
            names = "--from-step",
            paramLabel = "STEP",
            description = "Begin with this step: what it and later ones have found is forgotten and asked for again.")
    private @Nullable String fromStep;

    @Option(names = "--fresh", description = "Ask anew although a find is remembered.")
    private boolean fresh;

    @Option(
            names = "--max-credits",
            paramLabel = "N",
            description = "Spend at most so many credits, which are Weir's own.")
    private @Nullable BigDecimal maxCredits;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    JobRerunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** One of three. */
    static final class Which {
        @Option(names = "--failed", description = "Rows that failed or are in doubt.")
        private boolean failed;

        @Option(names = "--empty", description = "Rows that lack any field that was asked for, whatever the reason.")
        private boolean empty;

        @Option(
                names = "--rows",
                paramLabel = "ROWS",
                split = ",",
                description = "These, counted as 'weir job rows' does, such as 3,10-20.")
        private @Nullable List<String> rows;
    }

    @Override
    public Integer call() {
        Long most = EnrichCommand.milli("--max-credits", maxCredits);
        DoingAgain.Wish wish;
        long parent;
        try (Opened opened = Opened.of(common, terminal)) {
            JobChoice choice = JobChoice.of(opened, job);
            parent = choice.job().id();
            wish = new DoingAgain.Wish(choice.workspace(), choice.job(), chosen(opened, choice), fromStep, fresh, most);
        }
        DoingAgain.Outcome outcome;
        try {
            outcome = new DoingAgain(common.workplace(terminal, terminal::say)).run(wish);
        } catch (Problem nothing) {
            if (!nothing.code().equals("nothing_to_rerun")) {
                throw nothing;
            }
            terminal.out().println("No row of job " + parent + " is so; nobody was asked.");
            return ExitCodes.OK;
        }
        if (outcome.paused()) {
            terminal.out().println("Job " + outcome.job() + " is paused; the same command goes on.");
            return ExitCodes.PAUSED;
        }
        terminal.out()
                .println("Job " + outcome.job() + ": "
                        + Amounts.count(outcome.progress().rows().completed()) + " of "
                        + Amounts.count(outcome.progress().totalRows(), "row") + " complete, "
                        + Amounts.inCredits(outcome.progress().credits().posted()) + " spent. 'weir job show " + parent
                        + "' and 'weir job export " + parent + "' have them with job " + parent + "'s others.");
        return ExitCodes.OK;
    }

    private Reruns.Chosen chosen(Opened opened, JobChoice choice) {
        if (which.rows == null) {
            return which.failed ? new Reruns.Chosen.Failed() : new Reruns.Chosen.Empty();
        }
        List<Integer> indexes = new ArrayList<>();
        for (String part : which.rows) {
            Matcher range = ROWS.matcher(part.strip());
            long first = range.matches() ? Long.parseLong(range.group(1)) : -1;
            long last = first < 0 || range.group(2) == null ? first : Long.parseLong(range.group(2));
            if (first < 0 || last < first || last - first >= MOST) {
                throw Problem.invalid(
                        "bad_rows",
                        "'" + part + "' names no rows. Write numbers and ranges of them, such as --rows 3,10-20.");
            }
            add(indexes, opened, choice.job(), first, last);
        }
        return new Reruns.Chosen.These(indexes);
    }

    /** The job's rows of these numbers of its list. @throws Problem when it has not all of them */
    private static void add(List<Integer> indexes, Opened opened, Job job, long first, long last) {
        int lo = JobExplainCommand.jobRow(opened, job, first);
        int hi = first == last ? lo : JobExplainCommand.jobRow(opened, job, last);
        if (hi - lo != last - first) {
            // Some between are none of the job's: which is said of the first.
            for (long row = first + 1; row < last; row++) {
                JobExplainCommand.jobRow(opened, job, row);
            }
        }
        IntStream.rangeClosed(lo, hi).forEach(indexes::add);
    }
}
