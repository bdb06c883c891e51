package dev.weir.bench;

import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import dev.weir.server.workspace.ApiKey;
import dev.weir.server.workspace.Role;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Watches one job from many connections while it runs, as browsers do, by server-sent events: how many come, how far those
 * who hear of a standing last are behind whoever hears of it first, how long after its end the job is told to be over, and
 * what that costs the server.
 */
public final class WatchersBench {

    private static final String ID = "id: ";
    private static final String FINAL = "event: final";

    private static final String CLOSED =
            "SELECT extract(epoch FROM closed_at) * 1000 FROM weir.job_state WHERE job_id = ?";

    /** An event as it came to one watcher. */
    private record Seen(String id, long nanos) {}

    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    /** When each watcher heard of the end, in milliseconds of the day's clock, which is the database's too. */
    private final Queue<Long> ends = new ConcurrentLinkedQueue<>();

    private final WatchersOptions options;

    private WatchersBench(WatchersOptions options) {
        this.options = options;
    }

    /** Runs over a PostgreSQL of its own in that folder, which ends with it. */
    public static FigureReport run(WatchersOptions options, Path home, PrintStream progress) throws Exception {
        return OwnPostgres.run(home, target -> run(options, target, progress));
    }

    /**
     * Runs it; leaves no database and no process behind.
     *
     * @throws dev.weir.server.problem.Problem when the server is not durable or cannot be prepared
     * @throws Exception when the job fails or a watcher is refused
     */
    public static FigureReport run(WatchersOptions options, Target target, PrintStream progress) throws Exception {
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        WatchersBench bench = new WatchersBench(options);
        try (BenchDatabases databases = new BenchDatabases(target)) {
            BenchDatabase database = databases.prepared();
            try (Weir weir = BenchJob.weir(database);
                    ServerNodes nodes = ServerNodes.start(
                            database, 1, () -> NodeWish.instant(true).paced(options.perSecond()))) {
                Job job = BenchJob.submit(weir, options.rows());
                String key = weir.transactions()
                        .in(
                                job.workspaceId(),
                                () -> weir.keys()
                                        .create(
                                                job.workspaceId(),
                                                new ApiKey.Wish("bench", Role.VIEWER, null, null),
                                                "bench"))
                        .clear();
                progress.println(options.watchers() + " watch a job of " + options.rows() + " rows ...");
                ServerNode node = nodes.all().getFirst();
                double before = node.micros();
                long began = System.nanoTime();
                try (ApiClient api = new ApiClient(node.base(), key)) {
                    bench.watch(api, job);
                }
                double seconds = (System.nanoTime() - began) / 1e9;
                double percent = (node.micros() - before) / 1e4 / seconds;
                BenchJob.await(database, job, options.rows());
                double[] late = bench.endDelays(database, job);
                return bench.report(card, seconds, percent, late, nodes.end().getFirst());
            }
        }
    }

    private void watch(ApiClient api, Job job) throws InterruptedException, IOException {
        String path = "/api/v1/workspaces/" + job.workspaceId() + "/enrichment-jobs/" + job.id() + "/progress";
        List<Future<Integer>> watching = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < options.watchers(); i++) {
                watching.add(threads.submit(() -> api.lines(path, this::see)));
            }
            for (Future<Integer> one : watching) {
                if (one.get() != 200) {
                    throw new IOException("a watcher was answered with " + one.get());
                }
            }
        } catch (ExecutionException e) {
            throw new IOException("a watcher was cut off", e.getCause());
        }
    }

    private void see(String line) {
        if (line.startsWith(ID)) {
            seen.add(new Seen(line.substring(ID.length()), System.nanoTime()));
        } else if (line.startsWith(FINAL)) {
            ends.add(Instant.now().toEpochMilli());
        }
    }

    private double[] endDelays(BenchDatabase database, Job job) throws SQLException {
        try (Connection connection = database.owner();
                PreparedStatement statement = connection.prepareStatement(CLOSED)) {
            statement.setLong(1, job.id());
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                double closed = result.getDouble(1);
                return ends.stream().mapToDouble(end -> end - closed).toArray();
            }
        }
    }

    /** How far each event was behind the first watcher who got the same. */
    private double[] behindTheFirst() {
        Map<String, Long> first = new ConcurrentHashMap<>();
        seen.forEach(event -> first.merge(event.id(), event.nanos(), Math::min));
        return seen.stream()
                .mapToDouble(event -> (event.nanos() - first.getOrDefault(event.id(), event.nanos())) / 1e6)
                .toArray();
    }

    private FigureReport report(MachineCard card, double seconds, double percent, double[] late, double rssMiB) {
        Latencies behind = new Latencies(behindTheFirst());
        Latencies end = new Latencies(late);
        FigureReport.Parts parts = FigureReport.on(card)
                .figure(
                        "watcherEvents",
                        seen.size(),
                        "%.0f",
                        Goal.NONE,
                        "delivered to " + options.watchers() + " watchers in " + Math.round(seconds) + " s")
                .figure(
                        "watchersWithoutEnd",
                        options.watchers() - ends.size(),
                        "%.0f",
                        Goal.exactly(0),
                        "who were not told of the end")
                .figure("watcherP50Millis", behind.at(0.5), "%.1f", Goal.NONE, "behind who hears of it first")
                .figure("watcherP99Millis", behind.at(0.99), "%.1f", Goal.NONE, "behind who hears of it first")
                .figure("watcherEndP50Millis", end.at(0.5), "%.0f", Goal.NONE, "from the job's close to its being told")
                .figure(
                        "watcherEndP99Millis",
                        end.at(0.99),
                        "%.0f",
                        Goal.NONE,
                        "from the job's close to its being told")
                .figure(
                        "watchersCpuPercent",
                        percent,
                        "%.1f",
                        Goal.NONE,
                        "of a core, the server, the job of " + options.perSecond() + " rows/s included")
                .figure("watchersRssMiB", rssMiB, "%.0f", Goal.atMost(1_024), "peak of the server's JVM")
                .more("watchers", options.watchers())
                .more("rows", options.rows())
                .more("perSecond", options.perSecond());
        return parts.report();
    }
}
