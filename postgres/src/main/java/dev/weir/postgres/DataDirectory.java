package dev.weir.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The cluster's directory while this JVM holds its lock; the lock ends with {@link #close} or the JVM. */
final class DataDirectory implements AutoCloseable {
    private static final String DRAFT = "data.initdb-";
    private static final Duration INITDB_BOUND = Duration.ofMinutes(5);
    private static final int PASSWORD_BYTES = 24;

    static final String SCRAM_ITERATIONS = "scram_iterations";
    // To hash a password thousands of times protects one that can be guessed. Those of a cluster's roles are random,
    // and
    // each new connection would have to do it again: 10 ms of a JVM, 20 of one that has just started.
    static final String ONCE = "1";

    // POSIX drops a process's lock as soon as the process closes any descriptor of the file (fcntl(2)), so a second
    // start in this JVM must be turned away before it opens the lock file.
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Home home;
    private final Path held;
    private final FileChannel lock;

    private DataDirectory(Home home, Path held, FileChannel lock) {
        this.home = home;
        this.held = held;
        this.lock = lock;
    }

    /** Takes the lock, or refuses at once when another program, or another part of this one, has it. */
    static DataDirectory lock(Home home) throws IOException, PostgresRefused {
        Files.createDirectories(home.folder());
        Files.setPosixFilePermissions(home.folder(), PosixFilePermissions.fromString("rwx------"));
        Path folder = home.folder().toRealPath();
        if (!HELD_HERE.add(folder)) {
            throw refusal(home, Long.toString(ProcessHandle.current().pid()));
        }
        boolean held = false;
        try {
            FileChannel lock = FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            held = tryLock(lock);
            if (!held) {
                throw refusal(home, Files.readString(home.lock()).strip());
            }
            return new DataDirectory(home, folder, lock);
        } finally {
            if (!held) {
                HELD_HERE.remove(folder);
            }
        }
    }

    Path path() {
        return home.data();
    }

    /** Makes the cluster if there is none; refuses one of another major version. */
    void ensureInitialised(Binaries binaries, RunAs runAs) throws IOException, PostgresRefused {
        if (runAs.isAnotherUser()) {
            Files.setPosixFilePermissions(home.folder(), PosixFilePermissions.fromString("rwx--x--x"));
        }
        deleteDrafts();
        if (!Files.exists(path())) {
            initialise(binaries, runAs);
        } else if (!Files.exists(home.password())) {
            throw new PostgresRefused(
                    PostgresRefused.Reason.FAILED,
                    "%s is missing, and without it nobody can enter the cluster in %s. Restore it from a backup, or choose another home folder."
                            .formatted(home.password(), path()));
        }
        runAs.own(path());
        checkVersion(binaries);
    }

    /** The owner's password, made at the first call and kept beside the data. */
    String password() throws IOException {
        if (!Files.exists(home.password())) {
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            PrivateFile.write(
                    home.password(), Base64.getUrlEncoder().withoutPadding().encodeToString(random));
        }
        return Files.readString(home.password()).strip();
    }

    @Override
    public void close() throws IOException {
        // In this order: whoever may try next in this JVM must find the file free.
        lock.close();
        HELD_HERE.remove(held);
    }

    /** Leaves the lock taken and our pid in its file, or the channel closed. */
    private static boolean tryLock(FileChannel lock) throws IOException {
        boolean held = false;
        try {
            held = lock.tryLock() != null;
            if (held) {
                lock.truncate(0);
                lock.write(StandardCharsets.US_ASCII.encode(
                        Long.toString(ProcessHandle.current().pid())));
            }
            return held;
        } finally {
            if (!held) {
                lock.close();
            }
        }
    }

    private static PostgresRefused refusal(Home home, String holder) throws IOException {
        String server = AddressFile.ofLiveServer(home)
                .map(address -> "; its PostgreSQL has pid " + address.pid() + " and port " + address.port())
                .orElse("");
        return new PostgresRefused(
                PostgresRefused.Reason.HELD,
                "%s is in use by another program (pid %s%s). Stop that program, or choose another home folder."
                        .formatted(home.folder(), holder.isEmpty() ? "unknown" : holder, server));
    }

    /** Into a name of its own and then renamed, so that {@code data} is whole whenever it exists. */
    private void initialise(Binaries binaries, RunAs runAs) throws IOException, PostgresRefused {
        // A fresh name each time: an initdb whose JVM was killed may still be writing into the last one.
        Path draft = Files.createTempDirectory(home.folder(), DRAFT);
        Path passwordFile = draft.resolveSibling(draft.getFileName() + ".password");
        PrivateFile.write(passwordFile, password() + "\n");
        runAs.own(draft);
        runAs.own(passwordFile);
        Watchdog initdb = Watchdog.start(initdb(binaries, runAs, draft, passwordFile), Map.of("TZ", "UTC"), home.log());
        boolean ended = initdb.endsWithin(INITDB_BOUND);
        int exitCode = ended ? initdb.onExit().join() : -1;
        initdb.stop();
        if (exitCode != 0) {
            throw new PostgresRefused(
                    PostgresRefused.Reason.FAILED,
                    "Cannot create a PostgreSQL cluster in %s: initdb %s. %s"
                            .formatted(
                                    home.folder(),
                                    ended ? "ended with " + exitCode : "took longer than " + INITDB_BOUND,
                                    ServerLog.tail(home.log())));
        }
        Files.delete(passwordFile);
        Files.move(draft, path(), StandardCopyOption.ATOMIC_MOVE);
        PrivateFile.syncFolder(home.folder());
    }

    private static List<String> initdb(Binaries binaries, RunAs runAs, Path draft, Path passwordFile) {
        return Stream.concat(
                        runAs.prefix().stream(),
                        Stream.of(
                                binaries.program("initdb").toString(),
                                "--pgdata=" + draft,
                                "--username=" + EmbeddedPostgres.OWNER,
                                "--pwfile=" + passwordFile,
                                "--auth=scram-sha-256",
                                "--encoding=UTF8",
                                "--locale=C",
                                "--locale-provider=builtin",
                                "--builtin-locale=C.UTF-8",
                                "--set=" + SCRAM_ITERATIONS + "=" + ONCE,
                                "--no-instructions"))
                .toList();
    }

    private void deleteDrafts() throws IOException {
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(home.folder(), DRAFT + "*")) {
            for (Path draft : drafts) {
                deleteDraft(draft);
            }
        }
    }

    private static void deleteDraft(Path draft) {
        try {
            Home.deleteTree(draft);
            Files.deleteIfExists(draft);
        } catch (IOException | UncheckedIOException stillBeingWritten) {
            // By an initdb about to be stopped by its watchdog; its name is never used again, so a later start will do.
            return;
        }
    }

    private void checkVersion(Binaries binaries) throws IOException, PostgresRefused {
        @Nullable
        String found = Files.exists(path().resolve("PG_VERSION"))
                ? Files.readString(path().resolve("PG_VERSION")).strip()
                : null;
        if (found == null) {
            throw new PostgresRefused(
                    PostgresRefused.Reason.FAILED,
                    path() + " is not a PostgreSQL data directory: it has no PG_VERSION. Move it away, or restore it.");
        }
        String brought = binaries.majorVersion();
        if (!found.equals(brought)) {
            throw new PostgresRefused(
                    PostgresRefused.Reason.FAILED,
                    "%s was made by PostgreSQL %s, and this program brings %s. Use the earlier program to export the data, or choose another home folder."
                            .formatted(path(), found, brought));
        }
    }
}
