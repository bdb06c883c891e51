package dev.weir.app.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeirHomeTest {

    @TempDir
    private Path folder;

    private WeirHome home() {
        return WeirHome.of(Map.of("WEIR_HOME", folder.resolve("home").toString()));
    }

    @Test
    void theEnvironmentNamesTheFolder() {
        assertThat(WeirHome.of(Map.of("XDG_DATA_HOME", folder.toString())).folder())
                .isEqualTo(folder.resolve("weir"));
        assertThat(WeirHome.of(Map.of("HOME", folder.toString())).folder())
                .isEqualTo(folder.resolve(".local/share/weir"));
        assertThat(home().folder()).isEqualTo(folder.resolve("home"));
    }

    @Test
    void whatIsKeptStaysAndIsTheOwnersAlone() throws IOException {
        assertThat(home().id()).isEqualTo(home().id());
        assertThat(home().appPassword()).isEqualTo(home().appPassword()).matches("[A-Za-z0-9]{32}");
        assertThat(Files.getPosixFilePermissions(home().folder().resolve("app-password")))
                .containsExactlyInAnyOrder(
                        java.nio.file.attribute.PosixFilePermission.OWNER_READ,
                        java.nio.file.attribute.PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void oneEngineAtATimeAndTheSecondHearsWhoTheFirstIs() {
        try (HomeLock _ = home().lockEngine()) {
            assertThatThrownBy(() -> home().lockEngine())
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        home().lockEngine().close();
    }

    @Test
    void usersAreCountedUntilTheyLeave() throws IOException {
        Users users = home().sandboxUsers();
        assertThat(users.any()).isFalse();
        Users.Entry one = users.enter();
        Users.Entry two = users.enter();
        one.close();
        assertThat(users.any()).isTrue();
        two.close();
        assertThat(users.any()).isFalse();
        // What a killed process leaves: a file that nobody locks.
        Files.createFile(home().folder().resolve("sandbox-users").resolve("4711-dead.lock"));
        assertThat(users.any()).isFalse();
    }

    @Test
    void aFolderThatCannotBeMadeIsTold() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() ->
                        WeirHome.of(Map.of("WEIR_HOME", file.resolve("home").toString())))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("WEIR_HOME");
    }
}
