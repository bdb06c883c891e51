package dev.weir.app.commands;

import dev.weir.bench.BenchReport;
import dev.weir.bench.IdleBench;
import dev.weir.bench.IdleOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `weir bench idle`. */
@Command(
        name = "idle",
        description = "What nodes without work cost: processor time of their PostgreSQL and their own,"
                + " transactions, WAL. Each node is a process that serves the API and runs jobs.",
        mixinStandardHelpOptions = true,
        footerHeading = BenchCommand.EXAMPLES,
        footer = {"  weir bench idle", "  weir bench idle --nodes 3 --seconds 300"})
final class BenchIdle extends BenchCommand.Measuring {

    @Option(names = "--nodes", paramLabel = "N", description = "Nodes on one PostgreSQL; 10 if not said.")
    private @Nullable Integer nodes;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Of each look, of which there are three; 60 if not said.")
    private @Nullable Integer seconds;

    BenchIdle(Terminal terminal) {
        super(terminal);
    }

    @Override
    BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
        IdleOptions usual = small ? IdleOptions.quick() : IdleOptions.DEFAULT;
        IdleOptions options =
                options(() -> usual.withNodes(or(nodes, usual.nodes())).withSeconds(or(seconds, usual.seconds())));
        return IdleBench.run(options, home, progress);
    }
}
