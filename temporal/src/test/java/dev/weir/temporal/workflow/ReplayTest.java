package dev.weir.temporal.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.activity.ActivityOptions;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.NonDeterministicException;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What released versions of the workflow have recorded replays with this one, so that running workflows outlive an upgrade.
 * {@code docs/decisions/versions-of-the-workflow.md} says what to do when it does not.
 */
@Timeout(120)
class ReplayTest {

    private static final TestWorkflowEnvironment SERVER = TestWorkflowEnvironment.newInstance();
    private static final Worker SOUND = worker(JobWorkflowImpl.class);

    @AfterAll
    static void end() {
        SERVER.close();
    }

    static List<Path> histories() {
        return Histories.all();
    }

    /** Of that workflow alone, on a queue of its own. */
    private static Worker worker(Class<? extends JobWorkflow> workflow) {
        Worker worker = SERVER.newWorker(workflow.getSimpleName());
        worker.registerWorkflowImplementationTypes(workflow);
        return worker;
    }

    private static void replay(Path file, Worker worker) throws Exception {
        WorkflowReplayer.replayWorkflowExecution(Histories.read(file), worker);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("histories")
    void whatWasRecordedReplays(Path file) {
        assertThatCode(() -> replay(file, SOUND)).doesNotThrowAnyException();
    }

    @Test
    void everyVersionHasRecordedWhatAWorkflowDoes() {
        List<Path> versions =
                histories().stream().map(Path::getParent).distinct().toList();
        assertThat(versions).isNotEmpty().allSatisfy(version -> {
            List<EventType> seen = histories().stream()
                    .filter(file -> file.startsWith(version))
                    .map(Histories::read)
                    .map(WorkflowExecutionHistory::getEvents)
                    .flatMap(List::stream)
                    .map(HistoryEvent::getEventType)
                    .distinct()
                    .toList();
            assertThat(seen)
                    .contains(
                            EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
                            EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED,
                            EventType.EVENT_TYPE_TIMER_FIRED,
                            EventType.EVENT_TYPE_TIMER_CANCELED,
                            EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
                            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
                            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
                            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED);
        });
    }

    // ------------------------------------------------------------------------- that a change would be noticed

    @ParameterizedTest
    @ValueSource(
            classes = {
                LookingTwice.class,
                WaitingFirst.class,
                DeafToLooks.class,
                DeafToStops.class,
                LookingWhenStopped.class,
                NeverGoingOn.class,
                NeverResting.class,
                ShowingNothing.class
            })
    void aWorkflowThatDecidesDifferentlyDoesNotReplay(Class<? extends Changed> changed) {
        Worker worker = worker(changed);
        assertThat(histories())
                .anySatisfy(file -> assertThatThrownBy(() -> replay(file, worker))
                        .hasStackTraceContaining(NonDeterministicException.class.getName()));
    }

    /** One that passes everything on replays, so that it is the change of the others that is noticed. */
    @Test
    void aWorkflowThatOnlyPassesOnReplays() {
        Worker worker = worker(Unchanged.class);
        assertThat(histories())
                .allSatisfy(file -> assertThatCode(() -> replay(file, worker)).doesNotThrowAnyException());
    }

    /** Has the workflow do it, but for what is changed. */
    public abstract static class Changed implements JobWorkflow {

        final JobInput input;
        final JobWorkflowImpl sound;

        Changed(JobInput input) {
            this.input = input;
            this.sound = new JobWorkflowImpl(input);
        }

        @Override
        public void run(JobInput same) {
            sound.run(same);
        }

        @Override
        public void look() {
            sound.look();
        }

        @Override
        public void stop() {
            sound.stop();
        }

        /** With other times than the recorded workflow had. */
        static JobInput with(JobInput input, int historyEvents, long restMillis, boolean attributes) {
            Tempo tempo = input.tempo();
            return new JobInput(
                    input.job(),
                    input.workspaceId(),
                    new Tempo(
                            tempo.heartbeatMillis(),
                            tempo.retryMillis(),
                            restMillis,
                            historyEvents,
                            tempo.drainMillis(),
                            tempo.patrolMillis()),
                    attributes);
        }
    }

    /** Changes nothing. */
    public static final class Unchanged extends Changed {
        @WorkflowInit
        public Unchanged(JobInput input) {
            super(input);
        }
    }

    /** Asks once more at the start. */
    public static final class LookingTwice extends Changed {
        @WorkflowInit
        public LookingTwice(JobInput input) {
            super(input);
        }

        @Override
        public void run(JobInput same) {
            Workflow.newActivityStub(
                            JobActivities.class,
                            ActivityOptions.newBuilder()
                                    .setTaskQueue(Queues.TASKS)
                                    .setStartToCloseTimeout(Duration.ofSeconds(30))
                                    .build())
                    .look(input.job());
            super.run(same);
        }
    }

    /** Begins with a timer. */
    public static final class WaitingFirst extends Changed {
        @WorkflowInit
        public WaitingFirst(JobInput input) {
            super(input);
        }

        @Override
        public void run(JobInput same) {
            Workflow.sleep(Duration.ofSeconds(1));
            super.run(same);
        }
    }

    /** Does not hear of news. */
    public static final class DeafToLooks extends Changed {
        @WorkflowInit
        public DeafToLooks(JobInput input) {
            super(input);
        }

        @Override
        public void look() {}
    }

    /** Does not hear of pauses. */
    public static final class DeafToStops extends Changed {
        @WorkflowInit
        public DeafToStops(JobInput input) {
            super(input);
        }

        @Override
        public void stop() {}
    }

    /** Believes after a stop what it saw before. */
    public static final class LookingWhenStopped extends Changed {
        @WorkflowInit
        public LookingWhenStopped(JobInput input) {
            super(input);
        }

        @Override
        public void stop() {
            sound.look();
        }
    }

    /** Has histories become long. */
    public static final class NeverGoingOn extends Changed {
        @WorkflowInit
        public NeverGoingOn(JobInput input) {
            super(with(input, 1_000_000, input.tempo().restMillis(), input.attributes()));
        }
    }

    /** Schedules what has failed at once. */
    public static final class NeverResting extends Changed {
        @WorkflowInit
        public NeverResting(JobInput input) {
            super(with(input, input.tempo().historyEvents(), 0, input.attributes()));
        }
    }

    /** Leaves the attributes alone. */
    public static final class ShowingNothing extends Changed {
        @WorkflowInit
        public ShowingNothing(JobInput input) {
            super(with(input, input.tempo().historyEvents(), input.tempo().restMillis(), false));
        }
    }
}
