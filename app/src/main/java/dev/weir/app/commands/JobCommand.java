package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.knowing.JobView;
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
            "  weir job rows 7 --field person.work_email --state failed",
            "  weir job explain 7 12 person.work_email",
            "  weir job export 7 --out again.csv",
            "",
            "Where the job's number is left out, the latest is meant. Rows count from 1, as in the list.",
        },
        subcommands = {
            JobCommand.ListJobs.class,
            JobCommand.Show.class,
            JobRowsCommand.class,
            JobExplainCommand.class,
            JobExportCommand.class
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
            footer = {"  weir job show 7", "  weir job show 7 --all"})
    static final class Show implements Callable<Integer> {
        private final Terminal terminal;

        @Parameters(index = "0", arity = "0..1", paramLabel = "JOB", description = "Its number; else the latest.")
        private @Nullable Long job;

        @Option(names = "--all", description = "Show each place that was passed over, and why.")
        private boolean all;

        @Option(names = "--json", description = "Print one JSON document.")
        private boolean json;

        @Mixin
        private final CommonOptions common = new CommonOptions();

        Show(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            JobView view;
            try (Opened opened = Opened.of(common, terminal)) {
                view = JobChoice.of(opened, job).view(opened);
            }
            terminal.show(json, view::json, () -> view.lines(terminal.width(), all));
            return ExitCodes.OK;
        }
    }
}
