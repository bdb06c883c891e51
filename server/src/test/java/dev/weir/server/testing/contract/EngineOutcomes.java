package dev.weir.server.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.jobs.engine.Next;
import dev.weir.server.jobs.engine.StartedEngine;
import dev.weir.server.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever an engine is told, or not told, and in whatever order: every batch is run as often as it has something to do. Extend
 * this with an engine, or with one whose ways of hearing are bad.
 */
@Timeout(120)
public abstract class EngineOutcomes extends EngineCase {

    private static final int ACTIONS = 80;
    private static final Duration STEP = Duration.ofMinutes(20);

    static LongStream seeds() {
        return Seeds.some(2);
    }

    /** What the runs of a batch come to, one after another; a run that throws is null. */
    private record Plan(List<@Nullable Next> ends) {

        static Plan of(Random random) {
            List<@Nullable Next> ends = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                ends.add(
                        switch (random.nextInt(4)) {
                            case 0 -> null;
                            case 1 -> new Next.Later(Duration.ZERO);
                            case 2 -> new Next.Later(STEP.dividedBy(2));
                            default -> new Next.Later(STEP.multipliedBy(ACTIONS));
                        });
            }
            ends.add(DONE);
            return new Plan(ends);
        }

        Next run(int nth) {
            // One run more than planned is complained of by who counts them.
            Next end = nth > ends.size() ? DONE : ends.get(nth - 1);
            if (end == null) {
                throw new IllegalStateException("planned");
            }
            return end;
        }

        long crashes() {
            return ends.stream().filter(end -> end == null).count();
        }
    }

    private final Map<Long, Plan> plans = new TreeMap<>();
    private final TreeSet<Long> jobs = new TreeSet<>();

    @ParameterizedTest(name = "-Dweir.seed={0}")
    @MethodSource("seeds")
    void everyBatchIsRunAsOftenAsItHasSomethingToDo(long seed) {
        Random random = new Random(seed);
        StartedEngine engine = start(Rhythm.LOOKING);
        for (int i = 0; i < ACTIONS; i++) {
            act(random, engine);
        }
        jobs.forEach(job -> grants.pause(job, false));
        while (!jobs.stream().allMatch(grants::areDone)) {
            awaitQuiet();
            crank(STEP.multipliedBy(ACTIONS));
        }
        plans.forEach((batch, plan) -> {
            assertThat(runs.begun(batch))
                    .as("runs of batch %s: %s", batch, plan)
                    .isEqualTo(plan.ends().size());
            assertThat(grants.crashed())
                    .as("crashes of batch %s", batch)
                    .filteredOn(lease -> lease.batchId() == batch)
                    .hasSize((int) plan.crashes());
        });
    }

    private void act(Random random, StartedEngine engine) {
        boolean told = random.nextBoolean();
        switch (random.nextInt(6)) {
            case 0, 1 -> submit(random, engine, told);
            case 2, 3 -> wake(random, engine, told);
            case 4 -> pauseOrResume(random, engine, told);
            default -> {
                awaitQuiet();
                crank(STEP);
            }
        }
    }

    private void submit(Random random, StartedEngine engine, boolean told) {
        long job = grants.submit(random.nextInt(3), 1 + random.nextInt(5), 1 + random.nextInt(1_000), batch -> {
            Plan plan = Plan.of(random);
            plans.put(batch, plan);
            runs.script(batch, (_, nth) -> plan.run(nth));
        });
        jobs.add(job);
        if (told) {
            engine.start(job);
        }
    }

    /** Only what waits: a wake that a run could miss is another case's matter, and would have it run once more. */
    private void wake(Random random, StartedEngine engine, boolean told) {
        List<Long> waiting = plans.keySet().stream().filter(grants::isWaiting).toList();
        if (waiting.isEmpty()) {
            return;
        }
        long batch = waiting.get(random.nextInt(waiting.size()));
        grants.wake(batch);
        if (told) {
            engine.wake(batch);
        }
    }

    private void pauseOrResume(Random random, StartedEngine engine, boolean told) {
        if (jobs.isEmpty()) {
            return;
        }
        long job = List.copyOf(jobs).get(random.nextInt(jobs.size()));
        boolean paused = random.nextBoolean();
        grants.pause(job, paused);
        if (told && paused) {
            engine.stop(job);
        } else if (told) {
            engine.start(job);
        }
    }

    /** Before the clock is moved: no lease is to end by that. */
    private void awaitQuiet() {
        await("nothing is due or being run", grants::isQuiet);
    }
}
