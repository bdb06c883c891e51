package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Heard;
import dev.weir.provider.LateOperation;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import dev.weir.server.RunningWeir;
import dev.weir.server.WeirSettings;
import dev.weir.server.credits.CapScope;
import dev.weir.server.credits.CapSettings;
import dev.weir.server.egress.BreakerSettings;
import dev.weir.server.enrichment.Statistics.ProviderPart;
import dev.weir.server.insight.Spend;
import dev.weir.server.insight.Spending;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.testing.Death;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedLate;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.tickets.Effect;
import dev.weir.server.tickets.Told;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of questions that were handed over in vain, or of which nobody knows whether they were. */
@Timeout(180)
class HandoverTest extends LateCase {

    private static final LateOperation.Polling NEVER =
            new LateOperation.Polling(Duration.ofDays(30), 1, Duration.ofDays(30));

    /** What is asked by several jobs is handed over together, however slow the machine. */
    private static WeirSettings patientlyGathering(WeirSettings settings) {
        return settings.with(settings.enrichment().withLinger(Duration.ofSeconds(60)));
    }

    private static Submitted lost() {
        return new Submitted.Refused(new Reply.Lost("no complete answer"));
    }

    private static void awaitLost(TestWeir test) {
        until("it is known to be lost", () -> count(test, "SELECT count(*)::int FROM weir.submission WHERE lost") == 1);
    }

    private static Map<String, Reply> first(Submission submission) {
        String key = submission.items().getFirst().key();
        return Map.of(key, found("company.name", "First"));
    }

    private static long possible(TestWeir test, Job job) {
        return test.weir().statistics().ofJob(job).stream()
                .mapToLong(ProviderPart::vendorPossible)
                .sum();
    }

    private static List<Effect.Kind> kinds(Told told) {
        return told.effects().stream().map(Effect::kind).sorted().toList();
    }

    @Test
    void aLostSubmissionIsHandedOverAgainWhenAnAnswerWouldUsuallyHaveComeAndWhicheverAnswersSettlesOnce() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 3, Charge.ACCEPTED, null, Repeat.FREE);
        AtomicInteger calls = new AtomicInteger();
        vendor.takes(_ -> calls.incrementAndGet() == 1 ? lost() : new Submitted.Accepted("v", Map.of()));
        try (TestWeir test = weir(vendor).settings(HandoverTest::patientlyGathering);
                RunningWeir engine = test.start()) {
            Job job = submit(test, engine, 3, "late");
            awaitLost(test);
            test.database().crank(Duration.ofMinutes(9));
            LockSupport.parkNanos(500_000_000);
            assertThat(vendor.submissions())
                    .as("before an answer would usually have come")
                    .hasSize(1);
            test.database().crank(Duration.ofMinutes(2));
            until("it is handed over again", () -> vendor.submissions().size() == 2);
            test.assertVerified();

            Submission one = vendor.submissions().getFirst();
            Submission other = vendor.submissions().getLast();
            assertThat(other.items()).containsExactlyInAnyOrderElementsOf(one.items());
            assertThat(kinds(callBack(test, engine, one, Heard.some(first(one)))))
                    .containsExactly(Effect.Kind.ANSWERED);
            test.assertVerified();
            assertThat(kinds(callBack(test, engine, other, Heard.last(names(other), null))))
                    .containsExactly(Effect.Kind.ANSWERED, Effect.Kind.ANSWERED, Effect.Kind.KEPT_LATE);
            assertThat(kinds(callBack(test, engine, other, Heard.last(names(other), null))))
                    .containsOnly(Effect.Kind.DUPLICATE);
            assertThat(kinds(callBack(test, engine, one, Heard.last(names(one), null))))
                    .containsExactly(Effect.Kind.KEPT_LATE, Effect.Kind.KEPT_LATE, Effect.Kind.DUPLICATE);
            JobProgress end = test.await(job);

            assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(end.credits().posted()).isEqualTo(3 * PRICE);
            assertThat(test.rows(job, 3))
                    .extracting(row -> TestWeir.text(row, "company.name"))
                    .containsOnlyOnce("First");
            assertThat(count(test, "SELECT count(*)::int FROM weir.enrichment_record WHERE late AND charged = 0"))
                    .isEqualTo(3);
            test.assertVerified();
        }
    }

    @Test
    void aLostSubmissionThatACallBackNamesIsAskedAboutWhenNoOtherCallBackComes() {
        Duration first = Duration.ofMinutes(2);
        ScriptedLate vendor = ScriptedLate.giving(
                "late", "company.name", 3, Charge.ACCEPTED, new LateOperation.Polling(first, 1.5, first), Repeat.FREE);
        vendor.takes(_ -> lost());
        List<String> named = new CopyOnWriteArrayList<>();
        vendor.tells((submission, id) -> {
            named.add(id);
            return Heard.last(names(submission), null);
        });
        try (TestWeir test = weir(vendor).settings(HandoverTest::patientlyGathering);
                RunningWeir engine = test.start()) {
            Job job = submit(test, engine, 3, "late");
            awaitLost(test);
            Submission submission = vendor.submissions().getFirst();
            Heard one = Heard.some(first(submission));
            assertThat(kinds(callBack(test, engine, submission, one, first))).containsExactly(Effect.Kind.ANSWERED);
            assertThat(count(test, "SELECT count(*)::int FROM weir.submission WHERE poll_at IS NOT NULL"))
                    .as("nothing has named it")
                    .isZero();
            callBack(test, engine, submission, one.named("v-1"), first);
            callBack(test, engine, submission, one.named("v-2"), first);
            assertThat(vendor.polls()).isZero();
            test.database().crank(first);
            JobProgress end = test.await(job);

            assertThat(end.rows().completed()).isEqualTo(3);
            assertThat(end.credits().posted()).isEqualTo(3 * PRICE);
            assertThat(named).as("the name that it had first").containsExactly("v-1");
            assertThat(vendor.submissions()).as("it is handed over once").hasSize(1);
            test.assertVerified();
        }
    }

    @Test
    void anEndOfTheFirstSubmissionDoesNotEndWhatIsOutInTheSecond() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 2, Charge.ACCEPTED, null, Repeat.FREE);
        vendor.usuallyTaking(Duration.ofMillis(1));
        AtomicInteger calls = new AtomicInteger();
        vendor.takes(_ -> calls.incrementAndGet() == 1 ? lost() : new Submitted.Accepted("v", Map.of()));
        try (TestWeir test = weir(vendor).settings(HandoverTest::patientlyGathering);
                RunningWeir engine = test.start()) {
            Job job = submit(test, engine, 2, "late");
            until("it is handed over again", () -> vendor.submissions().size() == 2);
            Submission one = vendor.submissions().getFirst();
            callBack(test, engine, one, Heard.last(first(one), null));
            assertThat(open(test, job)).isEqualTo(1);
            Submission other = vendor.submissions().getLast();
            callBack(test, engine, other, Heard.last(names(other), null));

            assertThat(test.await(job).rows().completed()).isEqualTo(2);
            test.assertVerified();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"handover.bound", "handover.answered"})
    void aSubmissionWhoseSenderDiedIsHandedOverAgain(String point) throws Exception {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 20, Charge.ACCEPTED, null, Repeat.FREE);
        vendor.usuallyTaking(Duration.ofMillis(1));
        AtomicInteger calls = new AtomicInteger();
        vendor.takes(submission -> calls.incrementAndGet() == 1 && point.equals("handover.answered")
                ? new Submitted.Accepted("v", Map.of())
                : new Submitted.Accepted("", names(submission)));
        try (TestWeir test = weir(vendor)) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "late")), TestWeir.companies(60), NoEngine.INSTANCE);
            JobProgress end = new Death(point, 1)
                    .thenFinish(test, job, () -> test.database().crank(Duration.ofMinutes(3)));

            assertThat(end.rows().completed()).isEqualTo(60);
            assertThat(end.credits().posted()).isEqualTo(60 * PRICE);
            assertThat(vendor.mostOftenAsked()).isEqualTo(point.equals("handover.answered") ? 2 : 1);
            test.assertVerified();
        }
    }

    @Test
    void whereAskingAgainMayCostItIsTheJobsWishAndOnTheBooks() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 10, Charge.ACCEPTED, NEVER);
        vendor.usuallyTaking(Duration.ofMillis(1));
        AtomicInteger calls = new AtomicInteger();
        vendor.takes(
                submission -> calls.incrementAndGet() == 1 ? lost() : new Submitted.Accepted("", names(submission)));
        try (TestWeir test = weir(vendor).settings(settings -> settings.withPublicUrl(null));
                RunningWeir engine = test.start()) {
            Job held = submit(test, engine, 1, "late");
            JobProgress timedOut = test.await(held);
            assertThat(timedOut.credits().posted()).isZero();
            assertThat(test.rows(held, 1).getFirst().cells().getFirst().reason())
                    .isEqualTo("timed_out");
            assertThat(possible(test, held)).isEqualTo(PRICE);
            assertThat(calls).hasValue(1);

            calls.set(0);
            Job retried = test.submit(
                    test.request(test.plan(OnDoubt.RETRY, NAME, "late")), TestWeir.companies(2), engine.engine());
            JobProgress end = test.await(retried);
            assertThat(end.credits().posted()).isEqualTo(2 * PRICE);
            assertThat(possible(test, retried)).isEqualTo(2 * PRICE);
            test.assertVerified();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Repeat.class,
            names = {"FREE", "UNKNOWN"})
    void triesThatWereAnsweredWithTroubleMayHaveCost(Repeat repeat) {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 10, Charge.ACCEPTED, null, repeat);
        AtomicInteger calls = new AtomicInteger();
        vendor.takes(submission -> switch (calls.incrementAndGet()) {
            case 1 -> new Submitted.Refused(new Reply.Trouble(500, "trouble"));
            case 2 -> new Submitted.Accepted("", names(submission));
            case 3, 4, 5, 6 -> new Submitted.Refused(new Reply.Trouble(500, "trouble"));
            default -> new Submitted.Accepted("v", Map.of());
        });
        long tried = repeat == Repeat.FREE ? 0 : PRICE;
        try (TestWeir test = weir(vendor).settings(BreakersWide::of);
                RunningWeir engine = test.start()) {
            cap(test);
            Job answered = submit(test, engine, 1, "late");
            test.await(answered);
            assertThat(possible(test, answered)).isEqualTo(tried);

            Job troubled = other(test, engine, "troubled.example");
            test.await(troubled);
            assertThat(possible(test, troubled)).isEqualTo(3 * tried);

            Job cancelled = other(test, engine, "cancelled.example");
            until("it is out", () -> calls.get() == 7);
            test.assertVerified();
            test.weir().jobs().cancel(cancelled, engine.engine());
            test.await(cancelled);
            assertThat(possible(test, cancelled)).isEqualTo(tried + PRICE);
            test.assertVerified();
        }
    }

    /** The gateway in front of it gives up each time, and the vendor behind it may have taken each. */
    @Test
    void looksWhetherAVendorIsBackAreTriesWhereEachMayBePaid() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 1, Charge.ACCEPTED, null, Repeat.UNKNOWN);
        AtomicInteger calls = new AtomicInteger();
        vendor.takes(_ -> {
            calls.incrementAndGet();
            return new Submitted.Refused(new Reply.Trouble(504, "gave up waiting"));
        });
        try (TestWeir test = weir(vendor).settings(settings -> {
                    WeirSettings wide = BreakersWide.of(settings);
                    return wide.with(wide.egress().with(new BreakerSettings(1, 1, Duration.ofSeconds(1))))
                            .with(wide.enrichment().withMaxWait(Duration.ofDays(365)));
                });
                RunningWeir engine = test.start()) {
            Job job = submit(test, engine, 1, "late");
            until("nobody asks any more", () -> {
                test.database().crank(Duration.ofSeconds(100));
                return calls.get() > 3
                        || test.weir().jobs().progress(job).status().isFinal();
            });
            assertThat(calls).hasValue(3);
            assertThat(test.rows(job, 1).getFirst().cells().getFirst().reason()).isEqualTo("error");
            assertThat(possible(test, job)).isEqualTo(3 * PRICE);
            test.assertVerified();
        }
    }

    private static Job other(TestWeir test, RunningWeir engine, String domain) {
        return test.submit(
                test.request(test.plan(OnDoubt.HOLD, NAME, "late")),
                List.of(Map.of("company.domain", domain)),
                engine.engine());
    }

    /** Caps that count all that is spent, and are never full. */
    private static void cap(TestWeir test) {
        CapScope units = new CapScope(test.workspace().id(), "late", "credit");
        test.weir().transactions().in(test.workspace().id(), () -> {
            test.weir()
                    .caps()
                    .set(test.workspace().id(), new CapSettings(Map.of(units, 1000 * PRICE), Optional.empty()));
            return units;
        });
    }

    private static List<Spend.Vendor> spent(TestWeir test, Spending.By by) {
        return test
                .weir()
                .insight()
                .spending()
                .of(test.workspace().id(), by, Instant.EPOCH, Instant.now().plus(Duration.ofDays(365)))
                .stream()
                .flatMap(spend -> spend.vendors().stream())
                .toList();
    }

    @Test
    void whatAVendorSaysThatASubmissionCostIsKeptBesideThePricesOfItsItemsAndIsNobodysCharge() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 3, Charge.ACCEPTED, null);
        try (TestWeir test = weir(vendor).settings(HandoverTest::patientlyGathering);
                RunningWeir engine = test.start()) {
            cap(test);
            Job two = submit(test, engine, 2, "late");
            Job one = other(test, engine, "other.example");
            until("all are out together", () -> items(vendor) == 3);
            Submission submission = vendor.submissions().getFirst();
            assertThat(submission.items()).hasSize(3);
            // Less than the price of three, by an amount that two jobs cannot share evenly.
            callBack(test, engine, submission, Heard.last(names(submission), 3 * PRICE - 1_000));
            JobProgress end = test.await(two);
            test.await(one);
            test.assertVerified();

            assertThat(end.credits().posted()).isEqualTo(2 * PRICE);
            assertThat(spent(test, Spending.By.PROVIDER)).singleElement().satisfies(spend -> {
                assertThat(spend.certain()).isEqualTo(3 * PRICE - 1_000);
                assertThat(spend.adjusted()).isEqualTo(-1_000);
            });
            assertThat(spent(test, Spending.By.JOB))
                    .extracting(Spend.Vendor::adjusted)
                    .containsExactlyInAnyOrder(-666L, -334L);
            assertThat(certain(test, two) + certain(test, one)).isEqualTo(3 * PRICE - 1_000);

            // What is told again with another total corrects that.
            callBack(test, engine, submission, Heard.last(Map.of(), 3 * PRICE + 500));
            assertThat(spent(test, Spending.By.PROVIDER))
                    .extracting(Spend.Vendor::certain)
                    .containsExactly(3 * PRICE + 500);
            callBack(test, engine, submission, Heard.last(Map.of(), 3 * PRICE + 500));
            assertThat(count(test, "SELECT count(*)::int FROM weir.cost_adjustment"))
                    .isEqualTo(4);
            test.assertVerified();
        }
    }

    private static long certain(TestWeir test, Job job) {
        return test.weir().statistics().ofJob(job).stream()
                .mapToLong(ProviderPart::vendorCertain)
                .sum();
    }

    @Test
    void theHalvesOfWhatWasRefusedAsAWholeOutliveTheProgram() throws Exception {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 8, Charge.ACCEPTED, null);
        vendor.takes(submission -> submission.items().stream()
                        .anyMatch(item -> item.ask().text("company.domain").contains("5"))
                ? new Submitted.Refused(new Reply.InvalidInput("something is wrong"))
                : new Submitted.Accepted("", names(submission)));
        try (TestWeir test = weir(vendor)) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "late")), TestWeir.companies(8), NoEngine.INSTANCE);
            JobProgress end = new Death("handover.settled", 1)
                    .thenFinish(test, job, () -> test.database().crank(Duration.ofMinutes(3)));

            assertThat(end.rows().completed()).isEqualTo(7);
            assertThat(vendor.submissions().stream()
                            .map(submission -> submission.items().size())
                            .filter(size -> size == 8))
                    .as("submissions of all")
                    .hasSize(1);
            test.assertVerified();
        }
    }

    @Test
    void whatIsGatheredOfAPausedJobHoldsUpNobodyAndIsHandedOverWhenItGoesOn() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 1, Charge.ACCEPTED, null);
        try (TestWeir test = weir(vendor)
                        .settings(
                                settings -> settings.with(settings.enrichment().withLateLook(Duration.ofSeconds(2))));
                RunningWeir engine = test.start()) {
            Job paused = submit(test, engine, 600, "late");
            until("all are out", () -> items(vendor) == 600);
            test.weir().jobs().pause(paused, engine.engine());
            // As they stand that were thrown back.
            test.database().ownerJdbc().sql("""
                    UPDATE weir.ticket SET state = 0, submission_id = NULL, sent_at = NULL, due_at = weir.now()
                    """).update();
            test.database()
                    .ownerJdbc()
                    .sql("UPDATE weir.submission SET state = 3, ended_at = weir.now()")
                    .update();
            long began = System.nanoTime();
            Job job = other(test, engine, "other.example");
            until("the other's is out", () -> items(vendor) == 601);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
            test.assertVerified();

            test.weir().jobs().resume(paused, engine.engine());
            until("all are out again", () -> items(vendor) == 1_201);
            assertThat(open(test, paused) + open(test, job)).isEqualTo(601);
            test.assertVerified();
        }
    }

    @Test
    void twoWhoEndTheLastTicketsOfASubmissionAtOnceEndIt() throws Exception {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 2, Charge.ACCEPTED, null);
        try (TestWeir test = weir(vendor).settings(HandoverTest::patientlyGathering);
                RunningWeir engine = test.start()) {
            Job one = submit(test, engine, 1, "late");
            Job other = other(test, engine, "other.example");
            until("both are out", () -> items(vendor) == 2);
            assertThat(vendor.submissions()).hasSize(1);
            long workspace = one.workspaceId();
            Thread second = Thread.ofPlatform().unstarted(() -> answer(test, other));
            test.weir().transactions().in(workspace, () -> {
                answer(test, one);
                second.start();
                // It waits for what this holds, or has not seen it.
                until("the second has come as far as it can", () -> !second.isAlive() || isLocked(test));
                return workspace;
            });
            second.join();

            assertThat(count(test, "SELECT count(*)::int FROM weir.submission WHERE state = 2"))
                    .isEqualTo(1);
            engine.engine().start(one.id());
            engine.engine().start(other.id());
            assertThat(test.await(one).rows().completed()).isEqualTo(1);
            assertThat(test.await(other).rows().completed()).isEqualTo(1);
            test.assertVerified();
        }
    }

    private static boolean isLocked(TestWeir test) {
        return count(
                        test,
                        "SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
                > 0;
    }

    private static void answer(TestWeir test, Job job) {
        test.weir().transactions().in(job.workspaceId(), () -> {
            long ticket = test.weir()
                    .tickets()
                    .ofRows(job.workspaceId(), job.id(), List.of(0))
                    .getFirst()
                    .id();
            return test.weir().tickets().answered(job.workspaceId(), Map.of(ticket, found("company.name", "Acme")));
        });
    }

    @Test
    void whatIsGivenUpUnderALeaseThatWasLostMayHaveCostOnceOnly() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 10, Charge.ACCEPTED, null);
        AtomicBoolean cut = new AtomicBoolean();
        try (TestWeir test = weir(vendor)) {
            try (RunningWeir engine = test.start(UUID.randomUUID(), name -> {
                if (name.equals("journal.beforeCommit") && cut.compareAndSet(true, false)) {
                    test.database().ownerJdbc().sql("""
                            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                            WHERE datname = current_database() AND usename = 'weir_app'
                            """).query(Long.class).single();
                    // Somebody else has been granted the lease, and has let it go.
                    test.database().ownerJdbc().sql("""
                            UPDATE weir.batch SET epoch = epoch + 1, state = 0, lease_until = NULL, node = NULL,
                                   due_at = weir.now()
                            """).update();
                }
            })) {
                Job job = submit(test, engine, 1, "late");
                until("it is out", () -> items(vendor) == 1);
                cut.set(true);
                test.weir().jobs().cancel(job, engine.engine());
                until(
                        "it has closed",
                        () -> count(test, "SELECT count(*)::int FROM weir.job_state WHERE phase = 'closed'") == 1);
                assertThat(cut).isFalse();
                assertThat(possible(test, job)).isEqualTo(PRICE);
            }
            test.assertVerified();
        }
    }
}
