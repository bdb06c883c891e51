package dev.weir.postgres.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where tests keep binaries (shared by all builds of a user) and clusters (one per JVM, deleted after it). */
final class TestFolders {
    private static final String CLUSTER = "weir-test-postgres-";
    private static final Duration SURELY_ABANDONED = Duration.ofHours(1);

    private TestFolders() {}

    /** A folder in the temporary directory that nobody else may write to: its programs are going to be run. */
    static Path binaries() throws IOException {
        Path folder = temporary().resolve("weir-postgres-binaries-" + System.getProperty("user.name"));
        try {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        } catch (FileAlreadyExistsException fromAnEarlierBuild) {
            var permissions = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
            boolean ours = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(folder).getName().equals(System.getProperty("user.name"))
                    && !permissions.contains(PosixFilePermission.GROUP_WRITE)
                    && !permissions.contains(PosixFilePermission.OTHERS_WRITE);
            if (!ours) {
                throw new IOException(
                        folder + " is not a folder that only we can write to; remove it", fromAnEarlierBuild);
            }
        }
        return folder;
    }

    static Path newCluster() throws IOException {
        deleteAbandoned();
        return Files.createTempDirectory(CLUSTER);
    }

    static void deleteTree(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Those of JVMs that were killed before they could tidy up. */
    private static void deleteAbandoned() throws IOException {
        Instant before = Instant.now().minus(SURELY_ABANDONED);
        try (DirectoryStream<Path> clusters = Files.newDirectoryStream(temporary(), CLUSTER + "*")) {
            for (Path cluster : clusters) {
                deleteIfAbandoned(cluster, before);
            }
        }
    }

    private static void deleteIfAbandoned(Path cluster, Instant before) {
        Path lock = cluster.resolve("postgres").resolve("lock");
        try {
            if (Files.getLastModifiedTime(cluster).toInstant().isAfter(before)) {
                return;
            }
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                    var held = channel.tryLock()) {
                if (held != null) {
                    deleteTree(cluster);
                }
            }
        } catch (IOException | UncheckedIOException anotherUsersOrBeingDeleted) {
            // Tidying is a courtesy: whoever can will do it.
            return;
        }
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }
}
