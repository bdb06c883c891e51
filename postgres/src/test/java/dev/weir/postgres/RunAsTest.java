package dev.weir.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two ways out for root; an ordinary user needs none, and all other tests run as whoever builds. */
class RunAsTest {
    @TempDir
    private Path home;

    @BeforeEach
    void onlyRootHasAChoice() {
        assumeTrue(new UnixSystem().getUid() == 0);
    }

    @Test
    void withoutUserNamespacesAnOrdinaryUserServesAndTheDataCanMoveBetweenBothWays() throws Exception {
        // Temporary folders are closed to others; a home that such a server is to reach must not be.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        RunAs ordinary = RunAs.ordinaryUser();
        try (EmbeddedPostgres postgres = start(ordinary)) {
            assertThat(Files.getOwner(Path.of("/proc/" + postgres.pid())).getName())
                    .isEqualTo(ordinary.owner());
            Rows.of(postgres).execute("CREATE TABLE kept AS SELECT 42 AS answer");
            assertThat(EmbeddedPostgres.running(home)).contains(postgres.address());
        }
        assertThat(Files.getOwner(Home.of(home).data()).getName()).isEqualTo(ordinary.owner());
        RunAs namespace = RunAs.ownNamespace().orElse(ordinary);
        for (RunAs next : new RunAs[] {namespace, ordinary}) {
            try (EmbeddedPostgres postgres = start(next)) {
                assertThat(Rows.of(postgres).ask("SELECT answer FROM kept")).isEqualTo("42");
            }
            assertThat(Files.getOwner(Home.of(home).data()).getName()).isEqualTo(next.owner());
        }
    }

    private EmbeddedPostgres start(RunAs runAs) throws Exception {
        Home folders = Home.of(home);
        return EmbeddedPostgres.start(Homes.settings(home), folders, DataDirectory.lock(folders), runAs);
    }
}
