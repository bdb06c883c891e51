package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.knowing.AdviceView;
import dev.weir.server.insight.Advice;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `weir advise`. */
@Command(
        name = "advise",
        description =
                "Tries other orders of a job's providers on its recorded answers, without a call, and proposes one"
                        + " only where it cannot lose; else says what would have to be known.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {"  weir advise 7", "  weir advise --json"})
final class AdviseCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(index = "0", arity = "0..1", paramLabel = "JOB", description = "Its number; else the latest.")
    private @Nullable Long job;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    AdviseCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Advice advice;
        try (Opened opened = Opened.of(common, terminal)) {
            advice = opened.weir()
                    .insight()
                    .advisor()
                    .on(JobChoice.of(opened, job).job(), new ReplayLines(terminal::say));
        }
        terminal.show(json, () -> AdviceView.json(advice), () -> AdviceView.lines(advice, terminal.width()));
        return ExitCodes.OK;
    }
}
