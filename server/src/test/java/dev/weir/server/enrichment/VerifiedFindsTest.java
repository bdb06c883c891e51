package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static dev.weir.server.testing.ScriptedVendor.notFound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.JobRequest;
import dev.weir.server.jobs.RowView;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.Acceptance;
import dev.weir.server.waterfall.CatchAll;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Finds that count only when they are verified: who is asked, what it costs, and what a lost answer does. */
@Timeout(180)
class VerifiedFindsTest {

    private static final String EMAIL = "person.work_email";
    private static final String STATUS = "person.work_email_status";

    @TempDir
    Path folder;

    private final ScriptedVendor first = finder("first");
    private final ScriptedVendor second = finder("second");
    private final ScriptedVendor checker = checker("checker");
    private final ScriptedVendor other = checker("other");

    /** Finds {@code slug@domain}. */
    private static ScriptedVendor finder(String slug) {
        return ScriptedVendor.giving(slug, EMAIL, ask -> found(EMAIL, slug + "@" + ask.text("company.domain")));
    }

    /** Calls what the first finder found invalid, and everything else valid. */
    private static ScriptedVendor checker(String slug) {
        return ScriptedVendor.named(
                        slug, ask -> found(STATUS, ask.text(EMAIL).startsWith("first@") ? "invalid" : "valid"))
                .operation("check", Set.of(EMAIL), List.of(STATUS), Charge.ANSWERED, Repeat.BILLED);
    }

    private TestWeir weir() {
        return new TestWeir(SandboxSettings.DEFAULT, folder, List.of(first, second, checker, other))
                .settings(BreakersWide::of);
    }

    private static Plan plan(TestWeir test, OnDoubt onDoubt, CatchAll catchAll, String... verifiers) {
        Plan plain = test.plan(onDoubt, List.of(EMAIL), "first", "second");
        return new Plan(
                plain.steps().stream()
                        .map(step -> step.accepting(new Acceptance(Set.of("invalid"), 0, catchAll))
                                .verifiedBy(test.weir().catalog().verifiers(EMAIL, List.of(verifiers))))
                        .toList(),
                onDoubt);
    }

    private static Plan plan(TestWeir test, OnDoubt onDoubt, String... verifiers) {
        return plan(test, onDoubt, CatchAll.ACCEPT_AND_FLAG, verifiers);
    }

    private static RowView.@Nullable FoundValue value(TestWeir test, Job job, String field) {
        return test.rows(job, 1).getFirst().found().get(field);
    }

    private static long charged(TestWeir test, Job job, String provider) {
        return test.weir().statistics().ofJob(job).stream()
                .filter(part -> part.provider().equals(provider))
                .mapToLong(Statistics.ProviderPart::charged)
                .sum();
    }

    @Test
    void aFindThatIsRejectedMakesTheCellGoOnAndCostsTheCustomerNothing() {
        try (TestWeir test = weir();
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(plan(test, OnDoubt.HOLD, "checker")), TestWeir.companies(20), engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.rows().completed()).isEqualTo(20);
            assertThat(value(test, job, EMAIL)).isEqualTo(new RowView.FoundValue("second@company0.example", "second"));
            assertThat(value(test, job, STATUS)).isEqualTo(new RowView.FoundValue("valid", "checker"));
            assertThat(charged(test, job, "first")).isZero();
            assertThat(charged(test, job, "second")).isEqualTo(20 * PRICE);
            assertThat(charged(test, job, "checker")).isEqualTo(2 * 20 * PRICE);
            assertThat(end.credits().held())
                    .as("the dearest find and every check")
                    .isEqualTo(20 * 3 * PRICE);
            assertThat(end.credits().posted()).isEqualTo(20 * 3 * PRICE);
            assertThat(end.credits().balance()).isZero();
            assertThat(checker.mostOftenAsked()).isEqualTo(1);
            List<String> keys = Stream.of(first, second, checker)
                    .flatMap(vendor -> vendor.keys().stream())
                    .toList();
            assertThat(new HashSet<>(keys)).hasSameSizeAs(keys);
            assertThat(checker.keys()).contains(job.id() + ":0:person.work_email.verify.first:checker");
            test.assertVerified();
        }
    }

    @Test
    void theSameEmailIsVerifiedOnceHoweverManyRowsAndFindersHaveIt() {
        first.answers(_ -> found(EMAIL, "shared@x.example"));
        second.answers(_ -> found(EMAIL, "shared@x.example"));
        checker.answers(_ -> found(STATUS, "invalid"));
        try (TestWeir test = weir();
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(plan(test, OnDoubt.HOLD, "checker")), TestWeir.companies(30), engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.rows().failed()).isEqualTo(30);
            assertThat(test.rows(job, 30))
                    .allSatisfy(
                            row -> assertThat(row.cells().getFirst().reason()).isEqualTo("rejected"));
            assertThat(checker.calls()).isEqualTo(1);
            assertThat(end.credits().posted())
                    .as("one check, and no find is kept")
                    .isEqualTo(PRICE);
            test.assertVerified();
        }
    }

    @Test
    void aVerifierThatCannotTellLeavesItToTheNextAndWithoutAnyTheFindIsGivenUp() {
        first.answers(ask -> ask.text("company.domain").startsWith("company0")
                ? found(EMAIL, "known@company0.example")
                : found(EMAIL, "odd@company1.example"));
        second.answers(_ -> notFound());
        checker.answers(_ -> found(STATUS, "unknown"));
        other.answers(
                ask -> ask.text(EMAIL).startsWith("known") ? found(STATUS, "valid") : new Reply.Trouble(500, "x"));
        try (TestWeir test = weir();
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(plan(test, OnDoubt.HOLD, "checker", "other")), TestWeir.companies(2), engine.engine());
            JobProgress end = test.await(job);

            List<RowView> rows = test.rows(job, 2);
            assertThat(rows.getFirst().found().get(STATUS)).isEqualTo(new RowView.FoundValue("valid", "other"));
            assertThat(rows.getLast().found()).isEmpty();
            assertThat(rows.getLast().cells().getFirst().reason()).isEqualTo("error");
            assertThat(charged(test, job, "first")).isEqualTo(PRICE);
            assertThat(end.credits().balance()).isZero();
            test.assertVerified();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ACCEPT, first@company0.example, catch_all",
        "ACCEPT_AND_FLAG, first@company0.example, catch_all",
        "REJECT_AND_CONTINUE, second@company0.example, valid"
    })
    void aCatchAllAddressCountsByThePolicy(CatchAll policy, String email, String status) {
        checker.answers(ask -> found(STATUS, ask.text(EMAIL).startsWith("first@") ? "catch_all" : "valid"));
        try (TestWeir test = weir();
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(plan(test, OnDoubt.HOLD, policy, "checker")), TestWeir.companies(1), engine.engine());
            test.await(job);

            assertThat(TestWeir.text(test.rows(job, 1).getFirst(), EMAIL)).isEqualTo(email);
            assertThat(TestWeir.text(test.rows(job, 1).getFirst(), STATUS)).isEqualTo(status);
            test.assertVerified();
        }
    }

    @Test
    void underACapNoFindIsPaidForThatNothingIsLeftToVerify() {
        try (TestWeir test = weir();
                RunningWeir engine = test.start()) {
            Plan onlyGood = new Plan(
                    test.plan(OnDoubt.HOLD, List.of(EMAIL), "second").steps().stream()
                            .map(step -> step.verifiedBy(test.weir().catalog().verifiers(EMAIL, List.of("checker"))))
                            .toList(),
                    OnDoubt.HOLD);
            JobRequest capped = new JobRequest(test.workspace(), "test", null, onlyGood, 31 * PRICE, null, false);
            Job job = test.submit(capped, TestWeir.companies(200), engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.rows().completed()).isEqualTo(15);
            assertThat(charged(test, job, "second")).isEqualTo(15 * PRICE);
            assertThat(charged(test, job, "checker")).isEqualTo(15 * PRICE);
            assertThat(second.calls()).as("calls whose find could be verified").isEqualTo(15);
            test.assertVerified();
        }
    }

    @Test
    void whatIsGivenBackMakesRoomUnderARowsCap() {
        try (TestWeir test = weir();
                RunningWeir engine = test.start()) {
            JobRequest capped = new JobRequest(
                    test.workspace(), "test", null, plan(test, OnDoubt.HOLD, "checker"), null, 3 * PRICE, false);
            Job job = test.submit(capped, TestWeir.companies(1), engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.rows().completed())
                    .as("find 1, check, find 1 back, find 2, check")
                    .isEqualTo(1);
            assertThat(end.credits().posted()).isEqualTo(3 * PRICE);
            test.assertVerified();
        }
    }

    @ParameterizedTest
    @CsvSource({"NOT_CHARGED", "CHARGED", "RETRY"})
    void aLostVerificationIsADoubtAndItsFindIsPaidForOnlyIfItStandsInTheEnd(Doubts.Resolution resolution) {
        AtomicBoolean cut = new AtomicBoolean(true);
        checker.answers(_ -> cut.get() ? new Reply.Lost("cut") : found(STATUS, "valid"));
        try (TestWeir test = weir();
                RunningWeir engine = test.start()) {
            // The second row has the same address: it follows the first one's doubt, or finds it there.
            Job job = test.submit(
                    test.request(plan(test, OnDoubt.HOLD, "checker")),
                    List.of(Map.of("company.domain", "x.example"), Map.of("company.domain", "x.example")),
                    engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.rows().inDoubt()).isEqualTo(2);
            assertThat(end.credits().doubt())
                    .isEqualTo(PRICE)
                    .isEqualTo(end.credits().balance());
            assertThat(end.credits().posted()).as("the find's fate is open").isEqualTo(PRICE);
            assertThat(second.calls()).as("the waterfall waits").isZero();
            Doubt doubt = test.weir().doubts().list(test.workspace().id()).getFirst();
            assertThat(doubt.provider()).isEqualTo("checker");
            test.assertVerified();

            cut.set(false);
            assertThat(test.weir().doubts().resolve(test.workspace(), job, doubt.rowIndex(), resolution))
                    .isEqualTo(1);
            engine.engine().start(job.id());
            JobProgress after = test.await(job);

            assertThat(after.rows().inDoubt()).isZero();
            assertThat(after.credits().balance()).isZero();
            boolean stands = resolution == Doubts.Resolution.RETRY;
            assertThat(after.rows().completed()).isEqualTo(stands ? 2 : 0);
            assertThat(charged(test, job, "first")).isEqualTo(stands ? PRICE : 0);
            assertThat(charged(test, job, "checker"))
                    .isEqualTo(resolution == Doubts.Resolution.NOT_CHARGED ? 0 : PRICE);
            assertThat(first.calls()).isEqualTo(1);
            test.assertVerified();
        }
    }

    @Test
    void underSkipTheNextVerifierDecidesAndTheDoubtStaysHeld() {
        checker.answers(_ -> new Reply.Lost("cut"));
        try (TestWeir test = weir();
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(plan(test, OnDoubt.SKIP, "checker", "other")), TestWeir.companies(1), engine.engine());
            JobProgress end = test.await(job);

            assertThat(value(test, job, EMAIL)).isEqualTo(new RowView.FoundValue("second@company0.example", "second"));
            assertThat(end.credits().doubt()).as("both lost checks").isEqualTo(2 * PRICE);
            assertThat(end.credits().posted())
                    .as("the kept find and two checks")
                    .isEqualTo(3 * PRICE);
            test.assertVerified();

            test.weir().doubts().resolve(test.workspace(), job, 0, Doubts.Resolution.NOT_CHARGED);
            JobProgress after = test.await(job);
            assertThat(after.credits().balance()).isZero();
            assertThat(charged(test, job, "second")).isEqualTo(PRICE);
            test.assertVerified();
        }
    }

    @Test
    void aCancelGivesBackWhatWasNotVerifiedYet() {
        checker.answers(_ -> new Reply.Throttled(Duration.ofMinutes(5)));
        try (TestWeir test = weir();
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(plan(test, OnDoubt.HOLD, "checker")), TestWeir.companies(3), engine.engine());
            test.await(
                    job,
                    "waiting for the verifier",
                    progress -> checker.calls() > 0
                            && progress.credits().posted() == 3 * PRICE
                            && progress.credits().open() == 0);
            test.weir().jobs().cancel(job, engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.credits().posted()).isZero();
            assertThat(end.credits().balance()).isZero();
            assertThat(test.rows(job, 3))
                    .allSatisfy(
                            row -> assertThat(row.cells().getFirst().state()).isEqualTo(CellState.CANCELLED));
            test.assertVerified();
        }
    }

    @Test
    void whatAVerifierSaidOfOneAddressIsNoAnswerAboutTheNext() {
        ScriptedVendor both = ScriptedVendor.named("both", ask -> {
                    String status = ask.text(EMAIL).startsWith("first@") ? "invalid" : "valid";
                    return new Reply.Found(
                            new Values(Map.of("email_verification.status", status, STATUS, status)),
                            ScriptedVendor.receipt(PRICE));
                })
                .operation(
                        "check",
                        Set.of(EMAIL),
                        List.of("email_verification.status", STATUS),
                        Charge.ANSWERED,
                        Repeat.BILLED);
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(first, second, both));
                RunningWeir engine = test.start()) {
            Plan plain =
                    test.plan(OnDoubt.HOLD, List.of(EMAIL, "email_verification.status"), "first", "second", "both");
            Plan verified = new Plan(
                    List.of(
                            plain.steps()
                                    .getFirst()
                                    .verifiedBy(test.weir().catalog().verifiers(EMAIL, List.of("both"))),
                            plain.steps().getLast()),
                    OnDoubt.HOLD);
            Job job = test.submit(test.request(verified), TestWeir.companies(1), engine.engine());
            JobProgress end = test.await(job);

            RowView row = test.rows(job, 1).getFirst();
            assertThat(TestWeir.text(row, EMAIL)).isEqualTo("second@company0.example");
            assertThat(TestWeir.text(row, "email_verification.status")).isEqualTo("valid");
            assertThat(both.calls()).as("the later field is remembered").isEqualTo(2);
            assertThat(end.credits().posted()).isEqualTo(3 * PRICE);
            test.assertVerified();
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aFindWhoseAnswerComesAfterTheJobsEndIsVerifiedAsFarAsThereAreCredits(boolean credits) {
        first.answers(_ -> new Reply.Lost("cut"));
        try (TestWeir test = weir();
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(plan(test, OnDoubt.HOLD, "checker")), TestWeir.companies(1), engine.engine());
            JobProgress end = test.await(job);
            assertThat(end.rows().inDoubt()).isEqualTo(1);
            assertThat(end.credits().balance())
                    .as("nothing beyond the doubt is held any more")
                    .isEqualTo(PRICE)
                    .isEqualTo(end.credits().doubt());

            CountDownLatch answered = new CountDownLatch(1);
            if (!credits) {
                first.answers(_ -> awaited(answered));
                test.submit(
                        test.request(plan(test, OnDoubt.HOLD, "checker")),
                        TestWeir.companies(2).subList(1, 2),
                        engine.engine());
                owner(test, "UPDATE weir.workspace SET auto_grant = false");
            }
            // As it is left where whoever asked had lost the batch and heard the answer all the same.
            owner(test, """
                    INSERT INTO weir.evidence (workspace_id, job_id, row_idx, step, place, attempt, reply, body, at)
                    SELECT workspace_id, job_id, row_idx, step, place, attempt,
                           '{"kind": "found", "values": "{\\"person.work_email\\": \\"late@company0.example\\"}",
                             "cost": 1000, "reported": false}', '', weir.now()
                    FROM weir.intent
                    """);
            test.weir().transactions().in(job.workspaceId(), () -> {
                test.weir().jobs().cells().evidenceCame(job.workspaceId(), job.id(), 0);
                return true;
            });
            engine.engine().start(job.id());
            JobProgress after = test.await(
                    job,
                    "the answer is judged",
                    progress -> progress.closed() && progress.rows().inDoubt() == 0);

            answered.countDown();
            assertThat(after.status()).as("no final status is left").isEqualTo(end.status());
            assertThat(after.credits().balance()).isZero();
            if (credits) {
                assertThat(value(test, job, EMAIL)).isEqualTo(new RowView.FoundValue("late@company0.example", "first"));
                assertThat(after.credits().posted()).isEqualTo(2 * PRICE);
                assertThat(after.rows().completed()).isEqualTo(1);
            } else {
                assertThat(test.rows(job, 1).getFirst().cells().getFirst().reason())
                        .isEqualTo("cap_reached");
                assertThat(after.credits().posted())
                        .as("what is not verified is not paid for")
                        .isZero();
                assertThat(checker.calls()).isZero();
            }
            test.assertVerified();
        }
    }

    /** Keeps what its job holds from everybody else until then. */
    private static Reply awaited(CountDownLatch answered) {
        try {
            answered.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return notFound();
    }

    private static void owner(TestWeir test, String sql) {
        test.database().ownerJdbc().sql(sql).update();
    }
}
