package dev.weir.bench;

import dev.weir.provider.Pace;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.WeirSettings;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.CredentialKey;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.enrichment.AccessBook;
import dev.weir.server.jobs.Job;
import dev.weir.server.vault.MasterKeys;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long a job of one row takes, from the call that submits it to its close as a client sees it: on an idle
 * engine, and while a large job of the same workspace runs beside it, paced to a share of the machine.
 *
 * <p>The two ask different vendors, both in our own process and answering at once, so that the large one's pace is not
 * the small one's.
 */
public final class LatencyBench {

    private static final String LARGE_SLUG = "paced";
    /** Between two one-row jobs, drawn evenly, so that they do not fall into step with anything. */
    private static final int GAP_LEAST_MILLIS = 20;

    private static final int GAP_MOST_MILLIS = 80;
    private static final int MOST_WARM_UP_JOBS = 50;
    /** One-row jobs one after another during each of which a large one ended: these are too small then. */
    private static final int MOST_MISSED = 5;

    private final LatencyOptions options;
    private final PrintStream progress;
    private final Meter meter;
    private final BenchVendor small = BenchVendor.INSTANT;
    private final BenchVendor large = new BenchVendor(
            new InstantProvider(LARGE_SLUG), small.base(), small.concurrency(), WeirSettings.defaults("bench"));
    private final SplittableRandom random = new SplittableRandom(1);
    private int jobsSoFar;

    private LatencyBench(LatencyOptions options, PrintStream progress, Meter meter) {
        this.options = options;
        this.progress = progress;
        this.meter = meter;
    }

    /** Runs over a PostgreSQL of its own in that folder, which ends with it. */
    public static LatencyReport run(LatencyOptions options, Path home, PrintStream progress) throws Exception {
        return OwnPostgres.run(home, target -> run(options, target, progress));
    }

    /**
     * Runs both parts; takes minutes and most of both cores. Leaves no database behind.
     *
     * @throws dev.weir.server.problem.Problem when the server is not durable or cannot be prepared
     * @throws Exception when a job fails, does not end in time, or one after another large ones end before a small one does
     */
    public static LatencyReport run(LatencyOptions options, Target target, PrintStream progress) throws Exception {
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        LatencyBench bench = new LatencyBench(options, progress, Meter.of(target));
        try (BenchDatabases databases = new BenchDatabases(target)) {
            BenchDatabase prepared = databases.prepared();
            double microsPerRow = bench.warmUp(databases, prepared);
            return bench.measure(card, databases.cloneOf(prepared), microsPerRow);
        }
    }

    /** Returns the processor time of one row. */
    private double warmUp(BenchDatabases databases, BenchDatabase prepared) throws Exception {
        progress.println("warm-up, " + options.warmUpRows() + " rows");
        BenchDatabases.Loaded loaded = databases.loaded(prepared, options.warmUpRows());
        BenchDatabase database = databases.cloneOf(loaded.template());
        Usage usage = meter.measure(database, loaded.rows(), clock -> EngineBench.engine(database, loaded, clock));
        databases.drop(database);
        databases.drop(loaded.template());
        double pg = usage.perUnit(usage.pgCpuMicros());
        return usage.perUnit(usage.jvmCpuMicros()) + (Double.isNaN(pg) ? 0 : pg);
    }

    private LatencyReport measure(MachineCard card, BenchDatabase database, double microsPerRow) throws Exception {
        Cell idle = new Cell("one-row jobs, idle engine");
        Cell busy = new Cell("one-row jobs, beside a large one");
        Pacer pacer = new Pacer(meter, options.cpuPercent(), microsPerRow, options.inLine());
        try (Weir weir = new Weir(
                        database.url(),
                        database.target().appPassword(),
                        List.of(small.provider(), large.provider()),
                        MasterKeys.passing());
                RunningWeir running =
                        weir.start(UUID.randomUUID(), access(pacer), small.settings(), _ -> {}, Failpoint.NONE)) {
            oneRowJobs(weir, running, database, Math.min(MOST_WARM_UP_JOBS, options.jobs()), null);
            Latencies alone = timed(idle, weir, running, database, null);
            LargeJobs beside = new LargeJobs(weir, running, database);
            String paced = pacer.settle();
            progress.println("large job: " + options.large() + " rows, paced to " + paced);
            Latencies loaded = timed(busy, weir, running, database, beside);
            pacer.letGo();
            beside.end();
            return new LatencyReport(card, options, paced, alone, loaded, idle, busy);
        }
    }

    /** A large job, and a further one whenever it has ended: how long the small ones take is not known before. */
    private final class LargeJobs {
        private final Weir weir;
        private final RunningWeir running;
        private final BenchDatabase database;
        private Job job;
        private int begun;

        LargeJobs(Weir weir, RunningWeir running, BenchDatabase database) {
            this.weir = weir;
            this.running = running;
            this.database = database;
            this.job = begin();
        }

        /** Rows of its own: nothing is remembered. */
        private Job begin() {
            return BenchJob.submit(weir, large, options.large() * begun++, options.large(), running.engine());
        }

        void keepRunning(PhaseWatch watch) throws SQLException {
            if (watch.isClosed(job)) {
                BenchJob.requireCompleted(weir, job, options.large());
                progress.println("the large job has ended, another one follows");
                job = begin();
            }
        }

        boolean runs(PhaseWatch watch) throws SQLException {
            return !watch.isClosed(job);
        }

        void end() throws SQLException, InterruptedException {
            BenchJob.await(database, job, options.large());
            BenchJob.requireCompleted(weir, job, options.large());
        }
    }

    private AccessBook access(Pacer pacer) {
        return (workspaceId, slug) -> Optional.of(new Access(
                new CredentialKey(workspaceId, slug, "bench"),
                URI.create("https://instant.example"),
                Map.of(),
                slug.equals(LARGE_SLUG) ? pacer.pace() : Pace.unlimited(small.concurrency())));
    }

    private Latencies timed(
            Cell cell, Weir weir, RunningWeir running, BenchDatabase database, @Nullable LargeJobs beside)
            throws Exception {
        double[][] millis = new double[1][];
        cell.add(meter.measureAlive(database, options.jobs(), clock -> {
            clock.begin();
            millis[0] = oneRowJobs(weir, running, database, options.jobs(), beside);
            clock.end();
            return Meter.NO_LATENCY;
        }));
        Latencies latencies = new Latencies(millis[0]);
        progress.println(cell.name() + ": " + latencies.text());
        return latencies;
    }

    /** @param beside what runs all the while; one-row jobs during which it ended do not count, and are run again */
    private double[] oneRowJobs(
            Weir weir, RunningWeir running, BenchDatabase database, int jobs, @Nullable LargeJobs beside)
            throws SQLException, InterruptedException {
        double[] millis = new double[jobs];
        try (PhaseWatch watch = new PhaseWatch(database)) {
            int done = 0;
            int missed = 0;
            while (done < jobs) {
                if (beside != null) {
                    beside.keepRunning(watch);
                }
                Thread.sleep(random.nextInt(GAP_LEAST_MILLIS, GAP_MOST_MILLIS));
                long from = System.nanoTime();
                // Rows of their own: nothing is remembered.
                Job job = BenchJob.submit(weir, small, jobsSoFar++, 1, running.engine());
                watch.awaitClosed(job);
                millis[done] = (System.nanoTime() - from) / 1e6;
                BenchJob.requireCompleted(weir, job, 1);
                if (beside == null || beside.runs(watch)) {
                    done++;
                    missed = 0;
                } else if (++missed == MOST_MISSED) {
                    throw new IllegalStateException(missed + " large jobs of " + options.large()
                            + " rows ended each before a job of one row did; give them more rows");
                }
            }
        }
        return millis;
    }
}
