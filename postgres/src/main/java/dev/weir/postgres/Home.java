package dev.weir.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The names of everything the launcher keeps below the home folder. */
record Home(Path folder) {
    static Home of(Path home) {
        return new Home(home.toAbsolutePath().normalize().resolve("postgres"));
    }

    Path data() {
        return folder.resolve("data");
    }

    Path lock() {
        return folder.resolve("lock");
    }

    Path password() {
        return folder.resolve("password");
    }

    Path address() {
        return folder.resolve("address.properties");
    }

    Path log() {
        return folder.resolve("postgres.log");
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
