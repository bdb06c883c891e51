package dev.weir.temporal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.jobs.engine.Next;
import dev.weir.server.testing.Seeds;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every workflow, whatever its batches do and whatever signals come; and all of them replay. */
@Timeout(120)
class JobWorkflowPropertiesTest {

    private static final PaperTemporal TEMPORAL = new PaperTemporal();
    private static final PaperJobs JOBS = TEMPORAL.jobs;
    private static final int SIGNALS = 30;

    @AfterAll
    static void end() {
        TEMPORAL.close();
    }

    static LongStream seeds() {
        return Seeds.some(4);
    }

    /** No lookout tells this workflow of anything: what it missed it finds on patrol. */
    @ParameterizedTest(name = "-Dweir.seed={0}")
    @MethodSource("seeds")
    void everyBatchIsRunAsOftenAsItHasSomethingToDoWhateverSignalsCome(long seed) throws Exception {
        Random random = new Random(seed);
        int room = 1 + random.nextInt(4);
        long job = JOBS.job(room);
        Map<Long, Integer> plans = new TreeMap<>();
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            List<@Nullable Duration> plan = plan(random);
            plans.put(JOBS.batch(job, random.nextBoolean(), nth -> run(plan, nth)), plan.size() + 1);
        }
        int historyEvents = random.nextBoolean() ? 60 : 4_000;
        Tempo usual = PaperTemporal.TEMPO;
        TEMPORAL.start(
                job,
                new Tempo(
                        usual.heartbeatMillis(),
                        usual.retryMillis(),
                        usual.restMillis(),
                        historyEvents,
                        // Time is skipped only while nothing runs: a workflow that goes on leaves nothing behind.
                        Duration.ofDays(1).toMillis(),
                        usual.patrolMillis()),
                random.nextBoolean());
        for (int i = 0; i < SIGNALS; i++) {
            disturb(random, job);
        }
        JOBS.pause(job, false);
        TEMPORAL.awaitEnd(job);
        assertThat(JOBS.isDone(job)).isTrue();
        plans.forEach((batch, runs) ->
                assertThat(JOBS.runs(batch)).as("runs of batch %s", batch).isEqualTo(runs));
        assertThat(JOBS.mostRunning(job)).isLessThanOrEqualTo(room);
        assertThat(JOBS.wrongs()).isEmpty();
        List<HistoryEvent> last = TEMPORAL.history(job).getEvents();
        assertThat(last.getLast().getEventType()).isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
        assertThat(last).hasSizeLessThan(historyEvents + 100);
        TEMPORAL.replay(job);
    }

    /** How runs end before the last one: with a wait, or by throwing, which is null. */
    private static List<@Nullable Duration> plan(Random random) {
        List<@Nullable Duration> ends = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            ends.add(
                    switch (random.nextInt(4)) {
                        case 0 -> null;
                        case 1 -> Duration.ZERO;
                        case 2 -> Duration.ofMillis(1 + random.nextInt(5_000));
                        default -> Duration.ofHours(1 + random.nextInt(5));
                    });
        }
        return ends;
    }

    private static Next run(List<@Nullable Duration> plan, int nth) {
        if (nth > plan.size()) {
            return new Next.Done();
        }
        Duration wait = plan.get(nth - 1);
        if (wait == null) {
            throw ApplicationFailure.newFailure("planned", "planned");
        }
        return new Next.Later(wait);
    }

    private static void disturb(Random random, long job) {
        try {
            switch (random.nextInt(6)) {
                case 0 -> JOBS.pause(job, random.nextBoolean());
                case 1 -> TEMPORAL.workflow(job).stop();
                case 2 -> {
                    JOBS.pause(job, true);
                    TEMPORAL.workflow(job).stop();
                    JOBS.pause(job, false);
                    TEMPORAL.workflow(job).look();
                }
                default -> TEMPORAL.workflow(job).look();
            }
        } catch (WorkflowNotFoundException e) {
            // It has ended already.
        }
    }
}
