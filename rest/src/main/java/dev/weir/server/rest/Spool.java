package dev.weir.server.rest;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Where uploads lie while they are read, since a list is read more than once. A process has a folder of its own and holds
 * its lock; what a process has left that died is taken away by the next one that begins.
 */
final class Spool implements AutoCloseable {

    private static final String LOCK = ".lock";
    private static final int CHUNK = 1 << 16;

    private final long bytes;
    private final Semaphore room;
    private final int share;
    private final ConcurrentMap<Long, Integer> taken = new ConcurrentHashMap<>();
    private final Path folder;
    private final Path lockFile;
    private final FileChannel lock;
    private final AtomicLong count = new AtomicLong();

    private Spool(UploadSettings settings, Path folder, Path lockFile, FileChannel lock) {
        this.bytes = settings.bytes();
        this.room = new Semaphore(settings.atOnce());
        this.share = Math.max(1, settings.atOnce() / 2);
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** @throws UncheckedIOException when the folder cannot be had, or somebody else can read it */
    static Spool open(UploadSettings settings) {
        try {
            Path base = ofMyOwn(settings.folder());
            sweep(base);
            while (true) {
                String name = UUID.randomUUID().toString();
                Path lockFile = base.resolve(name + LOCK);
                FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                lock.lock();
                if (Files.exists(lockFile)) {
                    return new Spool(settings, Files.createDirectory(base.resolve(name)), lockFile, lock);
                }
                // Somebody swept between the two, and took us for dead.
                lock.close();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Path ofMyOwn(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path mine = Files.createTempFile(folder, "mine", ".try");
        boolean own = Files.getOwner(mine).equals(Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS));
        Files.delete(mine);
        if (!own) {
            throw new IOException(folder + " belongs to somebody else; name another folder for uploads");
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        return folder;
    }

    /** Takes away what processes have left that do not hold their lock any more. */
    private static void sweep(Path base) throws IOException {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(base, "*" + LOCK)) {
            for (Path lockFile : locks) {
                try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                        FileLock held = channel.tryLock()) {
                    if (held != null) {
                        String name = String.valueOf(lockFile.getFileName());
                        delete(base.resolve(name.substring(0, name.length() - LOCK.length())));
                        Files.deleteIfExists(lockFile);
                    }
                } catch (OverlappingFileLockException ours) {
                    // Another server of this very process.
                }
            }
        }
    }

    private static void delete(Path left) throws IOException {
        if (!Files.isDirectory(left)) {
            return;
        }
        try (Stream<Path> files = Files.list(left)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(left);
    }

    /** Where the server may put the parts of a body that it takes apart. */
    Path folder() {
        return folder;
    }

    /**
     * Room for one upload of a workspace, which may have half of all, so that its slow senders are in nobody else's way;
     * whoever has it closes.
     *
     * @throws Problem of kind UNAVAILABLE when there are too many
     */
    Place take(long workspaceId) {
        if (taken.merge(workspaceId, 1, Integer::sum) > share || !room.tryAcquire()) {
            leave(workspaceId);
            throw new Problem(
                    Problem.Kind.UNAVAILABLE,
                    "too_many_uploads",
                    "As many lists are being taken in as this server takes at once, of one workspace or of all. Send it"
                            + " again in a moment.");
        }
        return new Place(workspaceId, folder.resolve("upload-" + count.incrementAndGet()));
    }

    private void leave(long workspaceId) {
        taken.computeIfPresent(workspaceId, (_, many) -> many == 1 ? null : many - 1);
    }

    /** Refuses what says of itself that it is too long, before any of it is read. @param length -1 for unknown */
    void requireRoom(long length) {
        if (length > bytes) {
            throw tooLarge();
        }
    }

    Problem tooLarge() {
        return new Problem(
                Problem.Kind.TOO_LARGE,
                "upload_too_large",
                "A list may have " + bytes + " bytes as it is sent. Split it, and send the parts one after the other.");
    }

    /** A file's place, which nothing is left of when it is closed. */
    final class Place implements AutoCloseable {
        private final long workspaceId;
        private final Path file;

        private Place(long workspaceId, Path file) {
            this.workspaceId = workspaceId;
            this.file = file;
        }

        Path file() {
            return file;
        }

        /**
         * Reads all of it to the disk.
         *
         * @throws Problem of kind TOO_LARGE as soon as it is too long, UNAVAILABLE when the disk has no room
         * @throws IOException when its sender breaks off
         */
        void fill(InputStream from) throws IOException {
            byte[] chunk = new byte[CHUNK];
            long size = 0;
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
                for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
                    size += read;
                    requireRoom(size);
                    write(out, chunk, read);
                }
            }
        }

        private static void write(OutputStream out, byte[] chunk, int length) {
            try {
                out.write(chunk, 0, length);
            } catch (IOException full) {
                Problem problem = new Problem(
                        Problem.Kind.UNAVAILABLE,
                        "upload_unwritable",
                        "The list could not be put on this server's disk, which may be full. Tell whoever runs it.");
                problem.initCause(full);
                throw problem;
            }
        }

        @Override
        public void close() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException stays) {
                // Taken away with the folder.
            }
            room.release();
            leave(workspaceId);
        }
    }

    @Override
    public void close() {
        try {
            delete(folder);
            Files.deleteIfExists(lockFile);
            lock.close();
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }
}
