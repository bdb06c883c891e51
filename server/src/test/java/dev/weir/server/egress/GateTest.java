package dev.weir.server.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Pace;
import dev.weir.server.egress.Gate.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class GateTest {

    private static final long MAX_WAIT = TimeUnit.SECONDS.toNanos(10);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ManualTicker ticker = new ManualTicker();
    private int nodes = 1;

    @ParameterizedTest
    @CsvSource({"10, 0, 1", "3, 0, 1", "10, 30, 1", "10, 0, 3", "0, 50, 2"})
    void neverMoreThanTheLimitInAnyWindow(int perSecond, int perMinute, int nodes) throws Exception {
        this.nodes = nodes;
        Random random = new Random(1);
        Gate gate = gate(new Pace(perSecond, perMinute, 1_000));
        List<Long> left = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            ticker.advance(Duration.ofMillis(random.nextInt(20)));
            Turn turn = ticker.crank(() -> gate.enter(Long.MAX_VALUE / 4));
            left.add(((Turn.Come) turn).at());
        }
        for (int i = 0; i < left.size(); i++) {
            long from = left.get(i);
            if (perSecond > 0) {
                assertThat(left.stream()
                                .filter(at -> at >= from && at < from + SECOND)
                                .count())
                        .isLessThanOrEqualTo(perSecond / nodes);
            }
            if (perMinute > 0) {
                assertThat(left.stream()
                                .filter(at -> at >= from && at < from + 60 * SECOND)
                                .count())
                        .isLessThanOrEqualTo(perMinute / nodes);
            }
        }
    }

    @Test
    void aNodeWithLessThanOneTokenGetsOnePerSeveralPeriods() throws Exception {
        nodes = 4;
        Gate gate = gate(new Pace(2, 0, 10));
        enter(gate);
        Turn.Come second = (Turn.Come) ticker.crank(() -> gate.enter(MAX_WAIT));
        assertThat(second.at()).isBetween(2 * SECOND, 2 * SECOND + SECOND / 5);
    }

    @Test
    void nobodyPassesBeforeThisNodeIsCountedByAll() throws Exception {
        nodes = 0;
        Gate gate = gate(Pace.unlimited(1));
        FutureTask<Turn> waiting = start(() -> gate.enter(MAX_WAIT));
        awaitWaiting(gate, 1);
        ticker.advance(Duration.ofSeconds(1));
        assertThat(waiting.isDone()).isFalse();
        nodes = 1;
        ticker.advance(Duration.ofMillis(100));
        assertThat(waiting.get()).isInstanceOf(Turn.Come.class);
    }

    @Test
    void whoWouldWaitTooLongIsToldSoAtOnce() throws Exception {
        Gate gate = gate(new Pace(0, 1, 10));
        enter(gate);
        assertThat(gate.enter(MAX_WAIT))
                .isInstanceOfSatisfying(
                        Turn.TooFar.class, tooFar -> assertThat(tooFar.nanos()).isBetween(60 * SECOND, 61 * SECOND));
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void slotsAreNeverExceededAndServedInOrder() throws Exception {
        Gate gate = gate(Pace.unlimited(3));
        List<Long> held = new ArrayList<>(List.of(enter(gate), enter(gate), enter(gate)));
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<FutureTask<Turn>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            waiting.add(start(() -> {
                Turn turn = gate.enter(MAX_WAIT);
                order.add(number);
                return turn;
            }));
            awaitWaiting(gate, i + 1);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(gate.inFlight()).isEqualTo(3);
            held.removeFirst();
            gate.leave();
            held.add(((Turn.Come) waiting.get(i).get()).at());
            while (order.size() <= i) {
                Thread.onSpinWait();
            }
            assertThat(order).last().isEqualTo(i);
        }
    }

    @Test
    void whoRepeatsACallComesBeforeThoseWhoBegin() throws Exception {
        Gate gate = gate(new Pace(1, 0, 10));
        enter(gate);
        FutureTask<Turn> fresh = start(() -> gate.enter(MAX_WAIT));
        awaitWaiting(gate, 1);
        FutureTask<Turn> again = start(() -> gate.enterAgain(MAX_WAIT));
        awaitWaiting(gate, 2);
        ticker.advance(Duration.ofMillis(1_100));
        assertThat(again.get()).isInstanceOf(Turn.Come.class);
        assertThat(fresh.isDone()).isFalse();
        ticker.advance(Duration.ofMillis(1_100));
        assertThat(fresh.get()).isInstanceOf(Turn.Come.class);
    }

    @Test
    void anInterruptedCallerLeavesNothingBehind() throws Exception {
        Gate gate = gate(Pace.unlimited(1));
        enter(gate);
        FutureTask<Turn> task = new FutureTask<>(() -> gate.enter(MAX_WAIT));
        Thread thread = Thread.ofVirtual().start(task);
        awaitWaiting(gate, 1);
        thread.interrupt();
        assertThatThrownBy(task::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(gate.waiting()).isZero();
        gate.leave();
        assertThat(gate.inFlight()).isZero();
        enter(gate);
    }

    @Test
    void aWaitInMemoryEnds() throws Exception {
        Gate gate = gate(Pace.unlimited(1));
        enter(gate);
        assertThat(ticker.<Turn>crank(() -> gate.enter(MAX_WAIT))).isInstanceOf(Turn.TooFar.class);
        assertThat(ticker.nanos()).isEqualTo(MAX_WAIT);
    }

    @Test
    void aThrottledAnswerHoldsEverybodyBackForAsLongAsTheVendorSays() throws Exception {
        Gate gate = gate(Pace.unlimited(10));
        long left = enter(gate);
        gate.throttled(left, Duration.ofSeconds(4));
        Turn.Come next = (Turn.Come) ticker.crank(() -> gate.enter(MAX_WAIT));
        assertThat(next.at()).isGreaterThanOrEqualTo(4 * SECOND);
    }

    @Test
    void afterThrottlingCallsComeOneByOneUntilAnswersArrive() throws Exception {
        Gate gate = gate(Pace.unlimited(1_000));
        List<Long> before = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            before.add(enter(gate));
        }
        ticker.advance(Duration.ofMillis(100));
        before.forEach(left -> gate.throttled(left, Duration.ofSeconds(1)));
        List<Long> left = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            left.add(((Turn.Come) ticker.crank(() -> gate.enter(MAX_WAIT))).at());
        }
        for (int i = 1; i < left.size(); i++) {
            assertThat(left.get(i) - left.get(i - 1)).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(10));
        }
        assertThat(left.getLast())
                .as("a hundred answers are one reason to slow down")
                .isLessThan(2 * SECOND);
        left.forEach(gate::answered);
        long now = ticker.nanos();
        for (int i = 0; i < 20; i++) {
            ticker.crank(() -> gate.enter(MAX_WAIT));
        }
        assertThat(ticker.nanos()).isEqualTo(now);
    }

    @Test
    void withoutRetryAfterTheDocumentedWindowAndThenTwiceThatIsWaited() throws Exception {
        Gate gate = gate(new Pace(10, 0, 10));
        long first = enter(gate);
        assertThat(gate.throttled(first, null)).isBetween(SECOND, SECOND * 5 / 4);
        Turn.Come second = (Turn.Come) ticker.crank(() -> gate.enter(MAX_WAIT));
        assertThat(gate.throttled(second.at(), null)).isBetween(2 * SECOND, 2 * SECOND * 5 / 4);
        assertThat(gate(new Pace(0, 60, 10)).throttled(0, null)).isBetween(60 * SECOND, 75 * SECOND);
    }

    @Test
    void tenMinutesOfNothingButThrottlingIsStarvation() throws Exception {
        Gate gate = gate(Pace.unlimited(10));
        AtomicInteger calls = new AtomicInteger();
        while (gate.starved() == null) {
            long left = ((Turn.Come) ticker.crank(() -> gate.enter(MAX_WAIT))).at();
            gate.leave();
            gate.throttled(left, Duration.ofSeconds(9));
            calls.incrementAndGet();
        }
        assertThat(ticker.nanos()).isBetween(600 * SECOND, 615 * SECOND);
        gate.answered(ticker.nanos());
        assertThat(gate.starved()).isNull();
    }

    private static FutureTask<Turn> start(java.util.concurrent.Callable<Turn> action) {
        FutureTask<Turn> task = new FutureTask<>(action);
        Thread.ofVirtual().start(task);
        return task;
    }

    private static void awaitWaiting(Gate gate, int callers) {
        while (gate.waiting() < callers) {
            Thread.onSpinWait();
        }
    }

    private static long enter(Gate gate) throws InterruptedException {
        return ((Turn.Come) gate.enter(MAX_WAIT)).at();
    }

    private Gate gate(Pace pace) {
        return new Gate(pace, () -> nodes, Duration.ofMinutes(10), ticker, new Random(42));
    }
}
