package dev.weir.lists.files;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file that is replaced as a whole by one written beside it. */
final class ReplacedFile extends OutputTarget {

    /** Names the process that writes it, so that the leavings of a killed one can be told and taken away. */
    private static final Pattern PART = Pattern.compile("\\.weir-(\\d{1,18})-[0-9a-f-]+\\.part");

    /** A process of that number may live on another machine that shares the folder; nobody is silent this long. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path target;
    private final Path folder;
    private final Path part;
    private final FileOutputStream stream;
    private boolean replaced;

    ReplacedFile(Path out) throws IOException {
        super(out);
        // Through a link, so that the link stays and what it points to is replaced.
        this.target = Files.exists(out) ? out.toRealPath() : out.toAbsolutePath();
        if (Files.exists(target) && !Files.isWritable(target)) {
            throw new AccessDeniedException(target.toString());
        }
        Path parent = target.getParent();
        if (parent == null) {
            throw new AccessDeniedException(target.toString());
        }
        this.folder = parent;
        removeAbandoned();
        this.part = folder.resolve(".weir-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID() + ".part");
        Files.createFile(part);
        this.stream = new FileOutputStream(part.toFile());
    }

    @Override
    OutputStream stream() {
        return stream;
    }

    @Override
    void commit() throws IOException {
        stream.getFD().sync();
        stream.close();
        keepPermissions();
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        replaced = true;
        syncFolder();
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException alreadyTold) {
            // A loss would have shown at the sync; without a commit nothing is kept.
        }
        if (!replaced) {
            deleteQuietly(part);
        }
    }

    private void keepPermissions() throws IOException {
        var before = Files.getFileAttributeView(target, PosixFileAttributeView.class);
        if (before != null && Files.exists(target)) {
            Files.setPosixFilePermissions(part, before.readAttributes().permissions());
        }
    }

    /** The new name itself reaches the disk with its folder; some systems do not let a folder be opened. */
    private void syncFolder() {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notOffered) {
            // The content is safe; at worst the old file is back after a power cut.
        }
    }

    private void removeAbandoned() {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ".weir-*.part")) {
            for (Path found : parts) {
                if (isAbandoned(found)) {
                    deleteQuietly(found);
                }
            }
        } catch (IOException unreadable) {
            // Tidying only: creating the part file will say what is wrong.
        }
    }

    private static boolean isAbandoned(Path found) throws IOException {
        Matcher name = PART.matcher(found.getFileName().toString());
        return name.matches()
                && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()
                && Files.getLastModifiedTime(found)
                        .toInstant()
                        .isBefore(Instant.now().minus(ABANDONED));
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException leftBehind) {
            // The next writer in this folder takes it away.
        }
    }
}
