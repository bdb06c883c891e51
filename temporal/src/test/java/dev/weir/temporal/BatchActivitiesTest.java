package dev.weir.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.jobs.engine.Batches;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import dev.weir.server.jobs.engine.StartedEngine;
import dev.weir.server.testing.contract.PaperGrants;
import dev.weir.temporal.workflow.JobInput;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What activities do not do. */
@Timeout(60)
class BatchActivitiesTest {

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

    /** Both number their jobs from 1, so that one's workflow would have the other's job run. */
    @Test
    void aWorkflowOfAnotherInstallationIsRefusedAndTemporalsPagesSayWhy() {
        try (TestWorkflowEnvironment server = TestWorkflowEnvironment.newInstance();
                TemporalConnection connection =
                        TemporalConnection.of(server.getWorkflowServiceStubs(), server.getNamespace());
                StartedEngine stranger = TemporalEngine.starter(connection, UUID.randomUUID(), QUICK.working(false))
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
