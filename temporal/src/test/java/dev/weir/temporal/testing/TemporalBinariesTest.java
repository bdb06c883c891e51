package dev.weir.temporal.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TemporalBinariesTest {

    @TempDir
    private Path folder;

    private Path cache;

    @BeforeEach
    void anEmptyCache() {
        cache = folder.resolve("cache");
    }

    @Test
    void theyAreBuiltOnceAndAgainForAnotherVersion() throws IOException {
        Path built = folder.resolve("built");
        String go = go("""
                echo "$1 $2" >> '%s'
                case $2 in */cmd/server@*) name=server ;; *) name=sql ;; esac
                printf '#!/bin/sh\\n' > "$GOBIN/$name"
                chmod +x "$GOBIN/$name"
                """.formatted(built));

        TemporalBinaries binaries = TemporalBinaries.in(cache, go);
        assertThat(binaries.server()).isExecutable();
        assertThat(binaries.sql()).isExecutable();
        assertThat(TemporalBinaries.in(cache, go)).isEqualTo(binaries);
        assertThat(built)
                .hasContent("install go.temporal.io/server/cmd/server@v1.30.8\n"
                        + "install go.temporal.io/server/cmd/tools/sql@v1.30.8");

        Files.writeString(cache.resolve("version"), "go.temporal.io/server v1.29.0\n");
        TemporalBinaries.in(cache, go);
        assertThat(built).content().hasLineCount(4);
    }

    @Test
    void whereThereIsNoGoItSaysWhatToInstall() {
        String missing = folder.resolve("no-go").toString();

        assertThatThrownBy(() -> TemporalBinaries.in(cache, missing))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Install Go 1.25 or newer")
                .hasMessageContaining(cache.toString());
    }

    @Test
    void aModuleThatIsNotToBeHadIsNamed() throws IOException {
        String go = go("echo \"$2: not found\" >&2\nexit 1\n");

        assertThatThrownBy(() -> TemporalBinaries.in(cache, go))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("go.temporal.io/server/cmd/server@v1.30.8: not found");
    }

    private String go(String body) throws IOException {
        Path go = folder.resolve("go");
        Files.writeString(go, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(go, PosixFilePermissions.fromString("rwx------"));
        return go.toString();
    }
}
