package dev.weir.server.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import dev.weir.server.jobs.engine.StartedEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;

/** What every case of the contract has at hand: doors on paper, engines over them, a clock to crank. */
public abstract class EngineCase {

    static final Duration HOUR = Duration.ofHours(1);
    static final Next DONE = new Next.Done();
    static final long OURS = 1;
    static final long OTHERS = 2;

    final PaperGrants grants = new PaperGrants();
    final PaperRuns runs = new PaperRuns(grants);
    private final List<StartedEngine> started = new ArrayList<>();
    private final List<CountDownLatch> latches = new ArrayList<>();

    /** The engine that is put to the contract. */
    protected abstract Subject subject();

    /** How long a case waits for what must come before it fails. */
    protected Duration patience() {
        return Duration.ofSeconds(30);
    }

    @AfterEach
    final void nothingWasDoneThatNoEngineMayDo() {
        grants.away(false);
        latches.forEach(CountDownLatch::countDown);
        started.forEach(StartedEngine::close);
        assertThat(grants.wrongs()).isEmpty();
        assertThat(runs.running()).isEmpty();
    }

    final StartedEngine start(Rhythm rhythm) {
        return start(OURS, rhythm);
    }

    final StartedEngine start(long node, Rhythm rhythm) {
        StartedEngine engine = subject().start(grants, runs, node, rhythm);
        started.add(engine);
        return engine;
    }

    /** A latch that is opened after the test at the latest, so that no run outlives a failed case. */
    final CountDownLatch latch() {
        CountDownLatch latch = new CountDownLatch(1);
        latches.add(latch);
        return latch;
    }

    final void await(String what, BooleanSupplier condition) {
        new Await(patience()).until(what, condition);
    }

    final void crank(Duration step) {
        grants.crank(step);
        subject().timePassed(step);
    }

    /** A job whose batches do so; nobody has been told. */
    final long submit(long workspace, int batches, int rows, PaperRuns.Script script) {
        return grants.submit(workspace, batches, rows, batch -> runs.script(batch, script));
    }

    /** A job of one batch, in a workspace of its own; nobody has been told. Returns the batch. */
    final long oneBatch(PaperRuns.Script script) {
        return grants.batchesOf(submit(7, 1, 10, script)).getFirst();
    }

    static PaperRuns.Script doneAtOnce() {
        return (_, _) -> DONE;
    }

    /** Waits at first, and is done the second time. */
    static PaperRuns.Script waitingFor(Duration time) {
        return (_, nth) -> nth == 1 ? new Next.Later(time) : DONE;
    }

    static PaperRuns.Script doneAfter(CountDownLatch latch) {
        return (_, _) -> {
            latch.await();
            return DONE;
        };
    }

    /** Some jobs come and are done, one after another: whatever the engine was about to do, it has had time for. */
    final void lifeGoesOn(StartedEngine engine, int jobs) {
        for (int i = 0; i < jobs; i++) {
            long job = submit(1_000 + i, 1, 1, doneAtOnce());
            engine.start(job);
            await("job " + job + " is done", () -> grants.areDone(job));
        }
    }

    final void awaitDone(long batch) {
        await("batch " + batch + " is done", () -> grants.isDone(batch));
    }

    /** Waits until that many runs of a batch have begun; returns the lease of the last. */
    final Lease awaitBegun(long batch, int times) {
        await("run " + times + " of batch " + batch + " has begun", () -> runs.begun(batch) >= times);
        return runs.begun().stream()
                .filter(lease -> lease.batchId() == batch)
                .toList()
                .getLast();
    }

    /** Waits until the one run there was has been given back and the batch waits. */
    final void awaitParked(long batch) {
        await("batch " + batch + " waits", () -> runs.begun(batch) == 1 && grants.isParked(batch));
    }

    /** Lets the clock run on, as a renewal's time passes, until the lease has been renewed at each step. */
    final void awaitRenewals(Lease lease, int times) {
        for (int i = 0; i < times; i++) {
            crank(Duration.ofSeconds(5));
            await(
                    "the lease of " + lease + " is renewed",
                    () -> lease.remainingNanos() > Duration.ofSeconds(15).toNanos());
        }
    }

    static void awaitStop(Lease lease) throws InterruptedException {
        while (!lease.awaitStop(HOUR)) {
            // Not yet.
        }
    }
}
