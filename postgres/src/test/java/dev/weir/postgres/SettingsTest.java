package dev.weir.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private final Settings settings = Settings.at(Path.of("somewhere"));

    @ParameterizedTest
    @ValueSource(strings = {"fsync", "full_page_writes", "port", "listen_addresses", "timezone", "cluster_name"})
    void whatTheLauncherPromisesCannotBeOverridden(String name) {
        assertThatThrownBy(() -> settings.withServer(name, "off"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Work_Mem", "work mem", "-c", "a=b", "a.b.c"})
    void whatIsNoNameOfASettingIsRefused(String name) {
        assertThatThrownBy(() -> settings.withServer(name, "1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void impossibleValuesAreRefused() {
        assertThatThrownBy(() -> settings.withServer("work_mem", "\0")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.withStartTimeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void foldersAreAbsoluteAndBinariesGoUnderTheHomeUnlessSaidOtherwise() {
        assertThat(settings.home()).isAbsolute();
        assertThat(settings.unpackFolder()).isEqualTo(settings.home().resolve("postgres"));
    }
}
