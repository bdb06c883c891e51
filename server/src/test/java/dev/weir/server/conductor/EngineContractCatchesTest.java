package dev.weir.server.conductor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.weir.server.jobs.engine.StartedEngine;
import dev.weir.server.testing.contract.EngineContract;
import dev.weir.server.testing.contract.Subject;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Engines with one planted bug each fail the case of the contract that is there for it. Several are put to their cases at
 * once, since nearly all of that is waiting for what will not come.
 */
@Timeout(120)
class EngineContractCatchesTest {

    private static final ScopedValue<Subject> PLANTED = ScopedValue.newInstance();
    private static final Queue<StartedEngine> LEFT_OPEN = new ConcurrentLinkedQueue<>();
    private static final int AT_ONCE = 8;
    private static final Map<String, Future<TestExecutionSummary>> VERDICTS = new HashMap<>();

    /** The contract, with little patience: what a broken engine does not do will not come. Run by the launcher below. */
    static final class Planted extends EngineContract {

        @Override
        protected Subject subject() {
            return PLANTED.get();
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(3);
        }
    }

    @BeforeAll
    static void putEveryEngineToItsCase() {
        ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
        for (Bug bug : bugs()) {
            VERDICTS.put(bug.name(), workers.submit(() -> run(bug.subject(), bug.caseName())));
        }
        workers.shutdown();
    }

    @AfterAll
    static void closeWhatBugsLeftOpen() {
        LEFT_OPEN.forEach(StartedEngine::close);
        LEFT_OPEN.clear();
    }

    private static TestExecutionSummary run(Subject subject, String method) {
        Class<?>[] parameters = Arrays.stream(ALL_CASES)
                .filter(each -> each.getName().equals(method))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the contract has no case " + method))
                .getParameterTypes();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        Launcher launcher = LauncherFactory.create();
        ScopedValue.where(PLANTED, subject)
                .run(() -> launcher.execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectMethod(Planted.class, method, parameters))
                                .build(),
                        summary));
        return summary.getSummary();
    }

    private static final Method[] ALL_CASES = methods();

    private static Method[] methods() {
        List<Method> all = new ArrayList<>();
        for (Class<?> type = EngineContract.class; type != null; type = type.getSuperclass()) {
            all.addAll(List.of(type.getDeclaredMethods()));
        }
        return all.toArray(Method[]::new);
    }

    /**
     * @param caseName the case that is there for it
     * @param complaint what that case must say, among other words
     */
    record Bug(String name, Subject subject, String caseName, String complaint) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Bug> bugs() {
        return List.of(
                bug(
                        "deaf to starts",
                        PlantedBugs.deafToStarts(),
                        "workThatIsToldOfIsRunWithoutLookingForIt",
                        "in vain"),
                bug(
                        "looks only when told",
                        PlantedBugs.lookingOnlyWhenTold(),
                        "workThatNobodyToldOfIsFound",
                        "in vain"),
                bug("runs twice", PlantedBugs.runningTwice(), "everyBatchOfEveryJobIsRunOnceAndDone", ""),
                bug("forgets wakes", PlantedBugs.forgettingWakes(), "aWakeEndsTheWaitBeforeItsTime", "in vain"),
                bug(
                        "loses wakes that come during a run",
                        PlantedBugs.losingWakesDuringRuns(),
                        "aWakeWhileTheBatchRunsIsNotLost",
                        "in vain"),
                bug(
                        "goes on instead of waiting",
                        PlantedBugs.goingOnInsteadOfWaiting(),
                        "aBatchThatWaitsIsRunWhenItsTimeHasComeAndNotBefore",
                        ""),
                bug(
                        "shortens waits",
                        PlantedBugs.shorteningWaits(),
                        "aBatchThatWaitsIsRunWhenItsTimeHasComeAndNotBefore",
                        ""),
                bug(
                        "misses deadlines",
                        PlantedBugs.missingDeadlines(),
                        "aBatchThatWaitsIsRunWhenItsTimeHasComeAndNotBefore",
                        "is done"),
                bug("never renews", PlantedBugs.neverRenewing(), "aLongRunKeepsItsLease", "is renewed"),
                bug(
                        "does not notice that its lease is lost",
                        PlantedBugs.neverRenewing(),
                        "aRunWhoseLeaseWasLostIsStoppedAndChangesNothing",
                        "the lost run has ended"),
                bug(
                        "keeps leases by batch",
                        PlantedBugs.keepingLeasesByBatch(),
                        "aBatchThatIsGrantedAgainWhileItsLostRunIsStillAtItIsHeldLikeAnyOther",
                        "is renewed"),
                bug(
                        "leaves the dead their batches",
                        PlantedBugs.leavingTheDeadTheirBatches(),
                        "whatADeadNodeHeldIsRunWhenItsLeaseIsOver",
                        "is done"),
                bug("ignores stops", PlantedBugs.ignoringStops(), "stopReachesTheRunsOfThatJobAndNoOthers", "waits"),
                bug(
                        "stops everybody",
                        PlantedBugs.stoppingEverybody(),
                        "stopReachesTheRunsOfThatJobAndNoOthers",
                        "to be false"),
                bug(
                        "swallows crashes",
                        PlantedBugs.swallowingCrashes(),
                        "aBatchWhoseRunsThrowIsNeverGivenUpAndHindersNobody",
                        "is done"),
                bug(
                        "takes crashes for done",
                        PlantedBugs.takingCrashesForDone(),
                        "aBatchWhoseRunsThrowIsNeverGivenUpAndHindersNobody",
                        ""),
                bug(
                        "gives up after three crashes",
                        PlantedBugs.givingUpAfterThreeCrashes(),
                        "aBatchWhoseRunsThrowIsNeverGivenUpAndHindersNobody",
                        ""),
                bug(
                        "dies with the database",
                        PlantedBugs.dyingWithTheDatabase(),
                        "theDatabaseMayGoAndComeBackAndNoRunCountsAsCrashed",
                        "is done"),
                bug(
                        "takes a database that is away for a crash",
                        PlantedBugs.takingADatabaseThatIsAwayForACrash(),
                        "theDatabaseMayGoAndComeBackAndNoRunCountsAsCrashed",
                        ""),
                bug(
                        "serves the oldest job only",
                        PlantedBugs.servingTheOldestJobOnly(),
                        "aSmallJobNeedNotWaitUntilABigOneIsThroughAndRowsInMemoryAreBounded",
                        "the small job runs"),
                bug(
                        "takes on without bound",
                        PlantedBugs.takingWithoutBound(),
                        "aSmallJobNeedNotWaitUntilABigOneIsThroughAndRowsInMemoryAreBounded",
                        "to be less than or equal"),
                bug("ignores close", PlantedBugs.ignoringClose(LEFT_OPEN), "aClosedEngineTakesNothingNew", ""),
                bug(
                        "closes behind one's back",
                        PlantedBugs.closingBehindOnesBack(LEFT_OPEN),
                        "closeStopsWhatIsInFlightAndReturnsWhenItHasSettled",
                        "value"));
    }

    private static Bug bug(String name, Subject subject, String caseName, String complaint) {
        return new Bug(name, subject, caseName, complaint);
    }

    @ParameterizedTest(name = "an engine that {0}")
    @MethodSource("bugs")
    void anEngineWithAPlantedBugIsCaught(Bug bug) throws Exception {
        TestExecutionSummary summary =
                requireNonNull(VERDICTS.get(bug.name()), bug.name()).get();
        assertThat(summary.getFailures())
                .as("an engine that " + bug.name())
                .anySatisfy(failure -> assertThat(failure.getException())
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining(bug.complaint()));
    }

    @Test
    void aSoundEnginePassesWithAsLittlePatience() {
        TestExecutionSummary summary = run(ConductorSubject.INSTANCE, "everyBatchOfEveryJobIsRunOnceAndDone");
        assertThat(summary.getFailures()).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(1);
    }
}
