package dev.weir.acceptance.chaos;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A folder with a file system of its own, kept in one file, which can be filled up and freed again. What is written there is
 * as durable as elsewhere. It ends when closed; the file stays.
 */
public final class Volume implements AutoCloseable {

    /** How its file is called behind the folder's name. */
    static final String SUFFIX = ".ext4";

    private static final String BALLAST = "ballast";
    private static final int MADE = 0;
    private static final int FILLS = 5;

    private final Path folder;

    private Volume(Path folder) {
        this.folder = folder;
    }

    /**
     * Puts one over a folder, which is made.
     *
     * @param bytes its size; only what is used takes room outside
     * @return nothing where this process may mount none
     */
    public static Optional<Volume> over(Path folder, long bytes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path file = folder.resolveSibling(folder.getFileName() + SUFFIX);
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
            image.setLength(bytes);
        }
        // Without blocks that only root may use: whom PostgreSQL runs as may be root.
        if (run("mkfs.ext4", "-q", "-F", "-m", "0", file.toString())
                && run("mount", "-o", "loop,discard", file.toString(), folder.toString())) {
            return Optional.of(new Volume(folder));
        }
        Files.delete(file);
        return Optional.empty();
    }

    /** Nobody can write there any more than what is left. @param left in bytes */
    public void fill(long left) throws IOException, InterruptedException {
        for (int tries = 0; tries < FILLS; tries++) {
            long taken = Files.getFileStore(folder).getUsableSpace() - left;
            if (taken <= 0
                    || run("fallocate", "-l", String.valueOf(taken), ballast().toString())) {
                return;
            }
            // Others have written meanwhile.
            free();
        }
        throw new IOException("the file system of " + folder + " cannot be filled");
    }

    /** There is room again. */
    public void free() throws IOException {
        Files.deleteIfExists(ballast());
    }

    private Path ballast() {
        return folder.resolve(BALLAST);
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(List.of(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == MADE;
        } catch (IOException missing) {
            return false;
        }
    }

    /** Also while somebody has files open there: then it goes when they are closed. */
    @Override
    public void close() throws IOException {
        try {
            if (!run("umount", "-l", folder.toString())) {
                throw new IOException("the file system of " + folder + " stays; end it with: umount " + folder);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
