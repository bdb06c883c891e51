package dev.weir.server.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Reply;
import dev.weir.server.jobs.Job;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedVendor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What would have been, against what then really is. */
class WhatIfTest {

    @TempDir
    Path folder;

    private static Map<String, Range> asRanges(WhatIfReport report) {
        return Map.of(
                Town.FIELD,
                report.steps().getFirst().completed().then(),
                "charged",
                report.freshMilli(),
                "calls",
                report.calls().then());
    }

    private static void assertContains(WhatIfReport report, Map<String, Long> outcome) {
        asRanges(report)
                .forEach((measure, range) -> assertThat(range.contains(outcome.getOrDefault(measure, -1L)))
                        .as("%s: %s in %s", measure, outcome.get(measure), range)
                        .isTrue());
    }

    @Test
    void aShorterWaterfallOrAnOrderThatWasAskedInFullIsExactAndAsksNobody() {
        try (Town town = new Town(5, folder)) {
            List<Map<String, Object>> rows = Town.companies(0, 200);
            Job job = town.run(rows, false, null, "north", "south", "west");
            int calls = town.calls();
            WhatIfReport two = town.whatIf(job, "north", "south");
            WhatIfReport one = town.whatIf(job, "north");
            WhatIfReport same = town.whatIf(job, "north", "south", "west");
            assertThat(town.calls()).as("nobody was asked").isEqualTo(calls);
            assertThat(List.of(two.exact(), one.exact(), same.exact())).containsOnly(true);
            assertThat(List.of(two.drift(), one.drift(), same.drift())).containsOnly(List.of());
            assertContains(same, town.outcome(job));
            assertContains(two, town.outcome(town.run(rows, true, null, "north", "south")));
            assertContains(one, town.outcome(town.run(rows, true, null, "north")));
            assertThat(one.steps().getFirst().completed().then().hi())
                    .isLessThan(two.steps().getFirst().completed().then().lo());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void forWhatWasNeverAskedTheRangeHoldsTheRealRerun(long seed) {
        try (Town town = new Town(seed, folder)) {
            List<Map<String, Object>> rows = Town.companies(0, 150);
            town.run(Town.companies(1_000, 1_100), false, null, "south", "west");
            Job job = town.run(rows, false, null, "north");
            int calls = town.calls();
            WhatIfReport longer = town.whatIf(job, "north", "south");
            WhatIfReport turned = town.whatIf(job, "south", "north");
            WhatIfReport other = town.whatIf(job, "south");
            assertThat(town.calls()).isEqualTo(calls);
            assertThat(longer.exact()).isFalse();
            assertThat(other.neverAsked().getFirst().first().asked()).isEqualTo(100);
            assertThat(other.steps().getFirst().completed().then().hi())
                    .as("a range that says something")
                    .isLessThan(110);
            assertThat(other.steps().getFirst().completed().then().lo()).isGreaterThan(30);
            assertContains(longer, town.outcome(town.run(rows, true, null, "north", "south")));
            assertContains(turned, town.outcome(town.run(rows, true, null, "south", "north")));
            assertContains(other, town.outcome(town.run(rows, true, null, "south")));
        }
    }

    @Test
    void whereNothingWasMeasuredTheRangeIsAllThatCouldBe() {
        try (Town town = new Town(9, folder)) {
            Job job = town.run(Town.companies(0, 50), false, null, "north");
            WhatIfReport report = town.whatIf(job, "west");
            assertThat(report.steps().getFirst().completed().then()).isEqualTo(new Range(0, 50));
            assertThat(report.neverAsked().getFirst().first().asked()).isZero();
            assertThat(report.freshMilli())
                    .as("it charges for every answer, found or not")
                    .isEqualTo(Range.exactly(50 * ScriptedVendor.PRICE));
        }
    }

    @Test
    void underACapTheRangeHoldsTheRealRerunAndNeverExceedsTheCap() {
        try (Town town = new Town(11, folder)) {
            List<Map<String, Object>> rows = Town.companies(0, 200);
            Job job = town.run(rows, false, null, "north", "west");
            long cap = 41 * ScriptedVendor.PRICE;
            WhatIfReport report = town.test.weir().insight().whatIf().ask(job, Change.NONE.capped(cap, null));
            assertThat(report.orders()).isGreaterThan(1);
            assertThat(report.chargedMilli().then().hi()).isLessThanOrEqualTo(cap);
            assertContains(report, town.outcome(town.run(rows, true, cap, "north", "west")));
        }
    }

    @Test
    void rowsThatPutTheSameQuestionPayOnceAndWhatWasRememberedStaysFree() {
        try (Town town = new Town(12, folder)) {
            town.run(Town.companies(0, 20), false, null, "north", "south");
            List<Map<String, Object>> rows = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                rows.addAll(Town.companies(10, 50));
            }
            Job job = town.run(rows, false, null, "north", "south");
            WhatIfReport same = town.whatIf(job, "north", "south");
            assertThat(same.exact()).isTrue();
            assertThat(same.drift()).isEmpty();
            assertThat(same.chargedMilli().then())
                    .isEqualTo(Range.exactly(same.chargedMilli().real()));
            assertThat(same.calls().then()).isEqualTo(Range.exactly(same.calls().real()));
            assertThat(same.freshMilli().lo()).isGreaterThan(same.chargedMilli().real());
            assertThat(same.freshMilli())
                    .isEqualTo(Range.exactly(town.outcome(town.run(rows, true, null, "north", "south"))
                            .getOrDefault("charged", -1L)));
        }
    }

    @Test
    void aDoubtIsReplayedAsADoubt() {
        try (Town town = new Town(13, folder)) {
            town.north.answers(ask -> ask.inputs().toString().contains("company3.")
                    ? new Reply.Lost("cut")
                    : ScriptedVendor.found(Town.FIELD, "Textiles"));
            Job job = town.run(Town.companies(0, 10), false, null, "north", "south");
            WhatIfReport same = town.whatIf(job, "north", "south");
            assertThat(same.drift()).isEmpty();
            assertThat(same.steps().getFirst().completed()).isEqualTo(new WhatIfReport.Beside(9, Range.exactly(9)));
            assertThat(same.heldMilli())
                    .isEqualTo(new WhatIfReport.Beside(ScriptedVendor.PRICE, Range.exactly(ScriptedVendor.PRICE)));
            WhatIfReport without = town.whatIf(job, "south");
            assertThat(without.heldMilli().then()).isEqualTo(Range.exactly(0));
        }
    }

    @Test
    void underACapWhatADoubtHoldsIsNotThereToBeSpent() {
        try (Town town = new Town(16, folder)) {
            town.north.answers(ask -> ask.inputs().toString().matches(".*company[0-4][.].*")
                    ? new Reply.Lost("cut")
                    : ScriptedVendor.found(Town.FIELD, "Textiles"));
            Job job = town.run(Town.companies(0, 10), false, null, "north");
            long cap = 7 * ScriptedVendor.PRICE;
            WhatIfReport report = town.test.weir().insight().whatIf().ask(job, Change.NONE.capped(cap, null));
            // Five finds and five doubts, seven of which the cap has room for, in whatever order.
            Range some = new Range(2 * ScriptedVendor.PRICE, 5 * ScriptedVendor.PRICE);
            assertThat(report.chargedMilli().then()).isEqualTo(some);
            assertThat(report.heldMilli().then()).isEqualTo(some);
        }
    }

    @Test
    void aChangeThatDoesNotFitTheJobIsRefusedWithWhatWould() {
        try (Town town = new Town(14, folder)) {
            Job job = town.run(Town.companies(0, 2), false, null, "north");
            WhatIf whatIf = town.test.weir().insight().whatIf();
            assertThatThrownBy(() -> whatIf.ask(job, Change.NONE.asking(Map.of("company.industri", List.of("north")))))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.getMessage()).contains("Did you mean 'company.industry'"));
            assertThatThrownBy(() -> whatIf.ask(job, Town.waterfall("nort")))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.getMessage()).contains("'north'"));
        }
    }

    @Test
    void aJobThatHasNotEndedIsRefused() {
        try (Town town = new Town(15, folder)) {
            Job pending = town.test
                    .weir()
                    .jobs()
                    .submit(
                            town.test.request(town.plan("north")),
                            List.of("{\"company.domain\":\"company1.example\"}").iterator(),
                            NoEngine.INSTANCE);
            assertThatThrownBy(() -> town.whatIf(pending, "north"))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("job_not_ended"));
        }
    }
}
