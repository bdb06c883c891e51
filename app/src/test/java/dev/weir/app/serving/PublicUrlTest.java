package dev.weir.app.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.problem.Problem;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicUrlTest {

    @Test
    void anAddressIsTakenWithoutItsLastSlash() {
        assertThat(PublicUrl.read(Map.of("WEIR_PUBLIC_URL", " https://weir.example.com/behind/ ")))
                .isEqualTo(URI.create("https://weir.example.com/behind"));
        assertThat(PublicUrl.read(Map.of("WEIR_PUBLIC_URL", "  "))).isNull();
        assertThat(PublicUrl.read(Map.of())).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "weir.corp.example",
                "ftp://weir.example",
                "https://me@weir.example",
                "https://w.example?a=b",
                "https://a b"
            })
    void whatNobodyCouldCallIsRefusedWithoutBeingRepeated(String said) {
        assertThatThrownBy(() -> PublicUrl.read(Map.of("WEIR_PUBLIC_URL", said)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("WEIR_PUBLIC_URL")
                .hasMessageNotContaining(said);
    }
}
