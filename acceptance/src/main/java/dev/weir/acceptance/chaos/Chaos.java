package dev.weir.acceptance.chaos;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Showing;
import dev.weir.acceptance.chaos.faults.Coverage;
import dev.weir.acceptance.chaos.inside.Bug;
import dev.weir.acceptance.chaos.judge.Occurrence;
import dev.weir.acceptance.chaos.judge.RunReport;
import dev.weir.acceptance.temporal.Cluster;
import dev.weir.acceptance.temporal.ClusterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir chaos}: two servers at work, broken in every way, and then held against everybody else's books. */
@Command(
        name = "weir chaos",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Breaks an installation of its own for a while, in every way it may break, and holds what is left against the"
                    + " vendors' ledger, what clients were told, what a receiver heard, what a customer's database holds,"
                    + " and what the same seed comes to without faults.",
            "Then plants known bugs in the program, one at a time, each of which has to be found.",
            "Ends with 0 when all was shown, else with 1 and why."
        },
        footerHeading = "%nFor example:%n",
        footer = {"  weir chaos", "  weir chaos --minutes 2 --bugs none", "  weir chaos --bugs CAP_BLIND --minutes 0"})
public final class Chaos implements Callable<Integer> {

    /** What brings batches to workers. */
    enum Kind {
        CONDUCTOR,
        TEMPORAL
    }

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "20",
            description = "How long faults come, both engines together (default: 20; 0: only bugs are planted).")
    private int minutes;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Of load, vendors and faults; the same seed plays the same plans (default: drawn).")
    private @Nullable Long seed;

    @Option(
            names = "--engines",
            paramLabel = "E",
            split = ",",
            defaultValue = "conductor,temporal",
            description = "conductor, temporal or both (default: both, half of the time each).")
    private List<Kind> engines = List.of();

    @Option(
            names = "--bugs",
            paramLabel = "B",
            split = ",",
            defaultValue = "all",
            description = "all, none, or names of those to plant (default: all): ${COMPLETION-CANDIDATES}.",
            completionCandidates = BugNames.class)
    private List<String> bugs = List.of();

    @Option(
            names = "--bug-seconds",
            paramLabel = "N",
            defaultValue = "40",
            description = "How long faults come with each of them (default: 40).")
    private int bugSeconds;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "12",
            description = "How many submit at the same time (default: 12).")
    private int clients;

    @Option(names = "--folder", description = "Where everything is left (default: a new one).")
    private @Nullable Path folder;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    /** picocli sets the options. */
    private Chaos() {}

    public static void main(String[] arguments) {
        System.exit(ClusterOptions.line(new Chaos()).execute(arguments));
    }

    /** For the help. */
    private static final class BugNames extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        BugNames() {
            super(Arrays.stream(Bug.values()).map(Enum::name).toList());
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (minutes < 0 || bugSeconds < 1 || clients < 1) {
            System.err.println("--minutes is 0 or more, --bug-seconds and --clients are 1 or more.");
            return 2;
        }
        Set<Bug> planted = planted();
        long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
        Path given = folder;
        Path made = given == null ? Files.createTempDirectory("weir-chaos-") : Files.createDirectories(given);
        Path left = made.toRealPath();
        Showing showing = new Showing(System.out::println);
        String commit = RunReport.commitOf(Path.of("").toAbsolutePath());
        String command = "./weir chaos --minutes " + minutes + " --seed " + chosen + " --engines " + words(engines)
                + " --bugs " + String.join(",", bugs) + " --clients " + clients;
        showing.say("commit " + commit + "; once more by: " + command);
        Coverage coverage = new Coverage();
        try (RunGuard _ = RunGuard.over(left)) {
            if (minutes > 0) {
                tormented(showing, coverage, left, chosen, commit, command);
            }
            if (showing.shown()) {
                catchBugs(planted, showing, left, chosen);
            } else if (!planted.isEmpty()) {
                showing.say("No bug was planted: the program as it is has to be sound first.");
            }
        }
        return showing.verdict(left);
    }

    private Set<Bug> planted() {
        Set<Bug> all = EnumSet.noneOf(Bug.class);
        for (String name : bugs) {
            switch (name.toLowerCase(Locale.ROOT)) {
                case "all" -> all.addAll(EnumSet.allOf(Bug.class));
                case "none" -> {}
                default -> all.add(Bug.valueOf(name.toUpperCase(Locale.ROOT)));
            }
        }
        return all;
    }

    private static String words(List<Kind> some) {
        return String.join(
                ",",
                some.stream().map(one -> one.name().toLowerCase(Locale.ROOT)).toList());
    }

    /** Every engine in turn, over one matrix; what has to happen may happen with either. */
    private void tormented(Showing showing, Coverage coverage, Path left, long chosen, String commit, String command)
            throws IOException, InterruptedException {
        Map<String, Object> figures = new LinkedHashMap<>();
        Map<String, Occurrence> counters = new LinkedHashMap<>();
        List<Discrepancy> found = new ArrayList<>();
        Duration each = Duration.ofMinutes(minutes).dividedBy(engines.size());
        for (Kind engine : engines) {
            String name = engine.name().toLowerCase(Locale.ROOT);
            showing.say("");
            showing.say("with " + name + ", faults for " + each.toSeconds() + " s:");
            Path place = left.resolve(name);
            ChaosRun.Outcome outcome = run(engine, place, left, chosen, each, Optional.empty(), coverage, showing);
            outcome.ordeal().ifPresent(ordeal -> ordeal.lines().forEach(showing::say));
            outcome.broken().ifPresent(why -> showing.wrong(name + ": " + why));
            figures.put(name, outcome.size());
            outcome.counters()
                    .forEach(counter -> counters.merge(
                            counter.name(),
                            counter,
                            (one, other) -> new Occurrence(one.name(), one.sentence(), one.times() + other.times())));
            found.addAll(outcome.found());
        }
        RunReport report = new RunReport(chosen, commit, command, figures, List.copyOf(counters.values()), found);
        showing.say("");
        report.tell(showing);
        report.write(left.resolve("report.json"));
    }

    private ChaosRun.Outcome run(
            Kind engine,
            Path place,
            Path left,
            long chosen,
            Duration lasting,
            Optional<Bug> bug,
            Coverage coverage,
            Showing showing)
            throws IOException, InterruptedException {
        boolean sound = bug.isEmpty();
        boolean compared = sound || bug.get().judge() == Bug.Judge.UNDISTURBED;
        try (Cluster server = engine == Kind.TEMPORAL ? cluster.open(place.resolve("cluster")) : null) {
            return ChaosRun.of(
                    new ChaosRun.Wish(
                            place,
                            left.resolve("binaries"),
                            Optional.ofNullable(server),
                            chosen,
                            lasting,
                            clients,
                            bug,
                            coverage,
                            compared,
                            false),
                    sound ? showing::say : _ -> {});
        }
    }

    /** Each of them alone; the harness is worth what it finds. */
    private void catchBugs(Set<Bug> planted, Showing showing, Path left, long chosen)
            throws IOException, InterruptedException {
        int caught = 0;
        for (Bug bug : planted) {
            Path place = left.resolve("bugs").resolve(bug.name());
            ChaosRun.Outcome outcome = run(
                    Kind.CONDUCTOR,
                    place,
                    left,
                    chosen,
                    Duration.ofSeconds(bugSeconds),
                    Optional.of(bug),
                    new Coverage(),
                    showing);
            note(place.resolve("found.txt"), outcome);
            if (!outcome.found().isEmpty()) {
                if (bug.judge() == Bug.Judge.TIME || outcome.found().getFirst().kind() != Discrepancy.Kind.LOST) {
                    leaveLogs(place);
                }
                caught++;
                showing.say("found: " + bug + ", " + bug.breaks() + ": "
                        + outcome.found().getFirst() + more(outcome.found()));
            } else {
                showing.wrong("not found: " + bug + ", " + bug.breaks() + " (" + bug.judge() + ")"
                        + outcome.broken()
                                .map(why -> "; the run broke off: " + why)
                                .orElse(""));
            }
        }
        if (!planted.isEmpty()) {
            showing.say(caught + " of " + planted.size() + " planted bugs were found");
        }
    }

    /**
     * Nobody looks into the databases of an installation with a bug that was found by what it does; thirty of them would
     * fill a disk.
     */
    private static void leaveLogs(Path place) throws IOException {
        try (Stream<Path> left = Files.list(place)) {
            for (Path one : left.toList()) {
                if (Files.isDirectory(one)) {
                    MoreFiles.deleteRecursively(one, RecursiveDeleteOption.ALLOW_INSECURE);
                } else if (one.toString().endsWith(Volume.SUFFIX)) {
                    Files.delete(one);
                }
            }
        }
    }

    /** How many others there are, by their kind. */
    private static String more(List<Discrepancy> found) {
        Map<Discrepancy.Kind, Integer> others = new EnumMap<>(Discrepancy.Kind.class);
        found.stream().skip(1).forEach(one -> others.merge(one.kind(), 1, Integer::sum));
        return others.isEmpty() ? "" : ", and " + others;
    }

    /** What it went through, and everything that was found. */
    private static void note(Path file, ChaosRun.Outcome outcome) throws IOException {
        List<String> lines = new ArrayList<>();
        outcome.ordeal().ifPresent(ordeal -> lines.addAll(ordeal.lines()));
        outcome.broken().ifPresent(why -> lines.add("broken off: " + why));
        outcome.counters().forEach(one -> lines.add(one.name() + ": " + one.times()));
        outcome.found().forEach(one -> lines.add(one.toString()));
        Files.write(file, lines);
    }
}
