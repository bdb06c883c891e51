package dev.weir.app.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.providers.Providers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerSettingsTest {

    @Test
    void everySettingStandsInTheReferenceAndNoOther() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "reference", "settings.md"));

        assertThat(page.lines()
                        .filter(line -> line.startsWith("| `WEIR_"))
                        .map(line -> line.substring(3, line.indexOf('`', 3))))
                .containsExactlyInAnyOrderElementsOf(Settings.NAMES);
    }

    @Test
    void providersKeysAreKnownAndWhatIsMisspelledIsNot() {
        assertThatCode(() -> Settings.requireKnown(
                        Map.of("WEIR_HUNTER_API_KEY", "x", "PATH", "y", "WEIR_HOME", "z"),
                        Providers.shipped().all()))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Settings.requireKnown(
                        Map.of("WEIR_DBURL", "secret"), Providers.shipped().all()))
                .hasMessageContaining("WEIR_DB_URL")
                .hasMessageNotContaining("secret");
    }
}
