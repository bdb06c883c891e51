package dev.weir.server.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import dev.weir.server.jobs.engine.StartedEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases about finding work, waiting, waking and leases. */
public abstract class EngineWorkCases extends EngineCase {

    // ---------------------------------------------------------------------------------------------- what is due

    @Test
    void everyBatchOfEveryJobIsRunOnceAndDone() {
        StartedEngine engine = start(Rhythm.LOOKING);
        List<Long> jobs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            long job = submit(i % 2, 7, 100, doneAtOnce());
            engine.start(job);
            jobs.add(job);
        }
        jobs.forEach(job -> await("job " + job + " is done", () -> grants.areDone(job)));
        assertThat(runs.begun()).hasSize(42);
    }

    @Test
    void workThatNobodyToldOfIsFound() {
        StartedEngine engine = start(Rhythm.LOOKING);
        lifeGoesOn(engine, 1);
        for (int i = 0; i < 5; i++) {
            awaitDone(oneBatch(doneAtOnce()));
        }
    }

    @Test
    void workThatIsToldOfIsRunWithoutLookingForIt() {
        lifeGoesOn(start(Rhythm.TOLD), 20);
    }

    @Test
    void callsThatComeTwiceOrForWhatNobodyKnowsDoNoHarm() {
        StartedEngine engine = start(Rhythm.TOLD);
        CountDownLatch mayEnd = latch();
        long batch = oneBatch(doneAfter(mayEnd));
        for (int i = 0; i < 3; i++) {
            engine.start(1);
            engine.wake(batch);
            engine.start(987_654);
            engine.wake(987_654);
            engine.stop(987_654);
            awaitBegun(batch, 1);
        }
        mayEnd.countDown();
        awaitDone(batch);
        engine.wake(batch);
        engine.start(1);
        lifeGoesOn(engine, 3);
        assertThat(runs.begun(batch)).isEqualTo(1);
    }

    // ------------------------------------------------------------------------------------------ waits and wakes

    @Test
    void aBatchThatWaitsIsRunWhenItsTimeHasComeAndNotBefore() {
        StartedEngine engine = start(Rhythm.LOOKING);
        long batch = oneBatch(waitingFor(Duration.ofMinutes(10)));
        awaitParked(batch);
        crank(Duration.ofSeconds(599));
        lifeGoesOn(engine, 5);
        assertThat(runs.begun(batch)).isEqualTo(1);
        crank(Duration.ofSeconds(2));
        awaitDone(batch);
        assertThat(runs.begun(batch)).isEqualTo(2);
    }

    @Test
    void aBatchThatOnlyLetsOthersGoFirstComesBackAtOnce() {
        start(Rhythm.LOOKING);
        long batch = oneBatch((_, nth) -> nth <= 5 ? new Next.Later(Duration.ZERO) : DONE);
        awaitDone(batch);
        assertThat(runs.begun(batch)).isEqualTo(6);
    }

    @Test
    void aWakeEndsTheWaitBeforeItsTime() {
        StartedEngine engine = start(Rhythm.TOLD);
        long job = submit(1, 12, 10, waitingFor(HOUR));
        List<Long> batches = grants.batchesOf(job);
        engine.start(job);
        batches.forEach(this::awaitParked);
        for (long batch : batches) {
            grants.wake(batch);
            engine.wake(batch);
            awaitDone(batch);
        }
    }

    @Test
    void aWakeThatNobodyToldOfEndsTheWaitToo() {
        start(Rhythm.LOOKING);
        long batch = oneBatch(waitingFor(HOUR));
        awaitParked(batch);
        grants.wake(batch);
        awaitDone(batch);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWakeWhileTheBatchRunsIsNotLost(boolean done) {
        StartedEngine engine = start(Rhythm.TOLD);
        CountDownLatch mayEnd = latch();
        long batch = oneBatch((_, nth) -> {
            if (nth == 1) {
                mayEnd.await();
                return done ? DONE : new Next.Later(HOUR);
            }
            return DONE;
        });
        engine.start(1);
        awaitBegun(batch, 1);
        for (int i = 0; i < 50; i++) {
            grants.wake(batch);
            engine.wake(batch);
        }
        mayEnd.countDown();
        awaitDone(batch);
        assertThat(runs.begun(batch)).isEqualTo(2);
    }

    // --------------------------------------------------------------------------------------------------- leases

    @Test
    void aLongRunKeepsItsLease() {
        start(Rhythm.LOOKING);
        CountDownLatch mayEnd = latch();
        long batch = oneBatch(doneAfter(mayEnd));
        awaitRenewals(awaitBegun(batch, 1), 10);
        mayEnd.countDown();
        awaitDone(batch);
        assertThat(runs.begun(batch)).isEqualTo(1);
    }

    @Test
    void aRunWhoseLeaseWasLostIsStoppedAndChangesNothing() {
        start(Rhythm.LOOKING);
        long batch = oneBatch((lease, nth) -> {
            if (nth == 1) {
                awaitStop(lease);
            }
            return DONE;
        });
        awaitBegun(batch, 1);
        grants.takenByStranger(batch);
        await("the lost run has ended", () -> runs.running().isEmpty());
        assertThat(grants.isDone(batch)).isFalse();
        grants.leftByStranger(batch);
        awaitDone(batch);
        assertThat(grants.finished())
                .filteredOn(end -> end.batchId() == batch)
                .singleElement()
                .extracting(PaperGrants.Finished::epoch)
                .isEqualTo(3L);
    }

    @Test
    void aBatchThatIsGrantedAgainWhileItsLostRunIsStillAtItIsHeldLikeAnyOther() {
        StartedEngine engine = start(Rhythm.LOOKING);
        CountDownLatch lostMayEnd = latch();
        CountDownLatch mayEnd = latch();
        long batch = oneBatch((_, nth) -> {
            (nth == 1 ? lostMayEnd : mayEnd).await();
            return DONE;
        });
        awaitBegun(batch, 1);
        grants.takenByStranger(batch);
        grants.leftByStranger(batch);
        Lease second = awaitBegun(batch, 2);
        lostMayEnd.countDown();
        await("the lost run has ended", () -> runs.running().size() == 1);
        lifeGoesOn(engine, 3);
        awaitRenewals(second, 5);
        mayEnd.countDown();
        awaitDone(batch);
    }

    @Test
    void whatADeadNodeHeldIsRunWhenItsLeaseIsOver() {
        long held = oneBatch(doneAtOnce());
        grants.takenByStranger(held);
        start(Rhythm.LOOKING);
        crank(PaperGrants.LEASE.plusSeconds(1));
        awaitDone(held);
    }

    @Test
    void twoEnginesShareTheWorkAndRunNothingTwice() {
        long job = submit(1, 200, 1_000, waitingFor(Duration.ZERO));
        start(OURS, Rhythm.LOOKING).start(job);
        start(OTHERS, Rhythm.LOOKING).start(job);
        await("the job is done", () -> grants.areDone(job));
        assertThat(runs.begun()).hasSize(400);
    }
}
