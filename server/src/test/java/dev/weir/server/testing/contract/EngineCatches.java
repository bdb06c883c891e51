package dev.weir.server.testing.contract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Engines with one planted bug each fail the case of the contract that is there for it: extend this with an engine and bugs.
 * Several are put to their cases at once, since nearly all of that is waiting for what will not come.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EngineCatches {

    private static final ScopedValue<Duration> PATIENCE = ScopedValue.newInstance();
    private static final ScopedValue<Subject> PLANTED = ScopedValue.newInstance();
    private static final int AT_ONCE = 8;
    /** A machine that is busy lets sound parts of an engine wait, too: it is given so many times as long. */
    private static final int BUSY = 10;

    private final Map<String, Future<TestExecutionSummary>> verdicts = new HashMap<>();

    /** The contract, with little patience: what a broken engine does not do will not come. Run by the launcher below. */
    static final class Planted extends EngineContract {

        @Override
        protected Subject subject() {
            return PLANTED.get();
        }

        @Override
        protected Duration patience() {
            return PATIENCE.get();
        }
    }

    /**
     * An engine with something wrong.
     *
     * @param caseName the case that is there for it
     * @param complaint what that case must say, among other words
     */
    protected record Bug(String name, Subject subject, String caseName, String complaint) {
        @Override
        public String toString() {
            return name;
        }
    }

    protected static Bug bug(String name, Subject subject, String caseName, String complaint) {
        return new Bug(name, subject, caseName, complaint);
    }

    protected abstract List<Bug> bugs();

    protected abstract PlantedBugs planted();

    /** One without a bug. */
    protected abstract Subject sound();

    /** How long a broken engine is waited for; a sound one needs less. */
    protected Duration patience() {
        return Duration.ofSeconds(3);
    }

    @BeforeAll
    final void putEveryEngineToItsCase() {
        ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
        for (Bug bug : bugs()) {
            verdicts.put(bug.name(), workers.submit(() -> run(bug.subject(), bug.caseName(), patience())));
        }
        workers.shutdown();
    }

    @AfterAll
    final void closeWhatBugsLeftOpen() {
        planted().closeWhatIsLeftOpen();
    }

    private TestExecutionSummary run(Subject subject, String method, Duration patience) {
        Class<?>[] parameters = Arrays.stream(ALL_CASES)
                .filter(each -> each.getName().equals(method))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the contract has no case " + method))
                .getParameterTypes();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        Launcher launcher = LauncherFactory.create();
        ScopedValue.where(PLANTED, subject)
                .where(PATIENCE, patience)
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

    @ParameterizedTest(name = "an engine that {0}")
    @MethodSource("bugs")
    final void anEngineWithAPlantedBugIsCaught(Bug bug) throws Exception {
        TestExecutionSummary summary =
                requireNonNull(verdicts.get(bug.name()), bug.name()).get();
        if (summary.getFailures().stream()
                .noneMatch(failure ->
                        String.valueOf(failure.getException().getMessage()).contains(bug.complaint()))) {
            summary = run(bug.subject(), bug.caseName(), patience().multipliedBy(BUSY));
        }
        assertThat(summary.getFailures())
                .as("an engine that " + bug.name())
                .anySatisfy(failure -> assertThat(failure.getException())
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining(bug.complaint()));
    }

    @Test
    final void aSoundEnginePassesWithAsLittlePatience() {
        TestExecutionSummary summary = run(sound(), "everyBatchOfEveryJobIsRunOnceAndDone", patience());
        if (!summary.getFailures().isEmpty()) {
            summary = run(
                    sound(), "everyBatchOfEveryJobIsRunOnceAndDone", patience().multipliedBy(BUSY));
        }
        assertThat(summary.getFailures()).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(1);
    }
}
