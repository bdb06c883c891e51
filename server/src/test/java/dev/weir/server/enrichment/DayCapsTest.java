package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static dev.weir.server.testing.ScriptedVendor.notFound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Reply;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.credits.CapBalance;
import dev.weir.server.credits.CapMove;
import dev.weir.server.credits.CapScope;
import dev.weir.server.credits.CapSettings;
import dev.weir.server.credits.Ledger;
import dev.weir.server.credits.Movement;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.RowView;
import dev.weir.server.testing.Death;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a workspace may spend in a day, whatever its jobs, nodes and deaths. */
@Timeout(180)
class DayCapsTest {

    private static final List<String> NAME = List.of("company.name");
    private static final String EMAIL = "person.work_email";
    private static final String STATUS = "person.work_email_status";

    @TempDir
    Path folder;

    private final ScriptedVendor acme =
            ScriptedVendor.giving("acme", "company.name", _ -> found("company.name", "Acme"));
    private final ScriptedVendor zenith =
            ScriptedVendor.giving("zenith", "company.name", _ -> found("company.name", "Zenith"));

    private TestWeir weir(ScriptedVendor... vendors) {
        return new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendors)).settings(BreakersWide::of);
    }

    private static void cap(TestWeir test, Map<CapScope, Long> caps) {
        test.weir().transactions().in(test.workspace().id(), () -> {
            test.weir().caps().set(test.workspace().id(), new CapSettings(caps, Optional.empty()));
            return caps;
        });
    }

    private static CapScope all(TestWeir test) {
        return CapScope.workspace(test.workspace().id());
    }

    private static CapScope of(TestWeir test, String provider) {
        return CapScope.provider(test.workspace().id(), provider);
    }

    private static CapScope unit(TestWeir test, String provider) {
        return new CapScope(test.workspace().id(), provider, "credit");
    }

    private static CapBalance standing(TestWeir test, CapScope scope) {
        return test
                .weir()
                .transactions()
                .in(
                        test.workspace().id(),
                        () -> test.weir().caps().standing(test.workspace().id()))
                .stream()
                .filter(cap -> cap.scope().equals(scope))
                .findFirst()
                .orElseThrow();
    }

    /** Companies that no other list of the test has. */
    private static List<Map<String, Object>> companies(String list, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Map.<String, Object>of("company.domain", list + i + ".example"))
                .toList();
    }

    private static Plan plan(TestWeir test, String... providers) {
        return test.plan(OnDoubt.HOLD, NAME, providers);
    }

    private static long reasons(TestWeir test, Job job, int rows, String reason) {
        return test.rows(job, rows).stream()
                .map(row -> row.cells().getFirst())
                .map(RowView.CellView::reason)
                .filter(reason::equals)
                .count();
    }

    @Test
    void manyJobsOnTwoNodesNeverPassACap() {
        try (TestWeir test = weir(acme);
                RunningWeir one = test.start();
                RunningWeir _ = test.startBesideOthers()) {
            cap(test, Map.of(all(test), 20 * PRICE + PRICE / 2));
            List<Job> jobs = IntStream.range(0, 6)
                    .mapToObj(i -> test.submit(
                            test.request(plan(test, "acme")), companies("list" + i + "-", 40), one.engine()))
                    .toList();
            long posted = jobs.stream()
                    .mapToLong(job -> test.await(job).credits().posted())
                    .sum();

            assertThat(posted).isEqualTo(20 * PRICE);
            assertThat(acme.calls()).isEqualTo(20);
            assertThat(jobs.stream()
                            .mapToLong(job -> reasons(test, job, 40, "cap_reached"))
                            .sum())
                    .isEqualTo(220);
            assertThat(standing(test, all(test)).spent()).isEqualTo(20 * PRICE);
            test.assertVerified();
        }
    }

    @Test
    void whoIsRefusedOnlyForWhatAnotherJobHasOpenGetsHisTurnWhenThatSettles() {
        Semaphore mayAnswer = new Semaphore(0);
        AtomicInteger at = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        acme.answers(_ -> {
            most.accumulateAndGet(at.incrementAndGet(), Math::max);
            mayAnswer.acquireUninterruptibly();
            at.decrementAndGet();
            return notFound();
        });
        try (TestWeir test = weir(acme);
                RunningWeir engine = test.start()) {
            cap(test, Map.of(all(test), 2 * PRICE));
            Job first = test.submit(test.request(plan(test, "acme")), companies("first", 2), engine.engine());
            test.await(first, "full", progress -> progress.credits().open() == 2 * PRICE);
            Job second = test.submit(test.request(plan(test, "acme")), companies("second", 3), engine.engine());
            mayAnswer.release(100);
            test.await(first);
            test.await(second);

            assertThat(most).hasValue(2);
            assertThat(acme.calls()).isEqualTo(5);
            assertThat(reasons(test, second, 3, "not_found")).isEqualTo(3);
            test.assertVerified();
        }
    }

    @Test
    void whatWasSpentBeforeACapWasSetCountsAndTheNextDayBeginsAnew() {
        try (TestWeir test = weir(acme);
                RunningWeir engine = test.start()) {
            test.await(test.submit(test.request(plan(test, "acme")), companies("early", 3), engine.engine()));
            cap(test, Map.of(all(test), 5 * PRICE, of(test, "acme"), 5 * PRICE, unit(test, "acme"), 100 * PRICE));
            assertThat(standing(test, unit(test, "acme")).spent()).isEqualTo(3 * PRICE);

            Job today = test.submit(test.request(plan(test, "acme")), companies("today", 10), engine.engine());
            assertThat(test.await(today).credits().posted()).isEqualTo(2 * PRICE);
            assertThat(standing(test, of(test, "acme")).spent()).isEqualTo(5 * PRICE);
            test.assertVerified();

            test.database().crank(Duration.ofDays(1));
            assertThat(standing(test, all(test)).spent()).isZero();
            Job tomorrow = test.submit(test.request(plan(test, "acme")), companies("tomorrow", 10), engine.engine());
            assertThat(test.await(tomorrow).credits().posted()).isEqualTo(5 * PRICE);
            test.assertVerified();

            cap(test, Map.of());
            Job uncapped = test.submit(test.request(plan(test, "acme")), companies("free", 4), engine.engine());
            assertThat(test.await(uncapped).credits().posted()).isEqualTo(4 * PRICE);
            test.assertVerified();
        }
    }

    @Test
    void aProvidersCapLeavesTheNextProvider() {
        try (TestWeir test = weir(acme, zenith);
                RunningWeir engine = test.start()) {
            cap(test, Map.of(of(test, "acme"), 2 * PRICE, unit(test, "zenith"), 3 * PRICE));
            Job job = test.submit(test.request(plan(test, "acme", "zenith")), companies("some", 9), engine.engine());
            JobProgress end = test.await(job);

            assertThat(acme.calls()).isEqualTo(2);
            assertThat(zenith.calls()).isEqualTo(3);
            assertThat(end.rows().completed()).isEqualTo(5);
            assertThat(reasons(test, job, 9, "cap_reached")).isEqualTo(4);
            test.assertVerified();
        }
    }

    @Test
    void aDoubtTakesRoomUntilItIsSettled() {
        acme.answers(ask -> ask.text("company.domain").equals("some0.example")
                ? new Reply.Lost("cut off")
                : found("company.name", "Acme"));
        try (TestWeir test = weir(acme);
                RunningWeir engine = test.start()) {
            cap(test, Map.of(all(test), 2 * PRICE, unit(test, "acme"), 3 * PRICE));
            Job lost = test.submit(test.request(plan(test, "acme")), companies("some", 1), engine.engine());
            test.await(lost);
            assertThat(standing(test, all(test)).doubt()).isEqualTo(PRICE);
            assertThat(standing(test, unit(test, "acme")).doubt()).isEqualTo(PRICE);

            Job refused = test.submit(test.request(plan(test, "acme")), companies("more", 3), engine.engine());
            assertThat(test.await(refused).credits().posted()).isEqualTo(PRICE);
            assertThat(reasons(test, refused, 3, "cap_reached")).isEqualTo(2);
            test.assertVerified();

            test.weir().doubts().resolve(test.workspace(), lost, 0, Doubts.Resolution.CHARGED);
            assertThat(standing(test, all(test))).isEqualTo(new CapBalance(all(test), 2 * PRICE, 2 * PRICE, 0, 0));
            assertThat(standing(test, unit(test, "acme")).spent()).isEqualTo(2 * PRICE);
            test.assertVerified();
        }
    }

    @Test
    void aFindIsBoughtOnlyWhereThereIsRoomToVerifyIt() {
        ScriptedVendor finder =
                ScriptedVendor.giving("finder", EMAIL, ask -> found(EMAIL, "someone@" + ask.text("company.domain")));
        ScriptedVendor checker = ScriptedVendor.named("checker", _ -> found(STATUS, "valid"))
                .operation("check", Set.of(EMAIL), List.of(STATUS), Charge.ANSWERED, Repeat.BILLED);
        try (TestWeir test = weir(finder, checker);
                RunningWeir engine = test.start()) {
            cap(test, Map.of(all(test), 11 * PRICE, of(test, "checker"), 4 * PRICE));
            Plan plain = test.plan(OnDoubt.HOLD, List.of(EMAIL), "finder");
            Plan plan = new Plan(
                    plain.steps().stream()
                            .map(step -> step.verifiedBy(test.weir().catalog().verifiers(EMAIL, List.of("checker"))))
                            .toList(),
                    OnDoubt.HOLD);
            JobProgress end = test.await(test.submit(test.request(plan), companies("some", 30), engine.engine()));

            // Nine finds would have had room, and five of them could not have been verified.
            assertThat(end.credits().posted()).isEqualTo(8 * PRICE);
            assertThat(end.rows().completed()).isEqualTo(4);
            assertThat(finder.calls()).isEqualTo(4);
            assertThat(checker.calls()).isEqualTo(4);
            test.assertVerified();
        }
    }

    @Test
    void aDeathInTheMiddleNeitherFreesNorCountsTwice() throws Exception {
        try (TestWeir test = weir(acme)) {
            cap(test, Map.of(all(test), 150 * PRICE, unit(test, "acme"), 200 * PRICE));
            Job job = test.submit(test.request(plan(test, "acme")), companies("some", 400), NoEngine.INSTANCE);
            JobProgress end = new Death("enrichment.beforeSettle", 60).thenFinish(test, job);

            assertThat(end.credits().posted() + end.credits().doubt()).isEqualTo(150 * PRICE);
            assertThat(end.credits().doubt()).isPositive();
            assertThat(acme.mostOftenAsked()).isEqualTo(1);
            assertThat(standing(test, all(test)).open()).isZero();
            test.assertVerified();
        }
    }

    @Test
    void whateverBecameOfAFlushItsAmountsAreCountedOnce() {
        try (TestWeir test = weir(acme)) {
            cap(test, Map.of(all(test), 120 * PRICE, unit(test, "acme"), 500 * PRICE));
            AtomicInteger flushes = new AtomicInteger();
            Failpoint cutting = name -> {
                boolean flush = name.equals("journal.beforeCommit") || name.equals("journal.committed");
                if (flush && flushes.incrementAndGet() % 4 == 0 && flushes.get() <= 16) {
                    test.database().ownerJdbc().sql("""
                                    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                                    WHERE datname = current_database() AND usename = 'weir_app'
                                    """).query(Long.class).single();
                }
            };
            Job job = test.submit(test.request(plan(test, "acme")), companies("some", 200), NoEngine.INSTANCE);
            try (RunningWeir _ = test.start(UUID.randomUUID(), cutting)) {
                long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
                while (!closed(test) && System.nanoTime() < end) {
                    LockSupport.parkNanos(20_000_000);
                }
            }
            assertThat(closed(test)).isTrue();
            assertThat(flushes.get()).isGreaterThan(8);
            assertThat(acme.calls()).isEqualTo(120);
            assertThat(standing(test, all(test))).isEqualTo(new CapBalance(all(test), 120 * PRICE, 120 * PRICE, 0, 0));
            assertThat(reasons(test, job, 200, "cap_reached")).isEqualTo(80);
            test.assertVerified();
        }
    }

    /** Looks as the owner, whose connections nobody cuts. */
    private static boolean closed(TestWeir test) {
        return test.database()
                .ownerJdbc()
                .sql("SELECT phase FROM weir.job_state")
                .query(String.class)
                .single()
                .equals("closed");
    }

    @Test
    void capsThatAreSetWhileMuchSettlesMissNothing() {
        try (TestWeir test = weir(acme);
                RunningWeir engine = test.start()) {
            List<Job> jobs = List.of(
                    test.submit(test.request(plan(test, "acme")), companies("one", 800), engine.engine()),
                    test.submit(test.request(plan(test, "acme")), companies("two", 800), engine.engine()));
            int times = 0;
            while (jobs.stream()
                    .anyMatch(job -> !test.weir().jobs().progress(job).closed())) {
                cap(
                        test,
                        times % 3 == 2
                                ? Map.of()
                                : Map.of(all(test), 5_000 * PRICE, unit(test, "acme"), 5_000 * PRICE + times));
                times++;
            }
            assertThat(times).isGreaterThan(3);
            long posted = jobs.stream()
                    .mapToLong(job -> test.weir().jobs().progress(job).credits().posted())
                    .sum();
            assertThat(posted).isEqualTo(1_600 * PRICE);
            // Without counting anew: what stands there was counted by the flushes.
            test.assertVerified();
        }
    }

    @Test
    void aTransactionThatRunsIntoTheNextDayIsRunAgainWhollyWithinIt() {
        try (TestWeir test = weir(acme);
                RunningWeir engine = test.start()) {
            Job job = test.submit(test.request(plan(test, "acme")), companies("some", 1), engine.engine());
            test.await(job);
            cap(test, Map.of(all(test), 100 * PRICE));
            test.database().ownerJdbc().sql("""
                            UPDATE weir.clock SET ahead = ahead + interval '2 days' - interval '250 milliseconds'
                                + (date_trunc('day', weir.now() AT TIME ZONE 'UTC') - weir.now() AT TIME ZONE 'UTC')
                            """).update();
            Ledger ledger = test.weir().ledger();
            AtomicInteger runs = new AtomicInteger();
            test.weir().transactions().in(test.workspace().id(), () -> {
                runs.incrementAndGet();
                ledger.lockJob(test.workspace().id(), job.id());
                // Somebody else's lock, say, takes until after midnight.
                test.database()
                        .ownerJdbc()
                        .sql(
                                "SELECT pg_sleep_until(date_trunc('day', now() + ahead, 'UTC') - ahead + interval '1 day 50 ms')"
                                        + " FROM weir.clock WHERE date_trunc('day', weir.now(), 'UTC') + interval '1 day'"
                                        + " - weir.now() < interval '1 minute'")
                        .query()
                        .listOfRows();
                return ledger.move(
                        List.of(new Movement(test.workspace().id(), job.id(), 0, 0, 0, false, 0, true)),
                        List.of(new CapMove(all(test), 0, 0, 0, false, 0)));
            });
            assertThat(runs).hasValue(2);
            assertThat(standing(test, all(test)).spent()).isZero();
            test.assertVerified();
        }
    }

    @Test
    void aDoubtThatNobodySettlesExpiresAfterThirtyDays() {
        acme.answers(_ -> new Reply.Lost("cut off"));
        try (TestWeir test = weir(acme)
                        .settings(settings ->
                                settings.with(settings.enrichment().withExpiryLook(Duration.ofMillis(50))));
                RunningWeir engine = test.start()) {
            cap(test, Map.of(unit(test, "acme"), 100 * PRICE));
            Job job = test.submit(test.request(plan(test, "acme")), companies("some", 2), engine.engine());
            test.await(job);
            test.database().crank(Doubts.EXPIRY.minusHours(1));
            assertThat(test.weir().doubts().expire(List.of(test.workspace().id())))
                    .isZero();
            assertThat(test.weir().doubts().list(test.workspace().id())).hasSize(2);

            test.database().crank(Duration.ofHours(2));
            JobProgress end = test.await(
                    job, "free of doubts", progress -> progress.credits().doubt() == 0);

            assertThat(end.credits().posted()).isZero();
            assertThat(end.credits().balance()).isZero();
            assertThat(end.rows().inDoubt()).isLessThanOrEqualTo(1);
            test.await(job, "settled", progress -> progress.rows().inDoubt() == 0);
            assertThat(test.weir().statistics().ofJob(job))
                    .singleElement()
                    .satisfies(part -> assertThat(part.vendorPossible()).isEqualTo(2 * PRICE));
            assertThat(standing(test, unit(test, "acme")).spent()).isEqualTo(2 * PRICE);
            test.assertVerified();
        }
    }
}
