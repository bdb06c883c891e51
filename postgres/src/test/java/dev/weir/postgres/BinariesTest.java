package dev.weir.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.postgres.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinariesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "Mac OS X, aarch64, postgres-darwin-arm_64.txz",
        "Mac OS X, x86_64, postgres-darwin-x86_64.txz",
        "Linux, riscv64, postgres-linux-riscv64",
        "Linux, amd64, postgres-linux-x86_64",
        "Linux, aarch64, postgres-linux-arm_64"
    })
    void theResourceIsNamedAfterSystemAndMachine(String os, String machine, String start) {
        assertThat(Binaries.resourceNames(os, machine))
                .singleElement()
                .satisfies(name -> assertThat(name).startsWith(start).endsWith(".txz"));
    }

    @ParameterizedTest
    @CsvSource({"Windows 11, amd64", "Linux, riscv64", "Plan 9, mips"})
    void aMachineWithoutBinariesIsToldSo(String os, String machine) {
        assertThatThrownBy(() -> Binaries.unpackedIn(folder, os, machine))
                .isInstanceOfSatisfying(
                        PostgresRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(PostgresRefused.Reason.UNSUPPORTED))
                .hasMessageStartingWith("No PostgreSQL binaries for " + os + " on " + machine);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void twoThatUnpackAtOnceOverTheRestsOfAnInterruptedOneGetOneWholeFolder() throws Exception {
        Path whole = Binaries.unpackedIn(TestPostgres.unpackFolder()).folder();
        assertThat(whole.getFileName().toString()).matches("18\\.\\d+\\.\\d+-[0-9a-f]{8}");
        Path torn = Files.createDirectories(folder.resolve(whole.getFileName()).resolve("bin"));
        Files.writeString(torn.resolve("postgres"), "half a program");
        Files.createDirectories(folder.resolve(whole.getFileName() + ".partial").resolve("bin"));

        Callable<Binaries> unpack = () -> Binaries.unpackedIn(folder);
        try (var both = Executors.newFixedThreadPool(2)) {
            var first = both.submit(unpack);
            var second = both.submit(unpack);
            assertThat(first.get()).isEqualTo(second.get());
            assertThat(first.get().majorVersion()).isEqualTo("18");
        }
        Path program = torn.resolve("postgres");
        assertThat(Files.mismatch(program, whole.resolve("bin/postgres"))).isEqualTo(-1);
        assertThat(program).isExecutable();
        assertThat(folder.resolve(whole.getFileName() + ".partial")).doesNotExist();
    }
}
