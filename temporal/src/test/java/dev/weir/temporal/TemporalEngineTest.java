package dev.weir.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.jobs.engine.Batches;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import dev.weir.server.jobs.engine.StartedEngine;
import dev.weir.server.testing.contract.PaperGrants;
import dev.weir.temporal.workflow.JobInput;
import dev.weir.temporal.workflow.Queues;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.testing.TestWorkflowEnvironment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What this engine does beyond the contract: without a cluster, and on nodes that run nothing. */
@Timeout(60)
class TemporalEngineTest {

    private static final TemporalSettings IDLE = TemporalSettings.DEFAULT.working(false);
    private static final UUID INSTALLATION = UUID.randomUUID();
    private static final Batches NOBODY = lease -> {
        throw new AssertionError("runs " + lease);
    };

    private static final TemporalSettings QUICK = new TemporalSettings(
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            Duration.ofMillis(20),
            1,
            1,
            true,
            TemporalSettings.DEFAULT.tempo());

    private final PaperGrants grants = new PaperGrants();
    private final AtomicInteger begun = new AtomicInteger();

    private static String targetOfNobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    @Test
    void itStartsAndEndsWithoutACluster() throws IOException {
        for (boolean works : new boolean[] {true, false}) {
            try (TemporalConnection connection =
                            TemporalConnection.open(TemporalAddress.plain(targetOfNobody(), "default"));
                    StartedEngine engine = TemporalEngine.starter(
                                    connection, INSTALLATION, TemporalSettings.DEFAULT.working(works))
                            .start(grants, NOBODY, 1)) {
                grants.submit(1, 1, 10, _ -> {});
                engine.start(1);
                engine.wake(1);
                engine.stop(1);
            }
        }
    }

    @Test
    void aNodeThatRunsNothingHasOthersRunIt() throws InterruptedException {
        try (TestWorkflowEnvironment server = TestWorkflowEnvironment.newInstance();
                TemporalConnection connection =
                        TemporalConnection.of(server.getWorkflowServiceStubs(), server.getNamespace());
                StartedEngine telling =
                        TemporalEngine.starter(connection, INSTALLATION, IDLE).start(grants, NOBODY, 1)) {
            CountDownLatch ran = new CountDownLatch(1);
            grants.submit(1, 1, 10, _ -> {});
            telling.start(1);
            try (StartedEngine _ = TemporalEngine.starter(connection, INSTALLATION, TemporalSettings.DEFAULT)
                    .start(
                            grants,
                            lease -> {
                                Next done = new Next.Done();
                                grants.said(lease, done);
                                ran.countDown();
                                return done;
                            },
                            2)) {
                assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(workflow(server).getExecutionConfig().getTaskQueue().getName())
                    .isEqualTo(Queues.TASKS);
        }
    }

    @Test
    void batchesThatAreDoneSoonAreManyToAnActivityAndEachIsRunOnce() throws InterruptedException {
        try (TestWorkflowEnvironment server = TestWorkflowEnvironment.newInstance();
                TemporalConnection connection =
                        TemporalConnection.of(server.getWorkflowServiceStubs(), server.getNamespace())) {
            CountDownLatch ran = new CountDownLatch(400);
            Set<Long> seen = ConcurrentHashMap.newKeySet();
            grants.submit(1, 400, 1_000, _ -> {});
            try (StartedEngine engine = TemporalEngine.starter(connection, INSTALLATION, TemporalSettings.DEFAULT)
                    .start(
                            grants,
                            lease -> {
                                if (!seen.add(lease.batchId())) {
                                    throw new AssertionError("twice: " + lease);
                                }
                                Next done = new Next.Done();
                                grants.said(lease, done);
                                ran.countDown();
                                return done;
                            },
                            1)) {
                engine.start(1);
                assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
            }
            long scheduled = server.getWorkflowClient().fetchHistory(JobInput.workflowId(1)).getEvents().stream()
                    .filter(event -> event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
                    .count();
            // 22 that are in line when nothing is left behind them, and the first of each that goes on, 18 at once.
            assertThat(scheduled).isBetween(20L, 150L);
        }
    }

    /** Both number their jobs from 1, so that one's workflow would have the other's job run. */
    @Test
    void aWorkflowOfAnotherInstallationIsRefusedAndTemporalsPagesSayWhy() {
        try (TestWorkflowEnvironment server = TestWorkflowEnvironment.newInstance();
                TemporalConnection connection =
                        TemporalConnection.of(server.getWorkflowServiceStubs(), server.getNamespace());
                StartedEngine stranger = TemporalEngine.starter(connection, UUID.randomUUID(), IDLE)
                        .start(grants, NOBODY, 1)) {
            grants.submit(1, 1, 10, _ -> {});
            stranger.start(1);
            await(() -> exists(server));
            try (StartedEngine _ =
                    TemporalEngine.starter(connection, INSTALLATION, QUICK).start(grants, this::begin, 2)) {
                await(() -> begun.get() > 0
                        || workflow(server).getPendingActivitiesList().stream()
                                .map(look -> look.getLastFailure().getApplicationFailureInfo())
                                .anyMatch(failure -> failure.getType().equals("foreign_installation")));
            }
            assertThat(begun).hasValue(0);
        }
    }

    /** Its activity has ended, and left its slot to the next batch. */
    @Test
    void aRunThatHasLostItsLeaseHoldsItsRowsUntilItHasEnded() {
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (TestWorkflowEnvironment server = TestWorkflowEnvironment.newInstance();
                TemporalConnection connection =
                        TemporalConnection.of(server.getWorkflowServiceStubs(), server.getNamespace());
                StartedEngine _ = TemporalEngine.starter(connection, INSTALLATION, QUICK)
                        .start(
                                grants,
                                lease -> {
                                    Next done = begin(lease);
                                    if (begun.get() == 1) {
                                        lease.lose();
                                        mayEnd.await();
                                    }
                                    return done;
                                },
                                1)) {
            grants.submit(1, 2, 1_000, _ -> {});
            // Both have started, and the second has told once more that it lives: it waits, or would have begun.
            Set<String> beats = new HashSet<>();
            await(() -> begun.get() > 0);
            await(() -> {
                workflow(server)
                        .getPendingActivitiesList()
                        .forEach(batch -> beats.add(batch.getActivityId() + batch.getLastHeartbeatTime()));
                return begun.get() == 2 || beats.size() > 3;
            });
            int begunMeanwhile = begun.get();
            // Before anything can fail: the engine closes when its runs have ended.
            mayEnd.countDown();
            await(() -> grants.due().isEmpty() && begun.get() == 2);
            assertThat(begunMeanwhile).isEqualTo(1);
        }
    }

    private Next begin(Lease lease) {
        begun.incrementAndGet();
        Next done = new Next.Done();
        grants.said(lease, done);
        return done;
    }

    private static DescribeWorkflowExecutionResponse workflow(TestWorkflowEnvironment server) {
        return server.getWorkflowServiceStubs()
                .blockingStub()
                .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace(server.getNamespace())
                        .setExecution(WorkflowExecution.newBuilder().setWorkflowId(JobInput.workflowId(1)))
                        .build());
    }

    private static boolean exists(TestWorkflowEnvironment server) {
        try {
            return workflow(server).hasWorkflowExecutionInfo();
        } catch (StatusRuntimeException notYet) {
            return false;
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(5_000_000);
        }
    }
}
