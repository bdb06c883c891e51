package dev.weir.postgres;

import dev.weir.postgres.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Gives a test a home whose cluster exists already: copying one takes a tenth of making one. */
final class Homes {
    private static final class Seed {
        private static final Path HOME = make();
    }

    private Homes() {}

    static Settings settings(Path home) {
        return Settings.at(home).withUnpackFolder(TestPostgres.unpackFolder());
    }

    /** Fills that home with a stopped cluster and answers the settings to start it. */
    static Settings withCluster(Path home) throws Exception {
        Process copy = new ProcessBuilder(
                        "cp", "-a", Home.of(Seed.HOME).folder().toString(), home.toString())
                .inheritIO()
                .start();
        if (copy.waitFor() != 0) {
            throw new IOException("cannot copy the seed cluster");
        }
        return settings(home);
    }

    private static Path make() {
        try {
            Path home = Files.createTempDirectory("weir-test-seed-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(home)));
            EmbeddedPostgres.start(settings(home)).close();
            return home;
        } catch (IOException | PostgresRefused failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void delete(Path home) {
        try {
            Home.deleteTree(home);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
