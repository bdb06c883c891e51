package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.knowing.AudienceView;
import dev.weir.server.insight.AudienceFigures;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** `weir audience`: subscribers. */
@Command(
        name = "audience",
        description = "Tells of subscribers: who they are, what was done for them, and what that cost.",
        mixinStandardHelpOptions = true,
        subcommands = AudienceCommand.Stats.class,
        footerHeading = "%nFor example:%n",
        footer = {"  weir audience stats", "  weir audience stats --from 2026-11-01 --to 2026-11-30 --json"})
final class AudienceCommand {

    private AudienceCommand() {}

    /** `weir audience stats`. */
    @Command(
            name = "stats",
            description =
                    "Subscribers by day, type and source, what enrichment has found and cost, what waits and what failed,"
                            + " and how scores are spread. Days are of UTC.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nFor example:%n",
            footer = {
                "  weir audience stats",
                "  weir audience stats --workspace 3 --from 2026-11-01",
                "  weir audience stats --json"
            })
    static final class Stats implements Callable<Integer> {

        private final Terminal terminal;

        @Mixin
        private final WorkspaceOption workspace = new WorkspaceOption();

        @Option(
                names = "--from",
                paramLabel = "DAY",
                description = "The first day, as 2026-11-01. Usually the last 30 are told of.")
        private @Nullable LocalDate from;

        @Option(names = "--to", paramLabel = "DAY", description = "The last day. Usually today.")
        private @Nullable LocalDate to;

        @Option(names = "--json", description = "Print one JSON document.")
        private boolean json;

        @Mixin
        private final CommonOptions common = new CommonOptions();

        Stats(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            AudienceFigures figures;
            try (Opened opened = Opened.of(common, terminal)) {
                long workspaceId = workspace.of(opened.weir());
                figures = opened.weir().insight().audiences().of(workspaceId, from, to);
            }
            terminal.show(
                    json,
                    () -> JsonMapper.shared()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(AudienceView.json(figures)),
                    () -> AudienceView.lines(figures, terminal.width()));
            return ExitCodes.OK;
        }
    }
}
