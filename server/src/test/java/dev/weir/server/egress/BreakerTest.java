package dev.weir.server.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.egress.Breaker.Admission;
import dev.weir.server.egress.CredentialState.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final CredentialKey KEY = new CredentialKey(7, "hunter", "main");

    private final ManualTicker ticker = new ManualTicker();
    private final MemoryBreakers store = new MemoryBreakers(ticker);
    private final List<CredentialStopped> stops = new ArrayList<>();
    private final Breaker here = breaker();
    private final Breaker there = breaker();

    @Test
    void successesCostTheStoreNothingButTheView() {
        for (int i = 0; i < 10_000; i++) {
            here.ended(admit(here), false);
        }
        assertThat(store.reads).isEqualTo(1);
        assertThat(store.writes).isZero();
    }

    @Test
    void fiveFailuresOnTwoNodesTogetherOpenItForBoth() {
        List<Admission> out = List.of(admit(here), admit(there), admit(here), admit(there), admit(here));
        for (int i = 0; i < 5; i++) {
            ticker.advance(Duration.ofMillis(150));
            (i % 2 == 0 ? here : there).ended(out.get(i), true);
        }
        ticker.advance(Duration.ofMillis(500));
        assertThat(Objects.requireNonNull(here.closedTo()).why()).isEqualTo(Permission.Why.BREAKER_OPEN);
        assertThat(Objects.requireNonNull(there.closedTo()).until())
                .isEqualTo(store.state(KEY).until());
    }

    @Test
    void aBurstOfFailuresOpensItAtOnce() {
        List<Admission> out = Stream.generate(() -> admit(here)).limit(5).toList();
        out.forEach(one -> here.ended(one, true));
        assertThat(here.closedTo()).isNotNull();
    }

    @Test
    void exactlyOneOfManyBecomesTheProbe() throws Exception {
        open();
        ticker.advance(Duration.ofSeconds(60));
        List<Callable<@Nullable Admission>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Breaker node = i % 2 == 0 ? here : there;
            all.add(node::admit);
        }
        List<Admission> passed = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(all)) {
                Admission admission = done.get();
                if (admission != null) {
                    passed.add(admission);
                }
            }
        }
        assertThat(passed).containsExactly(new Admission(0, 1));
        here.ended(passed.getFirst(), false);
        ticker.advance(Duration.ofMillis(500));
        assertThat(there.closedTo()).isNull();
    }

    @Test
    void aProbeThatWasNeverSentLetsTheNextOnePass() {
        open();
        ticker.advance(Duration.ofSeconds(60));
        Admission probe = admit(here);
        assertThat(here.admit()).isNull();
        here.endedWithoutNews(probe);
        assertThat(admit(here).probe()).isEqualTo(2);
    }

    @Test
    void aStopIsToldOnceInTheWholeCluster() {
        List<Admission> out = List.of(admit(here), admit(there), admit(here));
        here.stop(out.get(0), Permission.Why.KEY_REJECTED);
        there.stop(out.get(1), Permission.Why.KEY_REJECTED);
        here.stop(out.get(2), Permission.Why.KEY_REJECTED);
        assertThat(stops).hasSize(1);
        assertThat(Objects.requireNonNull(there.closedTo()).why()).isEqualTo(Permission.Why.KEY_REJECTED);
    }

    @Test
    void aResetEndsTheStopEverywhereWithinHalfASecond() {
        here.stop(admit(here), Permission.Why.OUT_OF_CREDITS);
        assertThat(there.closedTo()).isNotNull();
        here.reset();
        ticker.advance(Duration.ofMillis(500));
        assertThat(there.closedTo()).isNull();
        assertThat(here.closedTo()).isNull();
    }

    @Test
    void aStopThatCouldNotBeStoredIsStoredAtTheNextUseAndMeanwhileFailsClosed() {
        Admission out = admit(here);
        store.breakDown(true);
        here.stop(out, Permission.Why.KEY_REJECTED);
        assertThatThrownBy(here::admit).hasMessageContaining("down");
        assertThat(stops).isEmpty();
        store.breakDown(false);
        assertThat(here.closedTo()).isNotNull();
        assertThat(stops).hasSize(1);
    }

    @Test
    void failuresOfATimeWithoutDatabaseAreNotForgotten() {
        List<Admission> out = Stream.generate(() -> admit(here)).limit(5).toList();
        store.breakDown(true);
        out.forEach(one -> here.ended(one, true));
        store.breakDown(false);
        ticker.advance(Duration.ofMillis(500));
        assertThat(here.closedTo()).isNotNull();
        assertThat(store.state(KEY).phase()).isEqualTo(Phase.OPEN);
    }

    private void open() {
        List<Admission> out = Stream.generate(() -> admit(here)).limit(5).toList();
        out.forEach(one -> here.ended(one, true));
        assertThat(there.closedTo()).isNotNull();
    }

    private static Admission admit(Breaker breaker) {
        return Objects.requireNonNull(breaker.admit());
    }

    private Breaker breaker() {
        return new Breaker(KEY, store, BreakerSettings.DEFAULT, ticker, StopNews.NONE, stops::add);
    }
}
