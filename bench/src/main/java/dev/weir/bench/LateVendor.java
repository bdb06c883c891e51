package dev.weir.bench;

import dev.weir.provider.Callback;
import dev.weir.provider.Pace;
import dev.weir.provider.Provider;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.WeirSettings;
import dev.weir.server.callbacks.Callbacks;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.CredentialKey;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.enrichment.EnrichmentSettings;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.engine.EngineStarter;
import dev.weir.server.vault.MasterKeys;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A vendor in our own process that calls back some time after it was handed something. It is asked for every fifth row,
 * which the instant provider does not find.
 */
final class LateVendor implements AutoCloseable {

    /** Of so many rows one is answered late. */
    private static final int EVERY = 5;

    private static final int TOGETHER = 100;

    /** Nobody is ever called there: the calls go by the door itself. */
    private static final URI ADDRESS = URI.create("http://127.0.0.1:1");

    private static final byte[] ANSWER = "ada@company.example".getBytes(StandardCharsets.UTF_8);

    private final List<Provider> providers = List.of(
            new InstantProvider(InstantProvider.SLUG, row -> row % EVERY == 0),
            new LateBenchProvider(
                    Set.of("person.first_name", "person.last_name", "company.domain"), TOGETHER, this::handed));
    private final Duration most;
    private final CompletableFuture<Callbacks> door = new CompletableFuture<>();
    private final ScheduledExecutorService caller = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("late-vendor").factory());
    private final SplittableRandom random = new SplittableRandom(1);
    private final AtomicInteger items = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** @param most how long its answers take at most; they take a third of it at least */
    LateVendor(Duration most) {
        this.most = most;
    }

    /** How many of so many rows are answered late. */
    static int lateOf(int rows) {
        return Math.ceilDiv(rows, EVERY);
    }

    /** Takes a job of that many rows in; nobody runs it yet. */
    static Job submit(BenchDatabase database, int rows) {
        try (LateVendor vendor = new LateVendor(Duration.ZERO);
                Weir weir = vendor.weir(database)) {
            return BenchJob.submit(
                    weir, List.of(InstantProvider.SLUG, LateBenchProvider.SLUG), 0, rows, BenchJob.NOBODY);
        }
    }

    Weir weir(BenchDatabase database) {
        return new Weir(database.url(), database.target().appPassword(), providers, MasterKeys.passing());
    }

    /** Starts that engine, which this vendor then calls back. */
    RunningWeir start(Weir weir, EngineStarter engine) {
        WeirSettings usual = WeirSettings.defaults("bench").withPublicUrl(ADDRESS);
        EnrichmentSettings waits = usual.enrichment();
        WeirSettings settings =
                usual.with(waits.withLinger(least(waits.linger(), most)).withLateLook(least(waits.lateLook(), most)));
        RunningWeir running = weir.start(
                UUID.randomUUID(),
                (workspaceId, slug) -> Optional.of(new Access(
                        new CredentialKey(workspaceId, slug, "bench"),
                        ADDRESS,
                        slug.equals(LateBenchProvider.SLUG) ? Map.of("api_key", BenchVendor.SECRET) : Map.of(),
                        Pace.unlimited(10_000))),
                settings,
                _ -> {},
                Failpoint.NONE,
                engine);
        door.complete(running.callbacks());
        return running;
    }

    /** Who answers soon is also asked soon. */
    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private synchronized Submitted handed(Submission submission) {
        items.addAndGet(submission.items().size());
        URI callback = submission.callback();
        if (callback == null) {
            throw new IllegalStateException("it was given no address to call back");
        }
        long millis = random.nextLong(most.toMillis() / 3, most.toMillis());
        var _ = caller.schedule(() -> call(callback), millis, TimeUnit.MILLISECONDS);
        return new Submitted.Accepted(submission.reference(), Map.of());
    }

    private void call(URI callback) {
        try {
            String[] path = callback.getPath().split("/", -1);
            Callbacks callbacks = door.join();
            var _ = callbacks.callback(
                    callbacks.addressee(path[path.length - 2], path[path.length - 1]),
                    new Callback(
                            Map.of(LateBenchProvider.SIGNATURE, LateBenchProvider.sign(ANSWER)), Map.of(), ANSWER));
            calls.incrementAndGet();
        } catch (RuntimeException failed) {
            failures.add(failed);
        }
    }

    /** @throws IllegalStateException when not every late row was asked once, and every submission called back once */
    void requireEachAskedOnce(int rows) {
        if (items.get() != lateOf(rows) || !failures.isEmpty()) {
            throw new IllegalStateException(
                    items + " late questions of " + lateOf(rows) + ", " + calls + " call-backs, refused: " + failures);
        }
    }

    @Override
    public void close() {
        caller.shutdownNow();
    }
}
