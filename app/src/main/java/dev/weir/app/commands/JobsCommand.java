package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Amounts;
import dev.weir.app.enrich.TextTable;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.workspace.Workspace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `weir jobs`. */
@Command(
        name = "jobs",
        description = "Lists the latest jobs and how they stand.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = "  weir jobs --last 5")
final class JobsCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "How many; ${DEFAULT-VALUE} if not said.",
            defaultValue = "20")
    private int last;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    JobsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        TextTable table = new TextTable("list", "job", "status", "rows", "complete", "in doubt", "credits", "of");
        try (Opened opened = Opened.of(common, terminal)) {
            for (Workspace workspace : opened.workspaces()) {
                for (Job job : opened.weir().jobs().latest(workspace.id(), Math.clamp(last, 1, 1_000))) {
                    JobProgress progress = opened.weir().jobs().progress(job);
                    table.row(
                            job.name(),
                            job.id(),
                            progress.status().text() + (progress.paused() ? " (paused)" : ""),
                            Amounts.count(progress.totalRows()),
                            Amounts.count(progress.rows().completed()),
                            Amounts.count(progress.rows().inDoubt()),
                            Amounts.credits(progress.credits().posted()),
                            workspace.sandbox() ? "sandbox" : "real");
                }
            }
        }
        table.lines().forEach(terminal.out()::println);
        return ExitCodes.OK;
    }
}
