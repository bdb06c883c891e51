package dev.weir.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Pace;
import dev.weir.provider.Provider;
import dev.weir.provider.Values;
import dev.weir.providers.Providers;
import dev.weir.sandbox.SandboxServer;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Vendor;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.WeirSettings;
import dev.weir.server.conductor.ConductorSettings;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.CredentialKey;
import dev.weir.server.egress.CredentialStopped;
import dev.weir.server.egress.EgressSettings;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.enrichment.AccessBook;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.JobRequest;
import dev.weir.server.jobs.RowView;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.jobs.engine.Engine;
import dev.weir.server.jobs.engine.EngineStarter;
import dev.weir.server.vault.MasterKeys;
import dev.weir.server.waterfall.FieldPlan;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Everything there is, over a database and a sandbox of its own. */
public final class TestWeir implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final WeirDatabase database;
    private final SandboxServer sandbox;
    private final Weir weir;
    private final Workspace workspace;
    private final MasterKeys masterKeys = MasterKeys.passing();
    private final ConcurrentLinkedQueue<CredentialStopped> stopped = new ConcurrentLinkedQueue<>();
    private WeirSettings settings;
    private @Nullable EngineStarter engine;
    private @Nullable Function<Weir, AccessBook> access;
    private boolean keysSetOnly;

    public TestWeir(SandboxSettings settings, Path folder) {
        this(settings, folder, Providers.shipped().all());
    }

    public TestWeir(SandboxSettings settings, Path folder, List<Provider> providers) {
        this(settings, folder, providers, WeirDatabase.fresh());
    }

    /** Over that database, which is closed with it. */
    public TestWeir(SandboxSettings settings, Path folder, List<Provider> providers, WeirDatabase database) {
        this.database = database;
        this.sandbox = sandbox(settings, folder);
        this.weir = new Weir(database.jdbcUrl(), database.appPassword(), providers, masterKeys);
        this.workspace = weir.workspaces().ensure("test", true, true);
        this.settings = WeirSettings.defaults("test")
                .with(EgressSettings.defaults("test")
                        .with(EgressSettings.Reach.only(new EgressSettings.Target("127.0.0.1", sandbox.port()))))
                .with(ConductorSettings.DEFAULT.withPoll(Duration.ofMillis(50)));
    }

    private static SandboxServer sandbox(SandboxSettings settings, Path folder) {
        try {
            return SandboxServer.start(settings, folder, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TestWeir settings(UnaryOperator<WeirSettings> change) {
        settings = change.apply(settings);
        return this;
    }

    /** Programs started from now on run that engine. */
    public TestWeir engine(EngineStarter other) {
        engine = other;
        return this;
    }

    /** Programs started from now on reach only providers whose credential has been set, and those that need none. */
    public TestWeir reachingBySetKeysOnly() {
        keysSetOnly = true;
        return this;
    }

    /** Programs started from now on reach vendors by that, and not all of them with a key of the test's. */
    public TestWeir access(Function<Weir, AccessBook> other) {
        access = other;
        return this;
    }

    public WeirDatabase database() {
        return database;
    }

    public SandboxServer sandbox() {
        return sandbox;
    }

    public Weir weir() {
        return weir;
    }

    public Workspace workspace() {
        return workspace;
    }

    /** The credentials that vendors have refused, as the engines were told. */
    public List<CredentialStopped> stopped() {
        return List.copyOf(stopped);
    }

    /** Another program over the same database: an engine of its pool can die without taking the test's along. */
    public Weir another() {
        return new Weir(
                database.jdbcUrl(), database.appPassword(), weir.catalog().providers(), masterKeys);
    }

    /** Starts an engine of another program. */
    public RunningWeir start(Weir program, UUID home, Failpoint failpoint) {
        EngineStarter chosen = engine;
        AccessBook book = access == null ? accessBook() : access.apply(program);
        return chosen == null
                ? program.start(home, book, settings, stopped::add, failpoint)
                : program.start(home, book, settings, stopped::add, failpoint, chosen);
    }

    /** Starts an engine of a home of its own. */
    public RunningWeir start() {
        return start(UUID.randomUUID(), Failpoint.NONE);
    }

    public RunningWeir start(UUID home, Failpoint failpoint) {
        return start(weir, home, failpoint);
    }

    private static final String COUNTED_AND_DEAD = """
            INSERT INTO weir.node (home, beat_until, counted_from)
            VALUES (?, weir.now() + interval '1 minute', weir.now())
            """;

    /**
     * Starts an engine in the place of a dead one that all others had counted: it may call at once, and need not wait
     * ten seconds for them to count it, too.
     */
    public RunningWeir startBesideOthers() {
        return startBesideOthers(weir);
    }

    /** The same of another program. */
    public RunningWeir startBesideOthers(Weir program) {
        UUID home = UUID.randomUUID();
        database.ownerJdbc().sql(COUNTED_AND_DEAD).param(home).update();
        return start(program, home, Failpoint.NONE);
    }

    private AccessBook accessBook() {
        AccessBook all = (workspaceId, provider) -> Optional.of(new Access(
                new CredentialKey(workspaceId, provider, "test"),
                base(provider),
                secrets(provider),
                Pace.unlimited(64)));
        return keysSetOnly
                ? (workspaceId, provider) ->
                        isSet(workspaceId, provider) ? all.find(workspaceId, provider) : Optional.empty()
                : all;
    }

    /** A key for whatever the provider calls so. */
    private Map<String, String> secrets(String provider) {
        Map<String, String> secrets = new HashMap<>(Map.of("api_key", "test-key"));
        weir.catalog()
                .find(provider)
                .ifPresent(known -> known.secrets()
                        .forEach(name -> secrets.put(name, name.equals("header_name") ? "" : "test-key")));
        return secrets;
    }

    private boolean isSet(long workspaceId, String provider) {
        return weir.transactions()
                .in(workspaceId, () -> weir.credentials().find(workspaceId, provider))
                .isPresent();
    }

    /** The sandbox's address for the vendor, with the path that the vendor's own base address has. */
    private URI base(String provider) {
        URI own = weir.catalog().find(provider).orElseThrow().baseUrl();
        if (Arrays.stream(Vendor.values()).noneMatch(vendor -> vendor.slug().equals(provider))) {
            return own;
        }
        String path = own.getPath();
        return URI.create(sandbox.base(provider) + path);
    }

    /** A plan that asks each field of those providers. */
    public Plan plan(OnDoubt onDoubt, List<String> fields, String... providers) {
        Map<String, List<Place>> places = new HashMap<>();
        fields.forEach(field -> {
            List<String> giving = List.of(providers).stream()
                    .filter(name -> weir.catalog().giving(field).stream()
                            .anyMatch(provider -> provider.slug().equals(name)))
                    .toList();
            places.put(field, weir.catalog().places(field, giving));
        });
        return new Plan(FieldPlan.compile(fields, places, Set.of()), onDoubt);
    }

    public JobRequest request(Plan plan) {
        return new JobRequest(workspace, "test", null, plan, null, null, false);
    }

    public Job submit(JobRequest request, List<Map<String, Object>> rows, Engine engine) {
        return weir.jobs()
                .submit(
                        request,
                        rows.stream()
                                .map(row -> ValuesJson.write(new Values(row)))
                                .iterator(),
                        engine);
    }

    /** Waits until the job has closed. */
    public JobProgress await(Job job) {
        return await(job, PATIENCE);
    }

    public JobProgress await(Job job, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            JobProgress progress = weir.jobs().progress(job);
            if (progress.closed()) {
                return progress;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("job " + job.id() + " has not closed: " + progress);
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
    }

    /** Waits until the job stands so. */
    public JobProgress await(Job job, String what, Predicate<JobProgress> wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JobProgress progress = weir.jobs().progress(job);
            if (wanted.test(progress)) {
                return progress;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("job " + job.id() + " is not " + what + ": " + progress);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
    }

    /** Everything that must hold, recomputed from raw rows, holds. */
    public void assertVerified() {
        assertThat(weir.verification().run().findings()).isEmpty();
    }

    /** Companies with domains of their own, {@code company0.example} on. */
    public static List<Map<String, Object>> companies(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Map.<String, Object>of("company.domain", "company" + i + ".example"))
                .toList();
    }

    /** The job's rows with what was found. */
    public List<RowView> rows(Job job, int total) {
        List<RowView> rows = new ArrayList<>();
        weir.rows().forEach(job, total, rows::add);
        return rows;
    }

    /** The text of a found value; null when there is none. */
    public static @Nullable String text(RowView row, String field) {
        RowView.FoundValue value = row.found().get(field);
        return value == null ? null : value.value().toString();
    }

    @Override
    public void close() {
        weir.close();
        try {
            sandbox.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        database.close();
    }
}
