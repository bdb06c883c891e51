package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 10.0))).isEqualTo(new Spread(3, 1, 10));
        assertThat(Spread.of(List.of(5.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 5));
    }

    @Test
    void whatWasNotMeasuredIsADash() {
        assertThat(Spread.of(List.of()).text("%.1f")).isEqualTo("–");
        assertThat(Spread.of(List.of(1.25)).text("%.1f")).isEqualTo("1.3");
        assertThat(Spread.of(List.of(1.0, 2.0, 3.0)).text("%.0f")).isEqualTo("2 [1–3]");
    }
}
