package dev.weir.server.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import dev.weir.server.jobs.engine.StartedEngine;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every engine must keep to, whatever it is made of: extend this with an engine's {@link Subject}.
 *
 * <p>Doors, runs and clock are the test's, so that each case goes by signals and by a clock that it cranks itself; what
 * an engine and the real doors do together is the EngineDatabaseContract's matter.
 */
@Timeout(120)
public abstract class EngineContract extends EngineWorkCases {

    // ---------------------------------------------------------------------------------------------------- stops

    @Test
    void stopReachesTheRunsOfThatJobAndNoOthers() {
        StartedEngine engine = start(Rhythm.TOLD);
        CountDownLatch mayEnd = latch();
        long job = submit(1, 5, 10, (lease, nth) -> {
            if (nth == 1) {
                awaitStop(lease);
                return new Next.Stopped();
            }
            return DONE;
        });
        long other = oneBatch(doneAfter(mayEnd));
        engine.start(job);
        engine.start(2);
        Lease unstopped = awaitBegun(other, 1);
        grants.batchesOf(job).forEach(batch -> awaitBegun(batch, 1));
        grants.pause(job, true);
        engine.stop(job);
        engine.stop(job);
        grants.batchesOf(job).forEach(this::awaitParked);
        lifeGoesOn(engine, 3);
        assertThat(unstopped.isStopped()).isFalse();
        grants.batchesOf(job).forEach(batch -> assertThat(runs.begun(batch)).isEqualTo(1));
        grants.pause(job, false);
        engine.start(job);
        await("the job is done", () -> grants.areDone(job));
        mayEnd.countDown();
        awaitDone(other);
    }

    @Test
    void aPauseThatNobodyToldOfReachesTheRuns() {
        start(Rhythm.LOOKING);
        long batch = oneBatch((lease, _) -> {
            awaitStop(lease);
            return new Next.Stopped();
        });
        awaitBegun(batch, 1);
        grants.pause(1, true);
        awaitParked(batch);
    }

    // ------------------------------------------------------------------------------------------ crashes, faults

    @Test
    void aBatchWhoseRunsThrowIsNeverGivenUpAndHindersNobody() {
        StartedEngine engine = start(Rhythm.TOLD);
        ConcurrentLinkedQueue<Integer> crashesSeen = new ConcurrentLinkedQueue<>();
        long batch = oneBatch((lease, nth) -> {
            crashesSeen.add(lease.crashes());
            if (nth % 2 == 1 && nth < 12) {
                throw new IllegalStateException("planned");
            }
            if (nth < 12) {
                throw new AssertionError("planned");
            }
            return DONE;
        });
        engine.start(1);
        lifeGoesOn(engine, 3);
        awaitDone(batch);
        assertThat(crashesSeen).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(grants.crashed()).hasSize(11);
    }

    @Test
    void theDatabaseMayGoAndComeBackAndNoRunCountsAsCrashed() {
        StartedEngine engine = start(Rhythm.LOOKING);
        for (int i = 0; i < 3; i++) {
            CountDownLatch mayEnd = latch();
            long batch = oneBatch(doneAfter(mayEnd));
            awaitBegun(batch, 1);
            grants.away(true);
            mayEnd.countDown();
            int before = grants.refused();
            await("the run has ended", () -> runs.running().isEmpty());
            await("it has tried more than once", () -> grants.refused() > before + 5);
            engine.start(1);
            engine.wake(batch);
            engine.stop(987_654);
            grants.away(false);
            awaitDone(batch);
            awaitDone(oneBatch(doneAtOnce()));
            assertThat(runs.begun(batch)).isEqualTo(1);
        }
        assertThat(grants.crashed()).isEmpty();
    }

    /** Whoever comes first when it is back must not take those who come second for dead. */
    @Test
    void theDatabaseMayBeAwayForLongerThanALeaseAndNoRunLosesItsOwn() {
        start(OURS, Rhythm.LOOKING);
        start(OTHERS, Rhythm.LOOKING);
        CountDownLatch mayEnd = latch();
        // More than either may take on.
        long job = submit(1, 22, 1_000, doneAfter(mayEnd));
        await("all batches run", () -> runs.running().size() == 22);
        List<Lease> leases = runs.begun();
        assertThat(leases.stream().map(grants::nodeOf)).contains(OURS, OTHERS);
        for (int i = 0; i < 3; i++) {
            grants.away(true);
            await("neither can renew", () -> grants.missed() == 2);
            crank(PaperGrants.LEASE.plusSeconds(1));
            grants.backForOneAfterTheOther();
            await(
                    "each lease is renewed or lost",
                    () -> leases.stream().allMatch(lease -> lease.isLost() || lease.remainingNanos() > 0));
            assertThat(leases)
                    .as("leases that are lost")
                    .filteredOn(Lease::isLost)
                    .isEmpty();
        }
        mayEnd.countDown();
        await("the job is done", () -> grants.areDone(job));
        assertThat(runs.begun()).hasSize(22);
        assertThat(grants.crashed()).isEmpty();
    }

    // ----------------------------------------------------------------------------------------------- fair share

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aSmallJobNeedNotWaitUntilABigOneIsThroughAndRowsInMemoryAreBounded(long workspace) {
        StartedEngine engine = start(Rhythm.LOOKING);
        Semaphore mayEnd = new Semaphore(0);
        AtomicInteger ended = new AtomicInteger();
        long big = submit(1, 100, 1_000, (_, _) -> {
            mayEnd.acquire();
            ended.incrementAndGet();
            return DONE;
        });
        try {
            engine.start(big);
            await("the big job runs", () -> !runs.running().isEmpty());
            long small = grants.batchesOf(submit(workspace, 1, 1, doneAtOnce())).getFirst();
            engine.start(2);
            for (int i = 1; i <= 50 && runs.begun(small) == 0; i++) {
                int released = i;
                mayEnd.release();
                await("another run ends", () -> ended.get() >= released);
            }
            await("the small job runs", () -> runs.begun(small) == 1);
            // Meanwhile an engine without a bound takes on more and more of the big one.
            lifeGoesOn(engine, 5);
        } finally {
            mayEnd.release(1_000);
        }
        await("the big job is done", () -> grants.areDone(big));
        assertThat(runs.mostRows()).isLessThanOrEqualTo(Subject.MOST_ROWS);
    }

    // ----------------------------------------------------------------------------------------------------- ends

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closeStopsWhatIsInFlightAndReturnsWhenItHasSettled(boolean databaseAway) throws InterruptedException {
        StartedEngine engine = start(Rhythm.LOOKING);
        CountDownLatch settled = latch();
        long batch = oneBatch((lease, _) -> {
            awaitStop(lease);
            settled.await();
            return new Next.Stopped();
        });
        Lease lease = awaitBegun(batch, 1);
        grants.away(databaseAway);
        AtomicInteger inFlightAtReturn = new AtomicInteger(-1);
        Thread closing = Thread.ofPlatform().daemon().start(() -> {
            engine.close();
            inFlightAtReturn.set(runs.running().size());
        });
        await("the run is told to stop", lease::isStopped);
        await("close waits, or has returned", () -> switch (closing.getState()) {
            case WAITING, TIMED_WAITING, TERMINATED -> true;
            case NEW, RUNNABLE, BLOCKED -> false;
        });
        settled.countDown();
        await("close returns", () -> !closing.isAlive());
        closing.join();
        assertThat(inFlightAtReturn).hasValue(0);
        assertThat(grants.finished()).hasSize(databaseAway ? 0 : 1);
        engine.close();
    }

    @Test
    void aClosedEngineTakesNothingNew() {
        StartedEngine closed = start(OURS, Rhythm.LOOKING);
        lifeGoesOn(closed, 1);
        closed.close();
        int before = runs.begun().size();
        long batch = oneBatch(doneAtOnce());
        closed.start(2);
        closed.wake(batch);
        closed.stop(2);
        StartedEngine heir = start(OTHERS, Rhythm.LOOKING);
        awaitDone(batch);
        lifeGoesOn(heir, 20);
        assertThat(runs.begun()).hasSize(before + 21);
        assertThat(runs.begun().stream().skip(before).map(grants::nodeOf)).containsOnly(OTHERS);
    }
}
