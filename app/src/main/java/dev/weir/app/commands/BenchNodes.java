package dev.weir.app.commands;

import dev.weir.bench.BenchReport;
import dev.weir.bench.NodesBench;
import dev.weir.bench.NodesOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `weir bench nodes`. */
@Command(
        name = "nodes",
        description = "One, two and four processes that run one job on one PostgreSQL, with a provider in each"
                + " that answers at once.",
        mixinStandardHelpOptions = true,
        footerHeading = BenchCommand.EXAMPLES,
        footer = {"  weir bench nodes", "  weir bench nodes --numbers 1,3 --rows 1000000"})
final class BenchNodes extends BenchCommand.Measuring {

    @Option(
            names = "--numbers",
            paramLabel = "N",
            split = ",",
            description = "How many processes; the first is what the others are divided by. 1,2,4 if not said.")
    private List<Integer> numbers = List.of();

    @Option(names = "--rows", paramLabel = "N", description = "Rows of each job; 300,000 if not said.")
    private @Nullable Integer rows;

    @Option(names = "--repeats", paramLabel = "N", description = "Runs of each cell, interleaved; 3 if not said.")
    private @Nullable Integer repeats;

    BenchNodes(Terminal terminal) {
        super(terminal);
    }

    @Override
    BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
        NodesOptions usual = small ? NodesOptions.quick() : NodesOptions.DEFAULT;
        NodesOptions options = options(() -> usual.withNumbers(numbers.isEmpty() ? usual.numbers() : numbers)
                .withRows(or(rows, usual.rows()))
                .withRepeats(or(repeats, usual.repeats())));
        return NodesBench.run(options, home, progress);
    }
}
