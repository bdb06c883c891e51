package dev.weir.server.credits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreditsTest {

    @Test
    void anAmountIsCountedInThousandths() {
        assertThat(Credits.milli(new BigDecimal("12.5"))).isEqualTo(12_500);
        assertThat(Credits.milli(new BigDecimal("1E3"))).isEqualTo(1_000_000);
        assertThat(Credits.milli(new BigDecimal("2.000000"))).isEqualTo(2_000);
        assertThat(Credits.milli(new BigDecimal("0E400000000"))).isZero();
        assertThat(Credits.parse(" 0.001 ")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "0.0001",
                "1E17",
                "1E400000000",
                "1E-400000000",
                "1E2147483647",
                "1E-2147483647",
                "-1E400000000"
            })
    void oneThatCannotBeCountedIsRefusedAtOnceHoweverManyDigitsItWouldHave(String amount) {
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            assertThatIllegalArgumentException().isThrownBy(() -> Credits.milli(new BigDecimal(amount)));
            assertThatIllegalArgumentException().isThrownBy(() -> Credits.parse(amount));
        });
    }
}
