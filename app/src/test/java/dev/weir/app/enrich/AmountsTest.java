package dev.weir.app.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {

    @ParameterizedTest
    @CsvSource({
        "1000, credit, 1 credit",
        "465000, credit, 465 credits",
        "200, credit, 0.2 credits",
        "2000, verifier credit, 2 verifier credits",
        "7000, USD/1000, 7 USD/1000",
        "3000, lookup, 3 lookups",
    })
    void aVendorsUnitIsInThePluralWhereItIsAWordAndMoreThanOne(long milli, String unit, String said) {
        assertThat(Amounts.in(milli, unit)).isEqualTo(said);
    }

    @Test
    void oneIsSingular() {
        assertThat(Amounts.count(1, "paid call")).isEqualTo("1 paid call");
        assertThat(Amounts.count(0, "paid call")).isEqualTo("0 paid calls");
        assertThat(Amounts.count(1_234, "reply")).isEqualTo("1,234 replies");
        assertThat(Amounts.count(2, "row repeats", "rows repeat")).isEqualTo("2 rows repeat");
    }

    @Test
    void anEstimateHasTwoDecimalsAndABoundIsNeverUnderstated() {
        assertThat(Amounts.about(27_484)).isEqualTo("27.48");
        assertThat(Amounts.about(27_485)).isEqualTo("27.49");
        assertThat(Amounts.about(1_000)).isEqualTo("1");
        assertThat(Amounts.about(47)).isEqualTo("0.047");
        assertThat(Amounts.atMost(31_021)).isEqualTo("31.03");
        assertThat(Amounts.atMost(31_020)).isEqualTo("31.02");
        assertThat(Amounts.atMost(47)).isEqualTo("0.047");
    }

    @Test
    void aMomentHasSecondsAndNoMore() {
        assertThat(Amounts.moment(Instant.parse("2026-11-20T17:36:16.123456Z"))).isEqualTo("2026-11-20 17:36:16");
    }

    @Test
    void whatProgramsCallAStatusIsSaidInWords() {
        assertThat(Amounts.words("partially_completed")).isEqualTo("partially completed");
    }
}
