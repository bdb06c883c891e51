package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static dev.weir.server.testing.ScriptedVendor.notFound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Heard;
import dev.weir.provider.LateOperation;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import dev.weir.server.RunningWeir;
import dev.weir.server.credits.CapScope;
import dev.weir.server.credits.CapSettings;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.JobRequest;
import dev.weir.server.jobs.RowView;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedLate;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.tickets.Effect;
import dev.weir.server.tickets.Told;
import dev.weir.server.waterfall.Acceptance;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.Completeness;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.OnFailure;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepKind;
import dev.weir.server.waterfall.StepPolicy;
import dev.weir.server.waterfall.StepRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class LateAnswersTest extends LateCase {

    private static final LateOperation.Polling NEVER =
            new LateOperation.Polling(Duration.ofDays(30), 1, Duration.ofDays(30));

    @Test
    void rowsWaitWithoutALeaseUntilTheirAnswersComeByCallBackAndEachIsChargedOnce() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 100, Charge.ACCEPTED, null);
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            Job job = submit(test, engine, 250, "late");
            until("all are out", () -> items(vendor) == 250);
            until("nobody holds a lease", () -> progress(test, job).rows().running() == 0);
            JobProgress waiting = progress(test, job);
            assertThat(waiting.credits().open()).isEqualTo(250 * PRICE);
            assertThat(open(test, job)).isEqualTo(250);
            assertThat(vendor.submissions())
                    .hasSizeLessThan(10)
                    .allMatch(s -> s.items().size() <= 100);
            assertThat(test.rows(job, 1).getFirst().cells().getFirst().state()).isEqualTo(CellState.WAITING);
            test.assertVerified();

            for (Submission submission : vendor.submissions()) {
                Told told = callBack(test, engine, submission, Heard.last(names(submission), null));
                assertThat(told.ended()).isTrue();
                assertThat(told.effects()).allMatch(effect -> effect.kind() == Effect.Kind.ANSWERED);
                assertThat(callBack(test, engine, submission, Heard.last(names(submission), null))
                                .effects())
                        .allMatch(effect -> effect.kind() == Effect.Kind.DUPLICATE);
            }
            JobProgress end = test.await(job);
            assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(end.credits().posted()).isEqualTo(250 * PRICE);
            assertThat(end.credits().balance()).isZero();
            assertThat(vendor.mostOftenAsked()).isEqualTo(1);
            test.assertVerified();
        }
    }

    @Test
    void aVendorThatIsAskedHowFarItIsIsAskedUntilItHasEnded() {
        ScriptedLate vendor = ScriptedLate.giving(
                "late",
                "company.name",
                10,
                Charge.ACCEPTED,
                new LateOperation.Polling(Duration.ofMillis(50), 1.5, Duration.ofSeconds(1)));
        vendor.tells((submission, id) -> {
            assertThat(id).isEqualTo("v-" + submission.reference());
            return vendor.polls() < 4
                    ? Heard.nothing(new Reply.Again(Duration.ZERO))
                    : Heard.last(names(submission), 7L);
        });
        try (TestWeir test = weir(vendor).settings(settings -> settings.withPublicUrl(null));
                RunningWeir engine = test.start()) {
            Job job = submit(test, engine, 25, "late");
            JobProgress end = test.await(job);
            assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(end.credits().posted()).isEqualTo(25 * PRICE);
            assertThat(vendor.submissions()).allMatch(submission -> submission.callback() == null);
            test.assertVerified();
        }
    }

    @Test
    void whatIsNotAnsweredInTimeIsNotChargedAndTheNextProviderIsAsked() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 10, Charge.ACCEPTED, null);
        ScriptedVendor next = ScriptedVendor.giving("next", "company.name", _ -> found("company.name", "Next"));
        try (TestWeir test = weir(vendor, next);
                RunningWeir engine = test.start()) {
            Job job = submit(test, engine, 3, "late", "next");
            until("all are out", () -> items(vendor) == 3);
            test.database().crank(Duration.ofHours(23));
            LockSupport.parkNanos(500_000_000);
            assertThat(open(test, job)).isEqualTo(3);
            test.database().crank(Duration.ofHours(2));
            JobProgress end = test.await(job);
            assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(end.credits().posted()).isEqualTo(3 * PRICE);
            assertThat(test.rows(job, 3)).allMatch(row -> "Next".equals(TestWeir.text(row, "company.name")));
            Told late = callBack(
                    test,
                    engine,
                    vendor.submissions().getFirst(),
                    Heard.last(names(vendor.submissions().getFirst()), null));
            assertThat(late.effects()).isNotEmpty().allMatch(effect -> effect.kind() == Effect.Kind.KEPT_LATE);
            test.assertVerified();
        }
    }

    @Test
    void anAnswerAfterItsTimeOutCountsWhileItsJobIsOpenAndItsCellHasNone() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 1, Charge.ACCEPTED, null);
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            Job job = submit(test, engine, 2, "late");
            failFirstOfTwo(test, vendor, job);
            assertThat(test.rows(job, 1).getFirst().cells().getFirst())
                    .isEqualTo(new RowView.CellView("company.name", CellState.FAILED, "timed_out"));
            test.assertVerified();
            for (Submission submission : vendor.submissions()) {
                boolean first = submission
                        .items()
                        .getFirst()
                        .ask()
                        .text("company.domain")
                        .startsWith("company0");
                assertThat(callBack(test, engine, submission, Heard.last(names(submission), null))
                                .effects()
                                .getFirst()
                                .kind())
                        .isEqualTo(first ? Effect.Kind.JUDGED_LATE : Effect.Kind.ANSWERED);
                if (first) {
                    until("it counts", () -> progress(test, job).rows().completed() == 1);
                    test.assertVerified();
                }
            }
            JobProgress end = test.await(job);
            assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(end.credits().posted()).isEqualTo(2 * PRICE);

            Job again = submit(test, engine, 2, "late");
            assertThat(test.await(again).rows().completed()).isEqualTo(2);
            assertThat(progress(test, again).credits().posted()).isZero();
            assertThat(vendor.mostOftenAsked()).isEqualTo(1);
            test.assertVerified();
        }
    }

    @Test
    void aRowThatWentOnWithoutTheAnswerIsReopenedByItAndCountedOnce() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 1, Charge.ACCEPTED, null);
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            Step usual = test.plan(OnDoubt.HOLD, NAME, "late").steps().getFirst();
            Step optional = new Step(
                    usual.name(),
                    usual.fields(),
                    usual.places(),
                    usual.completeness(),
                    usual.acceptance(),
                    usual.kind(),
                    new StepRules(StepPolicy.USUAL, OnFailure.CONTINUE, Map.of(), null));
            Job job = test.submit(
                    test.request(new Plan(List.of(optional), OnDoubt.HOLD)), TestWeir.companies(2), engine.engine());
            timeOutFirstOfTwo(test, vendor);
            until(
                    "the first has gone on without",
                    () -> progress(test, job).rows().completed() == 1);
            test.assertVerified();

            for (Submission submission : vendor.submissions()) {
                callBack(test, engine, submission, Heard.last(names(submission), null));
            }
            JobProgress end = test.await(job);

            assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(end.rows().completed()).isEqualTo(2);
            assertThat(end.credits().posted()).isEqualTo(2 * PRICE);
            assertThat(test.rows(job, 2)).allMatch(row -> TestWeir.text(row, "company.name") != null);
            test.assertVerified();
        }
    }

    /** Two rows of two cells: the first of each waits for its name, and asks another provider for the industry. */
    private static Job inTwoSteps(TestWeir test, RunningWeir engine) {
        Plan plan = test.plan(OnDoubt.HOLD, List.of("company.name", "company.industry"), "late", "next");
        return test.submit(
                new JobRequest(test.workspace(), "test", null, plan, null, PRICE, false),
                TestWeir.companies(2),
                engine.engine());
    }

    private static ScriptedVendor industry() {
        return ScriptedVendor.giving("next", "company.industry", _ -> found("company.industry", "Steel"));
    }

    @Test
    void aLateAnswerThatItsRowCannotPayForIsKeptOnceAndTheRowEndsAsBefore() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 1, Charge.ACCEPTED, null);
        try (TestWeir test = weir(vendor, industry());
                RunningWeir engine = test.start()) {
            Job job = inTwoSteps(test, engine);
            failFirstOfTwo(test, vendor, job);
            Submission first = vendor.submissions().stream()
                    .filter(one ->
                            one.items().getFirst().ask().text("company.domain").startsWith("company0"))
                    .findFirst()
                    .orElseThrow();
            assertThat(callBack(test, engine, first, Heard.last(names(first), null))
                            .effects())
                    .allMatch(effect -> effect.kind() == Effect.Kind.JUDGED_LATE);
            until(
                    "it is kept",
                    () -> count(test, "SELECT count(*)::int FROM weir.enrichment_record WHERE late AND epoch = 0")
                            == 1);
            until("the first has failed again", () -> progress(test, job).rows().failed() == 1);

            assertThat(test.rows(job, 1).getFirst().cells().getFirst())
                    .isEqualTo(new RowView.CellView("company.name", CellState.FAILED, "timed_out"));
            assertThat(progress(test, job).credits().posted()).isEqualTo(PRICE);
            test.assertVerified();
        }
    }

    @Test
    void aCellThatWaitsForALateAnswerInAFinalRowOpensItAgain() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 1, Charge.ACCEPTED, null);
        try (TestWeir test = weir(vendor, industry());
                RunningWeir engine = test.start()) {
            Job job = inTwoSteps(test, engine);
            failFirstOfTwo(test, vendor, job);

            // As it is left where the answer came while a run that had loaded the cell as failed went on to the next
            // step.
            test.database()
                    .ownerJdbc()
                    .sql("""
                    INSERT INTO weir.evidence (workspace_id, job_id, row_idx, step, place, attempt, reply, body, at)
                    VALUES (?, ?, 0, 0, 0, 1, '{"kind": "not_found", "cost": 0, "reported": false}', '', weir.now())
                    """)
                    .params(job.workspaceId(), job.id())
                    .update();
            test.database()
                    .ownerJdbc()
                    .sql("UPDATE weir.cell SET state = 1, reason = 'late' WHERE row_idx = 0 AND step = 0")
                    .update();
            test.database()
                    .ownerJdbc()
                    .sql("UPDATE weir.batch SET wakes = wakes + 1, due_at = weir.now(), look_at = NULL")
                    .update();
            engine.engine().start(job.id());

            until(
                    "it is judged",
                    () -> "not_found"
                            .equals(test.rows(job, 1)
                                    .getFirst()
                                    .cells()
                                    .getFirst()
                                    .reason()));
            until("its row is final", () -> progress(test, job).rows().failed() == 1);
            test.assertVerified();
        }
    }

    @Test
    void anAnswerThatComesBeforeItsRowHasRunAgainIsNoLateOne() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 1, Charge.ACCEPTED, null);
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            Job job = submit(test, engine, 1, "late");
            until("it is out", () -> items(vendor) == 1);
            test.weir().jobs().pause(job, engine.engine());
            timeOutFirst(test);
            until("nobody waits", () -> open(test, job) == 0);
            Submission only = vendor.submissions().getFirst();
            callBack(test, engine, only, Heard.last(names(only), null));
            test.weir().jobs().resume(job, engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.rows().completed()).isEqualTo(1);
            assertThat(test.weir()
                            .transactions()
                            .in(
                                    job.workspaceId(),
                                    () -> test.weir().tickets().answeredLate(job.workspaceId(), job.id(), List.of(0))))
                    .isEmpty();
            test.assertVerified();
        }
    }

    @Test
    void aRunLooksAtTheRowsItWasToldOfAndAfterTenMinutesAtAll() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 1, Charge.ACCEPTED, null);
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            Job job = submit(test, engine, 2, "late");
            until("both are out", () -> items(vendor) == 2);
            until("nobody holds a lease", () -> progress(test, job).rows().running() == 0);
            Submission told = vendor.submissions().getFirst();
            // Nobody says so.
            test.database()
                    .ownerJdbc()
                    .sql("UPDATE weir.ticket SET state = 3, ended_at = weir.now() WHERE key <> ?")
                    .param(told.items().getFirst().key())
                    .update();
            callBack(test, engine, told, Heard.last(names(told), null));
            until(
                    "the one that was told of has ended",
                    () -> progress(test, job).rows().completed() == 1);
            until("its run has", () -> progress(test, job).rows().running() == 0);
            assertThat(progress(test, job).rows().failed())
                    .as("the other was not looked at")
                    .isZero();

            test.database().crank(Duration.ofMinutes(10));
            engine.engine().start(job.id());
            assertThat(test.await(job).rows().failed()).isEqualTo(1);
        }
    }

    @Test
    void aCancelledJobWaitsForNothingAndWhatComesLaterIsKeptUncharged() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 10, Charge.ANSWERED, null);
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            CapScope units = new CapScope(test.workspace().id(), "late", "credit");
            test.weir().transactions().in(test.workspace().id(), () -> {
                test.weir()
                        .caps()
                        .set(test.workspace().id(), new CapSettings(Map.of(units, 1000 * PRICE), Optional.empty()));
                return units;
            });
            Job job = submit(test, engine, 5, "late");
            until("all are out", () -> items(vendor) == 5);
            test.weir().jobs().cancel(job, engine.engine());
            JobProgress end = test.await(job);
            assertThat(end.status()).isEqualTo(JobStatus.CANCELLED);
            assertThat(end.credits().posted()).isZero();
            assertThat(end.credits().balance()).isZero();
            assertThat(end.rows().inDoubt()).isZero();
            assertThat(count(test, "SELECT count(*)::int FROM weir.submission WHERE state <> 2"))
                    .as("submissions of which something is expected")
                    .isZero();
            Submission submission = vendor.submissions().getFirst();
            assertThat(callBack(test, engine, submission, Heard.last(names(submission), null))
                            .effects())
                    .isNotEmpty()
                    .allMatch(effect -> effect.kind() == Effect.Kind.KEPT_LATE);
            assertThat(callBack(test, engine, submission, Heard.last(names(submission), null))
                            .effects())
                    .allMatch(effect -> effect.kind() == Effect.Kind.DUPLICATE);
            assertThat(progress(test, job).credits().posted()).isZero();
            test.assertVerified();
        }
    }

    @Test
    void anItemThatSpoilsItsSubmissionIsFoundAndTheOthersAreHandedOver() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 8, Charge.ACCEPTED, null);
        vendor.takes(submission -> {
            boolean bad = submission.items().stream()
                    .anyMatch(item -> item.ask().text("company.domain").contains("5"));
            return bad
                    ? new Submitted.Refused(new Reply.InvalidInput("something is wrong"))
                    : new Submitted.Accepted("", names(submission));
        });
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            Job job = submit(test, engine, 8, "late");
            JobProgress end = test.await(job);
            assertThat(end.rows().completed()).isEqualTo(7);
            assertThat(end.rows().failed()).isEqualTo(1);
            assertThat(end.credits().posted()).isEqualTo(7 * PRICE);
            test.assertVerified();
        }
    }

    @Test
    void troubleIsTriedAgainNamedItemsAreSortedOutAndTwoWhoAskTheSamePayOnce() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 10, Charge.ACCEPTED, null);
        AtomicInteger calls = new AtomicInteger();
        vendor.takes(submission -> switch (calls.incrementAndGet()) {
            case 1 -> new Submitted.Refused(new Reply.Trouble(500, "trouble"));
            case 2 ->
                new Submitted.Unusable(Map.of(submission.items().getFirst().key(), "no such thing"));
            default -> new Submitted.Accepted("v", Map.of());
        });
        try (TestWeir test = weir(vendor).settings(BreakersWide::of);
                RunningWeir engine = test.start()) {
            Job leader = submit(test, engine, 4, "late");
            until("three are out", () -> calls.get() == 3);
            Job follower = submit(test, engine, 4, "late");
            until(
                    "they wait",
                    () -> test.rows(follower, 4).stream()
                                    .filter(row -> row.cells().getFirst().state() == CellState.WAITING)
                                    .count()
                            == 4);
            until("the fourth is out, too", () -> calls.get() == 4);
            Submission last = vendor.submissions().get(2);
            callBack(
                    test,
                    engine,
                    last,
                    Heard.last(
                            ScriptedLate.answers(
                                    last,
                                    item -> item.ask().text("company.domain").contains("3")
                                            ? notFound()
                                            : found("company.name", "Acme")),
                            null));
            JobProgress end = test.await(leader);
            assertThat(end.credits().posted()).isEqualTo(2 * PRICE);
            // The one that was unusable was not remembered: it has been asked again.
            Submission again = vendor.submissions().getLast();
            callBack(test, engine, again, Heard.last(names(again), null));
            JobProgress others = test.await(follower);
            assertThat(others.credits().posted()).isEqualTo(PRICE);
            assertThat(others.rows().completed()).isEqualTo(3);
            test.assertVerified();
        }
    }

    @Test
    void anEventThatComesBeforeOrAfterItsRowEndsTheWaitAndSaysTheStepsFields() {
        Step paid = new Step(
                "paid",
                List.of("custom.invoice"),
                List.of(),
                Completeness.MERGE,
                Acceptance.ALL,
                new StepKind.Await(List.of("invoice.paid"), Duration.ofHours(1)),
                StepRules.USUAL);
        try (TestWeir test = weir();
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(new Plan(List.of(paid), OnDoubt.HOLD)), TestWeir.companies(4), NoEngine.INSTANCE);
            signal(test, job, 0, "{\"custom.invoice\": \"before\"}");
            engine.engine().start(job.id());
            until("three wait", () -> open(test, job) == 3);
            signal(test, job, 1, "{\"custom.invoice\": \"after\"}");
            engine.engine().start(job.id());
            until("two wait", () -> open(test, job) == 2);
            signal(test, job, 2, "{}");
            engine.engine().start(job.id());
            until("one waits", () -> open(test, job) == 1);
            test.assertVerified();
            test.database().crank(Duration.ofHours(2));
            JobProgress end = test.await(job);
            assertThat(end.status()).isEqualTo(JobStatus.PARTIALLY_COMPLETED);
            List<RowView> rows = test.rows(job, 4);
            assertThat(TestWeir.text(rows.get(0), "custom.invoice")).isEqualTo("before");
            assertThat(TestWeir.text(rows.get(1), "custom.invoice")).isEqualTo("after");
            assertThat(rows.get(2).cells().getFirst().reason()).isEqualTo("not_found");
            assertThat(rows.get(3).cells().getFirst().reason()).isEqualTo("timed_out");
            test.assertVerified();
        }
    }

    private static void signal(TestWeir test, Job job, int row, String payload) {
        test.weir()
                .transactions()
                .in(
                        job.workspaceId(),
                        () -> test.weir().tickets().signal(job.workspaceId(), job.id(), row, "invoice.paid", payload));
    }

    @Test
    void whatIsGatheredForAnOperationThatIsGoneIsGivenUpInTime() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 10, Charge.ACCEPTED, NEVER);
        vendor.takes(_ -> new Submitted.Refused(new Reply.OutOfCredits("nothing left")));
        ScriptedVendor next = ScriptedVendor.giving("next", "company.name", _ -> found("company.name", "Next"));
        try (TestWeir test = weir(vendor, next);
                RunningWeir engine = test.start()) {
            Job job = submit(test, engine, 3, "late", "next");
            until("they are gathered", () -> !vendor.submissions().isEmpty() && open(test, job) == 3);
            test.database().ownerJdbc().sql("""
                    UPDATE weir.ticket SET operation = 'gone', created_at = created_at - interval '30 days',
                           due_at = weir.now()
                    """).update();
            JobProgress end = test.await(job);
            assertThat(end.credits().posted()).isEqualTo(3 * PRICE);
            assertThat(test.rows(job, 3)).allMatch(row -> "Next".equals(TestWeir.text(row, "company.name")));
        }
    }

    @Test
    void aVendorThatTakesNothingForLongerThanACellWaitsIsPassedOver() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 10, Charge.ACCEPTED, NEVER);
        vendor.takes(_ -> new Submitted.Refused(new Reply.OutOfCredits("nothing left")));
        ScriptedVendor next = ScriptedVendor.giving("next", "company.name", _ -> found("company.name", "Next"));
        try (TestWeir test = weir(vendor, next)
                        .settings(
                                settings -> settings.with(settings.enrichment().withMaxWait(Duration.ZERO)));
                RunningWeir engine = test.start()) {
            Job job = submit(test, engine, 3, "late", "next");
            JobProgress end = test.await(job);
            assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(end.credits().posted()).isEqualTo(3 * PRICE);
            assertThat(test.stopped()).isNotEmpty();
            test.assertVerified();
        }
    }
}
