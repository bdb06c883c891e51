package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Amounts;
import dev.weir.app.knowing.JobView;
import dev.weir.app.knowing.Listing;
import dev.weir.server.jobs.JobProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

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
final class JobCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private final Last last = new Last();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    JobCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return list(terminal, common, last);
    }

    /** How many, and for whom. */
    static final class Last {
        @Option(
                names = "--last",
                paramLabel = "N",
                description = "How many; ${DEFAULT-VALUE} if not said.",
                defaultValue = "20")
        private int last;

        @Option(names = "--json", description = "Print one JSON document.")
        private boolean json;

        int most() {
            return Math.clamp(last, 1, 1_000);
        }

        boolean json() {
            return json;
        }
    }

    private static int list(Terminal terminal, CommonOptions common, Last last) {
        Listing listing = new Listing("list", "job", "status", "rows", "complete", "in doubt", "credits", "of");
        List<Map<String, Object>> documents = new ArrayList<>();
        try (Opened opened = Opened.of(common, terminal)) {
            for (JobChoice choice : JobChoice.latest(opened, last.most())) {
                JobProgress progress = choice.progress(opened);
                documents.add(JobView.summary(choice.job(), choice.workspace().sandbox(), progress));
                listing.row(
                        choice.job().name(),
                        choice.job().id(),
                        JobView.status(progress),
                        Amounts.count(progress.totalRows()),
                        Amounts.count(progress.rows().completed()),
                        Amounts.count(progress.rows().inDoubt()),
                        Amounts.credits(progress.credits().posted()),
                        choice.workspace().sandbox() ? "sandbox" : "real");
            }
        }
        if (last.json()) {
            terminal.out()
                    .println(
                            JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(documents));
        } else if (listing.isEmpty()) {
            terminal.out().println("There is no job yet. 'weir enrich' makes one.");
        } else {
            listing.lines(terminal.width()).forEach(terminal.out()::println);
        }
        return ExitCodes.OK;
    }

    /** `weir job list`. */
    @Command(
            name = "list",
            description = "Lists the latest jobs and how they stand.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nFor example:%n",
            footer = "  weir job list --last 5")
    static final class ListJobs implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final Last last = new Last();

        @Mixin
        private final CommonOptions common = new CommonOptions();

        ListJobs(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            return list(terminal, common, last);
        }
    }

    /** `weir job show`. */
    @Command(
            name = "show",
            description = "Shows one job: its money, what was found of each field, and what each provider did for it.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nFor example:%n",
            footer = "  weir job show 7")
    static final class Show implements Callable<Integer> {
        private final Terminal terminal;

        @Parameters(index = "0", arity = "0..1", paramLabel = "JOB", description = "Its number; else the latest.")
        private @Nullable Long job;

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
            terminal.show(json, view::json, () -> view.lines(terminal.width()));
            return ExitCodes.OK;
        }
    }
}
