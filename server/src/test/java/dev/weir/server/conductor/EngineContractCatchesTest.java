package dev.weir.server.conductor;

import dev.weir.server.testing.contract.EngineCatches;
import dev.weir.server.testing.contract.PlantedBugs;
import dev.weir.server.testing.contract.Subject;
import java.time.Duration;
import java.util.List;

/** Conductors with a planted bug. */
class EngineContractCatchesTest extends EngineCatches {

    private final PlantedBugs planted = new PlantedBugs(ConductorSubject.INSTANCE);

    @Override
    protected PlantedBugs planted() {
        return planted;
    }

    @Override
    protected Subject sound() {
        return ConductorSubject.INSTANCE;
    }

    @Override
    protected List<Bug> bugs() {
        return List.of(
                bug("deaf to starts", planted.deafToStarts(), "workThatIsToldOfIsRunWithoutLookingForIt", "in vain"),
                bug("looks only when told", planted.lookingOnlyWhenTold(), "workThatNobodyToldOfIsFound", "in vain"),
                bug("runs twice", planted.runningTwice(), "everyBatchOfEveryJobIsRunOnceAndDone", "but was: 84"),
                bug("forgets wakes", planted.forgettingWakes(), "aWakeEndsTheWaitBeforeItsTime", "in vain"),
                bug(
                        "loses wakes that come during a run",
                        planted.losingWakesDuringRuns(),
                        "aWakeWhileTheBatchRunsIsNotLost",
                        "in vain"),
                bug(
                        "goes on instead of waiting",
                        planted.goingOnInsteadOfWaiting(),
                        "aBatchThatWaitsIsRunWhenItsTimeHasComeAndNotBefore",
                        "waits"),
                bug(
                        "shortens waits",
                        planted.shorteningWaits(),
                        "aBatchThatWaitsIsRunWhenItsTimeHasComeAndNotBefore",
                        ""),
                bug(
                        "misses deadlines",
                        planted.missingDeadlines(),
                        "aBatchThatWaitsIsRunWhenItsTimeHasComeAndNotBefore",
                        "is done"),
                bug("never renews", planted.neverRenewing(), "aLongRunKeepsItsLease", "is renewed"),
                bug(
                        "does not notice that its lease is lost",
                        planted.neverRenewing(),
                        "aRunWhoseLeaseWasLostIsStoppedAndChangesNothing",
                        "the lost run has ended"),
                bug(
                        "keeps leases by batch",
                        planted.keepingLeasesByBatch(),
                        "aBatchThatIsGrantedAgainWhileItsLostRunIsStillAtItIsHeldLikeAnyOther",
                        "is renewed"),
                bug(
                        "leaves the dead their batches",
                        planted.leavingTheDeadTheirBatches(),
                        "whatADeadNodeHeldIsRunWhenItsLeaseIsOver",
                        "is done"),
                bug("ignores stops", planted.ignoringStops(), "stopReachesTheRunsOfThatJobAndNoOthers", "waits"),
                bug(
                        "stops everybody",
                        planted.stoppingEverybody(),
                        "stopReachesTheRunsOfThatJobAndNoOthers",
                        "to be false"),
                bug(
                        "swallows crashes",
                        planted.swallowingCrashes(),
                        "aBatchWhoseRunsThrowIsNeverGivenUpAndHindersNobody",
                        "is done"),
                bug(
                        "takes crashes for done",
                        planted.takingCrashesForDone(),
                        "aBatchWhoseRunsThrowIsNeverGivenUpAndHindersNobody",
                        "[0]"),
                bug(
                        "gives up after three crashes",
                        planted.givingUpAfterThreeCrashes(),
                        "aBatchWhoseRunsThrowIsNeverGivenUpAndHindersNobody",
                        "[0, 1, 2, 3]"),
                bug(
                        "dies with the database",
                        planted.dyingWithTheDatabase(),
                        "theDatabaseMayGoAndComeBackAndNoRunCountsAsCrashed",
                        "is done"),
                bug(
                        "takes a database that is away for a crash",
                        planted.takingADatabaseThatIsAwayForACrash(),
                        "theDatabaseMayGoAndComeBackAndNoRunCountsAsCrashed",
                        "is done"),
                bug(
                        "serves the oldest job only",
                        planted.servingTheOldestJobOnly(),
                        "aSmallJobNeedNotWaitUntilABigOneIsThroughAndRowsInMemoryAreBounded",
                        "the small job runs"),
                bug(
                        "sweeps before it renews",
                        planted.sweepingBeforeItRenews(),
                        "theDatabaseMayBeAwayForLongerThanALeaseAndNoRunLosesItsOwn",
                        "leases that are lost"),
                bug(
                        "takes on without bound",
                        takingWithoutBound(),
                        "aSmallJobNeedNotWaitUntilABigOneIsThroughAndRowsInMemoryAreBounded",
                        "to be less than or equal"),
                bug("ignores close", planted.ignoringClose(), "aClosedEngineTakesNothingNew", "were unexpected"),
                bug(
                        "closes behind one's back",
                        planted.closingBehindOnesBack(),
                        "closeStopsWhatIsInFlightAndReturnsWhenItHasSettled",
                        "AtomicInteger(1)"));
    }

    private static Subject takingWithoutBound() {
        return (grants, batches, node, _) -> Conductor.start(
                grants,
                batches,
                node,
                new ConductorSettings(Duration.ofMillis(5), Duration.ofMillis(5), 1_000_000, 0, 0));
    }
}
