package dev.weir.app.commands;

import dev.weir.bench.BenchReport;
import dev.weir.bench.SoakBench;
import dev.weir.bench.SoakOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `weir bench soak`. */
@Command(
        name = "soak",
        description =
                "An hour of large jobs, jobs of one row and reads at once, and whether throughput, memory, bytes a"
                        + " row or p99 creep.",
        mixinStandardHelpOptions = true,
        footerHeading = BenchCommand.EXAMPLES,
        footer = {"  weir bench soak", "  weir bench soak --minutes 600 --json > soak.json"})
final class BenchSoak extends BenchCommand.Measuring {

    @Option(names = "--minutes", paramLabel = "N", description = "In all; 60 if not said.")
    private @Nullable Integer minutes;

    BenchSoak(Terminal terminal) {
        super(terminal);
    }

    @Override
    BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
        SoakOptions usual = small ? SoakOptions.quick() : SoakOptions.DEFAULT;
        SoakOptions options = options(() -> minutes == null ? usual : usual.withMinutes(minutes));
        return SoakBench.run(options, home, progress);
    }
}
