package dev.weir.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.IDN;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PunycodeTest {

    /** RFC 3492 section 7.1, samples B, E, L and O. */
    @ParameterizedTest
    @CsvSource({
        "他们为什么不说中文, ihqwcrb4cv8a8dqg056pqjye",
        "למההםפשוטלאמדבריםעברית, 4dbcagdahymbxekheh6e0a7fei0b",
        "3年B組金八先生, 3B-ww4c5e180e575a65lsy2b",
        "ひとつ屋根の下2, 2-u9tlzr9756bt3uc0v",
        "bücher, bcher-kva",
    })
    void theSamplesOfItsStandardAreWrittenAsThere(String text, String encoded) {
        assertThat(Punycode.encode(text)).isEqualTo(encoded);
    }

    @Test
    void whereTheJdkRewritesNothingBothAgree() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder label = new StringBuilder("a");
            for (int length = 1 + random.nextInt(12); length > 0; length--) {
                // CJK ideographs and ASCII letters, which no mapping changes.
                label.append(
                        random.nextBoolean()
                                ? (char) ('a' + random.nextInt(26))
                                : (char) (0x4E00 + random.nextInt(8_000)));
            }
            label.append('中');
            assertThat("xn--" + Punycode.encode(label.toString())).isEqualTo(IDN.toASCII(label.toString()));
        }
    }
}
