package dev.weir.temporal.workflow;

import static dev.weir.temporal.workflow.PaperJobs.doneAfter;
import static dev.weir.temporal.workflow.PaperJobs.doneAtOnce;
import static dev.weir.temporal.workflow.PaperJobs.waitingFor;
import static dev.weir.temporal.workflow.PaperTemporal.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.Timestamps;
import dev.weir.server.jobs.engine.Next;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the workflow of a job decides, over activities on paper. */
@Timeout(120)
class JobWorkflowTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final PaperTemporal TEMPORAL = new PaperTemporal();
    private static final PaperJobs JOBS = TEMPORAL.jobs;

    private final List<CountDownLatch> latches = new ArrayList<>();

    @AfterAll
    static void end() {
        TEMPORAL.close();
    }

    @AfterEach
    void nothingWasDoneThatNoWorkflowMayDo() {
        latches.forEach(CountDownLatch::countDown);
        assertThat(JOBS.wrongs()).isEmpty();
    }

    /** A latch that is opened after the test at the latest: time is not skipped while a run is under way. */
    private CountDownLatch latch() {
        CountDownLatch latch = new CountDownLatch(1);
        latches.add(latch);
        return latch;
    }

    private static List<HistoryEvent> events(long job) {
        return TEMPORAL.history(job).getEvents();
    }

    /** How much of Temporal's time the workflow has taken. */
    private static Duration lasted(long job) {
        List<HistoryEvent> events = events(job);
        return Duration.ofMillis(Timestamps.toMillis(events.getLast().getEventTime())
                - Timestamps.toMillis(events.getFirst().getEventTime()));
    }

    private static void awaitRunning(long job, int runs) {
        JOBS.await(runs + " run", () -> JOBS.running(job) == runs);
    }

    // ----------------------------------------------------------------------------------------- looks and schedules

    @Test
    void itLooksAtOnceRunsWhatIsDueAndEndsWithItsJob() {
        long job = JOBS.job(2);
        JOBS.batch(job, false, doneAtOnce());
        TEMPORAL.start(job);
        TEMPORAL.awaitEnd(job);
        assertThat(JOBS.isDone(job)).isTrue();
        assertThat(JOBS.looks(job)).isEqualTo(1);
        assertThat(JOBS.begun(job)).hasSize(1);
        // Started; three workflow tasks of three; a look and a run of three each; ended: and no timer.
        assertThat(events(job)).hasSize(1 + 9 + 6 + 1);
    }

    @Test
    void aJobThatIsOverEndsWithOneLook() {
        long job = JOBS.job(2);
        TEMPORAL.start(job);
        TEMPORAL.awaitEnd(job);
        assertThat(JOBS.looks(job)).isEqualTo(1);
    }

    @Test
    void asManyBatchesAreScheduledAsThereIsRoomForAndNoMore() {
        long job = JOBS.job(3);
        CountDownLatch mayEnd = latch();
        for (int i = 0; i < 10; i++) {
            JOBS.batch(job, false, doneAfter(mayEnd));
        }
        TEMPORAL.start(job);
        awaitRunning(job, 3);
        assertThat(count(events(job), EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED))
                .isEqualTo(1 + 3);
        mayEnd.countDown();
        TEMPORAL.awaitEnd(job);
        assertThat(JOBS.isDone(job)).isTrue();
        assertThat(JOBS.mostRunning(job)).isEqualTo(3);
        assertThat(JOBS.begun(job)).hasSize(10);
    }

    @Test
    void smallBatchesGoToAQueueOfTheirOwn() {
        long job = JOBS.job(4);
        long large = JOBS.batch(job, false, doneAtOnce());
        long small = JOBS.batch(job, true, doneAtOnce());
        TEMPORAL.start(job);
        TEMPORAL.awaitEnd(job);
        assertThat(JOBS.begun(job))
                .containsExactlyInAnyOrder(
                        new PaperJobs.Begun(job, large, false), new PaperJobs.Begun(job, small, true));
    }

    @Test
    void aViewThatNamesWhatRunsDoesNotHaveItRunTwice() {
        long job = JOBS.job(4);
        CountDownLatch mayEnd = latch();
        long batch = JOBS.batch(job, false, doneAfter(mayEnd));
        JOBS.afterLook(
                job,
                view -> new JobView(
                        view.standing(), List.of(new JobView.Batch(batch, false)), view.room(), view.nextMillis()));
        TEMPORAL.start(job);
        awaitRunning(job, 1);
        TEMPORAL.workflow(job).look();
        JOBS.await("it has looked again", () -> JOBS.looks(job) == 2);
        mayEnd.countDown();
        TEMPORAL.awaitEnd(job);
        assertThat(JOBS.begun(job)).hasSize(1);
    }

    @Test
    void whatAViewThatWasOvertakenDoesNotNameIsLookedUp() {
        long job = JOBS.job(4);
        CountDownLatch oldViewMayCome = latch();
        CountDownLatch newViewHasCome = latch();
        AtomicInteger runs = new AtomicInteger();
        long[] batch = new long[1];
        // Its run takes a view in which nothing is due; before it arrives the batch is woken, and a look has seen it
        // due.
        batch[0] = JOBS.batch(job, false, nth -> {
            runs.set(nth);
            return nth == 1 ? new Next.Later(HOUR.multipliedBy(1_000)) : new Next.Done();
        });
        JOBS.afterRun(job, view -> {
            if (runs.get() == 1) {
                newViewHasCome.countDown();
                awaitUninterruptibly(oldViewMayCome);
            }
            return view;
        });
        TEMPORAL.start(job);
        awaitUninterruptibly(newViewHasCome);
        JOBS.wake(batch[0]);
        TEMPORAL.workflow(job).look();
        JOBS.await("it has looked again", () -> JOBS.looks(job) == 2);
        awaitSettled(job, 2);
        oldViewMayCome.countDown();
        TEMPORAL.awaitEnd(job);
        assertThat(JOBS.runs(batch[0])).isEqualTo(2);
        assertThat(lasted(job)).isLessThan(HOUR);
    }

    /** Until that many activities have been reported to the workflow as completed. */
    private static void awaitSettled(long job, int looks) {
        JOBS.await("the workflow has heard of look " + looks, () -> {
            List<HistoryEvent> events = events(job);
            return count(events, EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED) >= looks
                    && events.getLast().getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED;
        });
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // ----------------------------------------------------------------------------------------------------- timers

    @Test
    void itComesBackWhenTheNextBatchIsDue() {
        long job = JOBS.job(2);
        JOBS.batch(job, false, waitingFor(HOUR.multipliedBy(10)));
        JOBS.batch(job, false, waitingFor(Duration.ofMinutes(10)));
        TEMPORAL.start(job);
        TEMPORAL.awaitEnd(job);
        assertThat(JOBS.isDone(job)).isTrue();
        assertThat(lasted(job)).isBetween(HOUR.multipliedBy(10), HOUR.multipliedBy(11));
        // One for each run, and on patrol every hour.
        assertThat(JOBS.looks(job)).isBetween(12, 14);
        assertThat(openTimers(events(job))).isZero();
    }

    @Test
    void aSignalCutsTheWaitShort() {
        long job = JOBS.job(2);
        long batch = JOBS.batch(job, false, waitingFor(HOUR.multipliedBy(1_000)));
        TEMPORAL.start(job);
        JOBS.await("it has run", () -> JOBS.runs(batch) == 1 && JOBS.running(job) == 0);
        JOBS.wake(batch);
        TEMPORAL.workflow(job).look();
        TEMPORAL.awaitEnd(job);
        assertThat(JOBS.runs(batch)).isEqualTo(2);
        assertThat(lasted(job)).isLessThan(HOUR);
    }

    @Test
    void aWakeWhoseSignalWasLostIsFoundOnPatrol() {
        long job = JOBS.job(2);
        long batch = JOBS.batch(job, false, waitingFor(HOUR.multipliedBy(1_000)));
        TEMPORAL.start(job);
        JOBS.await("it has run", () -> JOBS.runs(batch) == 1 && JOBS.running(job) == 0);
        JOBS.wake(batch);
        TEMPORAL.awaitEnd(job);
        assertThat(lasted(job)).isLessThan(HOUR.multipliedBy(2));
    }

    @Test
    void manyViewsLeaveOneTimer() {
        long job = JOBS.job(5);
        for (int i = 1; i <= 20; i++) {
            JOBS.batch(job, false, waitingFor(Duration.ofMinutes(i % 7 + 1)));
        }
        TEMPORAL.start(job);
        TEMPORAL.awaitEnd(job);
        int open = 0;
        for (HistoryEvent event : events(job)) {
            switch (event.getEventType()) {
                case EVENT_TYPE_TIMER_STARTED -> open++;
                case EVENT_TYPE_TIMER_FIRED, EVENT_TYPE_TIMER_CANCELED -> open--;
                default -> {}
            }
            assertThat(open).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void whatSomebodyElseIsAtIsLookedAtAgainEachMinute() {
        long job = JOBS.job(2);
        JOBS.batch(job, false, doneAtOnce());
        AtomicInteger views = new AtomicInteger();
        // Leased, and nobody says until when.
        JOBS.afterLook(
                job,
                view -> views.incrementAndGet() <= 10 ? new JobView(JobView.Standing.RUNNING, List.of(), 2, -1) : view);
        TEMPORAL.start(job);
        TEMPORAL.awaitEnd(job);
        assertThat(JOBS.looks(job)).isEqualTo(11);
        assertThat(lasted(job)).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
    }

    private static long openTimers(List<HistoryEvent> events) {
        return count(events, EventType.EVENT_TYPE_TIMER_STARTED)
                - count(events, EventType.EVENT_TYPE_TIMER_FIRED)
                - count(events, EventType.EVENT_TYPE_TIMER_CANCELED);
    }

    // ---------------------------------------------------------------------------------------------------- signals

    @Test
    void aLookThatIsAskedForWhileOneIsUnderWayIsNotLost() {
        long job = JOBS.job(2);
        long first = JOBS.batch(job, false, waitingFor(HOUR.multipliedBy(1_000)));
        CountDownLatch mayReturn = latch();
        AtomicInteger looks = new AtomicInteger();
        JOBS.afterLook(job, view -> {
            if (looks.incrementAndGet() == 2) {
                awaitUninterruptibly(mayReturn);
            }
            return view;
        });
        TEMPORAL.start(job);
        JOBS.await("it has run", () -> JOBS.runs(first) == 1 && JOBS.running(job) == 0);
        TEMPORAL.workflow(job).look();
        JOBS.await("it looks again", () -> JOBS.looks(job) == 2);
        JOBS.wake(first);
        TEMPORAL.workflow(job).look();
        mayReturn.countDown();
        TEMPORAL.awaitEnd(job);
        assertThat(JOBS.looks(job)).isEqualTo(3);
        assertThat(lasted(job)).isLessThan(HOUR);
    }

    @Test
    void aThousandSignalsMakeFewLooks() {
        long job = JOBS.job(2);
        CountDownLatch mayReturn = latch();
        CountDownLatch mayEnd = latch();
        JOBS.batch(job, false, doneAfter(mayEnd));
        AtomicInteger looks = new AtomicInteger();
        JOBS.afterLook(job, view -> {
            if (looks.incrementAndGet() == 2) {
                awaitUninterruptibly(mayReturn);
            }
            return view;
        });
        TEMPORAL.start(job);
        awaitRunning(job, 1);
        JobWorkflow workflow = TEMPORAL.workflow(job);
        for (int i = 0; i < 1_000; i++) {
            workflow.look();
        }
        mayReturn.countDown();
        JOBS.await("it has looked once more", () -> JOBS.looks(job) >= 3);
        mayEnd.countDown();
        TEMPORAL.awaitEnd(job);
        assertThat(JOBS.looks(job)).isBetween(3, 6);
    }

    @Test
    void nothingIsStartedAfterAStopUntilAViewSaysSo() {
        long job = JOBS.job(2);
        List<Long> batches = List.of(
                JOBS.batch(job, false, JOBS.runningUntilPaused(job)),
                JOBS.batch(job, true, JOBS.runningUntilPaused(job)),
                JOBS.batch(job, false, doneAtOnce()));
        TEMPORAL.start(job);
        awaitRunning(job, 2);
        JOBS.pause(job, true);
        TEMPORAL.workflow(job).stop();
        awaitRunning(job, 0);
        TEMPORAL.sleep(HOUR.multipliedBy(5));
        assertThat(JOBS.begun(job)).hasSize(2);
        assertThat(JOBS.refused(job)).isZero();
        JOBS.pause(job, false);
        TEMPORAL.workflow(job).look();
        TEMPORAL.awaitEnd(job);
        assertThat(batches.stream().map(JOBS::runs)).containsExactly(2, 2, 1);
    }

    @Test
    void whatWasSeenBeforeAStopIsNotBelievedAfterIt() {
        long job = JOBS.job(2);
        JOBS.batch(job, false, doneAtOnce());
        CountDownLatch mayReturn = latch();
        AtomicInteger looks = new AtomicInteger();
        JOBS.afterLook(job, view -> {
            if (looks.incrementAndGet() == 1) {
                awaitUninterruptibly(mayReturn);
            }
            return view;
        });
        TEMPORAL.start(job);
        JOBS.await("it looks", () -> JOBS.looks(job) == 1);
        JOBS.pause(job, true);
        TEMPORAL.workflow(job).stop();
        mayReturn.countDown();
        JOBS.await("it has looked again", () -> JOBS.looks(job) == 2);
        TEMPORAL.sleep(Duration.ofMinutes(1));
        assertThat(JOBS.refused(job)).isZero();
        JOBS.pause(job, false);
        TEMPORAL.workflow(job).look();
        TEMPORAL.awaitEnd(job);
        assertThat(JOBS.isDone(job)).isTrue();
    }

    @Test
    void aStopThatComesTooLateChangesNothing() {
        long job = JOBS.job(2);
        CountDownLatch mayEnd = latch();
        List<Long> batches = List.of(
                JOBS.batch(job, false, doneAfter(mayEnd)),
                JOBS.batch(job, false, doneAfter(mayEnd)),
                JOBS.batch(job, false, doneAtOnce()));
        TEMPORAL.start(job);
        awaitRunning(job, 2);
        TEMPORAL.workflow(job).stop();
        TEMPORAL.workflow(job).stop();
        JOBS.await("it has looked again", () -> JOBS.looks(job) >= 2);
        mayEnd.countDown();
        TEMPORAL.awaitEnd(job);
        assertThat(batches.stream().map(JOBS::runs)).containsExactly(1, 1, 1);
    }

    @Test
    void aJobThatIsCancelledEndsWhenItsRunsHave() {
        long job = JOBS.job(2);
        CountDownLatch mayEnd = latch();
        JOBS.batch(job, false, _ -> {
            mayEnd.await();
            return new Next.Stopped();
        });
        AtomicInteger views = new AtomicInteger();
        UnaryOperator<JobView> endedButAtFirst =
                view -> views.incrementAndGet() == 1 ? view : new JobView(JobView.Standing.ENDED, List.of(), 1, -1);
        JOBS.afterLook(job, endedButAtFirst);
        JOBS.afterRun(job, endedButAtFirst);
        TEMPORAL.start(job);
        awaitRunning(job, 1);
        TEMPORAL.workflow(job).stop();
        JOBS.await("it has looked again", () -> JOBS.looks(job) == 2);
        assertThat(TEMPORAL.stub(job).describe().getStatus())
                .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
        mayEnd.countDown();
        TEMPORAL.awaitEnd(job);
        assertThat(JOBS.begun(job)).hasSize(1);
    }

    @Test
    void aWorkflowThatIsCancelledInTemporalEnds() {
        long job = JOBS.job(2);
        JOBS.batch(job, false, waitingFor(HOUR.multipliedBy(1_000)));
        TEMPORAL.start(job);
        JOBS.await("it has run", () -> JOBS.begun(job).size() == 1 && JOBS.running(job) == 0);
        TEMPORAL.stub(job).cancel();
        assertThatThrownBy(() -> TEMPORAL.awaitEnd(job)).isInstanceOf(WorkflowFailedException.class);
    }

    // --------------------------------------------------------------------------------------------------- failures

    @Test
    void aBatchWhoseAttemptsAllFailIsScheduledAnewAfterARestThatGrows() {
        long job = JOBS.job(2);
        long failing = JOBS.batch(job, false, nth -> {
            if (nth <= 12) {
                throw new IllegalStateException("planned");
            }
            return new Next.Done();
        });
        long other = JOBS.batch(job, false, doneAtOnce());
        TEMPORAL.start(job);
        TEMPORAL.awaitEnd(job);
        assertThat(JOBS.runs(failing)).isEqualTo(13);
        assertThat(JOBS.runs(other)).isEqualTo(1);
        List<HistoryEvent> events = events(job);
        assertThat(count(events, EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED)).isEqualTo(4);
        assertThat(openTimers(events)).isZero();
        // Attempts 1 and 2 s apart, four times; rests of 1, 2, 4 and 8 s between.
        assertThat(lasted(job)).isBetween(Duration.ofSeconds(4 * 3 + 15), Duration.ofSeconds(4 * 3 + 20));
    }

    @Test
    void aJobThatHasEndedDoesNotWaitUntilItsBatchesHaveRested() {
        long job = JOBS.job(2);
        JOBS.batch(job, false, _ -> {
            throw new IllegalStateException("planned");
        });
        AtomicInteger looks = new AtomicInteger();
        JOBS.afterLook(
                job,
                view -> looks.incrementAndGet() < 6 ? view : new JobView(JobView.Standing.ENDED, List.of(), 1, -1));
        TEMPORAL.start(job);
        TEMPORAL.awaitEnd(job);
        assertThat(openTimers(events(job))).isEqualTo(1);
    }

    // --------------------------------------------------------------------------------------------------- the rest

    @Test
    void itShowsHowItsJobStandsWhereTheNamespaceAllowsIt() {
        long job = JOBS.job(2);
        JOBS.batch(job, false, JOBS.runningUntilPaused(job));
        TEMPORAL.start(job, PaperTemporal.TEMPO, true);
        awaitRunning(job, 1);
        JOBS.pause(job, true);
        TEMPORAL.workflow(job).stop();
        JOBS.await("it shows that it is paused", () -> "paused".equals(TEMPORAL.status(job)));
        JOBS.pause(job, false);
        TEMPORAL.workflow(job).look();
        TEMPORAL.awaitEnd(job);
        assertThat(TEMPORAL.status(job)).isEqualTo("ended");
        assertThat(TEMPORAL.stub(job).describe().getTypedSearchAttributes().get(Attributes.WORKSPACE))
                .isEqualTo(7);
        // Paused, running, ended: each once.
        assertThat(count(events(job), EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES))
                .isEqualTo(3);
    }

    @Test
    void viewsThatCannotBeReadAreNotAskedForInAHurry() {
        try (PaperTemporal other = new PaperTemporal(OtherViews::new)) {
            long job = other.jobs.job(2);
            other.jobs.batch(job, false, doneAtOnce());
            other.start(job);
            other.awaitEnd(job);
            assertThat(other.jobs.isDone(job)).isTrue();
            // Four that failed, and rests of 1, 2, 4 and 8 s.
            assertThat(other.history(job).getEvents())
                    .filteredOn(event -> event.getEventType() == EventType.EVENT_TYPE_TIMER_FIRED)
                    .hasSize(4);
        }
    }

    /** As of a version that knows more. */
    @ActivityInterface
    public interface OtherActivities {

        @ActivityMethod(name = "look")
        Object look(JobKey job);

        @ActivityMethod(name = "run-batch")
        JobView runBatch(JobKey job, long batchId);
    }

    private static final class OtherViews implements OtherActivities {
        private final PaperJobs jobs;
        private int looks;

        OtherViews(PaperJobs jobs) {
            this.jobs = jobs;
        }

        @Override
        public synchronized Object look(JobKey job) {
            looks++;
            return looks <= 4 ? Map.of("standing", "UNHEARD_OF") : jobs.look(job);
        }

        @Override
        public JobView runBatch(JobKey job, long batchId) {
            return jobs.runBatch(job, batchId);
        }
    }
}
