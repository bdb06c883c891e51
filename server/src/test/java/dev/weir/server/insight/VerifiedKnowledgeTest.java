package dev.weir.server.insight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Reply;
import dev.weir.server.jobs.Job;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.waterfall.CatchAll;
import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counting, explaining and advising where finds are verified. */
class VerifiedKnowledgeTest {

    private static final long PRICE = ScriptedVendor.PRICE;

    @TempDir
    Path folder;

    /** North's finds are valid, invalid, catch-all and unknown by turns; south's are valid. */
    private VerifiedTown byTurns() {
        VerifiedTown town = new VerifiedTown(1, folder);
        town.north.answers(ask -> ScriptedVendor.found(VerifiedTown.EMAIL, "north@" + ask.text("company.domain")));
        town.south.answers(ask -> ScriptedVendor.found(VerifiedTown.EMAIL, "south@" + ask.text("company.domain")));
        town.checker.answers(ask -> {
            String email = ask.text(VerifiedTown.EMAIL);
            List<String> statuses = List.of("valid", "invalid", "catch_all", "unknown");
            int company = Integer.parseInt(email.replaceAll("[^0-9]", ""));
            return ScriptedVendor.found(
                    VerifiedTown.STATUS, email.startsWith("south") ? "valid" : statuses.get(company % 4));
        });
        return town;
    }

    private static Job run(VerifiedTown town, int rows) {
        return town.run(
                Town.companies(0, rows),
                town.plan(OnDoubt.HOLD, CatchAll.REJECT_AND_CONTINUE, List.of("north", "south"), List.of("checker")),
                false,
                null,
                null);
    }

    @Test
    void aVerifierBehindSeveralFindersIsOneLineAndFindersAreCountedByWhatStood() {
        try (VerifiedTown town = byTurns()) {
            Job job = run(town, 20);
            List<StageFigures> stages = town.test.weir().insight().figures().stages(job);
            assertThat(stages)
                    .extracting(StageFigures::stage)
                    .containsExactly(
                            new Stage(VerifiedTown.EMAIL, "north", Stage.Part.FINDS_TO_BE_VERIFIED),
                            new Stage(VerifiedTown.EMAIL, "south", Stage.Part.FINDS_TO_BE_VERIFIED),
                            new Stage(VerifiedTown.EMAIL, "checker", Stage.Part.VERIFIES));
            StageFigures north = stages.getFirst();
            assertThat(List.of(north.asked(), north.found(), north.accepted(), north.counted()))
                    .containsExactly(20L, 20L, 20L, 5L);
            assertThat(north.verified()).isEqualTo(5);
            assertThat(List.of(north.charged(), north.refunded())).containsExactly(5 * PRICE, 15 * PRICE);
            StageFigures south = stages.get(1);
            assertThat(List.of(south.asked(), south.counted(), south.charged(), south.refunded()))
                    .containsExactly(15L, 15L, 15 * PRICE, 0L);
            StageFigures checker = stages.get(2);
            assertThat(List.of(checker.asked(), checker.accepted(), checker.charged()))
                    .containsExactly(35L, 35L, 35 * PRICE);
            assertThat(checker.verified()).as("called valid").isEqualTo(20);
            assertThat(stages.stream().mapToLong(StageFigures::charged).sum())
                    .isEqualTo(town.test.weir().jobs().progress(job).credits().posted());
        }
    }

    @Test
    void anExplanationSaysWhoVerifiedWhatAndWhyAFindDoesNotStand() {
        try (VerifiedTown town = byTurns()) {
            Job job = run(town, 4);
            Explanations explanations = town.test.weir().insight().explanations();

            Explanation valid = explanations.of(job, 0, VerifiedTown.EMAIL);
            assertThat(valid.turns().getFirst().why()).isEqualTo("asked; found; it stands: checker called it valid");
            assertThat(valid.turns().get(1).verifies()).isEqualTo("north");
            assertThat(valid.turns().get(1).why()).isEqualTo("asked; called it valid");
            assertThat(valid.turns().get(1).question()).containsEntry(VerifiedTown.EMAIL, "north@company0.example");
            assertThat(valid.turns().get(3).why()).isEqualTo("nobody found anything it could verify");
            assertThat(valid.kept()).contains(new Explanation.Known(VerifiedTown.STATUS, "valid", "checker"));
            assertThat(valid.charged()).isEqualTo(2 * PRICE);

            Explanation invalid = explanations.of(job, 1, VerifiedTown.EMAIL);
            Explanation.Turn north = invalid.turns().getFirst();
            assertThat(north.why())
                    .isEqualTo(
                            "asked; found; it does not stand: checker called it invalid; what was charged for it came"
                                    + " back");
            assertThat(List.of(north.charged(), north.refunded())).containsExactly(PRICE, PRICE);
            assertThat(invalid.turns().get(3).question()).containsEntry(VerifiedTown.EMAIL, "south@company1.example");
            assertThat(invalid.lost())
                    .containsExactly(new Explanation.Lost(
                            VerifiedTown.EMAIL,
                            "north@company1.example",
                            "north",
                            VerifiedTown.EMAIL,
                            "it does not stand: checker called it invalid"));
            assertThat(invalid.charged())
                    .as("two checks and the find that stood")
                    .isEqualTo(3 * PRICE);

            assertThat(explanations
                            .of(job, 2, VerifiedTown.EMAIL)
                            .turns()
                            .getFirst()
                            .why())
                    .contains("called it catch_all, which this job does not accept");
            Explanation unknown = explanations.of(job, 3, VerifiedTown.EMAIL);
            assertThat(unknown.turns().getFirst().why()).contains("nobody could tell whether it is good");
            assertThat(unknown.turns().get(1).why()).isEqualTo("asked; could not tell");
        }
    }

    @Test
    void adviceOrdersFindersOnlyAndCountsTheirVerification() {
        try (VerifiedTown town = byTurns()) {
            Job job = run(town, 120);
            int calls = town.calls();
            Advice.StepAdvice advice =
                    town.test.weir().insight().advisor().on(job).steps().getFirst();
            assertThat(town.calls()).isEqualTo(calls);
            assertThat(advice.now().waterfall()).containsExactly("north", "south");
            assertThat(advice.tried()).extracting(Advice.Trial::waterfall).containsExactly(List.of("south", "north"));
            Advice.Verification verification = advice.verification().orElseThrow();
            assertThat(verification.verifiers()).containsExactly("checker");
            assertThat(verification.perFindMilli()).isEqualTo(PRICE);
            Advice.PlaceArithmetic north = advice.places().getFirst();
            assertThat(north.measured()).isEqualTo(new WhatIfReport.Measured(120, 30));
            assertThat(north.perAccepted(0.25))
                    .as("its price, and four verifications")
                    .contains(5.0 * PRICE);
            Map<String, Long> now = town.outcome(job);
            assertThat(advice.now().completed()).isEqualTo(Range.exactly(now.getOrDefault("found", -1L)));
            assertThat(advice.now().costMilli()).isEqualTo(Range.exactly(now.getOrDefault("charged", -1L)));
            Change turned = Change.NONE.asking(Map.of(VerifiedTown.EMAIL, List.of("south", "north")));
            Map<String, Long> came = town.outcome(town.rerun(job, Town.companies(0, 120), turned));
            assertThat(advice.tried().getFirst().completed().contains(came.getOrDefault("found", -1L)))
                    .isTrue();
            assertThat(advice.tried().getFirst().costMilli().contains(came.getOrDefault("charged", -1L)))
                    .isTrue();
        }
    }

    @Test
    void underSkipALostVerificationIsPassedOverAndTheExplanationSaysWhatCameOfItsFind() {
        try (VerifiedTown town = byTurns()) {
            town.checker.answers(_ -> new Reply.Lost("cut"));
            town.other.answers(ask -> ScriptedVendor.found(
                    VerifiedTown.STATUS, ask.text(VerifiedTown.EMAIL).contains("company0.") ? "valid" : "unknown"));
            Job job = town.run(
                    Town.companies(0, 2),
                    town.plan(OnDoubt.SKIP, CatchAll.ACCEPT, List.of("north"), List.of("checker", "other")),
                    false,
                    null,
                    null);
            Explanations explanations = town.test.weir().insight().explanations();
            Explanation stands = explanations.of(job, 0, VerifiedTown.EMAIL);
            assertThat(stands.turns().getFirst().why()).isEqualTo("asked; found; it stands: other called it valid");
            assertThat(stands.turns().get(1).part()).isEqualTo(Explanation.Part.IN_DOUBT);
            assertThat(explanations
                            .of(job, 1, VerifiedTown.EMAIL)
                            .turns()
                            .getFirst()
                            .why())
                    .contains("nobody could tell whether it is good", "came back");
            WhatIfReport same = town.whatIf(job, Change.NONE);
            assertThat(same.drift()).isEmpty();
            assertThat(same.heldMilli().then()).isEqualTo(Range.exactly(2 * PRICE));
            assertThat(same.chargedMilli())
                    .as("north's find that stood, and two answers of the other verifier")
                    .isEqualTo(new WhatIfReport.Beside(3 * PRICE, Range.exactly(3 * PRICE)));
        }
    }
}
