package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How far a replay has come. */
class ReplayLinesTest {

    private final AtomicLong now = new AtomicLong();
    private final List<String> said = new ArrayList<>();
    private final ReplayLines lines = new ReplayLines(said::add, now::get);

    private void replayed(long millis, int rows) {
        now.addAndGet(Duration.ofMillis(millis).toNanos());
        lines.replayed(rows, 100_000);
    }

    @Test
    void aShortReplaySaysNothingAndTheEndIsNoProgress() {
        replayed(500, 1_000);
        replayed(1_000, 2_000);
        replayed(60_000, 100_000);
        assertThat(said).isEmpty();
    }

    @Test
    void aFewRowsThatTakeLongAreToldOfToo() {
        lines.replayed(0, 80);
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        lines.replayed(3, 80);
        assertThat(said).containsExactly("  3 of 80 rows replayed; nobody is asked");
    }

    @Test
    void theFirstWordMayComeLate() {
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        lines.replayed(1, 80);
        assertThat(said).hasSize(1);
    }

    @Test
    void aLongOneSaysHowFarItIsAndNotWithEveryBatch() {
        for (int batch = 1; batch < 100; batch++) {
            replayed(600, 1_000 * batch);
        }
        assertThat(said.getFirst()).contains("4,000 of 100,000 rows replayed", "nobody is asked");
        assertThat(said).hasSizeBetween(10, 30);
    }
}
