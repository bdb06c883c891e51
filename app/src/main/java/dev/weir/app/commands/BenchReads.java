package dev.weir.app.commands;

import dev.weir.bench.BenchReport;
import dev.weir.bench.ReadsBench;
import dev.weir.bench.ReadsOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `weir bench reads`. */
@Command(
        name = "reads",
        description = "Every GET of the API, timed one request after another, while one large job that has run lies in"
                + " the database. Endpoints are read from the server's own OpenAPI document.",
        mixinStandardHelpOptions = true,
        footerHeading = BenchCommand.EXAMPLES,
        footer = {"  weir bench reads", "  weir bench reads --rows 200000 --json > reads.json"})
final class BenchReads extends BenchCommand.Measuring {

    @Option(names = "--rows", paramLabel = "N", description = "Rows of the job; 1,000,000 if not said.")
    private @Nullable Integer rows;

    BenchReads(Terminal terminal) {
        super(terminal);
    }

    @Override
    BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
        ReadsOptions usual = small ? ReadsOptions.quick() : ReadsOptions.DEFAULT;
        ReadsOptions options = options(() -> usual.withRows(or(rows, usual.rows())));
        return ReadsBench.run(options, home, progress);
    }
}
