package dev.weir.temporal.testing;

import com.google.protobuf.util.Durations;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A real Temporal server with a PostgreSQL of its own, both below one folder. It may be stopped and started again, at
 * the same address and with everything it knew. A folder that was used before is opened again, at another address.
 *
 * <p>The server is built from its Go module at first use, which takes minutes and needs Go. It asks for no password and
 * no encryption.
 */
public final class RealServer implements TemporalServer {
    private static final Duration TO_SERVE = Duration.ofSeconds(90);
    private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int LINES_TO_SHOW = 15;

    private final TemporalBinaries binaries;
    private final TemporalStore store;
    private final Path config;
    private final Path log;
    private final String target;
    private final WorkflowServiceStubs stubs;
    private GuardedProgram program;
    private boolean closed;

    private RealServer(TemporalBinaries binaries, TemporalStore store, Path folder) throws IOException {
        this.binaries = binaries;
        this.store = store;
        this.config = folder.resolve("temporal.yaml");
        this.log = folder.resolve("temporal.log");
        this.target = "127.0.0.1:" + TemporalConfig.write(config, log, store.address());
        this.stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(target).build());
        this.program = launch();
    }

    /**
     * Where tests have the built programs: the system property {@code weir.temporal.programs}, by default below the
     * module's own {@code target}.
     */
    public static Path programs() {
        return Path.of(System.getProperty("weir.temporal.programs", "target/temporal-server"));
    }

    /**
     * Starts one; returns when it serves.
     *
     * @param cache where its programs are, or are put once they are built; may be shared
     * @param folder for what this one keeps; one program at a time may have it
     */
    public static RealServer start(Path cache, Path folder) {
        TemporalBinaries binaries = TemporalBinaries.in(cache);
        Path own = folder.toAbsolutePath().normalize();
        TemporalStore store = TemporalStore.open(own, binaries.sql());
        RealServer server;
        try {
            server = new RealServer(binaries, store, own);
        } catch (IOException failed) {
            store.close();
            throw new IllegalStateException("cannot write into " + own + ": " + failed.getMessage(), failed);
        }
        try {
            server.awaitServing();
            return server;
        } catch (IllegalStateException failed) {
            server.close();
            throw failed;
        }
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public WorkflowServiceStubs stubs() {
        return stubs;
    }

    /** Stops the server, by SIGTERM at first; its store stays up. Does nothing when it is stopped. */
    public synchronized void stop() {
        program.stop();
    }

    /** SIGKILL of the server; its store stays up. Does nothing when it is stopped. */
    public synchronized void kill() {
        program.kill();
    }

    /** Starts it again after {@link #stop} or {@link #kill}; returns when it serves. Does nothing when it runs. */
    public synchronized void start() {
        if (closed) {
            throw new IllegalStateException("this server was closed");
        }
        if (!program.isAlive()) {
            program = launch();
            awaitServing();
        }
    }

    @Override
    public void register(String namespace) {
        var api = stubs.blockingStub().withDeadlineAfter(TO_SERVE.toSeconds(), TimeUnit.SECONDS);
        try {
            var _ = api.registerNamespace(RegisterNamespaceRequest.newBuilder()
                    .setNamespace(namespace)
                    .setWorkflowExecutionRetentionPeriod(Durations.fromDays(1))
                    .build());
        } catch (StatusRuntimeException refused) {
            if (refused.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
                throw refused;
            }
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            stubs.shutdownNow();
            try {
                program.stop();
            } finally {
                store.close();
            }
        }
    }

    private GuardedProgram launch() {
        return GuardedProgram.start(
                List.of(binaries.server().toString(), "--config-file", config.toString(), "--allow-no-auth", "start"),
                log.resolveSibling("temporal.out"));
    }

    private void awaitServing() {
        long end = System.nanoTime() + TO_SERVE.toNanos();
        while (!isHealthy()) {
            if (!program.isAlive() || System.nanoTime() - end > 0) {
                program.stop();
                throw new IllegalStateException("the Temporal server does not come up: " + lastWords());
            }
            LockSupport.parkNanos(GLANCE);
        }
    }

    private boolean isHealthy() {
        try {
            return stubs.healthCheck().getStatus() == HealthCheckResponse.ServingStatus.SERVING;
        } catch (StatusRuntimeException notYet) {
            return false;
        }
    }

    private String lastWords() {
        try {
            Path said = Files.exists(log) && Files.size(log) > 0 ? log : log.resolveSibling("temporal.out");
            List<String> lines = Files.readAllLines(said);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_TO_SHOW), lines.size()));
        } catch (IOException silent) {
            return "it says nothing";
        }
    }
}
