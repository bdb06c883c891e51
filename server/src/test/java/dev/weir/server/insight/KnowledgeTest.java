package dev.weir.server.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.jobs.Job;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counting, explaining and advising. */
class KnowledgeTest {

    private static final String EMAIL = "person.work_email";

    @TempDir
    Path folder;

    /** Gives an address that it calls invalid for row 1, a valid one for the others but row 2, and loses row 3's. */
    private static Reply first(String question) {
        if (question.contains("company2.")) {
            return ScriptedVendor.notFound();
        }
        if (question.contains("company3.")) {
            return new Reply.Lost("cut");
        }
        String status = question.contains("company1.") ? "invalid" : "valid";
        return new Reply.Found(
                new Values(Map.of(EMAIL, "first@example.com", EMAIL + "_status", status, "person.job_title", "Weaver")),
                ScriptedVendor.receipt(ScriptedVendor.PRICE));
    }

    private TestWeir mill() {
        ScriptedVendor first = ScriptedVendor.named(
                        "first", ask -> first(ask.inputs().toString()))
                .operation(
                        "find",
                        Set.of("company.domain"),
                        List.of(EMAIL, EMAIL + "_status", "person.job_title"),
                        Charge.ACCEPTED,
                        Repeat.UNKNOWN);
        ScriptedVendor second =
                ScriptedVendor.giving("second", EMAIL, ask -> ScriptedVendor.found(EMAIL, "second@example.com"));
        return new TestWeir(SandboxSettings.DEFAULT, folder, List.of(first, second));
    }

    private static Job run(TestWeir test, List<Map<String, Object>> rows, String... fields) {
        try (RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of(fields), "first", "second")), rows, engine.engine());
            test.await(job);
            return job;
        }
    }

    @Test
    void everyTurnIsToldWithWhatCameOfItAndWhatWasLost() {
        try (TestWeir test = mill()) {
            Job job = run(test, TestWeir.companies(4), EMAIL, "person.job_title");
            Explanations explanations = test.weir().insight().explanations();

            Explanation found = explanations.of(job, 0, EMAIL);
            assertThat(found.state()).isEqualTo("completed");
            assertThat(found.kept()).containsExactly(new Explanation.Known(EMAIL, "first@example.com", "first"));
            assertThat(found.turns().getFirst().part()).isEqualTo(Explanation.Part.ASKED);
            assertThat(found.turns().getFirst().question()).containsEntry("company.domain", "company0.example");
            assertThat(found.turns().get(1).part()).isEqualTo(Explanation.Part.NOT_REACHED);
            assertThat(found.turns().get(1).why()).contains("found before");
            assertThat(found.charged()).isEqualTo(ScriptedVendor.PRICE);

            Explanation rejected = explanations.of(job, 1, EMAIL);
            assertThat(rejected.turns().getFirst().why()).contains("rejected: person.work_email is invalid");
            assertThat(rejected.turns().get(1).why()).contains("accepted");
            assertThat(rejected.lost())
                    .containsExactly(new Explanation.Lost(
                            EMAIL, "first@example.com", "first", EMAIL, "rejected: person.work_email is invalid"));
            assertThat(rejected.charged()).isEqualTo(ScriptedVendor.PRICE);

            Explanation along = explanations.of(job, 0, "person.job_title");
            assertThat(along.turns().getFirst().part()).isEqualTo(Explanation.Part.REMEMBERED);
            assertThat(along.turns().getFirst().why()).contains("along with its answer for person.work_email");
            assertThat(along.charged()).isZero();

            Explanation doubt = explanations.of(job, 3, EMAIL);
            assertThat(doubt.state()).isEqualTo("in_doubt");
            assertThat(doubt.turns().getFirst().part()).isEqualTo(Explanation.Part.IN_DOUBT);
            assertThat(doubt.turns().get(1).why()).contains("a call before it is in doubt");
        }
    }

    @Test
    void aCellThatAskedNobodySaysWhy() {
        try (TestWeir test = mill()) {
            Job job = run(
                    test,
                    List.of(
                            Map.of("company.domain", "company0.example", EMAIL, "mine@example.com"),
                            Map.of("person.first_name", "Ada")),
                    EMAIL);
            Explanations explanations = test.weir().insight().explanations();
            assertThat(explanations.of(job, 0, EMAIL).turns().getFirst().why()).contains("knew the value already");
            Explanation without = explanations.of(job, 1, EMAIL);
            assertThat(without.state()).isEqualTo("skipped");
            assertThat(without.turns())
                    .allSatisfy(turn -> assertThat(turn.why()).contains("needs company.domain"));
            assertThatThrownBy(() -> explanations.of(job, 2, EMAIL))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.getMessage()).contains("its rows are 1 to 2"));
            assertThatThrownBy(() -> explanations.of(job, 0, "person.workemail"))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.getMessage()).contains("Did you mean 'person.work_email'"));
        }
    }

    @Test
    void figuresCountEachStageAgainstTheOneBeforeIt() {
        try (TestWeir test = mill()) {
            Job job = run(test, TestWeir.companies(20), EMAIL);
            Figures figures = test.weir().insight().figures();
            StageFigures first = figures.stages(job).getFirst();
            StageFigures second = figures.stages(job).get(1);
            // company1 is found and rejected, company2 missed, company3 in doubt.
            assertThat(List.of(first.turns(), first.asked(), first.inDoubt(), first.found(), first.accepted()))
                    .containsExactly(20L, 19L, 1L, 18L, 17L);
            assertThat(first.verified()).isEqualTo(17);
            assertThat(first.vendorPossible())
                    .as("the lost call may have been billed")
                    .isEqualTo(job.plan().steps().getFirst().place(0).spec().costMilli());
            assertThat(first.p50Millis()).isNotNull();
            assertThat(List.of(second.turns(), second.asked(), second.accepted()))
                    .containsExactly(2L, 2L, 2L);
            assertThat(second.verified()).as("it says nothing of that").isNull();
            assertThat(first.charged() + second.charged()).isEqualTo(19 * ScriptedVendor.PRICE);
            StepFigures step = figures.steps(job, 20).getFirst();
            assertThat(step.completed()).isEqualTo(19);
            assertThat(step.otherwise()).containsExactly(Map.entry("in_doubt: call", 1L));
            Job again = run(test, TestWeir.companies(20), EMAIL);
            StageFigures together =
                    figures.stages(job.workspaceId(), List.of(job, again)).getFirst();
            assertThat(together.asked()).isEqualTo(19);
            assertThat(together.remembered()).isEqualTo(19);
            assertThat(together.accepted()).isEqualTo(34);
            assertThat(figures.times(job).took()).isPresent();
            assertThat(figures.times(job).unattended()).isLessThan(Duration.ofSeconds(1));
            // As if the process had been killed and the job been gone on with an hour later.
            test.database()
                    .ownerJdbc()
                    .sql("UPDATE weir.job_state SET started_at = started_at - interval '1 hour' WHERE job_id = ?")
                    .param(job.id())
                    .update();
            test.database()
                    .ownerJdbc()
                    .sql("INSERT INTO weir.node (home, started_at, beat_until, ended_at) SELECT gen_random_uuid(),"
                            + " started_at - interval '1 minute', started_at + interval '5 minutes', completed_at"
                            + " FROM weir.job_state WHERE job_id = ?")
                    .param(job.id())
                    .update();
            assertThat(figures.times(job).took().orElseThrow()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
            assertThat(figures.times(job).unattended()).isBetween(Duration.ofMinutes(54), Duration.ofMinutes(55));
        }
    }

    @Test
    void adviceProposesAnOrderThatCannotLoseAndShowsItsArithmetic() {
        try (Town town = new Town(3, folder)) {
            // West takes its price for every answer: before the others it pays for misses, and for finds no less.
            Job job = town.run(Town.companies(0, 300), false, null, "west", "north", "south");
            int calls = town.calls();
            Advice.StepAdvice advice =
                    town.test.weir().insight().advisor().on(job).steps().getFirst();
            assertThat(town.calls()).isEqualTo(calls);
            assertThat(advice.finding()).isEqualTo(Advice.Finding.REORDER);
            Advice.Trial proposed = advice.proposed().orElseThrow();
            Map<String, Long> really = town.outcome(town.run(
                    Town.companies(0, 300), true, null, proposed.waterfall().toArray(String[]::new)));
            assertThat(proposed.costMilli().contains(really.getOrDefault("charged", -1L)))
                    .isTrue();
            assertThat(proposed.completed().contains(really.getOrDefault(Town.FIELD, -1L)))
                    .isTrue();
            assertThat(really.getOrDefault("charged", -1L))
                    .isLessThanOrEqualTo(advice.now().costMilli().lo());
            Advice.PlaceArithmetic last = advice.places().get(2);
            assertThat(last.after()).containsExactly("west", "north");
            assertThat(last.perAccepted(0.5)).contains((double) ScriptedVendor.PRICE);
            assertThat(advice.places().getFirst().perAccepted(0.5)).contains(2.0 * ScriptedVendor.PRICE);
            assertThat(advice.places().getFirst().perAccepted(0)).isEmpty();
        }
    }

    @Test
    void adviceSaysWhenTheBooksDoNotSuffice() {
        try (Town town = new Town(4, folder)) {
            Job few = town.run(Town.companies(0, 12), false, null, "west", "north");
            Advice.StepAdvice thin =
                    town.test.weir().insight().advisor().on(few).steps().getFirst();
            assertThat(thin.finding()).isEqualTo(Advice.Finding.DATA_DO_NOT_SUFFICE);
            assertThat(thin.because()).contains("30 are needed");
            Job one = town.run(Town.companies(20, 24), false, null, "north");
            assertThat(town.test
                            .weir()
                            .insight()
                            .advisor()
                            .on(one)
                            .steps()
                            .getFirst()
                            .finding())
                    .isEqualTo(Advice.Finding.NO_CHOICE);
        }
    }
}
