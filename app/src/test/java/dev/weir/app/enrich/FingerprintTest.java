package dev.weir.app.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    private static final Path FILE = Path.of("leads.csv");

    private static EnrichRequest request(long limit, boolean refresh, OnDoubt onDoubt, String out) {
        return EnrichRequest.of(FILE, List.of("company.domain"))
                .onDoubt(onDoubt)
                .limit(limit)
                .refresh(refresh)
                .out(Path.of(out))
                .build();
    }

    @Test
    void whereTheResultGoesMakesNoOtherJob() {
        assertThat(Fingerprint.of("ab", request(0, false, OnDoubt.HOLD, "a.csv"), true))
                .isEqualTo(Fingerprint.of("ab", request(0, false, OnDoubt.HOLD, "b.csv"), true));
    }

    @Test
    void everythingThatIsAskedDoes() {
        byte[] first = Fingerprint.of("ab", request(0, false, OnDoubt.HOLD, "a.csv"), true);
        assertThat(List.of(
                        Fingerprint.of("ac", request(0, false, OnDoubt.HOLD, "a.csv"), true),
                        Fingerprint.of("ab", request(9, false, OnDoubt.HOLD, "a.csv"), true),
                        Fingerprint.of("ab", request(0, true, OnDoubt.HOLD, "a.csv"), true),
                        Fingerprint.of("ab", request(0, false, OnDoubt.SKIP, "a.csv"), true),
                        Fingerprint.of("ab", request(0, false, OnDoubt.HOLD, "a.csv"), false)))
                .allSatisfy(other -> assertThat(other).isNotEqualTo(first));
    }

    @Test
    void amountsReadAsPeopleWriteThem() {
        assertThat(Amounts.credits(1_234_500)).isEqualTo("1,234.5");
        assertThat(Amounts.credits(0)).isEqualTo("0");
        assertThat(Amounts.credits(2)).isEqualTo("0.002");
        assertThat(Amounts.credits(700_000)).isEqualTo("700");
    }
}
