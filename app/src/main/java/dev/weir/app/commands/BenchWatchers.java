package dev.weir.app.commands;

import dev.weir.bench.BenchReport;
import dev.weir.bench.WatchersBench;
import dev.weir.bench.WatchersOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `weir bench watchers`. */
@Command(
        name = "watchers",
        description = "A job that is watched from many connections while it runs: events, how late they come, and what"
                + " that costs the server.",
        mixinStandardHelpOptions = true,
        footerHeading = BenchCommand.EXAMPLES,
        footer = {"  weir bench watchers", "  weir bench watchers --watchers 1000"})
final class BenchWatchers extends BenchCommand.Measuring {

    @Option(names = "--watchers", paramLabel = "N", description = "Connections; 200 if not said.")
    private @Nullable Integer watchers;

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "Rows of the job, of which 2,000 a second are run; 60,000 if not said.")
    private @Nullable Integer rows;

    BenchWatchers(Terminal terminal) {
        super(terminal);
    }

    @Override
    BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
        WatchersOptions usual = small ? WatchersOptions.quick() : WatchersOptions.DEFAULT;
        WatchersOptions options =
                options(() -> usual.withWatchers(or(watchers, usual.watchers())).withRows(or(rows, usual.rows())));
        return WatchersBench.run(options, home, progress);
    }
}
