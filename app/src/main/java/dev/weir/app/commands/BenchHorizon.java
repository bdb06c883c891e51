package dev.weir.app.commands;

import dev.weir.bench.BenchReport;
import dev.weir.bench.HorizonBench;
import dev.weir.bench.HorizonOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `weir bench horizon`. */
@Command(
        name = "horizon",
        description = "The engine beside a transaction that somebody holds open for minutes, against the same"
                + " without: jobs are taken in and run one after another.",
        mixinStandardHelpOptions = true,
        footerHeading = BenchCommand.EXAMPLES,
        footer = {"  weir bench horizon", "  weir bench horizon --seconds 600 --repeats 1"})
final class BenchHorizon extends BenchCommand.Measuring {

    @Option(names = "--seconds", paramLabel = "N", description = "Of each cell; 180 if not said.")
    private @Nullable Integer seconds;

    @Option(names = "--repeats", paramLabel = "N", description = "Runs of each cell, interleaved; 2 if not said.")
    private @Nullable Integer repeats;

    BenchHorizon(Terminal terminal) {
        super(terminal);
    }

    @Override
    BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
        HorizonOptions usual = small ? HorizonOptions.quick() : HorizonOptions.DEFAULT;
        HorizonOptions options = options(
                () -> usual.withSeconds(or(seconds, usual.seconds())).withRepeats(or(repeats, usual.repeats())));
        return HorizonBench.run(options, home, progress);
    }
}
