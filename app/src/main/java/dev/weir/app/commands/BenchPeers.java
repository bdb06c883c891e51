package dev.weir.app.commands;

import dev.weir.bench.BenchReport;
import dev.weir.bench.Contender;
import dev.weir.bench.PeersBench;
import dev.weir.bench.PeersOptions;
import dev.weir.server.problem.Problem;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `weir bench peers`. */
@Command(
        name = BenchPeers.NAME,
        description =
                "The engine alone beside other people's, which do the same work on the same PostgreSQL: DBOS, db-scheduler,"
                        + " JobRunr, Graphile Worker, Temporal with an activity for each call, and a bare loop.",
        mixinStandardHelpOptions = true,
        footerHeading = BenchCommand.EXAMPLES,
        footer = {"  weir bench peers --only dbos,jobrunr", "  weir bench peers --repeats 5 --json > peers.json"})
final class BenchPeers extends BenchCommand.Measuring {

    static final String NAME = "peers";
    static final String TEMPORAL_TARGET = "--temporal-target";

    /** Where contenders keep what they fetch, such as npm's packages; the launcher sets it. */
    private static final String FOLDER = "weir.peers.folder";

    @Option(
            names = "--rows",
            paramLabel = "N",
            description =
                    "Rows of each cell; 200,000 if not said. Contenders that are slower by far get a part of them.")
    private @Nullable Integer rows;

    @Option(names = "--repeats", paramLabel = "N", description = "Runs of each cell, interleaved; 3 if not said.")
    private @Nullable Integer repeats;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "These contenders alone; a wrong name shows them all.")
    private List<String> only = List.of();

    @Option(
            names = BenchPeers.TEMPORAL_TARGET,
            paramLabel = "HOST:PORT",
            description = "A Temporal server's frontend; without it a test server runs, which keeps all in memory.")
    private @Nullable String temporal;

    BenchPeers(Terminal terminal) {
        super(terminal);
    }

    @Override
    BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
        PeersOptions usual = small ? PeersOptions.quick() : PeersOptions.DEFAULT;
        PeersOptions options = options(() -> usual.withRows(or(rows, usual.rows()))
                .withRepeats(or(repeats, usual.repeats()))
                .withTemporal(temporal));
        String kept = System.getProperty(FOLDER);
        Path folder = kept == null ? home : Files.createDirectories(Path.of(kept));
        return PeersBench.run(options, chosen(found(), only), home.resolve("postgres"), folder, progress);
    }

    private static List<Contender> found() {
        return ServiceLoader.load(Contender.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(Contender::slug))
                .toList();
    }

    /** Those of that name, or all. */
    static List<Contender> chosen(List<Contender> found, List<String> only) {
        if (found.isEmpty()) {
            throw Problem.conflict(
                    "no_peers",
                    "Not measured: other people's engines are no part of the program. Run './weir bench peers' in a copy"
                            + " of Weir's sources, which builds them; docs/performance/peers.md says how to do without the"
                            + " launcher.");
        }
        List<String> slugs = found.stream().map(Contender::slug).toList();
        String unknown = only.stream().filter(name -> !slugs.contains(name)).collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            throw Problem.invalid(
                    "no_such_peer",
                    "Not measured: there is no contender " + unknown + ". Name one of " + String.join(", ", slugs)
                            + ".");
        }
        return found.stream()
                .filter(contender -> only.isEmpty() || only.contains(contender.slug()))
                .toList();
    }
}
