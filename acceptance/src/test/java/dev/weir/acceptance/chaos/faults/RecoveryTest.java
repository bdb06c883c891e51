package dev.weir.acceptance.chaos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecoveryTest {

    @Test
    void aShareOfTimesIsTheOneThatSoManyDoNotExceed() {
        List<Duration> hundred =
                IntStream.rangeClosed(1, 100).mapToObj(Duration::ofSeconds).toList();
        assertThat(Recovery.share(hundred, 0.5)).isEqualTo(Duration.ofSeconds(50));
        assertThat(Recovery.share(hundred, 0.99)).isEqualTo(Duration.ofSeconds(99));
        assertThat(Recovery.share(hundred.subList(0, 1), 0.99)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatWasNeverGrantedAgainIsSaid() {
        Recovery recovery =
                new Recovery(List.of(Duration.ofSeconds(20), Duration.ofSeconds(2)), List.of(), List.of(), 3);
        assertThat(recovery.lines())
                .anyMatch(line -> line.contains("granted anew: 2; median 2.0 s, p99 20.0 s, longest 20.0 s"))
                .anyMatch(line -> line.contains("3 were never granted again"));
    }
}
