package dev.weir.temporal.workflow;

import static dev.weir.temporal.workflow.PaperJobs.doneAfter;
import static dev.weir.temporal.workflow.PaperJobs.doneAtOnce;
import static dev.weir.temporal.workflow.PaperTemporal.count;
import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How the workflow of a job goes on as a new run. A server for each case, since none skips time any more once a workflow has
 * gone on without its activities.
 */
@Timeout(120)
class LongJobWorkflowTest {

    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final PaperTemporal temporal = new PaperTemporal();
    private final PaperJobs jobs = temporal.jobs;

    @AfterEach
    void end() {
        temporal.close();
    }

    private static Tempo tempo(int historyEvents, long drainMillis) {
        return new Tempo(15_000, 20, 20, historyEvents, drainMillis, HOUR);
    }

    private List<HistoryEvent> firstRun(long job) {
        return temporal.runs(job).getFirst().getEvents();
    }

    private boolean hasGoneOn(long job) {
        return !temporal.history(job)
                .getEvents()
                .getFirst()
                .getWorkflowExecutionStartedEventAttributes()
                .getContinuedExecutionRunId()
                .isEmpty();
    }

    private static EventType end(List<HistoryEvent> run) {
        return run.getLast().getEventType();
    }

    @Test
    void itGoesOnAsANewRunBeforeItsHistoryIsLong() {
        long job = jobs.job(2);
        for (int i = 0; i < 30; i++) {
            jobs.batch(job, false, doneAtOnce());
        }
        temporal.start(job, tempo(60, HOUR), true);
        temporal.awaitEnd(job);
        assertThat(jobs.isDone(job)).isTrue();
        assertThat(jobs.begun(job)).hasSize(30);
        List<HistoryEvent> first = firstRun(job);
        assertThat(end(first)).isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW);
        assertThat(first).hasSizeBetween(60, 80);
        // A last run that drains at its bound still has its last look and its end to note: 81 on a busy machine.
        assertThat(temporal.history(job).getEvents()).hasSizeLessThan(100);
        assertThat(temporal.status(job)).isEqualTo("ended");
    }

    @Test
    void runsThatOutlastTheDrainAreNotRunTwiceAndTheirEndIsSeen() {
        long job = jobs.job(2);
        CountDownLatch mayEnd = new CountDownLatch(1);
        long lasting = jobs.batch(job, false, doneAfter(mayEnd));
        for (int i = 0; i < 5; i++) {
            jobs.batch(job, false, doneAtOnce());
        }
        temporal.start(job, tempo(20, 50), false);
        try {
            jobs.await("it has gone on", () -> hasGoneOn(job));
            jobs.await("the others are done", () -> jobs.begun(job).size() == 6);
        } finally {
            mayEnd.countDown();
        }
        temporal.awaitEnd(job);
        assertThat(jobs.runs(lasting)).isEqualTo(1);
        assertThat(jobs.isDone(job)).isTrue();
    }

    @Test
    void itGoesOnAsSoonAsAPauseHasEndedWhatRuns() {
        long job = jobs.job(2);
        long stopped = jobs.batch(job, false, jobs.runningUntilPaused(job));
        for (int i = 0; i < 5; i++) {
            jobs.batch(job, false, doneAtOnce());
        }
        temporal.start(job, tempo(20, HOUR), false);
        jobs.await(
                "it drains", () -> count(temporal.history(job).getEvents(), EventType.EVENT_TYPE_TIMER_STARTED) == 1);
        assertThat(jobs.begun(job)).hasSizeLessThan(6);
        temporal.workflow(job).look();
        jobs.pause(job, true);
        temporal.workflow(job).stop();
        jobs.await("it has gone on", () -> hasGoneOn(job));
        jobs.pause(job, false);
        temporal.workflow(job).look();
        temporal.awaitEnd(job);
        assertThat(jobs.runs(stopped)).isEqualTo(2);
        assertThat(jobs.begun(job)).hasSize(7);
        List<HistoryEvent> first = firstRun(job);
        assertThat(end(first)).isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW);
        assertThat(count(first, EventType.EVENT_TYPE_TIMER_FIRED)).isZero();
    }
}
