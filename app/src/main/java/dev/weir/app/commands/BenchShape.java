package dev.weir.app.commands;

import dev.weir.bench.BenchReport;
import dev.weir.bench.ShapeBench;
import dev.weir.bench.ShapeOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `weir bench shape`. */
@Command(
        name = "shape",
        description = "What a row costs by the shape of its job: by how many steps it goes through, and by how many"
                + " providers a step asks in vain.",
        mixinStandardHelpOptions = true,
        footerHeading = BenchCommand.EXAMPLES,
        footer = {"  weir bench shape", "  weir bench shape --rows 200000 --repeats 1"})
final class BenchShape extends BenchCommand.Measuring {

    @Option(names = "--rows", paramLabel = "N", description = "Rows of each job; 50,000 if not said.")
    private @Nullable Integer rows;

    @Option(names = "--repeats", paramLabel = "N", description = "Of all shapes; 3 if not said.")
    private @Nullable Integer repeats;

    BenchShape(Terminal terminal) {
        super(terminal);
    }

    @Override
    BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
        ShapeOptions usual = small ? ShapeOptions.quick() : ShapeOptions.DEFAULT;
        ShapeOptions options =
                options(() -> usual.withRows(or(rows, usual.rows())).withRepeats(or(repeats, usual.repeats())));
        return ShapeBench.run(options, home, progress);
    }
}
