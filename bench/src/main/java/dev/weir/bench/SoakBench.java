package dev.weir.bench;

import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import dev.weir.server.workspace.ApiKey;
import dev.weir.server.workspace.Role;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a server at mixed work for an hour, and looks whether anything creeps: large jobs one after another at the pace of
 * their vendor, jobs of one row beside them, and somebody who reads what has come of it. Each figure is the slope of a straight
 * line through the samples, in percent of their mean and per hour.
 */
public final class SoakBench {

    private static final Duration BETWEEN_SMALL_JOBS = Duration.ofMillis(200);
    private static final Duration BETWEEN_READS = Duration.ofMillis(500);
    private static final double HOUR = 3_600;
    /** Of the samples, at the beginning, which do not count. */
    private static final double WARM_UP = 0.1;

    private static final double MIB = 1 << 20;

    private static final String STANDING = """
            SELECT (SELECT coalesce(sum(posted), 0) FROM weir.account WHERE kind = 2), pg_database_size(current_database())
            """;

    /** What was seen at a look. */
    private record Sample(
            double seconds, double rows, double perSecond, double rssMiB, double bytes, double p99Millis) {

        double bytesPerRow() {
            return rows == 0 ? Double.NaN : bytes / rows;
        }
    }

    private final SoakOptions options;
    private final PrintStream progress;
    private final Queue<Double> millis = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicInteger nextRow = new AtomicInteger();
    private final AtomicReference<@Nullable Job> latest = new AtomicReference<>();

    private SoakBench(SoakOptions options, PrintStream progress) {
        this.options = options;
        this.progress = progress;
    }

    /** Runs over a PostgreSQL of its own in that folder, which ends with it. */
    public static FigureReport run(SoakOptions options, Path home, PrintStream progress) throws Exception {
        return OwnPostgres.run(home, target -> run(options, target, progress));
    }

    /**
     * Runs it; leaves no database and no process behind.
     *
     * @throws dev.weir.server.problem.Problem when the server is not durable or cannot be prepared
     * @throws Exception when a job fails or a read is refused
     */
    public static FigureReport run(SoakOptions options, Target target, PrintStream progress) throws Exception {
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        SoakBench bench = new SoakBench(options, progress);
        try (BenchDatabases databases = new BenchDatabases(target)) {
            BenchDatabase database = databases.prepared();
            try (Weir weir = BenchJob.weir(database);
                    ServerNodes nodes = ServerNodes.start(
                            database, 1, () -> NodeWish.instant(true).paced(options.perSecond()))) {
                List<Sample> samples = bench.soak(database, weir, nodes.all().getFirst());
                nodes.end();
                return bench.report(card, samples);
            }
        }
    }

    private List<Sample> soak(BenchDatabase database, Weir weir, ServerNode node) throws Exception {
        long workspace =
                weir.workspaces().ensure(BenchJob.WORKSPACE, false, true).id();
        String key = weir.transactions()
                .in(
                        workspace,
                        () -> weir.keys().create(workspace, new ApiKey.Wish("bench", Role.VIEWER, null, null), "bench"))
                .clear();
        List<Thread> threads = List.of(
                begin("bench-large", () -> largeJobs(database, weir)),
                begin("bench-small", () -> smallJobs(database, weir)),
                begin("bench-reads", () -> reads(node, key)));
        try {
            return look(database, node);
        } finally {
            over.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    /** What a thread does until all is over. */
    private interface Work {
        void run() throws Exception;
    }

    private Thread begin(String name, Work work) {
        return Thread.ofPlatform().name(name).daemon().start(() -> {
            try {
                while (!over.get()) {
                    work.run();
                }
            } catch (Exception | Error failed) {
                failure.compareAndSet(null, failed);
            }
        });
    }

    private void largeJobs(BenchDatabase database, Weir weir) throws Exception {
        int rows = options.jobRows();
        Job job = BenchJob.submit(weir, BenchVendor.INSTANT, nextRow.getAndAdd(rows), rows, BenchJob.NOBODY);
        latest.set(job);
        BenchJob.await(database, job, rows);
        BenchJob.requireCompleted(weir, job, rows);
    }

    private void smallJobs(BenchDatabase database, Weir weir) throws Exception {
        try (PhaseWatch watch = new PhaseWatch(database)) {
            while (!over.get()) {
                Thread.sleep(BETWEEN_SMALL_JOBS);
                long from = System.nanoTime();
                Job job = BenchJob.submit(weir, BenchVendor.INSTANT, nextRow.getAndIncrement(), 1, BenchJob.NOBODY);
                watch.awaitClosed(job);
                millis.add((System.nanoTime() - from) / 1e6);
            }
        }
    }

    private void reads(ServerNode node, String key) throws Exception {
        try (ApiClient api = new ApiClient(node.base(), key)) {
            while (!over.get()) {
                Thread.sleep(BETWEEN_READS);
                Job job = latest.get();
                if (job == null) {
                    continue;
                }
                String path = "/api/v1/workspaces/" + job.workspaceId() + "/enrichment-jobs/" + job.id();
                for (String one : List.of(path, path + "/rows", path + "/records")) {
                    int status = api.get(one).status();
                    if (status != 200) {
                        throw new IOException(one + " was answered with " + status);
                    }
                }
            }
        }
    }

    private void requireAllGoOn() {
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("the soak has failed", failed);
        }
    }

    /** From the end of the first small job on. */
    private List<Sample> look(BenchDatabase database, ServerNode node) throws Exception {
        List<Sample> samples = new ArrayList<>();
        while (millis.isEmpty()) {
            requireAllGoOn();
            Thread.sleep(BETWEEN_SMALL_JOBS);
        }
        long began = System.nanoTime();
        Sample before = new Sample(0, 0, 0, 0, 0, 0);
        try (Connection connection = database.owner();
                Statement statement = connection.createStatement()) {
            while (before.seconds() < options.seconds()) {
                Thread.sleep(options.betweenLooks());
                requireAllGoOn();
                Sample sample = sample(statement, node, (System.nanoTime() - began) / 1e9, before);
                samples.add(sample);
                progress.printf(
                        Locale.ROOT,
                        "%6.0f s %8.0f rows/s %6.0f MiB %9.0f B/row p99 %6.1f ms%n",
                        sample.seconds(),
                        sample.perSecond(),
                        sample.rssMiB(),
                        sample.bytesPerRow(),
                        sample.p99Millis());
                before = sample;
            }
        }
        return samples;
    }

    private Sample sample(Statement statement, ServerNode node, double seconds, Sample before) throws SQLException {
        double[] latencies = new double[millis.size()];
        for (int i = 0; i < latencies.length; i++) {
            Double one = millis.poll();
            latencies[i] = one == null ? 0 : one;
        }
        double p99 = latencies.length == 0 ? Double.NaN : new Latencies(latencies).at(0.99);
        try (ResultSet result = statement.executeQuery(STANDING)) {
            result.next();
            double rows = result.getDouble(1) / InstantProvider.COST_MILLI;
            return new Sample(
                    seconds,
                    rows,
                    (rows - before.rows()) / (seconds - before.seconds()),
                    Memory.mib(Proc.rssKiB(node.handle().pid())),
                    result.getDouble(2),
                    p99);
        }
    }

    private FigureReport report(MachineCard card, List<Sample> all) {
        List<Sample> samples = all.subList((int) (all.size() * WARM_UP), all.size());
        return FigureReport.on(card)
                .figure(
                        "throughputSlope",
                        slope(samples, Sample::perSecond),
                        "%.1f",
                        Goal.atLeast(-5),
                        "% an hour, rows/s; mean " + mean(samples, Sample::perSecond, "%.0f"))
                .figure(
                        "rssSlope",
                        slope(samples, Sample::rssMiB),
                        "%.1f",
                        Goal.atMost(10),
                        "% an hour, memory of the server; mean MiB " + mean(samples, Sample::rssMiB, "%.0f"))
                .figure(
                        "bytesPerRowSlope",
                        slope(samples, Sample::bytesPerRow),
                        "%.1f",
                        Goal.atMost(5),
                        "% an hour, database ÷ rows; mean B " + mean(samples, Sample::bytesPerRow, "%.0f"))
                .figure(
                        "p99Slope",
                        slope(samples, Sample::p99Millis),
                        "%.1f",
                        Goal.atMost(25),
                        "% an hour, one-row jobs; mean p99 ms " + mean(samples, Sample::p99Millis, "%.0f"))
                .more("seconds", options.seconds())
                .more("samples", samples.size())
                .more(
                        "series",
                        List.of(
                                plot(all, "Rows a second", "rows/s", Sample::perSecond),
                                plot(all, "Memory of the server, MiB", "MiB", Sample::rssMiB),
                                plot(all, "Size of the database, MiB", "MiB", sample -> sample.bytes() / MIB),
                                plot(all, "p99 of one-row jobs, ms", "ms", Sample::p99Millis)))
                .report();
    }

    /** Of the line with the least squares, in percent of the mean, per hour. */
    private static double slope(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        List<Sample> known = samples.stream()
                .filter(sample -> Double.isFinite(figure.applyAsDouble(sample)))
                .toList();
        double meanX = known.stream().mapToDouble(Sample::seconds).average().orElse(Double.NaN);
        double meanY = known.stream().mapToDouble(figure).average().orElse(Double.NaN);
        double products = 0;
        double squares = 0;
        for (Sample sample : known) {
            double x = sample.seconds() - meanX;
            products += x * (figure.applyAsDouble(sample) - meanY);
            squares += x * x;
        }
        return 100 * HOUR * products / squares / meanY;
    }

    private static String mean(List<Sample> samples, ToDoubleFunction<Sample> figure, String format) {
        return Figures.text(
                samples.stream()
                        .mapToDouble(figure)
                        .filter(Double::isFinite)
                        .average()
                        .orElse(Double.NaN),
                format);
    }

    private static Map<String, @Nullable Object> plot(
            List<Sample> samples, String title, String name, ToDoubleFunction<Sample> figure) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("name", name);
        line.put(
                "points",
                samples.stream()
                        .filter(sample -> Double.isFinite(figure.applyAsDouble(sample)))
                        .map(sample -> List.of(
                                Math.round(sample.seconds() / 0.6) / 100.0,
                                Math.round(figure.applyAsDouble(sample) * 100) / 100.0))
                        .toList());
        Map<String, @Nullable Object> plot = new LinkedHashMap<>();
        plot.put("title", title);
        plot.put("across", "minutes");
        plot.put("lines", List.of(line));
        return plot;
    }
}
