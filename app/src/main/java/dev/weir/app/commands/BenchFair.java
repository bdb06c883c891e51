package dev.weir.app.commands;

import dev.weir.bench.BenchReport;
import dev.weir.bench.FairBench;
import dev.weir.bench.FairOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `weir bench fair`. */
@Command(
        name = "fair",
        description = "How evenly workspaces are served whose jobs differ much in size: what each has got when the"
                + " smallest has all of its rows.",
        mixinStandardHelpOptions = true,
        footerHeading = BenchCommand.EXAMPLES,
        footer = {"  weir bench fair", "  weir bench fair --workspaces 6 --smallest 10000"})
final class BenchFair extends BenchCommand.Measuring {

    @Option(
            names = "--smallest",
            paramLabel = "N",
            description =
                    "Rows of the smallest job, each other having three times as many as the one before; 30,000 if not"
                            + " said.")
    private @Nullable Integer smallest;

    @Option(names = "--workspaces", paramLabel = "N", description = "With a job each; 4 if not said.")
    private @Nullable Integer workspaces;

    BenchFair(Terminal terminal) {
        super(terminal);
    }

    @Override
    BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
        FairOptions usual = small ? FairOptions.quick() : FairOptions.DEFAULT;
        FairOptions options = options(() ->
                usual.withSmallest(or(smallest, usual.smallest())).withWorkspaces(or(workspaces, usual.workspaces())));
        return FairBench.run(options, home, progress);
    }
}
