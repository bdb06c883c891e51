package dev.weir.app.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Counts the processes that use something together, also when they are killed: each holds a lock on a file of its own in
 * one folder.
 */
public final class Users {

    private final Path folder;

    Users(Path folder) {
        this.folder = folder;
    }

    /** One more user, until closed or the process ends. */
    public Entry enter() {
        while (true) {
            Path file = folder.resolve(ProcessHandle.current().pid() + "-" + UUID.randomUUID() + ".lock");
            try {
                Optional<HomeLock> lock = HomeLock.tryTake(file);
                // Whoever looked between the making and the locking took it for a dead one's and deleted it.
                if (lock.isPresent() && Files.exists(file)) {
                    return new Entry(file, lock.get());
                }
                lock.ifPresent(HomeLock::close);
            } catch (IOException refused) {
                throw new UncheckedIOException(refused);
            }
        }
    }

    /** Whether anybody uses it just now. What the dead have left is taken away. */
    public boolean any() {
        boolean found = false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.lock")) {
            for (Path file : files) {
                Optional<HomeLock> nobodys = HomeLock.tryTake(file);
                if (nobodys.isEmpty()) {
                    found = true;
                } else {
                    Files.deleteIfExists(file);
                    nobodys.get().close();
                }
            }
            return found;
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** One user. */
    public static final class Entry implements AutoCloseable {
        private final Path file;
        private final HomeLock lock;

        private Entry(Path file, HomeLock lock) {
            this.file = file;
            this.lock = lock;
        }

        @Override
        public void close() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException leftBehind) {
                // Unlocked it counts for nothing, and the next look takes it away.
            }
            lock.close();
        }
    }
}
