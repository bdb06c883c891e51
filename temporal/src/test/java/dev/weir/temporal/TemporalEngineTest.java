package dev.weir.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.jobs.engine.Batches;
import dev.weir.server.jobs.engine.Next;
import dev.weir.server.jobs.engine.StartedEngine;
import dev.weir.server.testing.contract.PaperGrants;
import dev.weir.temporal.testing.TestServerProcess;
import dev.weir.temporal.workflow.JobInput;
import dev.weir.temporal.workflow.Queues;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.testing.TestWorkflowEnvironment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    private final PaperGrants grants = new PaperGrants();

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
            assertThat(server.getWorkflowServiceStubs()
                            .blockingStub()
                            .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                                    .setNamespace(server.getNamespace())
                                    .setExecution(WorkflowExecution.newBuilder().setWorkflowId(JobInput.workflowId(1)))
                                    .build())
                            .getExecutionConfig()
                            .getTaskQueue()
                            .getName())
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

    @Test
    @Timeout(30)
    void itEndsSoonAfterItsLastRunThoughTheClusterIsGone() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        try (TestServerProcess server = TestServerProcess.start();
                TemporalConnection connection =
                        TemporalConnection.open(TemporalAddress.plain(server.target(), "default"));
                StartedEngine engine = TemporalEngine.starter(connection, INSTALLATION, TemporalSettings.DEFAULT)
                        .start(
                                grants,
                                lease -> {
                                    runs.countDown();
                                    gone.await();
                                    Next later = new Next.Later(Duration.ofHours(1));
                                    grants.said(lease, later);
                                    return later;
                                },
                                1)) {
            try {
                grants.submit(1, 1, 10, _ -> {});
                engine.start(1);
                assertThat(runs.await(20, TimeUnit.SECONDS)).isTrue();
                server.kill();
            } finally {
                gone.countDown();
            }
        }
    }
}
