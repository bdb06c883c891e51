package dev.weir.server.waterfall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.OperationSpec;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.Values;
import dev.weir.server.testing.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every cell, whatever its step and its providers; a failing case names the seed that replays it. */
class WaterfallPropertiesTest {

    @ParameterizedTest(name = "-Dweir.seed={0}")
    @MethodSource("dev.weir.server.testing.Seeds#many")
    void orderIsKeptAndNothingIsAskedTwice(long seed) {
        CellRun run = CellRun.of(seed);
        List<Integer> places = run.askings().stream().map(CellRun.Asking::place).toList();
        assertThat(places).as("%s", run).isEqualTo(new ArrayList<>(new TreeSet<>(places)));
    }

    @ParameterizedTest(name = "-Dweir.seed={0}")
    @MethodSource("dev.weir.server.testing.Seeds#many")
    void eachPlaceIsAskedForExactlyWhatIsMissingAndItGives(long seed) {
        CellRun run = CellRun.of(seed);
        List<String> missing = new ArrayList<>(run.open());
        int next = 0;
        for (CellRun.Asking asking : run.askings()) {
            for (int passedOver = next; passedOver < asking.place(); passedOver++) {
                assertThat(couldAdd(run, passedOver, missing))
                        .as("%s passed over in %s", passedOver, run)
                        .isFalse();
            }
            assertThat(couldAdd(run, asking.place(), missing)).isTrue();
            List<String> expected = new ArrayList<>(missing);
            expected.retainAll(run.step().place(asking.place()).spec().outputs());
            assertThat(asking.wanted()).as("%s", run).isEqualTo(expected);
            if (run.step().completeness() == Completeness.MERGE
                    || run.acceptable(asking.place()).fields().containsAll(missing)) {
                missing.removeAll(run.acceptable(asking.place()).fields());
            }
            next = asking.place() + 1;
        }
    }

    private static boolean couldAdd(CellRun run, int place, List<String> missing) {
        List<String> outputs = run.step().place(place).spec().outputs();
        return run.step().completeness() == Completeness.COMPLETE
                ? outputs.containsAll(missing)
                : !Collections.disjoint(outputs, missing);
    }

    @ParameterizedTest(name = "-Dweir.seed={0}")
    @MethodSource("dev.weir.server.testing.Seeds#many")
    void theFirstAcceptableAnswerWinsAndPartialAnswersAreMergedOnlyWhereTheStepMerges(long seed) {
        CellRun run = CellRun.of(seed);
        Map<String, Integer> expected = new HashMap<>();
        for (CellRun.Asking asking : run.askings()) {
            Set<String> found = run.acceptable(asking.place()).fields();
            if (run.step().completeness() == Completeness.MERGE || found.containsAll(run.open())) {
                found.forEach(field -> expected.putIfAbsent(field, asking.place()));
            }
        }
        assertThat(run.sources()).as("%s", run).isEqualTo(expected);
        expected.forEach((field, place) -> assertThat(run.values().get(field))
                .as("%s", run)
                .isEqualTo(run.acceptable(place).get(field)));
        assertThat(run.end() instanceof CellEnd.Completed)
                .as("%s", run)
                .isEqualTo(!expected.isEmpty() && expected.keySet().containsAll(run.open()));
    }

    @ParameterizedTest(name = "-Dweir.seed={0}")
    @MethodSource("dev.weir.server.testing.Seeds#many")
    void nobodyIsAskedAfterTheAnswerThatCompletesTheCell(long seed) {
        CellRun run = CellRun.of(seed);
        if (run.end() instanceof CellEnd.Completed completed) {
            assertThat(run.askings().getLast().place())
                    .as("%s", run)
                    .isEqualTo(Collections.max(completed.sources().values()));
        }
        assertThat(run.end().equals(new CellEnd.Skipped(SkipReason.ALREADY_KNOWN)))
                .as("%s", run)
                .isEqualTo(run.open().isEmpty());
        assertThat(run.askings().isEmpty()).as("%s", run).isEqualTo(run.open().isEmpty());
    }

    @ParameterizedTest(name = "-Dweir.seed={0}")
    @MethodSource("dev.weir.server.testing.Seeds#many")
    void aCellGivesUpOnlyWhenEveryUsefulPlaceHadItsTurnOrOneIsInDoubt(long seed) {
        CellRun run = CellRun.of(seed);
        Set<Integer> asked =
                new HashSet<>(run.askings().stream().map(CellRun.Asking::place).toList());
        List<String> missing = new ArrayList<>(run.open());
        missing.removeAll(run.values().fields());
        boolean left = false;
        for (int place = 0; place < run.step().places().size(); place++) {
            left |= !asked.contains(place) && couldAdd(run, place, missing);
        }
        boolean ownDoubt = run.askings().stream().anyMatch(asking -> asking.verdict() instanceof Verdict.InDoubt);
        switch (run.end()) {
            case CellEnd.Failed failed -> {
                assertThat(left).as("%s", run).isFalse();
                assertThat(failed.missing()).isEqualTo(missing).isNotEmpty();
                assertThat(ownDoubt && run.onDoubt() != OnDoubt.SKIP)
                        .as("%s", run)
                        .isFalse();
            }
            case CellEnd.InDoubt doubt -> {
                assertThat(run.onDoubt()).isNotEqualTo(OnDoubt.SKIP);
                assertThat(doubt.missing()).isEqualTo(missing).isNotEmpty();
                assertThat(doubt.places().isEmpty()).as("%s", run).isEqualTo(!ownDoubt);
                assertThat(left && !ownDoubt).as("%s", run).isFalse();
            }
            case CellEnd.Completed _, CellEnd.Skipped _ -> {}
        }
    }

    @ParameterizedTest(name = "-Dweir.seed={0}")
    @MethodSource("dev.weir.server.testing.Seeds#many")
    void theDecisionDependsOnNothingButWhatIsGivenNotEvenItsOrder(long seed) {
        CellRun run = CellRun.of(seed);
        assertThat(CellRun.of(seed)).isEqualTo(run);
        List<Outcome> shuffled = new ArrayList<>(run.outcomes());
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(Waterfall.next(run.step(), run.onDoubt(), run.known(), shuffled))
                .as("%s", run)
                .isEqualTo(new Decision.Stop(run.end()));
    }

    @ParameterizedTest(name = "-Dweir.seed={0}")
    @MethodSource("dev.weir.server.testing.Seeds#many")
    void nobodyPaysWithoutAFindUnlessEveryAnswerIsPaidFor(long seed) {
        CellRun run = CellRun.of(seed);
        for (CellRun.Asking asking : run.askings()) {
            OperationSpec spec = run.step().place(asking.place()).spec();
            boolean pays = Waterfall.charges(spec, asking.verdict());
            boolean kept = !asking.verdict().kept().isEmpty();
            if (spec.charge() != Charge.ANSWERED) {
                assertThat(pays).as("%s", run).isEqualTo(kept && spec.charge() == Charge.ACCEPTED);
            }
        }
    }

    @ParameterizedTest(name = "-Dweir.seed={0}")
    @MethodSource("dev.weir.server.testing.Seeds#many")
    void noCellCostsMoreThanItsWorstCaseHoweverItsDoubtsAreResolved(long seed) {
        CellRun run = CellRun.of(seed);
        long spent = 0;
        for (CellRun.Asking asking : run.askings()) {
            OperationSpec spec = run.step().place(asking.place()).spec();
            spent += asking.verdict() instanceof Verdict.InDoubt
                    ? spec.chargeMilli()
                    : Waterfall.chargeMilli(spec, asking.verdict());
        }
        assertThat(spent).as("%s", run).isLessThanOrEqualTo(WorstCase.perCellMilli(run.step(), run.onDoubt()));
    }

    @ParameterizedTest(name = "-Dweir.seed={0}")
    @MethodSource("dev.weir.server.testing.Seeds#many")
    void askingKeysAreUnique(long seed) {
        CellRun run = CellRun.of(seed);
        Set<String> keys = new HashSet<>();
        int askings = 0;
        for (long job : new long[] {1, 11, 111}) {
            for (int row : new int[] {1, 11, 111}) {
                for (Step step : List.of(run.step(), renamed(run.step(), "1"), renamed(run.step(), "step-0.1"))) {
                    for (Place place : step.places()) {
                        keys.add(Waterfall.askingKey(job, row, step, place));
                        askings++;
                    }
                }
            }
        }
        assertThat(keys).hasSize(askings);
    }

    private static Step renamed(Step step, String name) {
        return new Step(name, step.fields(), step.places(), step.completeness(), step.acceptance());
    }

    /** Without this a generator that never reaches a case would let every property above pass. */
    @Test
    void theSeedsReachEveryVerdictAndEveryEnd() {
        Assumptions.assumeFalse(Seeds.replaying());
        Set<String> reached = new HashSet<>();
        Seeds.many().mapToObj(CellRun::of).forEach(run -> {
            run.askings().forEach(asking -> reached.add(asking.verdict().text()));
            reached.add(
                    switch (run.end()) {
                        case CellEnd.Completed completed ->
                            completed.values().fields().size() > 1
                                    ? new HashSet<>(completed.sources().values()).size() > 1
                                            ? "merged"
                                            : "several by one"
                                    : "one by one";
                        case CellEnd.Failed failed -> failed.kept().equals(Values.none()) ? "empty" : "incomplete";
                        case CellEnd.Skipped skipped -> skipped.reason().text();
                        case CellEnd.InDoubt doubt -> doubt.places().isEmpty() ? "depends" : "doubt";
                    });
        });
        assertThat(reached)
                .containsExactlyInAnyOrder(
                        "accepted",
                        "partial",
                        "rejected",
                        "not_found",
                        "bad_answer",
                        "failed",
                        "blocked",
                        "in_doubt",
                        "not_asked",
                        "timed_out",
                        "merged",
                        "several by one",
                        "one by one",
                        "empty",
                        "incomplete",
                        "already_known",
                        "no_input",
                        "suppressed",
                        "depends",
                        "doubt");
    }
}
