package dev.weir.server.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Call;
import dev.weir.provider.Exchange;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Pace;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.server.egress.Asked.Replied;
import dev.weir.server.egress.Asked.Requeue;
import dev.weir.server.egress.Asked.Stopped;
import dev.weir.server.egress.EgressSettings.Reach;
import dev.weir.server.egress.EgressSettings.RetryBudget;
import dev.weir.server.egress.EgressSettings.Target;
import dev.weir.server.egress.Permission.Granted;
import dev.weir.server.egress.Permission.Later;
import dev.weir.server.egress.Permission.Unavailable;
import dev.weir.server.egress.Permission.Why;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class EgressTest {

    private static final CredentialKey KEY = new CredentialKey(7, "hunter", "main");
    private static final Reply FOUND = new Reply.Found(Values.of("company.name", "X"), Receipt.free(new byte[0]));
    private static final Reply MISS = new Reply.NotFound(Receipt.free(new byte[0]));
    private static final Reply TROUBLE = new Reply.Trouble(503, "busy");
    private static final Reply LOST = new Reply.Lost("reset");
    private static final Reply NOT_SENT = new Reply.NotSent("refused");
    private static final BooleanSupplier ALWAYS = () -> true;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ManualTicker ticker = new ManualTicker();
    private final MemoryBreakers breakers = new MemoryBreakers(ticker);
    private final List<CredentialStopped> stops = new ArrayList<>();
    private final List<String> failpoints = new ArrayList<>();
    private Reach reach = Reach.PUBLIC;
    private RetryBudget budget = RetryBudget.UNLIMITED;
    private final Pace pace = Pace.unlimited(10);
    private Egress egress = open();

    @AfterEach
    void closeTheDoor() {
        egress.close();
    }

    // ------------------------------------------------------------------------------------------------- retries

    @Test
    void transientFailuresAreTriedThreeTimesWithGrowingDelays() throws Exception {
        ScriptedOperation operation = ScriptedOperation.replying(ticker, Repeat.UNKNOWN, TROUBLE);
        Replied replied = (Replied) ask(operation);
        assertThat(replied.reply()).isEqualTo(TROUBLE);
        assertThat(replied.tries()).isEqualTo(3);
        assertThat(replied.possibleMilli()).isEqualTo(300);
        assertThat(operation.askedAt.get(1) - operation.askedAt.get(0)).isBetween(0L, SECOND);
        assertThat(operation.askedAt.get(2) - operation.askedAt.get(1)).isBetween(0L, 2 * SECOND);
        assertThat(replied.took().toNanos()).isEqualTo(operation.askedAt.get(2) - operation.askedAt.get(0));
    }

    @Test
    void aRetryThatSucceedsIsTheAnswerAndTheFailedTriesMayHaveCost() throws Exception {
        Replied billed = (Replied) ask(ScriptedOperation.replying(ticker, Repeat.BILLED, TROUBLE, NOT_SENT, FOUND));
        assertThat(billed)
                .extracting(Replied::reply, Replied::tries, Replied::possibleMilli)
                .containsExactly(FOUND, 3, 100L);
        Replied free = (Replied) ask(ScriptedOperation.replying(ticker, Repeat.FREE, TROUBLE, FOUND));
        assertThat(free.possibleMilli()).isZero();
    }

    @Test
    void aPolicyMayNameItsStatusesTriesAndDelays() throws Exception {
        RetryPolicy only500 = new RetryPolicy(
                5, Duration.ofSeconds(1), RetryPolicy.Growth.LINEAR, Duration.ofSeconds(2), Set.of(500));
        assertThat(ask(ScriptedOperation.replying(ticker, Repeat.FREE, TROUBLE), only500, ALWAYS)
                        .tries())
                .isEqualTo(1);
        assertThat(ask(ScriptedOperation.replying(ticker, Repeat.FREE, new Reply.Trouble(500, "")), only500, ALWAYS)
                        .tries())
                .isEqualTo(5);
        assertThat(List.of(1, 2, 3).stream().map(only500::delayAfter))
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2));
        assertThat(List.of(1, 2, 3).stream().map(RetryPolicy.DEFAULT::delayAfter))
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    static List<Reply> finals() {
        Receipt receipt = Receipt.free(new byte[0]);
        return List.of(
                FOUND,
                MISS,
                new Reply.Blocked(receipt),
                new Reply.InvalidInput("no"),
                new Reply.BadAnswer("odd", receipt),
                new Reply.AuthFailed("no"),
                new Reply.OutOfCredits("none"));
    }

    @ParameterizedTest
    @MethodSource("finals")
    void whatTheVendorDecidedIsNotAskedAgain(Reply reply) throws Exception {
        ScriptedOperation operation = ScriptedOperation.replying(ticker, Repeat.FREE, reply, FOUND);
        assertThat(ask(operation))
                .isInstanceOfSatisfying(
                        Replied.class, replied -> assertThat(replied.reply()).isEqualTo(reply));
        assertThat(operation.calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Repeat.class,
            names = {"BILLED", "UNKNOWN"})
    void aLostAnswerIsNotAskedAgainWhereThatMayCost(Repeat repeat) throws Exception {
        ScriptedOperation operation = ScriptedOperation.replying(ticker, repeat, LOST, FOUND);
        assertThat(((Replied) ask(operation)).reply()).isEqualTo(LOST);
        assertThat(operation.calls()).isEqualTo(1);
    }

    @Test
    void aFreeRepeatResolvesALostAnswer() throws Exception {
        assertThat(((Replied) ask(ScriptedOperation.replying(ticker, Repeat.FREE, LOST, FOUND))).reply())
                .isEqualTo(FOUND);
    }

    @Test
    void aRepeatThatTheVendorGivesForNothingWasPaidByTheLostCall() throws Exception {
        assertThat(possible(LOST, FOUND)).isEqualTo(100);
        Receipt paid = new Receipt(100, true, null, null, new byte[0]);
        assertThat(possible(LOST, new Reply.Found(Values.of("company.name", "X"), paid)))
                .isZero();
        assertThat(possible(LOST, MISS)).isZero();
        assertThat(possible(TROUBLE, FOUND)).isZero();
    }

    private long possible(Reply first, Reply second) throws Exception {
        return ((Replied) ask(ScriptedOperation.replying(ticker, Repeat.FREE, first, second))).possibleMilli();
    }

    static List<List<Reply>> unresolved() {
        Reply throttled = new Reply.Throttled(Duration.ofSeconds(60));
        return List.of(
                List.of(LOST),
                List.of(LOST, NOT_SENT),
                List.of(LOST, TROUBLE),
                List.of(LOST, throttled),
                List.of(LOST, new Reply.AuthFailed("no")),
                List.of(LOST, new Reply.Again(Duration.ZERO)));
    }

    @ParameterizedTest
    @MethodSource("unresolved")
    void aLostAnswerStaysLostWhereNothingLaterSettlesIt(List<Reply> replies) throws Exception {
        assertThat(((Replied) ask(ScriptedOperation.replying(ticker, Repeat.FREE, replies.toArray(Reply[]::new))))
                        .reply())
                .isEqualTo(LOST);
    }

    @Test
    void stillWorkingIsRepeatedAFewTimesAndThenTrouble() throws Exception {
        ScriptedOperation operation =
                ScriptedOperation.replying(ticker, Repeat.UNKNOWN, new Reply.Again(Duration.ofSeconds(2)));
        Replied replied = (Replied) ask(operation);
        assertThat(replied.reply())
                .isInstanceOfSatisfying(
                        Reply.Trouble.class,
                        trouble -> assertThat(trouble.status()).isEqualTo(202));
        assertThat(operation.calls()).isEqualTo(6);
        assertThat(replied.tries()).isEqualTo(1);
        assertThat(ticker.nanos()).isEqualTo(10 * SECOND);
    }

    @Test
    void theRetryBudgetBoundsWhatAVendorInTroubleIsAsked() throws Exception {
        budget = new RetryBudget(10, 0.2);
        reopen();
        int calls = 0;
        for (int i = 0; i < 100; i++) {
            ScriptedOperation operation = ScriptedOperation.replying(ticker, Repeat.FREE, TROUBLE);
            ask(operation);
            calls += operation.calls();
            egress.reset(KEY);
        }
        assertThat(calls - 100).isBetween(25, 10 + 20);
    }

    // ------------------------------------------------------------------------------------------------ stopping

    @Test
    void nothingIsSentAfterMayStartSaidNo() throws Exception {
        ScriptedOperation operation = ScriptedOperation.replying(ticker, Repeat.UNKNOWN, TROUBLE);
        assertThat(ask(operation, RetryPolicy.DEFAULT, () -> false)).isEqualTo(new Stopped(0, 0, false));
        assertThat(operation.calls()).isZero();
        Iterator<Boolean> answers = List.of(true, false).iterator();
        assertThat(ask(operation, RetryPolicy.DEFAULT, answers::next)).isEqualTo(new Stopped(1, 100, true));
        assertThat(operation.calls()).isEqualTo(1);
    }

    @Test
    void anInterruptionBetweenTriesStopsAndKeepsItsFlag() throws Exception {
        ScriptedOperation operation = ScriptedOperation.replying(ticker, Repeat.UNKNOWN, TROUBLE);
        FutureTask<Asked> task = new FutureTask<>(() -> {
            Asked asked = askNow(operation, RetryPolicy.DEFAULT, ALWAYS);
            assertThat(Thread.interrupted()).isTrue();
            return asked;
        });
        Thread thread = Thread.ofVirtual().start(task);
        while (operation.calls() == 0 || !ManualTicker.isWaiting(thread)) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        assertThat(task.get()).isEqualTo(new Stopped(1, 100, true));
        assertAllSlotsAreFree();
    }

    @Test
    void aPermitIsForOneAskingAndClosedOnce() throws Exception {
        Permit permit = ((Granted) egress.permit(access())).permit();
        permit.ask(
                ScriptedOperation.replying(ticker, Repeat.FREE, FOUND),
                ScriptedOperation.ASK,
                RetryPolicy.DEFAULT,
                ALWAYS);
        assertThatThrownBy(() -> permit.ask(
                        ScriptedOperation.replying(ticker, Repeat.FREE, FOUND),
                        ScriptedOperation.ASK,
                        RetryPolicy.DEFAULT,
                        ALWAYS))
                .isInstanceOf(IllegalStateException.class);
        permit.close();
        permit.close();
        assertAllSlotsAreFree();
    }

    @Test
    void aBrokenAdapterGivesItsSlotBackAndIsJudgedByHowFarItCame() throws Exception {
        Replied nothingSent = (Replied) ask(ScriptedOperation.calling(ticker, Repeat.FREE, exchange -> {
            throw new IllegalStateException("defect");
        }));
        assertThat(nothingSent.reply()).isInstanceOf(Reply.InvalidInput.class);
        try (RawVendor vendor = RawVendor.answering(RawVendor.ok("{}"))) {
            reach = Reach.only(new Target("127.0.0.1", vendor.port()));
            reopen();
            ScriptedOperation unread = ScriptedOperation.calling(ticker, Repeat.FREE, exchange -> {
                exchange.send(Call.get("/"));
                throw new IllegalStateException("defect");
            });
            Replied answered = (Replied) askAt(vendor, unread);
            // Nobody has read whether it was charged.
            assertThat(answered.reply())
                    .isInstanceOfSatisfying(
                            Reply.BadAnswer.class,
                            bad -> assertThat(bad.receipt().vendorCostMilli())
                                    .isEqualTo(unread.spec().costMilli())
                                    .isPositive());
        }
        assertAllSlotsAreFree();
    }

    // ---------------------------------------------------------------------------------------------- throttling

    @Test
    void aThrottledCallIsNoTryAndIsRepeatedAfterRetryAfter() throws Exception {
        Reply throttled = new Reply.Throttled(Duration.ofSeconds(3));
        ScriptedOperation operation =
                ScriptedOperation.replying(ticker, Repeat.UNKNOWN, throttled, throttled, throttled, FOUND);
        Replied replied = (Replied) ask(operation);
        assertThat(replied)
                .extracting(Replied::reply, Replied::tries, Replied::possibleMilli)
                .containsExactly(FOUND, 1, 0L);
        for (int i = 1; i < operation.askedAt.size(); i++) {
            assertThat(operation.askedAt.get(i) - operation.askedAt.get(i - 1)).isGreaterThanOrEqualTo(3 * SECOND);
        }
    }

    @Test
    void throttledForLongerThanMemoryAllowsIsRequeuedAndOthersWaitToo() throws Exception {
        Reply throttled = new Reply.Throttled(Duration.ofSeconds(30));
        assertThat(ask(ScriptedOperation.replying(ticker, Repeat.UNKNOWN, throttled)))
                .isEqualTo(new Requeue(Duration.ofSeconds(30), 0, 0));
        assertThat(egress.permit(access())).isEqualTo(new Later(Duration.ofSeconds(30)));
        ticker.advance(Duration.ofSeconds(30));
        assertThat(((Replied) ask(ScriptedOperation.replying(ticker, Repeat.UNKNOWN, FOUND))).reply())
                .isEqualTo(FOUND);
        assertThat(stops).isEmpty();
    }

    @Test
    void tenMinutesOfNothingButThrottlingIsUnavailable() throws Exception {
        ScriptedOperation operation =
                ScriptedOperation.replying(ticker, Repeat.UNKNOWN, new Reply.Throttled(Duration.ofSeconds(60)));
        java.time.Instant first = breakers.now();
        for (int i = 0; i < 11; i++) {
            assertThat(ask(operation)).isInstanceOf(Requeue.class);
            if (i < 10) {
                ticker.advance(Duration.ofSeconds(60));
            }
        }
        Unavailable unavailable = (Unavailable) egress.permit(access());
        assertThat(unavailable.why()).isEqualTo(Why.THROTTLED);
        assertThat(unavailable.since()).isEqualTo(first);
        assertThat(unavailable.until()).isEqualTo(first.plusSeconds(660));
        ticker.advance(Duration.ofSeconds(60));
        assertThat(((Replied) ask(ScriptedOperation.replying(ticker, Repeat.UNKNOWN, FOUND))).reply())
                .isEqualTo(FOUND);
        assertThat(ticker.<Permission>crank(() -> egress.permit(access()))).isInstanceOf(Granted.class);
    }

    // ------------------------------------------------------------------------------------------ breaker, stops

    @Test
    void fiveFailedAskingsOpenTheBreakerAndOneProbeClosesIt() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(ask(ScriptedOperation.replying(ticker, Repeat.UNKNOWN, TROUBLE)))
                    .isInstanceOf(Replied.class);
        }
        Unavailable open = (Unavailable) egress.permit(access());
        assertThat(open.why()).isEqualTo(Why.BREAKER_OPEN);
        ticker.advance(Duration.ofSeconds(60));
        try (Permit probe = ((Granted) egress.permit(access())).permit()) {
            assertThat(egress.permit(access())).isInstanceOf(Unavailable.class);
            probe.ask(
                    ScriptedOperation.replying(ticker, Repeat.UNKNOWN, MISS),
                    ScriptedOperation.ASK,
                    RetryPolicy.DEFAULT,
                    ALWAYS);
        }
        assertThat(egress.state())
                .singleElement()
                .extracting(CredentialState::phase)
                .isEqualTo(CredentialState.Phase.CLOSED);
        assertAllSlotsAreFree();
    }

    @Test
    void aProbeThatWasNotAskedLetsTheNextOnePass() throws Exception {
        for (int i = 0; i < 5; i++) {
            ask(ScriptedOperation.replying(ticker, Repeat.UNKNOWN, NOT_SENT));
        }
        ticker.advance(Duration.ofSeconds(60));
        ((Granted) egress.permit(access())).permit().close();
        assertThat(ask(ScriptedOperation.replying(ticker, Repeat.UNKNOWN, FOUND), RetryPolicy.DEFAULT, () -> false))
                .isInstanceOf(Stopped.class);
        assertThat(((Replied) ask(ScriptedOperation.replying(ticker, Repeat.UNKNOWN, FOUND))).reply())
                .isEqualTo(FOUND);
    }

    @Test
    void aProbeWhoseAdapterThrowsAnErrorLetsTheNextOnePass() throws Exception {
        for (int i = 0; i < 5; i++) {
            ask(ScriptedOperation.replying(ticker, Repeat.UNKNOWN, NOT_SENT));
        }
        ticker.advance(Duration.ofSeconds(60));
        try (Permit probe = ((Granted) egress.permit(access())).permit()) {
            assertThatThrownBy(() -> probe.ask(
                            ScriptedOperation.calling(ticker, Repeat.UNKNOWN, _ -> {
                                throw new StackOverflowError("planned");
                            }),
                            ScriptedOperation.ASK,
                            RetryPolicy.DEFAULT,
                            ALWAYS))
                    .isInstanceOf(StackOverflowError.class);
        }
        assertThat(((Replied) ask(ScriptedOperation.replying(ticker, Repeat.UNKNOWN, FOUND))).reply())
                .isEqualTo(FOUND);
        assertAllSlotsAreFree();
    }

    @Test
    void answersThatBlameUsOrFindNothingKeepItClosed() throws Exception {
        for (int i = 0; i < 20; i++) {
            ask(ScriptedOperation.replying(ticker, Repeat.UNKNOWN, i % 2 == 0 ? MISS : new Reply.InvalidInput("no")));
        }
        assertThat(egress.permit(access())).isInstanceOf(Granted.class);
        assertThat(breakers.writes).isZero();
    }

    @Test
    void aRejectedKeyStopsTheCredentialOnceUntilReset() throws Exception {
        Permit early = ((Granted) egress.permit(access())).permit();
        ScriptedOperation rejecting = ScriptedOperation.replying(ticker, Repeat.UNKNOWN, new Reply.AuthFailed("401"));
        assertThat(((Replied) ask(rejecting)).reply()).isInstanceOf(Reply.AuthFailed.class);
        try (early) {
            early.ask(rejecting, ScriptedOperation.ASK, RetryPolicy.DEFAULT, ALWAYS);
        }
        assertThat(stops).singleElement().extracting(CredentialStopped::why).isEqualTo(Why.KEY_REJECTED);
        assertThat(egress.permit(access()))
                .isEqualTo(new Unavailable(stops.getFirst().at(), null, Why.KEY_REJECTED));
        egress.reset(KEY);
        assertThat(egress.permit(access())).isInstanceOf(Granted.class);
    }

    // --------------------------------------------------------------------------------------- with a real vendor

    @Test
    void theLimitOfCallsInFlightHolds() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (RawVendor vendor = new RawVendor(visit -> {
                    while (visit.read() != null) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.yield();
                        inside.decrementAndGet();
                        visit.write(RawVendor.ok("{}"));
                    }
                });
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            reach = Reach.only(new Target("127.0.0.1", vendor.port()));
            reopen();
            List<java.util.concurrent.Future<Asked>> all = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                all.add(threads.submit(() -> askAt(vendor, simple())));
            }
            for (var one : all) {
                assertThat(one.get())
                        .isInstanceOfSatisfying(
                                Replied.class,
                                replied -> assertThat(replied.reply()).isEqualTo(FOUND));
            }
            assertThat(most.get()).isBetween(1, 10);
            assertThat(vendor.requests()).hasSize(500);
            // A connection may still be on its way back to the pool when the next call takes its slot.
            assertThat(vendor.connections()).isLessThan(50);
            assertThat(failpoints).hasSize(500).containsOnly(Line.AFTER_SEND);
        }
        assertAllSlotsAreFree();
    }

    @Test
    void aSecretIsLentByNameAndNeverShown() throws Exception {
        try (RawVendor vendor = RawVendor.answering(RawVendor.ok("{}"))) {
            reach = Reach.only(new Target("127.0.0.1", vendor.port()));
            reopen();
            askAt(vendor, ScriptedOperation.calling(ticker, Repeat.FREE, exchange -> {
                assertThatThrownBy(() -> exchange.secret("other")).isInstanceOf(IllegalArgumentException.class);
                return told(exchange.send(Call.get("/").header("X-Key", exchange.secret("api_key"))));
            }));
            assertThat(vendor.requests().getFirst()).contains("X-Key: s3cret-canary");
            assertThat(access(vendor.base()).toString()).doesNotContain("canary");
        }
    }

    @Test
    void closingTheDoorAbortsWhatIsInFlight() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (RawVendor vendor = new RawVendor(visit -> {
            visit.read();
            arrived.countDown();
            visit.stayOpen();
        })) {
            reach = Reach.only(new Target("127.0.0.1", vendor.port()));
            reopen();
            FutureTask<Asked> task = new FutureTask<>(() -> askAt(vendor, simple(Repeat.UNKNOWN)));
            Thread.ofVirtual().start(task);
            arrived.await();
            egress.close();
            assertThat(((Replied) task.get()).reply()).isInstanceOf(Reply.Lost.class);
        }
    }

    private ScriptedOperation simple() {
        return simple(Repeat.FREE);
    }

    private ScriptedOperation simple(Repeat repeat) {
        return ScriptedOperation.calling(ticker, repeat, exchange -> told(exchange.send(Call.get("/"))));
    }

    private static Reply told(Exchange.Sent sent) {
        return switch (sent) {
            case Exchange.Answered answered when answered.status() == 200 -> FOUND;
            case Exchange.Answered answered -> new Reply.Trouble(answered.status(), "");
            case Exchange.TooLarge _ -> new Reply.BadAnswer("large", Receipt.free(new byte[0]));
            case Exchange.NotSent(String why) -> new Reply.NotSent(why);
            case Exchange.Lost(String why) -> new Reply.Lost(why);
        };
    }

    private Asked ask(ScriptedOperation operation) throws Exception {
        return ask(operation, RetryPolicy.DEFAULT, ALWAYS);
    }

    private Asked ask(ScriptedOperation operation, RetryPolicy retry, BooleanSupplier mayStart) throws Exception {
        return ticker.crank(() -> askNow(operation, retry, mayStart));
    }

    private Asked askNow(ScriptedOperation operation, RetryPolicy retry, BooleanSupplier mayStart) throws Exception {
        try (Permit permit = ((Granted) egress.permit(access())).permit()) {
            return permit.ask(operation, ScriptedOperation.ASK, retry, mayStart);
        }
    }

    private Asked askAt(RawVendor vendor, ScriptedOperation operation) throws Exception {
        try (Permit permit = ((Granted) egress.permit(access(vendor.base()))).permit()) {
            return permit.ask(operation, ScriptedOperation.ASK, RetryPolicy.DEFAULT, ALWAYS);
        }
    }

    private void assertAllSlotsAreFree() throws Exception {
        for (int i = 0; i < pace.concurrency(); i++) {
            assertThat(egress.permit(access())).isInstanceOf(Granted.class);
        }
    }

    private Access access() {
        return access(URI.create("https://vendor.example"));
    }

    private Access access(URI base) {
        return new Access(KEY, base, Map.of("api_key", "s3cret-canary"), pace);
    }

    private void reopen() {
        egress.close();
        egress = open();
    }

    private Egress open() {
        Guard guard = new Guard(reach, Guard.NameService.SYSTEM, ticker);
        EgressSettings settings = EgressSettings.defaults("9.9").with(reach).with(budget);
        return Egress.open(
                settings, breakers, () -> 1, StopNews.NONE, stops::add, this::reached, guard, ticker, () -> {});
    }

    private synchronized void reached(String failpoint) {
        failpoints.add(failpoint);
    }
}
