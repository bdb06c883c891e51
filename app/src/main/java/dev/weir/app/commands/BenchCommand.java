package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.bench.EngineBench;
import dev.weir.bench.Options;
import dev.weir.bench.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `weir bench`: what Weir costs beside what cannot be avoided. */
@Command(
        name = "bench",
        description = "Measures Weir against bare floors, in one run on this machine.",
        mixinStandardHelpOptions = true,
        subcommands = BenchCommand.Engine.class,
        footerHeading = "%nFor example:%n",
        footer = "  weir bench engine --json > engine.json")
final class BenchCommand {

    /** `weir bench engine`. */
    @Command(
            name = "engine",
            description = {
                "The engine alone, with a provider that answers at once, against the same rows written without it;"
                        + " taking a list in against bare insertion; and the memory of a large job.",
                "Uses a PostgreSQL of its own in a temporary folder."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nFor example:%n",
            footer = {"  weir bench engine", "  weir bench engine --rows 20000 --repeats 3 --json > engine.json"})
    static final class Engine implements Callable<Integer> {

        private final Terminal terminal;

        @Option(names = "--json", description = "Print one JSON document; progress goes to standard error.")
        private boolean json;

        @Option(names = "--rows", paramLabel = "N", description = "Rows of each cell.")
        private Integer rows = Options.DEFAULT.rows();

        @Option(names = "--large", paramLabel = "N", description = "Rows of ingest and memory.")
        private Integer large = Options.DEFAULT.memoryRows();

        @Option(names = "--repeats", paramLabel = "N", description = "Runs of each cell, interleaved.")
        private Integer repeats = Options.DEFAULT.repeats();

        Engine(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws Exception {
            Options options =
                    Options.DEFAULT.withRows(rows).withLargeRows(large).withRepeats(repeats);
            Path home = Files.createTempDirectory("weir-bench-");
            try {
                Report report = EngineBench.run(options, home, json ? terminal.err() : terminal.out());
                terminal.out().println(json ? report.toJson() : report.toTable());
            } finally {
                delete(home);
            }
            return ExitCodes.OK;
        }

        private static void delete(Path folder) throws IOException {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
