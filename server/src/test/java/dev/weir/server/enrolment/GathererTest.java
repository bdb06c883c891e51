package dev.weir.server.enrolment;

import static dev.weir.server.enrolment.TestAudience.BLUEPRINT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.weir.provider.Values;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.Weir;
import dev.weir.server.audience.Arrival;
import dev.weir.server.audience.AudienceSettings.Refresh;
import dev.weir.server.audience.AudienceSettings.Waiting;
import dev.weir.server.audience.AudienceSettings.Wish;
import dev.weir.server.audience.Finding;
import dev.weir.server.audience.Kept;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.enrolment.EnrichmentRequest.State;
import dev.weir.server.enrolment.EnrichmentRequests.Ended;
import dev.weir.server.intake.Intake;
import dev.weir.server.jobs.Job;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.Death;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.workspace.DatabaseTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is pending becomes jobs: all of it, nothing twice, and no more than caps allow. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GathererTest {

    private static final Duration GATHERING = Duration.ofSeconds(5);

    private TestWeir test;

    @BeforeAll
    void open(@TempDir Path folder) {
        test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(TestAudience.vendor(), TestAudience.other()));
    }

    @AfterAll
    void close() {
        test.assertVerified();
        test.close();
    }

    private Instant now() {
        return new DatabaseTime(test.database().jdbc()).now();
    }

    private void untilMidnight() {
        Instant now = now();
        test.database()
                .crank(Duration.ofDays(1)
                        .minus(Duration.ofNanos(now.toEpochMilli() % 86_400_000 * 1_000_000))
                        .plusSeconds(1));
    }

    @Test
    void whatIsWantedIsSubmittedInJobsOfAtMostAHundredWithWhatWasSaid() {
        TestAudience audience = new TestAudience(test, "hundreds", true);
        List<Long> subscribers = audience.subscribers(0, 250);
        audience.want(subscribers, BLUEPRINT, null, true);
        audience.want(audience.subscribers(250, 20), BLUEPRINT, null, false);

        Instant next = audience.submitAll(audience.gatherer());
        assertThat(audience.jobs()).containsExactly(100, 100);
        assertThat(next).as("50 wait for more").isBetween(now().minusSeconds(1), now().plus(GATHERING));
        test.database().crank(GATHERING);
        audience.submitAll(audience.gatherer());
        assertThat(audience.jobs()).containsExactly(100, 100, 50);
        assertThat(audience.in(State.PENDING)).as("what is noted alone").isEqualTo(20);

        EnrichmentRequest first = audience.all().getLast();
        assertThat(first.subscriberId()).isEqualTo(subscribers.getFirst());
        assertThat(first.rowIndex()).isZero();
        Job job = test.weir().jobs().get(audience.id(), TestAudience.job(first));
        assertThat(test.weir().storedRows().read(job, 0, 1).getFirst().input().byField())
                .containsEntry("person.personal_email", "person0@gmail.com")
                .containsEntry("person.first_name", "P0");
        assertThat(test.weir().jobs().view(audience.id(), job.id()).name()).isEqualTo("titles (100 subscribers)");
        assertThat(audience.count("SELECT count(*) FROM weir.job WHERE source = 'audience' AND workspace_id = ?"))
                .isEqualTo(3);

        assertThat(audience.runPending(audience.gatherer()))
                .asInstanceOf(type(Gathered.Made.class))
                .satisfies(made -> assertThat(made.subscribers()).isEqualTo(20));
        assertThat(audience.runPending(audience.gatherer())).isEqualTo(new Gathered.Nothing());
    }

    @Test
    void twoWhoGatherAtOnceSubmitNothingTwiceAndPassNoCapAndMidnightMakesRoom() throws Exception {
        TestAudience audience = new TestAudience(test, "two", true);
        long capped = audience.trigger("capped", 70);
        long free = audience.trigger("free", null);
        audience.want(audience.subscribers(0, 120), BLUEPRINT, capped, true);
        audience.want(audience.subscribers(120, 200), BLUEPRINT, free, true);
        audience.wish(new Wish(230, null, Set.of(), null, 0));

        gatherAtOnce(audience);
        assertThat(audience.in(State.SUBMITTED)).isEqualTo(230);
        assertThat(submittedFor(audience, capped)).isEqualTo(70);
        assertThat(audience.jobs().stream().mapToInt(Integer::intValue).sum()).isEqualTo(230);
        assertThat(audience.told()).containsEntry("audience.cap_reached", 2L);
        assertThat(audience.standing().waiting().keySet()).containsExactlyInAnyOrder("subscribers", "trigger capped");
        assertThat(audience.runPending(audience.gatherer()))
                .as("caps hold by hand, too")
                .asInstanceOf(type(Gathered.Waits.class))
                .satisfies(waits -> assertThat(waits.reason()).contains("230 subscribers"));

        audience.wish(new Wish(null, null, Set.of(), null, 3_600));
        audience.submitAll(audience.gatherer());
        assertThat(audience.standing().waiting().keySet())
                .as("a cap that is lifted keeps nothing back")
                .containsExactly("trigger capped");
        audience.wish(new Wish(230, null, Set.of(), null, 0));

        untilMidnight();
        gatherAtOnce(audience);
        assertThat(audience.in(State.PENDING)).isZero();
        assertThat(audience.in(State.SUBMITTED)).isEqualTo(320);
        assertThat(submittedFor(audience, capped)).isEqualTo(120);
        assertThat(audience.standing().waiting()).isEmpty();
        assertThat(audience.count(
                        "SELECT max(submitted) FROM weir.audience_day WHERE workspace_id = ? AND trigger_id = 0"))
                .isEqualTo(230);
        assertThat(audience.count(
                        "SELECT max(submitted) FROM weir.audience_day WHERE workspace_id = ? AND trigger_id = "
                                + capped))
                .isEqualTo(70);
    }

    private static long submittedFor(TestAudience audience, long trigger) {
        return audience.all().stream()
                .filter(request -> request.state() == State.SUBMITTED
                        && request.triggerId() != null
                        && request.triggerId() == trigger)
                .count();
    }

    private void gatherAtOnce(TestAudience audience) throws Exception {
        CountDownLatch ready = new CountDownLatch(2);
        try (Weir other = test.another();
                ExecutorService pool = Executors.newFixedThreadPool(2)) {
            List<Future<Integer>> both = new ArrayList<>();
            for (Weir program : List.of(test.weir(), other)) {
                both.add(pool.submit(() -> {
                    ready.countDown();
                    ready.await();
                    audience.submitAll(audience.gatherer(program, Failpoint.NONE));
                    return 1;
                }));
            }
            for (Future<Integer> each : both) {
                each.get();
            }
        }
    }

    @Test
    void whoDiesBeforeTheCommitLeavesAllPendingAndWhoDiesBehindItHasSubmittedAll() throws InterruptedException {
        TestAudience audience = new TestAudience(test, "dies", true);
        audience.want(audience.subscribers(0, 100), BLUEPRINT, null, true);

        dying(audience, Alongside.SUBMITTING);
        assertThat(audience.in(State.PENDING)).isEqualTo(100);
        assertThat(audience.count("SELECT count(*) FROM weir.batch WHERE workspace_id = ?"))
                .isZero();
        dying(audience, Submitter.SUBMITTED);
        audience.submitAll(audience.gatherer());

        assertThat(audience.in(State.SUBMITTED)).isEqualTo(100);
        assertThat(audience.jobs()).containsExactly(100);
        assertThat(audience.count("SELECT sum(submitted) FROM weir.audience_day WHERE workspace_id = ?"))
                .isEqualTo(100);
    }

    private void dying(TestAudience audience, String point) throws InterruptedException {
        Death death = new Death(point, 1);
        Weir mortal = test.another();
        Thread dead = Thread.ofPlatform().daemon().start(() -> {
            try {
                audience.submitAll(audience.gatherer(mortal, death));
            } catch (Error | RuntimeException _) {
                // It is dead.
            }
        });
        death.await();
        mortal.close();
        death.bury();
        dead.join();
        test.weir().jobs().sweepOrphans();
    }

    @Test
    void withoutCreditsAllWaitsAndAGrantHasItGoOn() {
        TestAudience audience = new TestAudience(test, "poor", false);
        audience.want(audience.subscribers(0, 100), BLUEPRINT, null, true);

        Instant next = audience.submitAll(audience.gatherer());
        assertThat(audience.jobs()).isEmpty();
        assertThat(next).isBetween(now().plusSeconds(30), now().plusSeconds(61));
        Waiting waiting = audience.waiting("blueprint " + BLUEPRINT);
        assertThat(waiting.code()).isEqualTo("not_enough_credits");
        assertThatThrownBy(() -> audience.runPending(audience.gatherer()))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.NOT_ENOUGH_CREDITS));
        Instant later = audience.waiting("blueprint " + BLUEPRINT).until();
        assertThat(later).as("the pause grows").isAfter(now().plusSeconds(100));
        assertThat(audience.gatherer().submit(audience.id()))
                .as("nobody tries before that")
                .isEqualTo(later);

        test.weir().grant(audience.id(), 40 * ScriptedVendor.PRICE + 1);
        audience.submitAll(audience.gatherer());
        assertThat(audience.jobs()).as("as many as there are credits for").containsExactly(40);
        test.database().crank(GATHERING);
        audience.submitAll(audience.gatherer());
        assertThat(audience.waiting("blueprint " + BLUEPRINT).until()).isNotNull();
        endAll(audience, "cancelled");
        assertThat(audience.waiting("blueprint " + BLUEPRINT).until())
                .as("what a job held may be free when it ends")
                .isNull();
        test.weir().grant(audience.id(), 1_000 * ScriptedVendor.PRICE);
        audience.submitAll(audience.gatherer());
        test.database().crank(GATHERING);
        audience.submitAll(audience.gatherer());
        assertThat(audience.in(State.SUBMITTED)).isEqualTo(60);
        assertThat(audience.standing().waiting()).isEmpty();
    }

    @Test
    void whoseVendorHasStoppedTheKeyIsNotPutInFlight() {
        TestAudience audience = new TestAudience(test, "stopped", true);
        audience.want(audience.subscribers(0, 100), BLUEPRINT, null, true);
        audience.stopped().add("acme");
        audience.submitAll(audience.gatherer());
        assertThat(audience.jobs()).isEmpty();
        assertThat(audience.waiting("blueprint " + BLUEPRINT).reason()).contains("key of acme");

        audience.stopped().clear();
        audience.in(() -> {
            audience.settings().tryAgain(audience.id());
            return true;
        });
        audience.submitAll(audience.gatherer());
        assertThat(audience.jobs()).containsExactly(100);
    }

    @Test
    void whatADayMayCostIsHeldByItsJobsAndRoomIsThereAgainTomorrow() {
        TestAudience audience = new TestAudience(test, "thrifty", true);
        audience.want(audience.subscribers(0, 100), BLUEPRINT, null, true);
        audience.wish(new Wish(null, 30 * ScriptedVendor.PRICE + 500, Set.of(), null, 0));

        audience.submitAll(audience.gatherer());
        assertThat(audience.jobs()).containsExactly(30);
        assertThat(audience.waiting("credits").code()).isEqualTo("cap_reached");
        assertThat(audience.told()).containsEntry("audience.cap_reached", 1L);
        test.database().crank(Duration.ofMinutes(2));
        audience.submitAll(audience.gatherer());
        assertThat(audience.jobs()).containsExactly(30);

        untilMidnight();
        AtomicBoolean once = new AtomicBoolean();
        audience.submitAll(audience.gatherer(_ -> {
            if (once.compareAndSet(false, true)) {
                aside(() -> audience.gatherer().runPending(audience.id(), null, null, 20, audience.somebody()));
            }
        }));
        assertThat(audience.jobs()).as("others may be at it").containsExactly(30, 20, 10);
    }

    /** In a thread, and a transaction, of its own. */
    private static void aside(Runnable work) {
        try {
            Thread.ofPlatform().start(work).join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theKillSwitchHoldsForTheSchedulerAndForPeople() {
        TestAudience audience = new TestAudience(test, "killed", true);
        audience.want(audience.subscribers(0, 100), BLUEPRINT, null, true);
        audience.in(() -> audience.settings().pause(audience.id(), true, "test"));

        assertThat(audience.gatherer().submit(audience.id())).isNull();
        assertThatThrownBy(() -> audience.runPending(audience.gatherer()))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("audience_paused"));
        assertThat(audience.jobs()).isEmpty();

        audience.in(() -> audience.settings().pause(audience.id(), false, "test"));
        assertThat(
                        audience.count(
                                "SELECT count(*) FROM weir.audience_turn WHERE workspace_id = ? AND due_at <= weir.now() AND duty = 2"))
                .isEqualTo(1);
        audience.submitAll(audience.gatherer());
        assertThat(audience.jobs()).containsExactly(100);
    }

    @Test
    void whoHasLeftAndWhoIsInFlightForSomethingElseWait() {
        TestAudience audience = new TestAudience(test, "apart", true);
        audience.blueprint("other");
        List<Long> subscribers = audience.subscribers(0, 3);
        audience.receive(List.of(new Arrival("person2@gmail.com", Values.none(), false, null, null, "{}")));
        audience.want(subscribers, BLUEPRINT, null, true);
        audience.want(subscribers, "other", null, true);
        test.database().crank(GATHERING);

        audience.submitAll(audience.gatherer());
        assertThat(audience.jobs()).containsExactly(2);
        Map<String, String> back = new TreeMap<>();
        audience.in(() -> {
            audience.requests().waitingFor(audience.id(), audience.all()).forEach((id, why) -> {
                EnrichmentRequest request = audience.requests().get(audience.id(), id);
                back.put(request.blueprint() + " " + subscribers.indexOf(request.subscriberId()), why);
            });
            return back;
        });
        assertThat(back.values()).containsExactlyInAnyOrder("in_flight", "in_flight", "unsubscribed", "unsubscribed");

        endAll(audience, "cancelled");
        audience.submitAll(audience.gatherer());
        assertThat(audience.jobs()).containsExactly(2, 2);
        assertThat(audience.in(State.PENDING)).isEqualTo(2);
    }

    private static void endAll(TestAudience audience, String reason) {
        audience.all().stream()
                .filter(request -> request.state() == State.SUBMITTED)
                .forEach(request -> audience.in(() -> audience.requests()
                        .ended(audience.id(), TestAudience.job(request), List.of(new Ended(request.id(), reason)))));
    }

    @Test
    void whatCannotBeCompiledKeepsNoOtherBlueprintBack() {
        TestAudience audience = new TestAudience(test, "broken", true);
        audience.want(audience.subscribers(0, 100), "a-nobody-knows", null, true);
        audience.want(audience.subscribers(100, 100), BLUEPRINT, null, true);

        audience.submitAll(audience.gatherer());
        assertThat(audience.jobs()).containsExactly(100);
        assertThat(audience.standing().waiting()).containsOnlyKeys("blueprint a-nobody-knows");
        audience.want(audience.subscribers(200, 1), "another", null, false);
        assertThatThrownBy(() -> audience.runPending(audience.gatherer())).isInstanceOf(Problem.class);
        audience.blueprint("another");
        assertThat(audience.runPending(audience.gatherer()))
                .as("what can be run is")
                .isInstanceOfSatisfying(
                        Gathered.Made.class,
                        made -> assertThat(made.blueprint()).isEqualTo("another"));
        endAll(audience, "cancelled");

        audience.want(audience.subscribers(300, 1), "another", null, false);
        test.database().crank(GATHERING);
        audience.want(audience.subscribers(301, 1), BLUEPRINT, null, false);
        assertThat(audience.runPending(audience.gatherer()))
                .as("the one pending longest")
                .isInstanceOfSatisfying(
                        Gathered.Made.class,
                        made -> assertThat(made.blueprint()).isEqualTo("another"));
        assertThat(audience.runPending(audience.gatherer()))
                .isInstanceOfSatisfying(
                        Gathered.Made.class,
                        made -> assertThat(made.blueprint()).isEqualTo(BLUEPRINT));
        audience.in(() -> {
            audience.blueprint("a-nobody-knows");
            audience.settings().tryAgain(audience.id());
            return true;
        });
        audience.submitAll(audience.gatherer());
        assertThat(audience.jobs()).containsExactly(100, 1, 1, 1, 100);
    }

    @Test
    void ofWhomNothingUsefulIsKnownFailsAtOnceAndKeepsNobodyBack() {
        TestAudience audience = new TestAudience(test, "useless", true);
        List<Long> corporate =
                audience.receive(List.of(new Arrival("ann@mills.example", Values.none(), true, null, null, "{}")));
        audience.want(corporate, BLUEPRINT, null, true);
        test.database().crank(GATHERING);
        audience.submitAll(audience.gatherer());

        assertThat(audience.all())
                .singleElement()
                .satisfies(request -> assertThat(request.reason()).isEqualTo("no_input"));
        assertThat(audience.told()).containsEntry("subscriber.enrichment_failed", 1L);
    }

    @Test
    void aVendorsKeyThatIsLostHasAllWaitAndNobodyFail() {
        TestAudience audience = new TestAudience(test, "keyless", true);
        audience.whoeverIsThere("anybody");
        audience.want(audience.subscribers(0, 100), "anybody", null, true);
        audience.lost().add("acme");

        audience.submitAll(audience.gatherer());
        assertThat(audience.in(State.PENDING)).isEqualTo(100);
        assertThat(audience.waiting("blueprint anybody").reason()).contains("Store the key of one");
        assertThatThrownBy(() -> audience.runPending(audience.gatherer())).isInstanceOf(Problem.class);

        audience.lost().clear();
        audience.in(() -> {
            audience.settings().tryAgain(audience.id());
            return true;
        });
        audience.submitAll(audience.gatherer());
        assertThat(audience.jobs()).containsExactly(100);
    }

    @Test
    void whatGoesWrongForNoKnownReasonIsTriedThreeTimes() {
        TestAudience audience = new TestAudience(test, "wrong", true);
        audience.want(audience.subscribers(0, 2), BLUEPRINT, null, true);
        test.database().crank(GATHERING);
        Gatherer broken = test.weir()
                .gatherer(
                        new Intake(
                                test.weir().catalog(),
                                test.weir().jobs(),
                                test.weir().insight().quotes(),
                                test.weir().registry(),
                                test.weir().transactions(),
                                NoEngine.INSTANCE,
                                (_, _) -> {
                                    throw new IllegalStateException("planned");
                                },
                                true),
                        (_, _) -> false,
                        Failpoint.NONE);
        for (int i = 0; i < 3; i++) {
            assertThat(audience.in(State.PENDING)).isPositive();
            audience.submitAll(broken);
        }
        audience.submitAll(broken);
        assertThat(audience.all()).extracting(EnrichmentRequest::reason).containsOnly("not_submitted");
        assertThat(audience.in(() -> audience.requests().retryAll(audience.id(), BLUEPRINT, "not_submitted")))
                .isEqualTo(2);
        test.database().crank(GATHERING);
        audience.submitAll(audience.gatherer());
        assertThat(audience.in(State.SUBMITTED)).isEqualTo(2);
    }

    @Test
    void aRequestIsOneOverAllItsRuns() {
        TestAudience audience = new TestAudience(test, "one", true);
        List<Long> one = audience.subscribers(0, 1);
        long trigger = audience.trigger("noting", null);
        audience.want(one, BLUEPRINT, trigger, false);
        audience.want(one, BLUEPRINT, trigger, false);
        assertThat(audience.all())
                .singleElement()
                .satisfies(request -> assertThat(request.automatic()).isFalse());
        audience.want(one, BLUEPRINT, null, true);
        assertThat(audience.all()).singleElement().satisfies(request -> {
            assertThat(request.automatic()).isTrue();
            assertThat(request.triggerId()).as("whoever has it submitted").isNull();
        });
        test.database().crank(GATHERING);
        audience.submitAll(audience.gatherer());
        long jobId = TestAudience.job(audience.all().getFirst());

        audience.want(one, BLUEPRINT, trigger, false);
        endAll(audience, "not_found");
        assertThat(audience.all()).singleElement().satisfies(request -> {
            assertThat(request.state()).as("wanted once more").isEqualTo(State.PENDING);
            assertThat(request.automatic()).as("as whoever wanted it").isFalse();
        });
        long id = audience.all().getFirst().id();
        assertThat(audience.in(() -> audience.requests().ended(audience.id(), jobId, List.of(new Ended(id, null)))))
                .as("it is of no job now")
                .isEmpty();

        audience.runPending(audience.gatherer());
        endAll(audience, "timed_out");
        assertThat(audience.in(State.FAILED)).isEqualTo(1);
        long second = TestAudience.job(audience.all().getFirst());
        assertThat(audience.in(() -> audience.requests().ended(audience.id(), jobId, List.of(new Ended(id, null)))))
                .as("the first job's word is not the second's")
                .isEmpty();
        assertThat(audience.in(() -> audience.requests().ended(audience.id(), second, List.of(new Ended(id, null)))))
                .as("a late answer")
                .containsExactly(id);
        assertThat(audience.in(() -> audience.requests().ended(audience.id(), second, List.of(new Ended(id, null)))))
                .isEmpty();
        assertThat(audience.in(State.COMPLETED)).isEqualTo(1);
        assertThatThrownBy(() -> audience.in(() -> audience.requests().retry(audience.id(), id)))
                .isInstanceOf(Problem.class);
        // No engine has run the row, so that it is nobody's word that it ended well.
        audience.in(() -> audience.requests().ended(audience.id(), second, List.of(new Ended(id, "cancelled"))));
        assertThat(audience.in(State.FAILED)).isEqualTo(1);
    }

    @Test
    void whatATriggerWantsDuringAFlightIsItsOwnAndIsNotSubmittedOnceItIsSwitchedOff() {
        TestAudience audience = new TestAudience(test, "off", true);
        List<Long> two = audience.subscribers(0, 2);
        long on = audience.trigger("on", 10);
        long off = audience.trigger("off", null);
        audience.want(two, BLUEPRINT, on, true);
        test.database().crank(GATHERING);
        audience.submitAll(audience.gatherer());

        audience.want(two.subList(0, 1), BLUEPRINT, off, true);
        audience.want(two.subList(1, 2), BLUEPRINT, off, false);
        audience.want(two.subList(1, 2), BLUEPRINT, on, true);
        assertThat(audience.all()).extracting(EnrichmentRequest::triggerId).containsOnly(on);
        audience.in(() -> {
            audience.requests().byHandFromNow(audience.id(), off);
            return true;
        });
        endAll(audience, "not_found");
        assertThat(audience.all()).allSatisfy(request -> {
            boolean first = request.subscriberId() == two.getFirst();
            assertThat(request.state()).isEqualTo(State.PENDING);
            assertThat(request.triggerId()).as("who wants it now").isEqualTo(first ? off : on);
            assertThat(request.automatic()).isEqualTo(!first);
        });
        test.database().crank(GATHERING);
        audience.submitAll(audience.gatherer());
        assertThat(submittedFor(audience, on)).isEqualTo(1);
        assertThat(audience.in(State.PENDING)).isEqualTo(1);
    }

    @Test
    void whoComesToCountForAnotherTriggerMeanwhileIsGatheredAnew() {
        TestAudience audience = new TestAudience(test, "meanwhile", true);
        List<Long> subscribers = audience.subscribers(0, 3);
        long noting = audience.trigger("noting", null);
        long capped = audience.trigger("capped", 1);
        audience.want(subscribers, BLUEPRINT, noting, false);
        AtomicBoolean once = new AtomicBoolean();
        Gatherer slow = audience.gatherer(provider -> {
            if (once.compareAndSet(false, true)) {
                audience.want(subscribers, BLUEPRINT, capped, true);
            }
        });
        audience.runPending(slow);
        assertThat(submittedFor(audience, capped)).isEqualTo(1);
        assertThat(audience.in(State.PENDING)).isEqualTo(2);
    }

    @Test
    void whoWasEnrichedTooLongAgoIsRefreshedSoManyADay() {
        TestAudience audience = new TestAudience(test, "refreshed", true);
        List<Long> old = audience.subscribers(0, 5);
        Instant then = now();
        audience.in(() -> {
            test.weir()
                    .subscribers()
                    .found(
                            audience.id(),
                            old.stream()
                                    .map(id -> new Finding(
                                            id,
                                            1,
                                            0,
                                            Map.of(TestAudience.TITLE, Kept.found("Weaver", then, 1, "acme"))))
                                    .toList());
            return old;
        });
        audience.wish(new Wish(null, null, Set.of(), new Refresh(BLUEPRINT, 30, 2), 0));
        Refreshing refreshing = test.weir().refreshing();
        assertThat(refreshing.work(audience.id())).isNotNull();
        assertThat(audience.all()).isEmpty();

        test.database().crank(Duration.ofDays(31));
        untilMidnight();
        for (int look = 0; look < 3; look++) {
            refreshing.work(audience.id());
        }
        assertThat(audience.in(State.PENDING)).isEqualTo(2);
        audience.submitAll(audience.gatherer());
        refreshing.work(audience.id());
        assertThat(audience.all()).as("a day's share is submitted").hasSize(2);
        assertThat(audience.count("SELECT count(*) FROM weir.job WHERE fresh AND workspace_id = ?"))
                .isEqualTo(1);
        endAll(audience, "not_found");

        untilMidnight();
        refreshing.work(audience.id());
        assertThat(audience.all())
                .as("those who failed are not tried again each day")
                .hasSize(4);

        audience.wish(new Wish(null, null, Set.of(), null, 0));
        audience.submitAll(audience.gatherer());
        assertThat(audience.in(State.PENDING))
                .as("nobody is refreshed any more")
                .isEqualTo(2);
        refreshing.work(audience.id());
        audience.submitAll(audience.gatherer());
        assertThat(audience.all())
                .filteredOn(request -> request.state() == State.PENDING)
                .hasSize(2)
                .noneMatch(EnrichmentRequest::automatic);
        audience.wish(new Wish(null, null, Set.of(), new Refresh(BLUEPRINT, 30, 1), 0));
        refreshing.work(audience.id());
        audience.submitAll(audience.gatherer());
        assertThat(audience.in(State.SUBMITTED))
                .as("what a person may run is refreshed, too")
                .isEqualTo(1);
        assertThat(audience.runPending(audience.gatherer()))
                .as("but of what is not by itself, no cap")
                .isInstanceOf(Gathered.Made.class);
    }

    @Test
    void whenASourcesTimeComesWhatIsPendingFromThereIsSubmitted() {
        TestAudience audience = new TestAudience(test, "scheduled", true);
        audience.want(audience.subscribers(0, 120), BLUEPRINT, audience.trigger("noted", null), false);
        long off = audience.trigger("off", null);
        audience.want(audience.subscribers(120, 1), BLUEPRINT, off, false);
        audience.want(audience.subscribers(121, 1), BLUEPRINT, Long.MAX_VALUE, false);
        test.database()
                .ownerJdbc()
                .sql("UPDATE weir.audience_trigger SET mode = 'off' WHERE id = ?")
                .param(off)
                .update();
        test.database()
                .ownerJdbc()
                .sql(
                        "UPDATE weir.audience_source SET cron = '0 7 * * *', cron_next = weir.now() + interval '1 hour' WHERE id = ?")
                .param(audience.sourceId())
                .update();
        Scheduling scheduling = test.weir().scheduling();
        Instant time = Objects.requireNonNull(scheduling.work(audience.id()));
        audience.submitAll(audience.gatherer());
        assertThat(audience.jobs()).isEmpty();

        test.database().crank(Duration.ofHours(1));
        Instant next = scheduling.work(audience.id());
        assertThat(next).isAfter(time).isBefore(time.plus(Duration.ofDays(1).plusSeconds(1)));
        audience.submitAll(audience.gatherer());
        assertThat(audience.jobs()).containsExactly(100, 20);
        assertThat(audience.all())
                .filteredOn(request -> request.state() == State.SUBMITTED)
                .extracting(EnrichmentRequest::cause)
                .containsOnly(Cause.SCHEDULE);
        assertThat(audience.in(State.PENDING))
                .as("of triggers that are off, or gone")
                .isEqualTo(2);
        assertThat(audience.count(
                        "SELECT count(*) FROM weir.audience_job WHERE cause = 'schedule' AND workspace_id = ?"))
                .isEqualTo(2);
    }
}
