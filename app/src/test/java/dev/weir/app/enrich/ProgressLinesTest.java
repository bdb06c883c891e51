package dev.weir.app.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {

    private static final Snapshot.Money MONEY = new Snapshot.Money(12_500, 100_000, 0, 112_500);

    private static Snapshot at(int done, int inDoubt) {
        return new Snapshot(
                "l.csv",
                1,
                false,
                new Snapshot.Rows(90_000, done, inDoubt),
                List.of(),
                List.of(),
                MONEY,
                3,
                Duration.ZERO,
                0,
                null);
    }

    @Test
    void aLineSaysRowsMoneyAndCallsInFlight() {
        assertThat(ProgressLines.line(at(9_000, 0)))
                .isEqualTo("  9,000 of 90,000 rows (10 %) · 12.5 credits spent · 3 paid calls in flight");
        assertThat(ProgressLines.line(at(9_000, 2))).endsWith("3 paid calls in flight · 2 rows in doubt");
    }

    @Test
    void theLastLineOfAllSpeaksOfNoCallsWhenThereAreNone() {
        Snapshot ended = at(90_000, 0);
        assertThat(ProgressLines.line(ended)).endsWith("3 paid calls in flight");
        assertThat(ProgressLines.line(new Snapshot(
                        ended.list(),
                        ended.jobId(),
                        ended.sandbox(),
                        ended.rows(),
                        List.of(),
                        List.of(),
                        MONEY,
                        0,
                        Duration.ZERO,
                        0,
                        null)))
                .isEqualTo("  90,000 of 90,000 rows (100 %) · 12.5 credits spent");
    }

    @Test
    void aDayLeavesHundredsOfLinesAndNotTensOfThousands() {
        AtomicLong clock = new AtomicLong();
        List<String> lines = new ArrayList<>();
        ProgressLines progress = new ProgressLines(lines::add, clock::get);
        for (int second = 0; second <= 86_400; second++) {
            clock.set(Duration.ofSeconds(second).toNanos());
            progress.show(at(second, 0));
            if (second == 10) {
                assertThat(lines).hasSize(10);
            }
        }
        assertThat(lines).hasSizeBetween(100, 400);
    }

    @Test
    void whatHasNotChangedIsNotSaidAgain() {
        AtomicLong clock = new AtomicLong();
        List<String> lines = new ArrayList<>();
        ProgressLines progress = new ProgressLines(lines::add, clock::get);
        for (int second = 1; second <= 100; second++) {
            clock.set(Duration.ofSeconds(second).toNanos());
            progress.show(at(1, 0));
        }
        assertThat(lines).hasSize(1);
    }

    @Test
    void aPaceIsThatOfTheLatestStretch() {
        Pace pace = new Pace(Duration.ofSeconds(10));
        assertThat(pace.perSecond()).isZero();
        for (int second = 0; second <= 60; second++) {
            pace.at(Duration.ofSeconds(second).toNanos(), second <= 30 ? second * 100L : 3_000 + (second - 30) * 7L);
        }
        assertThat(pace.perSecond()).isCloseTo(7, Offset.offset(0.01));
    }
}
