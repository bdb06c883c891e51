package dev.weir.server.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Reply;
import dev.weir.server.enrichment.Doubts;
import dev.weir.server.jobs.Job;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.waterfall.Cap;
import dev.weir.server.waterfall.CatchAll;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What would have been of finds that are verified, against what then really is. */
class VerifiedWhatIfTest {

    private static final List<String> NORTH = List.of("north");
    private static final List<String> BOTH = List.of("north", "south");
    private static final List<String> CHECKED = List.of("checker");
    private static final List<String> TWICE = List.of("checker", "other");

    @TempDir
    Path folder;

    private static void assertContains(WhatIfReport report, Map<String, Long> outcome) {
        VerifiedTown.foretold(report)
                .forEach((measure, range) -> assertThat(range.contains(outcome.getOrDefault(measure, -1L)))
                        .as("%s: %s in %s", measure, outcome.get(measure), range)
                        .isTrue());
    }

    private static void assertExactly(WhatIfReport report, Map<String, Long> outcome) {
        assertThat(report.exact()).as("%s", report.neverAsked()).isTrue();
        assertThat(report.drift()).isEmpty();
        VerifiedTown.foretold(report)
                .forEach((measure, range) ->
                        assertThat(range).as(measure).isEqualTo(Range.exactly(outcome.getOrDefault(measure, -1L))));
    }

    private static Change asking(String... finders) {
        return Change.NONE.asking(Map.of(VerifiedTown.EMAIL, List.of(finders)));
    }

    @Test
    void theSamePlanAndWhatPutsNoNewQuestionComeOutExactlySoWithRefunds() {
        try (VerifiedTown town = new VerifiedTown(5, folder)) {
            List<Map<String, Object>> rows = Town.companies(0, 160);
            Job job = town.run(rows, BOTH, TWICE);
            Map<String, Long> really = town.outcome(job);
            List<Change> changes = List.of(
                    asking("north"),
                    asking("north").catchAll(CatchAll.REJECT_AND_CONTINUE),
                    asking("north").verifiedBy(CHECKED),
                    Change.NONE.verifiedBy(List.of()),
                    Change.NONE.capped(null, 3 * ScriptedVendor.PRICE));
            int calls = town.calls();
            WhatIfReport same = town.whatIf(job, Change.NONE);
            List<WhatIfReport> reports =
                    changes.stream().map(change -> town.whatIf(job, change)).toList();
            assertThat(town.calls()).as("nobody was asked").isEqualTo(calls);
            assertExactly(same, really);
            assertThat(town.test.weir().insight().figures().stages(job).stream()
                            .mapToLong(StageFigures::refunded)
                            .sum())
                    .as("finds were given up")
                    .isPositive();
            for (int i = 0; i < changes.size(); i++) {
                Map<String, Long> came = town.outcome(town.rerun(job, rows, changes.get(i)));
                assertExactly(reports.get(i), came);
                assertThat(came).as("change %d makes a difference", i).isNotEqualTo(really);
            }
        }
    }

    @Test
    void whatAStepMayCostARowKeepsOthersFromBeingAskedInTheReplayToo() {
        try (VerifiedTown town = new VerifiedTown(6, folder)) {
            List<Map<String, Object>> rows = Town.companies(0, 120);
            Plan free = town.plan(OnDoubt.HOLD, CatchAll.ACCEPT_AND_FLAG, BOTH, TWICE);
            Plan capped = new Plan(
                    free.steps().stream()
                            .map(step -> step.ruledBy(step.rules().cappedAt(new Cap(3 * ScriptedVendor.PRICE))))
                            .toList(),
                    OnDoubt.HOLD);
            Map<String, Long> uncapped = town.outcome(town.run(rows, free, true, null, null));
            Job job = town.run(rows, capped, true, null, null);
            Map<String, Long> really = town.outcome(job);

            assertThat(really.get("calls")).as("the cap is felt").isLessThan(uncapped.get("calls"));
            assertExactly(town.whatIf(job, Change.NONE), really);
            assertExactly(town.whatIf(job, asking("north")), town.outcome(town.rerun(job, rows, asking("north"))));
        }
    }

    /**
     * A range is meant to hold 95 times of 100, so all of these are counted and none is left out: by seed 1 south found 73
     * of the 100 it is measured on, and 53 in 100 of the others, which no range at 95 % is to hold.
     */
    @Test
    void forAFinderOrAVerifierNeverAskedTheRangesHoldTheRealRerunsAsOftenAsTheySay() {
        List<String> misses = new ArrayList<>();
        int held = 0;
        for (long seed = 1; seed <= 4; seed++) {
            try (VerifiedTown town = new VerifiedTown(seed, folder.resolve("seed" + seed))) {
                held += neverAsked(town, "seed " + seed, misses);
            }
        }
        assertThat((double) misses.size() / (held + misses.size()))
                .as("%s of %d ranges missed: %s", misses.size(), held + misses.size(), misses)
                .isLessThanOrEqualTo(0.05);
    }

    /** Returns how many ranges hold what then is so. @param misses gets the others */
    private static int neverAsked(VerifiedTown town, String name, List<String> misses) {
        List<Map<String, Object>> rows = Town.companies(0, 120);
        town.run(Town.companies(1_000, 1_100), List.of("south"), CHECKED);
        Job job = town.run(rows, NORTH, CHECKED);
        List<Change> changes = List.of(
                asking("north", "south"),
                asking("south", "north"),
                asking("south"),
                Change.NONE.verifiedBy(TWICE),
                Change.NONE.verifiedBy(List.of("other")),
                asking("north", "south").verifiedBy(List.of("other", "checker")),
                asking("north", "south").catchAll(CatchAll.REJECT_AND_CONTINUE));
        int calls = town.calls();
        List<WhatIfReport> reports =
                changes.stream().map(change -> town.whatIf(job, change)).toList();
        assertThat(town.calls()).isEqualTo(calls);
        assertThat(reports).noneMatch(WhatIfReport::exact);
        assertThat(reports.get(4).neverAsked())
                .extracting(WhatIfReport.NeverAsked::stage)
                .containsExactly(new Stage(VerifiedTown.EMAIL, "other", Stage.Part.VERIFIES));
        assertThat(reports.get(2).steps().getFirst().completed().then().hi())
                .as("a range that says something")
                .isLessThan(115);
        int held = 0;
        for (int i = 0; i < changes.size(); i++) {
            Map<String, Long> came = town.outcome(town.rerun(job, rows, changes.get(i)));
            for (Map.Entry<String, Range> range :
                    VerifiedTown.foretold(reports.get(i)).entrySet()) {
                long really = came.getOrDefault(range.getKey(), -1L);
                if (range.getValue().contains(really)) {
                    held++;
                } else {
                    misses.add(
                            name + ", change " + i + ": " + range.getKey() + " " + really + " in " + range.getValue());
                }
            }
        }
        return held;
    }

    @Test
    void aJobThatVerifiedNothingIsForetoldWithAVerifierAndTheOtherWayRound() {
        try (VerifiedTown town = new VerifiedTown(8, folder)) {
            List<Map<String, Object>> rows = Town.companies(0, 100);
            Job plain = town.run(rows, BOTH, List.of());
            WhatIfReport verified = town.whatIf(plain, Change.NONE.verifiedBy(CHECKED));
            assertThat(verified.steps().getFirst().completed().then().lo()).isZero();
            assertContains(verified, town.outcome(town.rerun(plain, rows, Change.NONE.verifiedBy(CHECKED))));
            assertThatThrownBy(() -> town.whatIf(plain, Change.NONE.verifiedBy(NORTH)))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.getMessage()).contains("does not verify", "checker"));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void underACapTheRangeHoldsTheRealRerunAndNoUpperBoundExceedsTheCap(long seed) {
        try (VerifiedTown town = new VerifiedTown(seed, folder)) {
            List<Map<String, Object>> rows = Town.companies(0, 200);
            Job job = town.run(rows, BOTH, CHECKED);
            long cap = 61 * ScriptedVendor.PRICE;
            Change capped = Change.NONE.capped(cap, null);
            WhatIfReport report = town.whatIf(job, capped);
            assertThat(report.orders()).isEqualTo(10);
            assertThat(report.chargedMilli().then().hi()).isLessThanOrEqualTo(cap);
            assertContains(report, town.outcome(town.rerun(job, rows, capped)));
            // A finder and a verifier that nobody ever asked: anything may come of them, but for the cap.
            List<Map<String, Object>> others = Town.companies(300, 420);
            Job north = town.run(others, NORTH, CHECKED);
            Change turned = asking("south", "north").verifiedBy(TWICE).capped(cap, null);
            WhatIfReport unknown = town.whatIf(north, turned);
            assertThat(unknown.exact()).isFalse();
            assertThat(unknown.chargedMilli().then().hi()).isLessThanOrEqualTo(cap);
            assertThat(unknown.freshMilli().hi()).isLessThanOrEqualTo(cap);
            assertThat(unknown.capMilli()).isEqualTo(cap);
            assertContains(unknown, town.outcome(town.rerun(north, others, turned)));
        }
    }

    @Test
    void rowsThatShareAnEmailPayOneVerificationAndWhatWasRememberedStaysFree() {
        try (VerifiedTown town = new VerifiedTown(12, folder)) {
            town.run(Town.companies(0, 20), NORTH, CHECKED);
            List<Map<String, Object>> rows = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                rows.addAll(Town.companies(10, 50));
            }
            Job job = town.run(rows, BOTH, CHECKED);
            WhatIfReport same = town.whatIf(job, Change.NONE);
            assertThat(same.exact()).isTrue();
            assertThat(same.drift()).isEmpty();
            assertThat(same.chargedMilli().then())
                    .isEqualTo(Range.exactly(same.chargedMilli().real()));
            assertThat(same.calls().then()).isEqualTo(Range.exactly(same.calls().real()));
            assertThat(same.freshMilli())
                    .isEqualTo(Range.exactly(
                            town.outcome(town.rerun(job, rows, Change.NONE)).getOrDefault("charged", -1L)));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Doubts.Resolution.class,
            names = {"CHARGED", "NOT_CHARGED"})
    void aVerificationInDoubtKeepsItsFindChargedUntilAPersonHasSettledIt(Doubts.Resolution resolution) {
        try (VerifiedTown town = new VerifiedTown(13, folder)) {
            town.north.answers(ask -> ScriptedVendor.found(VerifiedTown.EMAIL, "info@" + ask.text("company.domain")));
            town.checker.answers(ask -> ask.text(VerifiedTown.EMAIL).contains("company3.")
                    ? new Reply.Lost("cut")
                    : ScriptedVendor.found(VerifiedTown.STATUS, "valid"));
            Job job = town.run(Town.companies(0, 10), NORTH, CHECKED);
            WhatIfReport doubtful = town.whatIf(job, Change.NONE);
            assertThat(doubtful.drift()).isEmpty();
            assertThat(doubtful.heldMilli())
                    .isEqualTo(new WhatIfReport.Beside(ScriptedVendor.PRICE, Range.exactly(ScriptedVendor.PRICE)));
            assertThat(doubtful.chargedMilli())
                    .isEqualTo(new WhatIfReport.Beside(
                            19 * ScriptedVendor.PRICE, Range.exactly(19 * ScriptedVendor.PRICE)));

            town.test.weir().doubts().resolve(town.test.workspace(), job, 3, resolution);
            long paid = (resolution == Doubts.Resolution.CHARGED ? 19 : 18) * ScriptedVendor.PRICE;
            WhatIfReport settled = town.whatIf(job, Change.NONE);
            assertThat(settled.drift()).isEmpty();
            assertThat(settled.chargedMilli()).isEqualTo(new WhatIfReport.Beside(paid, Range.exactly(paid)));
            assertThat(settled.steps().getFirst().completed()).isEqualTo(new WhatIfReport.Beside(9, Range.exactly(9)));
            Explanation told = town.test.weir().insight().explanations().of(job, 3, VerifiedTown.EMAIL);
            assertThat(told.turns().getFirst().why())
                    .contains("its verification was lost, and somebody has settled that", "came back");
        }
    }

    @Test
    void aVerifierThatWasPassedOverForOneFindIsNotForAnother() {
        try (VerifiedTown town = new VerifiedTown(14, folder)) {
            // The first verifier cannot tell; the second is asked about north's find, and finds no room for south's.
            town.north.answers(ask -> ScriptedVendor.found(VerifiedTown.EMAIL, "north@" + ask.text("company.domain")));
            town.south.answers(ask -> ScriptedVendor.found(VerifiedTown.EMAIL, "south@" + ask.text("company.domain")));
            town.checker.answers(_ -> ScriptedVendor.found(VerifiedTown.STATUS, "unknown"));
            town.other.answers(_ -> ScriptedVendor.found(VerifiedTown.STATUS, "invalid"));
            Job job = town.run(
                    Town.companies(0, 5),
                    town.plan(OnDoubt.HOLD, CatchAll.ACCEPT, BOTH, TWICE),
                    false,
                    null,
                    4 * ScriptedVendor.PRICE);
            WhatIfReport same = town.whatIf(job, Change.NONE);
            assertThat(same.drift()).isEmpty();
            assertThat(same.calls()).isEqualTo(new WhatIfReport.Beside(25, Range.exactly(25)));
            assertThat(same.chargedMilli().real())
                    .as("three verifications a row, both finds came back")
                    .isEqualTo(15 * ScriptedVendor.PRICE);
            WhatIfReport roomy = town.whatIf(job, Change.NONE.capped(null, 9 * ScriptedVendor.PRICE));
            assertThat(roomy.neverAsked())
                    .extracting(never -> never.stage().verifies())
                    .containsExactly(true);
        }
    }

    @Test
    void anAddressThatAStricterRuleRefusesWasRefusedByItsOwnFinderToo() {
        try (VerifiedTown town = new VerifiedTown(15, folder)) {
            List<Map<String, Object>> rows = Town.companies(0, 60);
            Job job = town.run(rows, NORTH, CHECKED);
            // Nobody says of itself what these refuse, so that nothing changes but the rule.
            WhatIfReport report = town.whatIf(job, Change.NONE.accepting(80, Set.of("risky")));
            assertExactly(report, town.outcome(job));
        }
    }
}
