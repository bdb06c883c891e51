package dev.weir.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentencesTest {

    @Test
    void everythingIsSaidInWholeWords() {
        assertThat(Sentences.lines(Standings.midway()))
                .containsExactly(
                        "Rows: 1,234 of 12,000 done, 10 percent, 2 in doubt. About 3 minutes left.",
                        "Field person.work_email: found for 870 of 1,000 rows that lacked it, 87 percent.",
                        "Field company.industry: not looked for so far.",
                        "Provider hunter: asked 1,200, found 802, reused answers 34, errors 3, calls per second 120,"
                                + " answers.",
                        "Provider apollo: asked 432, found 100, errors 40, calls per second 0, left alone for 45"
                                + " seconds.",
                        "Provider leadmagic.company: asked 0, found 0, calls per second 0, key rejected.",
                        "Credits: 1,012.5 spent, 340 held, 2 in doubt, at most 1,500 in all. Paid calls in flight: 12.");
        assertThat(String.join("", Sentences.lines(Standings.midway())))
                .matches("[ -~]+")
                .doesNotContain("%", "·");
    }

    @Test
    void itInterruptsTheMoreRarelyTheLongerItTakes() {
        AtomicLong clock = new AtomicLong();
        List<String> said = new ArrayList<>();
        Sentences sentences = new Sentences(said::add, clock::get);
        List<Integer> saidAt = new ArrayList<>();
        for (int second = 0; second < 2_400; second++) {
            clock.set(Duration.ofSeconds(second).toNanos());
            int before = said.size();
            assertThat(sentences.wantsDetail())
                    .isEqualTo(second - (saidAt.isEmpty() ? 0 : saidAt.getLast())
                            >= Math.max(10, (saidAt.isEmpty() ? 0 : saidAt.getLast()) / 10.0));
            sentences.show(Standings.of(
                    "leads.csv",
                    new dev.weir.app.enrich.Snapshot.Rows(10_000, second, 0),
                    List.of(),
                    List.of(),
                    Duration.ofHours(1)));
            if (said.size() > before) {
                saidAt.add(second);
            }
        }
        assertThat(saidAt.getFirst()).isEqualTo(10);
        assertThat(saidAt).hasSizeBetween(30, 45);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 5 s, 5 seconds",
        "42, 45 s, 45 seconds",
        "59, 60 s, 60 seconds",
        "60, 1 min, 1 minute",
        "1270, 21 min, 21 minutes",
        "3600, 1 h, 1 hour",
        "7900, 2 h 10 min, 2 hours 10 minutes"
    })
    void timesAreAsRoughAsGuessesAre(int seconds, String seen, String heard) {
        assertThat(Words.roughly(Duration.ofSeconds(seconds))).isEqualTo(seen);
        assertThat(Words.aloud(Duration.ofSeconds(seconds))).isEqualTo(heard);
    }

    @Test
    void speedsAndClocksReadWell() {
        assertThat(List.of(Words.speed(0), Words.speed(0.42), Words.speed(9.96), Words.speed(1_234.4)))
                .containsExactly("0", "0.4", "10.0", "1,234");
        assertThat(List.of(Words.clock(Duration.ofSeconds(42)), Words.clock(Duration.ofSeconds(3_845))))
                .containsExactly("0:42", "1:04:05");
    }
}
