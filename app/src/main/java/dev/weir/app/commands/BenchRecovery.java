package dev.weir.app.commands;

import dev.weir.bench.BenchReport;
import dev.weir.bench.RecoveryBench;
import dev.weir.bench.RecoveryOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `weir bench recovery`. */
@Command(
        name = "recovery",
        description = "Kills one of two nodes with kill -9 in mid-job, again and again: how long until the other"
                + " has settled something of what the dead one had, and whether anything is lost or charged"
                + " twice.",
        mixinStandardHelpOptions = true,
        footerHeading = BenchCommand.EXAMPLES,
        footer = {"  weir bench recovery", "  weir bench recovery --kills 50 --json > recovery.json"})
final class BenchRecovery extends BenchCommand.Measuring {

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "Nodes that are killed, one after another; 15 if not said.")
    private @Nullable Integer kills;

    @Option(names = "--rows", paramLabel = "N", description = "Rows of each job; 60,000 if not said.")
    private @Nullable Integer rows;

    BenchRecovery(Terminal terminal) {
        super(terminal);
    }

    @Override
    BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
        RecoveryOptions usual = small ? RecoveryOptions.quick() : RecoveryOptions.DEFAULT;
        RecoveryOptions options =
                options(() -> usual.withKills(or(kills, usual.kills())).withRows(or(rows, usual.rows())));
        return RecoveryBench.run(options, home, progress);
    }
}
