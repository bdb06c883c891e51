package dev.weir.acceptance;

import dev.weir.provider.Provider;
import dev.weir.providers.Providers;
import dev.weir.sandbox.SandboxServer;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.Weir;
import dev.weir.server.enrichment.Doubt;
import dev.weir.server.enrichment.Doubts;
import dev.weir.server.jobs.Job;
import dev.weir.server.vault.MasterKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One run's own database and vendors, which outlive every worker. */
final class Stage implements AutoCloseable {

    private final Arena arena;
    private final String jdbcUrl;
    private final SandboxServer sandbox;
    private final Assignment assignment;
    private final Path folder;
    private final List<Provider> providers = Tagged.all(Providers.shipped().all());
    private final Weir weir;
    private final JdbcClient tables;

    Stage(Arena arena, String database, Assignment assignment, SandboxSettings settings, Path folder) {
        this.arena = arena;
        this.jdbcUrl = arena.jdbcUrl(database);
        this.assignment = assignment;
        this.folder = folder;
        this.sandbox = sandbox(settings, folder.resolve("sandbox"));
        this.weir = new Weir(jdbcUrl, arena.appPassword(), providers, MasterKeys.passing());
        this.tables = JdbcClient.create(arena.owner(database));
    }

    private static SandboxServer sandbox(SandboxSettings settings, Path folder) {
        try {
            return SandboxServer.start(settings, folder, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Order order(int concurrency, boolean widened) {
        return new Order(jdbcUrl, sandbox.base(), UUID.randomUUID(), assignment, concurrency, 0, widened, Trap.NONE);
    }

    /** A worker of its own process that may be dead within seconds. */
    WorkerProcess shortLived(Order order) {
        List<String> options = new ArrayList<>(arena.quickStart());
        options.add(WorkerProcess.SHORT_LIFE);
        return worker(order, options.toArray(String[]::new));
    }

    /** A worker of its own process. */
    WorkerProcess worker(Order order, String... jvmOptions) {
        return WorkerProcess.start(
                order, arena.appPassword(), List.of(jvmOptions), folder.resolve(order.home() + ".log"));
    }

    /** Does the work in this JVM. */
    void workHere(Order order) {
        workHere(order, providers);
    }

    void workHere(Order order, List<Provider> others) {
        Engine.carryOut(order, arena.appPassword(), others);
    }

    SandboxServer sandbox() {
        return sandbox;
    }

    /** Statements as the cluster's owner, whom nothing binds. */
    JdbcClient tables() {
        return tables;
    }

    /** Calls that vendors have taken so far. */
    long calls() {
        return sandbox.ledger().summary().calls();
    }

    private static final String OPEN_INTENTS = "SELECT count(*) FROM weir.intent WHERE state = 0";

    /** Calls that are, or may be, on their way. */
    long openIntents() {
        return tables.sql(OPEN_INTENTS).query(Long.class).single();
    }

    private static final String PROGRESS = "SELECT coalesce(sum(progress), 0)::bigint FROM weir.batch";

    /** Grows with every settlement. */
    long progress() {
        return tables.sql(PROGRESS).query(Long.class).single();
    }

    Job job() {
        return weir.jobs()
                .findByFingerprint(Assignment.workspace(weir).id(), assignment.fingerprint())
                .orElseThrow(() -> new IllegalStateException("no worker has submitted the job"));
    }

    /** Whether the job was submitted, and nothing of it runs any more. */
    boolean hasClosed() {
        return weir.jobs()
                .findByFingerprint(Assignment.workspace(weir).id(), assignment.fingerprint())
                .map(job -> weir.jobs().progress(job).closed())
                .orElse(false);
    }

    Table table() {
        return Table.of(weir, job(), assignment.rows());
    }

    Books books() {
        return Books.of(tables, job());
    }

    Bills bills() {
        return new Bills(sandbox.ledger().entries());
    }

    List<Doubt> doubts() {
        return weir.doubts().list(Assignment.workspace(weir).id());
    }

    /** A person says of every doubt: ask again. */
    void retryDoubts() {
        Job job = job();
        doubts().stream()
                .mapToInt(Doubt::rowIndex)
                .distinct()
                .forEach(row -> weir.doubts().resolve(Assignment.workspace(weir), job, row, Doubts.Resolution.RETRY));
    }

    /** What the product's own check of its invariants finds. */
    List<Discrepancy> verify() {
        return weir.verification().run().findings().stream()
                .map(finding -> new Discrepancy(
                        Discrepancy.Kind.INVARIANT_BROKEN,
                        finding.check() + ", " + finding.subject(),
                        finding.detail()))
                .toList();
    }

    @Override
    public void close() {
        weir.close();
        try {
            sandbox.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
