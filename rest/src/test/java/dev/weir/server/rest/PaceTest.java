package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How slow a sender may be, by a clock that is turned by hand. */
class PaceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SECONDS_BYTES = (int) Pace.LEAST_BYTES_A_SECOND;

    // Clocks of this kind count from anywhere.
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final Pace pace = new Pace(PATIENCE, clock::get);

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private void waitedFor(Duration time, int bytes) throws SocketTimeoutException {
        pace.came(0);
        pass(time);
        pace.came(bytes);
    }

    @Test
    void whoTricklesIsTooSlowWhenPatienceIsOverHoweverOftenSomethingComes() throws SocketTimeoutException {
        for (int i = 0; i < 20; i++) {
            waitedFor(Duration.ofSeconds(1), 1);
        }
        assertThatThrownBy(() -> waitedFor(Duration.ofSeconds(1), 1)).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void whoSendsFastEnoughMaySendForAsLongAsThereIsSomething() throws SocketTimeoutException {
        for (int i = 0; i < 1_000; i++) {
            waitedFor(Duration.ofSeconds(1), SECONDS_BYTES);
        }
        for (int i = 0; i < 19; i++) {
            waitedFor(Duration.ofSeconds(1), 1);
        }
        assertThatThrownBy(() -> waitedFor(Duration.ofSeconds(2), 1)).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void lookingAgainIsWaitingOn() throws SocketTimeoutException {
        pace.came(0);
        pass(Duration.ofSeconds(15));
        pace.came(0);
        pass(Duration.ofSeconds(6));
        assertThatThrownBy(() -> pace.came(1)).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void whatTheServerDoesBetweenTwoLooksIsNotTheSendersSlowness() throws SocketTimeoutException {
        pace.came(1);
        pass(Duration.ofHours(1));
        pace.came(1);
        assertThatCode(() -> waitedFor(Duration.ofSeconds(19), 1)).doesNotThrowAnyException();
    }

    @Test
    void theNextRequestBeginsAnewHoweverLongItIsWaitedFor() throws SocketTimeoutException {
        waitedFor(Duration.ofSeconds(19), 1);
        pace.came(0);
        pace.restart();
        pass(Duration.ofHours(1));
        pace.came(1);
        assertThatCode(() -> waitedFor(Duration.ofSeconds(19), 1)).doesNotThrowAnyException();
    }
}
