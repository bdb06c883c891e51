package dev.weir.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderAddressTest {

    private static final Provider OWN = new Provider() {
        @Override
        public String slug() {
            return "own";
        }

        @Override
        public String title() {
            return "Own";
        }

        @Override
        public URI baseUrl() {
            return URI.create("https://own.invalid");
        }

        @Override
        public List<String> secrets() {
            return List.of("base_url");
        }

        @Override
        public Optional<String> addressSecret() {
            return Optional.of("base_url");
        }

        @Override
        public List<Operation> operations() {
            return List.of();
        }

        @Override
        public List<String> unconfirmed() {
            return List.of();
        }
    };

    @Test
    void theCredentialsAddressIsTakenWithoutItsTrailingSlash() {
        assertThat(OWN.address(Map.of("base_url", " https://n8n.example.com:5678/base/ ")))
                .isEqualTo(URI.create("https://n8n.example.com:5678/base"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "n8n.example.com", "ftp://example.com", "https://u:p@example.com", "https://a.b/?x=1"})
    void whatIsNoAddressIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> OWN.address(Map.of("base_url", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https://functions.example.com");
    }

    @Test
    void functionsAreNamedAsTheirUserNamesThem() {
        assertThat(OperationId.parse("clay-routines.t_0aB-c").operation()).isEqualTo("t_0aB-c");
        assertThatThrownBy(() -> new OperationId("own", "../admin")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OperationId("Own", "x")).isInstanceOf(IllegalArgumentException.class);
    }
}
