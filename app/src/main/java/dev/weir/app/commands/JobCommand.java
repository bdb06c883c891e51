package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.knowing.JobView;
import dev.weir.app.knowing.TimelineView;
import dev.weir.server.insight.Timelines;
import dev.weir.server.jobs.Job;
import dev.weir.server.problem.Problem;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `weir job`: what jobs did. Alone it lists them; `weir jobs` is the same. */
@Command(
        name = "job",
        aliases = "jobs",
        description = "Shows what jobs did: the latest ones, one of them, its rows, and why a value is what it is.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir job list --last 5",
            "  weir job show 7",
            "  weir job watch 7",
            "  weir job rows 7 --field person.work_email --state failed",
            "  weir job explain 7 12 person.work_email",
            "  weir job export 7 --out again.csv",
            "  weir job rerun 7 --failed",
            "",
            "Where the job's number is left out, the latest is meant. Rows count from 1, as in the list.",
        },
        subcommands = {
            JobCommand.ListJobs.class,
            JobCommand.Show.class,
            JobWatchCommand.class,
            JobRowsCommand.class,
            JobExplainCommand.class,
            JobExportCommand.class,
            JobRerunCommand.class
        })
final class JobCommand extends JobListing {

    JobCommand(Terminal terminal) {
        super(terminal);
    }

    /** `weir job list`. */
    @Command(
            name = "list",
            description = "Lists the latest jobs and how they stand.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nFor example:%n",
            footer = "  weir job list --last 5")
    static final class ListJobs extends JobListing {

        ListJobs(Terminal terminal) {
            super(terminal);
        }
    }

    /** `weir job show`. */
    @Command(
            name = "show",
            description = "Shows one job: its money, what was found of each field, and what each provider did for it.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nFor example:%n",
            footer = {
                "  weir job show 7",
                "  weir job show 7 --all",
                "  weir job show 7 --timeline",
                "  weir job show 7 --timeline --row 12",
            })
    static final class Show implements Callable<Integer> {

        private static final int SHOWN = 200;
        private static final int ALL = 1_000_000;

        private final Terminal terminal;

        @Parameters(index = "0", arity = "0..1", paramLabel = "JOB", description = "Its number; else the latest.")
        private @Nullable Long job;

        @Option(names = "--all", description = "Show each place that was passed over, and why.")
        private boolean all;

        @Option(
                names = "--timeline",
                description =
                        "Tell what happened instead, and when: calls, waits, what came in from outside, changes of"
                                + " state, with times and costs.")
        private boolean timeline;

        @Option(
                names = "--row",
                paramLabel = "N",
                description = "With --timeline: what happened to that row alone, counted as 'weir job rows' does.")
        private @Nullable Long row;

        @Option(names = "--json", description = "Print one JSON document.")
        private boolean json;

        @Mixin
        private final CommonOptions common = new CommonOptions();

        Show(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            if (timeline) {
                return tell();
            }
            if (row != null) {
                throw Problem.invalid("row_alone", "--row goes with --timeline. Add it, or use 'weir job rows'.");
            }
            JobView view;
            try (Opened opened = Opened.of(common, terminal)) {
                view = JobChoice.toRead(opened, job).view(opened);
            }
            terminal.show(json, view::json, () -> view.lines(terminal.width(), all));
            return ExitCodes.OK;
        }

        private int tell() {
            TimelineView view;
            try (Opened opened = Opened.of(common, terminal)) {
                Job chosen = JobChoice.toRead(opened, job).job();
                Timelines timelines = opened.weir().insight().timelines();
                if (row == null) {
                    Timelines.Page page = timelines.ofJob(chosen, Timelines.Mark.START, json ? ALL : SHOWN);
                    view = new TimelineView(page.moments(), page.next() != null);
                } else {
                    view = new TimelineView(
                            timelines.ofRow(chosen, JobExplainCommand.jobRow(opened, chosen, row)), false);
                }
            }
            terminal.show(json, view::json, view::lines);
            return ExitCodes.OK;
        }
    }
}
