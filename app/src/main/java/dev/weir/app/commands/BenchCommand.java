package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.bench.BenchPage;
import dev.weir.bench.BenchReport;
import dev.weir.bench.BenchSuite;
import dev.weir.bench.BenchSummary;
import dev.weir.bench.CallbacksBench;
import dev.weir.bench.CallbacksOptions;
import dev.weir.bench.EngineBench;
import dev.weir.bench.GrowthBench;
import dev.weir.bench.GrowthOptions;
import dev.weir.bench.HttpBench;
import dev.weir.bench.HttpOptions;
import dev.weir.bench.InFlightBench;
import dev.weir.bench.InFlightOptions;
import dev.weir.bench.LatencyBench;
import dev.weir.bench.LatencyOptions;
import dev.weir.bench.Options;
import dev.weir.bench.StartBench;
import dev.weir.bench.StartOptions;
import dev.weir.bench.TemporalBench;
import dev.weir.bench.TemporalOptions;
import dev.weir.server.problem.Problem;
import dev.weir.temporal.TemporalAddress;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** `weir bench`: what Weir costs beside what cannot be avoided. */
@Command(
        name = "bench",
        description = {
            "Measures Weir against bare floors, in one run on this machine.",
            "Each bench uses a PostgreSQL of its own in a temporary folder, and prints what it ran on."
                    + " Without the name of"
                    + " one all of them are run, one after another, and what is to be reached stands beside what is."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            BenchCommand.Engine.class,
            BenchCommand.Http.class,
            BenchCommand.Growth.class,
            BenchCommand.Latency.class,
            BenchCommand.InFlight.class,
            BenchCommand.Callbacks.class,
            BenchCommand.Temporal.class,
            BenchPeers.class,
            BenchCommand.Start.class,
            BenchHorizon.class,
            BenchIdle.class,
            BenchRecovery.class,
            BenchNodes.class,
            BenchReads.class,
            BenchFair.class,
            BenchShape.class,
            BenchWatchers.class,
            BenchWebhooks.class,
            BenchTables.class,
            BenchSoak.class
        },
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir bench --page docs/performance",
            "  weir bench --quick --only engine,start",
            "  weir bench engine --json > engine.json",
            "  weir bench http --quick"
        })
final class BenchCommand implements Callable<Integer> {

    private static final String TEMPORAL = "temporal";

    static final String EXAMPLES = "%nFor example:%n";

    private final Terminal terminal;

    @Spec
    @Nullable
    private CommandSpec spec;

    @Option(
            names = "--quick",
            description = "Everything once and small: shows that all figures come out, not what they are.")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "BENCH",
            split = ",",
            description = "Run those alone, in the order that they are named in.")
    private List<String> only = List.of();

    @Option(names = "--long", description = "The long ones too: 'tables' and 'soak', which take an hour and more.")
    private boolean longOnes;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures as one JSON document.")
    private @Nullable Path json;

    @Option(
            names = "--page",
            paramLabel = "FOLDER",
            description = "Write bench.md, with plots beside it, into that folder.")
    private @Nullable Path page;

    @Option(
            names = "--temporal",
            paramLabel = "HOST:PORT",
            description = "A Temporal server's frontend, for the bench that needs one, and for 'peers'.")
    private @Nullable String temporal;

    BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        BenchProcess runs = new BenchProcess(options(), terminal.err());
        BenchSummary summary = BenchSuite.run(chosen(), runs, terminal.err());
        if (json != null) {
            Files.writeString(json, summary.toJson());
        }
        if (page != null) {
            terminal.say("Written: " + BenchPage.write(summary, page));
        }
        terminal.out().println(summary.toTable());
        return summary.isWhole() ? ExitCodes.OK : ExitCodes.UNAVAILABLE;
    }

    private List<String> chosen() {
        Set<String> known = spec == null ? Set.of() : spec.subcommands().keySet();
        for (String name : only) {
            if (!known.contains(name)) {
                throw Problem.invalid(
                        "unknown_bench",
                        "There is no bench '" + name + "'. Name one of " + String.join(", ", known) + ".");
            }
        }
        if (!only.isEmpty()) {
            return only;
        }
        List<String> benches = new ArrayList<>(BenchSuite.ALL);
        benches.retainAll(known);
        if (temporal != null) {
            benches.add(TEMPORAL);
        }
        if (longOnes) {
            benches.addAll(BenchSuite.LONG);
        }
        return benches;
    }

    /** What each bench is told. */
    private Map<String, List<String>> options() {
        List<String> all = quick ? List.of("--quick") : List.of();
        Map<String, List<String>> options = new HashMap<>();
        if (spec != null) {
            spec.subcommands().keySet().forEach(name -> options.put(name, all));
        }
        if (temporal != null) {
            options.put(TEMPORAL, and(all, "--target", temporal));
            options.put(BenchPeers.NAME, and(all, BenchPeers.TEMPORAL_TARGET, temporal));
        }
        return options;
    }

    private static List<String> and(List<String> options, String name, String value) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(name, value));
        return all;
    }

    /** What all benches share: a folder of their own, a table or JSON, bounds that are said when they are broken. */
    abstract static class Measuring implements Callable<Integer> {

        private final Terminal terminal;

        @Option(names = "--json", description = "Print one JSON document; progress goes to standard error.")
        private boolean json;

        @Option(
                names = "--quick",
                description = "Everything once and small: shows that all figures come out, not what they are.")
        private boolean quick;

        Measuring(Terminal terminal) {
            this.terminal = terminal;
        }

        /** @throws IllegalArgumentException when an option is out of its bounds */
        abstract BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception;

        @Override
        public final Integer call() throws Exception {
            Path home = Files.createTempDirectory("weir-bench-");
            try {
                BenchReport report = measure(quick, home, json ? terminal.err() : terminal.out());
                terminal.out().println(json ? report.toJson() : report.toTable());
            } finally {
                delete(home);
            }
            return ExitCodes.OK;
        }

        /** An option's value, or what stands for it when it was not given. */
        static int or(@Nullable Integer value, int otherwise) {
            return value == null ? otherwise : value;
        }

        /** The options of a bench; what is out of bounds is the user's to mend. */
        static <T> T options(Callable<T> made) throws Exception {
            try {
                return made.call();
            } catch (IllegalArgumentException outOfBounds) {
                throw Problem.invalid(
                        "bench_options",
                        "Not measured: " + outOfBounds.getMessage() + ". Correct the option, or leave it out.");
            }
        }

        private static void delete(Path folder) throws IOException {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    /** `weir bench engine`. */
    @Command(
            name = "engine",
            description =
                    "The engine alone, with a provider that answers at once, against the same rows written without"
                            + " it; taking a list in against bare insertion; and the memory of a large job.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = {"  weir bench engine", "  weir bench engine --rows 20000 --repeats 3 --json > engine.json"})
    static final class Engine extends Measuring {

        private static final int QUICK_ROWS = 5_000;

        @Option(names = "--rows", paramLabel = "N", description = "Rows of each cell; 200,000 if not said.")
        private @Nullable Integer rows;

        @Option(names = "--large", paramLabel = "N", description = "Rows of ingest and memory; 1,000,000 if not said.")
        private @Nullable Integer large;

        @Option(names = "--repeats", paramLabel = "N", description = "Runs of each cell, interleaved; 3 if not said.")
        private @Nullable Integer repeats;

        Engine(Terminal terminal) {
            super(terminal);
        }

        @Override
        BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
            Options usual = small ? Options.quick(QUICK_ROWS) : Options.DEFAULT;
            Options options = options(() -> usual.withRows(or(rows, usual.rows()))
                    .withLargeRows(or(large, usual.memoryRows()))
                    .withRepeats(or(repeats, usual.repeats())));
            return EngineBench.run(options, home, progress);
        }
    }

    /** `weir bench http`. */
    @Command(
            name = "http",
            description =
                    "Whole askings over loopback HTTP, with a sandbox in a process of its own that answers at once,"
                            + " against a bare loop of the same HTTP client with as many calls in flight.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = {"  weir bench http", "  weir bench http --concurrency 256 --repeats 5 --json > http.json"})
    static final class Http extends Measuring {

        @Option(names = "--rows", paramLabel = "N", description = "Rows of each cell; 100,000 if not said.")
        private @Nullable Integer rows;

        @Option(names = "--concurrency", paramLabel = "N", description = "Calls in flight; 1,000 if not said.")
        private @Nullable Integer concurrency;

        @Option(names = "--repeats", paramLabel = "N", description = "Runs of each cell, interleaved; 3 if not said.")
        private @Nullable Integer repeats;

        Http(Terminal terminal) {
            super(terminal);
        }

        @Override
        BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
            HttpOptions usual = small ? HttpOptions.quick() : HttpOptions.DEFAULT;
            HttpOptions options = options(() -> usual.withRows(or(rows, usual.rows()))
                    .withConcurrency(or(concurrency, usual.concurrency()))
                    .withRepeats(or(repeats, usual.repeats())));
            return HttpBench.run(options, home, progress);
        }
    }

    /** `weir bench growth`. */
    @Command(
            name = "growth",
            description =
                    "Whether a row costs more in a large job than in a small one: both run on one warm engine, the"
                            + " small one before and after the large one, which is also shown in tenths.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = {"  weir bench growth", "  weir bench growth --large 3000000 --repeats 1"})
    static final class Growth extends Measuring {

        @Option(names = "--small", paramLabel = "N", description = "Rows of the small job; 50,000 if not said.")
        private @Nullable Integer smallRows;

        @Option(names = "--large", paramLabel = "N", description = "Rows of the large job; 1,000,000 if not said.")
        private @Nullable Integer large;

        @Option(names = "--repeats", paramLabel = "N", description = "Runs of small, large, small; 2 if not said.")
        private @Nullable Integer repeats;

        Growth(Terminal terminal) {
            super(terminal);
        }

        @Override
        BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
            GrowthOptions usual = small ? GrowthOptions.quick() : GrowthOptions.DEFAULT;
            GrowthOptions options = options(() -> new GrowthOptions(
                    or(smallRows, usual.small()),
                    or(large, usual.large()),
                    usual.warmUpRows(),
                    or(repeats, usual.repeats())));
            return GrowthBench.run(options, home, progress);
        }
    }

    /** `weir bench latency`. */
    @Command(
            name = "latency",
            description =
                    "How long a job of one row takes from its submission to its close, on an idle engine and while a"
                            + " large job runs, paced to seven tenths of the machine.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = {"  weir bench latency", "  weir bench latency --jobs 1000 --large 3000000"})
    static final class Latency extends Measuring {

        @Option(names = "--jobs", paramLabel = "N", description = "Jobs of one row, each time; 400 if not said.")
        private @Nullable Integer jobs;

        @Option(names = "--large", paramLabel = "N", description = "Rows of the large job; 1,000,000 if not said.")
        private @Nullable Integer large;

        Latency(Terminal terminal) {
            super(terminal);
        }

        @Override
        BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
            LatencyOptions usual = small ? LatencyOptions.quick() : LatencyOptions.DEFAULT;
            LatencyOptions options =
                    options(() -> usual.withJobs(or(jobs, usual.jobs())).withLarge(or(large, usual.large())));
            return LatencyBench.run(options, home, progress);
        }
    }

    /** `weir bench temporal`. */
    @Command(
            name = TEMPORAL,
            description = "What Temporal costs: the same jobs, some of their rows answered late, by the"
                    + " conductor and over a Temporal server,"
                    + " against a workflow with one activity for each call; and how long"
                    + " histories become.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = {
                "  weir bench temporal --target 127.0.0.1:7233",
                "  weir bench temporal --target 127.0.0.1:7233 --server-pid 4711,4712 --json > temporal.json"
            })
    static final class Temporal extends Measuring {

        @Option(
                names = "--target",
                paramLabel = "HOST:PORT",
                description = "A Temporal server's frontend; how to get a server is in docs/operating/temporal.md.")
        private @Nullable String server;

        @Option(
                names = "--namespace",
                paramLabel = "NAME",
                description =
                        "Of the bench alone: a Weir in it and the bench would hold each other up. It is made if it"
                                + " is missing. 'weir-bench' if not said.",
                defaultValue = "weir-bench")
        private String namespace = "weir-bench";

        @Option(names = "--rows", paramLabel = "N", description = "Rows of each job; 200,000 if not said.")
        private @Nullable Integer rows;

        @Option(
                names = "--peer-rows",
                paramLabel = "N",
                description = "Rows that have an activity for each call; 6,000 if not said.")
        private @Nullable Integer peerRows;

        @Option(names = "--repeats", paramLabel = "N", description = "Runs of each cell, interleaved; 3 if not said.")
        private @Nullable Integer repeats;

        @Option(
                names = "--server-pid",
                paramLabel = "PID",
                split = ",",
                description = "Temporal's process on this machine, and its database's, whose processor time is shown.")
        private List<Long> serverPids = List.of();

        Temporal(Terminal terminal) {
            super(terminal);
        }

        @Override
        BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
            if (server == null) {
                throw Problem.invalid(
                        "no_temporal",
                        "Not measured: there is no Temporal server to measure with. Say where one is, with"
                                + " --target host:port;"
                                + " docs/operating/temporal.md says how to start one.");
            }
            TemporalOptions usual = small ? TemporalOptions.quick() : TemporalOptions.DEFAULT;
            TemporalOptions options = options(() -> usual.withRows(or(rows, usual.rows()))
                    .withPeerRows(or(peerRows, usual.peerRows()))
                    .withRepeats(or(repeats, usual.repeats())));
            List<ProcessHandle> servers = options(() -> serverPids.stream()
                    .map(pid -> ProcessHandle.of(pid)
                            .orElseThrow(() -> new IllegalArgumentException("there is no process " + pid)))
                    .toList());
            return TemporalBench.run(options, TemporalAddress.plain(server, namespace), servers, home, progress);
        }
    }

    /** `weir bench start`. */
    @Command(
            name = "start",
            description =
                    "How long 'weir serve' takes on a database that is there, from the start of its JVM to the first"
                            + " answer of /health, with an AOT cache and without. The launcher makes the"
                            + " cache at the first"
                            + " 'weir serve'.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = {"  weir bench start", "  weir bench start --starts 11 --json > start.json"})
    static final class Start extends Measuring {

        @Option(names = "--starts", paramLabel = "N", description = "Starts of each kind, interleaved; 5 if not said.")
        private @Nullable Integer starts;

        Start(Terminal terminal) {
            super(terminal);
        }

        @Override
        BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
            // The first of its class path: other people's engines may stand behind it.
            Path jar = Path.of(System.getProperty("java.class.path").split(File.pathSeparator, 2)[0]);
            if (!Files.isRegularFile(jar)) {
                throw Problem.conflict(
                        "not_packaged", "Starts are measured of the packaged program: run ./weir bench start.");
            }
            List<String> java = new ArrayList<>();
            java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            // As the launcher gives them: another collector or layout would pass over the cache.
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .filter(argument -> !argument.startsWith("-XX:AOT"))
                    .forEach(java::add);
            StartOptions options = options(() -> new StartOptions(
                    java, jar, jar.resolveSibling("weir-serve.aot"), or(starts, small ? 1 : StartOptions.USUAL)));
            return StartBench.run(options, home, progress);
        }
    }

    /** `weir bench calls`. */
    @Command(
            name = "calls",
            description =
                    "What the server weighs while thousands of slow calls are in flight, counted by the sandbox, and"
                            + " whether each row settles exactly once.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = {"  weir bench calls", "  weir bench calls --calls 2000 --latency 5"})
    static final class InFlight extends Measuring {

        @Option(names = "--calls", paramLabel = "N", description = "Calls in flight, at most 10,000, as if not said.")
        private @Nullable Integer calls;

        @Option(names = "--latency", paramLabel = "SECONDS", description = "Before each answer; 10 if not said.")
        private @Nullable Integer latency;

        InFlight(Terminal terminal) {
            super(terminal);
        }

        @Override
        BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
            InFlightOptions usual = small ? InFlightOptions.quick() : InFlightOptions.DEFAULT;
            InFlightOptions options = options(() -> (calls == null ? usual : usual.withCalls(calls))
                    .withLatency(latency == null ? usual.latency() : Duration.ofSeconds(latency)));
            return InFlightBench.run(options, home, progress);
        }
    }

    /** `weir bench callbacks`. */
    @Command(
            name = "callbacks",
            description = "How many signed call-backs a second the server takes durably while a million cells"
                    + " wait, with a client"
                    + " on the same machine, and whether any is lost.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = {"  weir bench callbacks", "  weir bench callbacks --waiting 200000 --calls 200000"})
    static final class Callbacks extends Measuring {

        @Option(names = "--waiting", paramLabel = "N", description = "Cells that wait; 1,000,000 if not said.")
        private @Nullable Integer waiting;

        @Option(names = "--calls", paramLabel = "N", description = "Call-backs that are sent; 100,000 if not said.")
        private @Nullable Integer calls;

        Callbacks(Terminal terminal) {
            super(terminal);
        }

        @Override
        BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
            CallbacksOptions usual = small ? CallbacksOptions.quick() : CallbacksOptions.DEFAULT;
            CallbacksOptions wanted = options(() -> usual.withWaiting(or(waiting, usual.waiting())));
            CallbacksOptions options = options(() -> wanted.withCalls(or(calls, wanted.calls())));
            return CallbacksBench.run(options, home, progress);
        }
    }
}
