package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.knowing.RowsView;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `weir job rows`. */
@Command(
        name = "rows",
        description =
                "Shows a job's rows: what was found, by whom, and why something is missing. Rows have the list's numbers,"
                        + " also where --only-missing or --dedupe-by kept some of the list from being asked.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir job rows 7 --field person.work_email --state failed",
            "  weir job rows --why rejected --limit 10",
        })
final class JobRowsCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(index = "0", arity = "0..1", paramLabel = "JOB", description = "Its number; else the latest.")
    private @Nullable Long job;

    @Option(names = "--field", paramLabel = "FIELD", description = "Only this field.")
    private @Nullable String field;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description =
                    "Only cells that are so: completed, failed, skipped, in_doubt, waiting, pending, cancelled, dead.")
    private @Nullable String state;

    @Option(
            names = "--why",
            paramLabel = "REASON",
            description = "Only cells with that reason, such as not_found, rejected, cap_reached, no_input.")
    private @Nullable String why;

    @Option(names = "--from", paramLabel = "ROW", defaultValue = "1", description = "Begin at this row; 1 if not said.")
    private int from;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "Show at most so many lines; ${DEFAULT-VALUE} if not said.")
    private int limit;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    JobRowsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        RowsView view;
        try (Opened opened = Opened.of(common, terminal)) {
            JobChoice choice = JobChoice.toRead(opened, job);
            view = RowsView.of(
                    choice.job(),
                    choice.progress(opened).totalRows(),
                    opened.weir().storedRows(),
                    new RowsView.Filter(field, state, why, from, limit));
        }
        terminal.show(json, view::json, () -> view.lines(terminal.width()));
        return ExitCodes.OK;
    }
}
