package dev.weir.app.commands;

import dev.weir.bench.BenchReport;
import dev.weir.bench.TablesBench;
import dev.weir.bench.TablesOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `weir bench tables`. */
@Command(
        name = "tables",
        description = "What millions of cells take in the database: bytes of each table and index, dead rows, what"
                + " autovacuum did, and whether the last fifth was as fast as the first.",
        mixinStandardHelpOptions = true,
        footerHeading = BenchCommand.EXAMPLES,
        footer = {"  weir bench tables", "  weir bench tables --cells 1000000"})
final class BenchTables extends BenchCommand.Measuring {

    @Option(names = "--cells", paramLabel = "N", description = "In the end; 5,000,000 if not said.")
    private @Nullable Integer cells;

    BenchTables(Terminal terminal) {
        super(terminal);
    }

    @Override
    BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
        TablesOptions usual = small ? TablesOptions.quick() : TablesOptions.DEFAULT;
        TablesOptions options = options(() -> usual.withCells(or(cells, usual.cells())));
        return TablesBench.run(options, home, progress);
    }
}
