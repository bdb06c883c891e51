package dev.weir.temporal;

import dev.weir.server.jobs.engine.Grants;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.PassingGrants;
import dev.weir.server.testing.contract.EngineCatches;
import dev.weir.server.testing.contract.PlantedBugs;
import dev.weir.server.testing.contract.Subject;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;

/** Engines over Temporal with a planted bug, of the kinds that this one could have. */
class TemporalCatchesTest extends EngineCatches {

    private final TestWorkflowEnvironment server = TestWorkflowEnvironment.newInstance();
    private final TemporalSubject sound = new TemporalSubject(server.getWorkflowServiceStubs(), _ -> {});
    private final PlantedBugs planted = new PlantedBugs(sound);

    @AfterAll
    void end() {
        planted.closeWhatIsLeftOpen();
        server.close();
    }

    @Override
    protected PlantedBugs planted() {
        return planted;
    }

    @Override
    protected Subject sound() {
        return sound;
    }

    @Override
    protected Duration patience() {
        return Duration.ofSeconds(6);
    }

    @Override
    protected List<Bug> bugs() {
        return List.of(
                bug(
                        "sends no signal",
                        sound.signallingBy(_ -> deaf()),
                        "everyBatchOfEveryJobIsRunOnceAndDone",
                        "is done"),
                bug("has no lookout", planted.lookingOnlyWhenTold(), "workThatNobodyToldOfIsFound", "is done"),
                bug(
                        "tells a workflow once",
                        sound.signallingBy(TemporalCatchesTest::once),
                        "stopReachesTheRunsOfThatJobAndNoOthers",
                        "the job is done"),
                bug(
                        "runs a batch without a grant",
                        running(TemporalCatchesTest::claimingNothing),
                        "everyBatchOfEveryJobIsRunOnceAndDone",
                        "is done"),
                bug("beats without renewing", planted.neverRenewing(), "aLongRunKeepsItsLease", "is renewed"),
                bug(
                        "leaves the dead their batches",
                        planted.leavingTheDeadTheirBatches(),
                        "whatADeadNodeHeldIsRunWhenItsLeaseIsOver",
                        "is done"),
                bug(
                        "does not forward stops",
                        planted.ignoringStops(),
                        "stopReachesTheRunsOfThatJobAndNoOthers",
                        "waits"),
                bug(
                        "swallows crashes",
                        planted.swallowingCrashes(),
                        "aBatchWhoseRunsThrowIsNeverGivenUpAndHindersNobody",
                        "is done"),
                bug(
                        "gives up after three crashes",
                        planted.givingUpAfterThreeCrashes(),
                        "aBatchWhoseRunsThrowIsNeverGivenUpAndHindersNobody",
                        "[0, 1, 2, 3]"),
                bug(
                        "sweeps before it renews",
                        planted.sweepingBeforeItRenews(),
                        "theDatabaseMayBeAwayForLongerThanALeaseAndNoRunLosesItsOwn",
                        "leases that are lost"),
                bug(
                        "takes on without bound",
                        (grants, batches, node, rhythm) -> sound.start(grants, batches, node, rhythm, 1_000),
                        "aSmallJobNeedNotWaitUntilABigOneIsThroughAndRowsInMemoryAreBounded",
                        "to be less than or equal"),
                bug(
                        "closes behind one's back",
                        planted.closingBehindOnesBack(),
                        "closeStopsWhatIsInFlightAndReturnsWhenItHasSettled",
                        "AtomicInteger(1)"));
    }

    private static Signals deaf() {
        return new Signals() {
            @Override
            public void look(long jobId, long workspaceId) {}

            @Override
            public void stop(long jobId) {}
        };
    }

    private static Signals once(Signals given) {
        Set<Long> told = ConcurrentHashMap.newKeySet();
        return new Signals() {
            @Override
            public void look(long jobId, long workspaceId) {
                if (told.add(jobId)) {
                    given.look(jobId, workspaceId);
                }
            }

            @Override
            public void stop(long jobId) {
                given.stop(jobId);
            }
        };
    }

    private Subject running(UnaryOperator<Grants> bug) {
        return (grants, batches, node, rhythm) -> sound.start(bug.apply(grants), batches, node, rhythm);
    }

    private static Grants claimingNothing(Grants given) {
        return new PassingGrants(given) {
            @Override
            public Optional<Lease> claimBatch(long node, long batchId) {
                return Optional.of(new Lease(batchId, 1, 1, 0, 1, 1, 0, System::nanoTime, Long.MAX_VALUE / 2));
            }
        };
    }
}
