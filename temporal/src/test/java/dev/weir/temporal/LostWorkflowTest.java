package dev.weir.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import dev.weir.server.jobs.engine.StartedEngine;
import dev.weir.server.testing.contract.PaperGrants;
import dev.weir.temporal.workflow.JobInput;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is done to workflows from Temporal's side, jobs go on: the truth is not there. */
@Timeout(60)
class LostWorkflowTest {

    private static final TemporalSettings SETTINGS = new TemporalSettings(
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            Duration.ofMillis(20),
            2,
            2,
            true,
            TemporalSettings.DEFAULT.tempo());

    private final PaperGrants grants = new PaperGrants();
    private final CountDownLatch began = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicInteger runs = new AtomicInteger();

    static Stream<Named<Consumer<WorkflowStub>>> losses() {
        return Stream.of(
                Named.of("terminated", workflow -> workflow.terminate("by hand")),
                Named.of("cancelled", WorkflowStub::cancel));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aWorkflowThatIsMissingIsStartedAgain(Consumer<WorkflowStub> loss) throws InterruptedException {
        try (TestWorkflowEnvironment server = TestWorkflowEnvironment.newInstance();
                TemporalConnection connection =
                        TemporalConnection.of(server.getWorkflowServiceStubs(), server.getNamespace());
                StartedEngine _ = TemporalEngine.starter(connection, UUID.randomUUID(), SETTINGS)
                        .start(grants, this::run, 1)) {
            grants.submit(1, 1, 10, _ -> {});
            assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();
            WorkflowStub workflow = server.getWorkflowClient().newUntypedWorkflowStub(JobInput.workflowId(1));
            String lost = workflow.describe().getExecution().getRunId();
            loss.accept(workflow);
            mayEnd.countDown();
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(runs).hasValue(2);
            assertThat(workflow.describe().getExecution().getRunId()).isNotEqualTo(lost);
        } finally {
            mayEnd.countDown();
        }
    }

    /** Its first run is under way when the workflow is lost, and leaves the batch due. */
    private Next run(Lease lease) throws InterruptedException {
        Next next;
        if (runs.incrementAndGet() == 1) {
            began.countDown();
            mayEnd.await();
            next = new Next.Later(Duration.ZERO);
        } else {
            next = new Next.Done();
        }
        grants.said(lease, next);
        if (next instanceof Next.Done) {
            done.countDown();
        }
        return next;
    }
}
