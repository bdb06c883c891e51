package dev.weir.server.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SparingTest {

    private long now = Long.MAX_VALUE - 5;
    private final Sparing sparing = new Sparing(Duration.ofMillis(500), Duration.ofSeconds(3), () -> now);

    @Test
    void theFirstTimeIsDueAtOnceAndTheNextAfterTheLeastRest() {
        assertThat(sparing.due()).isTrue();
        assertRestAfter(Duration.ofMillis(1), Duration.ofMillis(500));
    }

    @Test
    void whatTakesLongRestsTwentyTimesAsLong() {
        assertRestAfter(Duration.ofMillis(100), Duration.ofSeconds(2));
    }

    @Test
    void nothingRestsLongerThanTheMost() {
        assertRestAfter(Duration.ofSeconds(2), Duration.ofSeconds(3));
    }

    private void assertRestAfter(Duration work, Duration rest) {
        sparing.during(() -> now += work.toNanos());
        now += rest.toNanos() - 1;
        assertThat(sparing.due()).isFalse();
        now++;
        assertThat(sparing.due()).isTrue();
    }
}
