package dev.weir.temporal.workflow;

import static dev.weir.temporal.workflow.PaperJobs.doneAfter;
import static dev.weir.temporal.workflow.PaperJobs.doneAtOnce;
import static dev.weir.temporal.workflow.PaperJobs.waitingFor;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.jobs.engine.Next;
import dev.weir.temporal.testing.SharedServers;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Records the histories that {@link ReplayTest} replays, into the folder of a version that is not released yet:
 * {@code -Dweir.record=v1}, and once more over a real server with {@code -Dweir.record.real=true}.
 */
@EnabledIfSystemProperty(named = "weir.record", matches = "v[0-9]+")
@Timeout(120)
class RecordingTest {

    private static final boolean REAL = Boolean.getBoolean("weir.record.real");
    private static final Duration SHORT = REAL ? Duration.ofSeconds(2) : Duration.ofMinutes(10);
    private static final Duration LONG = REAL ? Duration.ofSeconds(60) : Duration.ofHours(30);

    private final PaperTemporal temporal = REAL ? PaperTemporal.on(SharedServers.real()) : new PaperTemporal();
    private final PaperJobs jobs = temporal.jobs;

    @AfterEach
    void end() {
        temporal.close();
    }

    private static void write(String name, WorkflowExecutionHistory history) throws IOException {
        Path folder = Histories.FOLDER.resolve(requireNonNull(System.getProperty("weir.record")));
        Histories.write(folder.resolve((REAL ? "real-" : "") + name + ".json"), history);
    }

    private void awaitParked(long job, long batch) {
        jobs.await("batch " + batch + " waits", () -> jobs.runs(batch) == 1 && jobs.running(job) == 0);
    }

    @Test
    void simple() throws IOException {
        long job = jobs.job(3);
        for (int i = 0; i < 5; i++) {
            jobs.batch(job, i == 4, doneAtOnce());
        }
        temporal.start(job);
        temporal.awaitEnd(job);
        write("simple", temporal.history(job));
    }

    @Test
    void waitsAndWakes() throws IOException {
        long job = jobs.job(3);
        long woken = jobs.batch(job, false, waitingFor(LONG));
        long sooner = jobs.batch(job, false, waitingFor(SHORT));
        temporal.start(job);
        awaitParked(job, woken);
        awaitParked(job, sooner);
        jobs.wake(woken);
        temporal.workflow(job).look();
        temporal.workflow(job).look();
        temporal.awaitEnd(job);
        write("waits-and-wakes", temporal.history(job));
    }

    @Test
    void pauseAndCancel() throws IOException {
        long job = jobs.job(2);
        CountDownLatch mayEnd = new CountDownLatch(1);
        jobs.batch(job, false, jobs.runningUntilPaused(job));
        jobs.batch(job, true, jobs.runningUntilPaused(job));
        long last = jobs.batch(job, false, doneAfter(mayEnd));
        temporal.start(job, PaperTemporal.TEMPO, !REAL);
        jobs.await("it runs", () -> jobs.running(job) == 2);
        jobs.pause(job, true);
        temporal.workflow(job).stop();
        jobs.await("it has stopped", () -> jobs.looks(job) >= 2 && jobs.running(job) == 0);
        jobs.pause(job, false);
        temporal.workflow(job).look();
        jobs.await("it runs again", () -> jobs.runs(last) == 1);
        temporal.workflow(job).stop();
        jobs.await("it has looked", () -> jobs.looks(job) >= 4);
        mayEnd.countDown();
        temporal.awaitEnd(job);
        write("pause-and-cancel", temporal.history(job));
    }

    @Test
    void failingRuns() throws IOException {
        long job = jobs.job(2);
        jobs.batch(job, false, nth -> {
            if (nth <= 6) {
                throw ApplicationFailure.newFailure("a run failed", "run_failed");
            }
            return new Next.Done();
        });
        jobs.batch(job, false, waitingFor(Duration.ofSeconds(5)));
        temporal.start(job);
        temporal.awaitEnd(job);
        write("failing-runs", temporal.history(job));
    }

    @Test
    void longJob() throws IOException {
        long job = jobs.job(2);
        CountDownLatch mayEnd = new CountDownLatch(1);
        jobs.batch(job, false, doneAfter(mayEnd));
        for (int i = 0; i < 6; i++) {
            jobs.batch(job, false, doneAtOnce());
        }
        temporal.start(job, new Tempo(15_000, 20, 20, 20, 50, LONG.toMillis()), !REAL);
        jobs.await("the others are done", () -> jobs.begun(job).size() == 7);
        mayEnd.countDown();
        temporal.awaitEnd(job);
        List<WorkflowExecutionHistory> runs = temporal.runs(job);
        assertThat(runs).hasSizeGreaterThan(1);
        for (int i = 0; i < runs.size(); i++) {
            write("long-" + (i + 1), runs.get(i));
        }
    }
}
