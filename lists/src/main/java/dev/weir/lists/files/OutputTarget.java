package dev.weir.lists.files;

import dev.weir.server.problem.Problem;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Where a list goes: bytes first, then all at once the thing itself. */
abstract class OutputTarget implements AutoCloseable {

    private final Path shown;

    /** @param shown what the user called it */
    OutputTarget(Path shown) {
        this.shown = shown;
    }

    static OutputTarget of(Path out) {
        if (out.toString().equals("-")) {
            // Not System.out, which swallows errors. It is the process's and stays open.
            return new Direct(out, new FileOutputStream(FileDescriptor.out));
        }
        if (Files.isDirectory(out)) {
            throw Problem.invalid("output_unwritable", out + " is a folder. Name a file in it.");
        }
        try {
            return Files.exists(out) && !Files.isRegularFile(out)
                    ? new Direct(out, new FileOutputStream(out.toFile()))
                    : new ReplacedFile(out);
        } catch (IOException refused) {
            throw unwritable(out, refused);
        }
    }

    abstract OutputStream stream();

    abstract void commit() throws IOException;

    /** Lets go, and takes away what was not committed. Never fails: what matters failed before. */
    @Override
    public abstract void close();

    Problem failed(Exception broken) {
        String reason = rootMessage(broken);
        String lower = reason.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("quota") || lower.contains("file too large")) {
            return problem(
                    "output_disk_full",
                    "There is no room left to write " + shown + " (" + reason + "). Free some space,"
                            + " or choose another place with --out, and run the same command again.",
                    broken);
        }
        if (lower.contains("broken pipe")) {
            return problem("output_closed", "Whoever reads the output has stopped reading.", broken);
        }
        return problem(
                "output_failed",
                "Writing " + shown + " broke off: " + reason + ". Run the same command again.",
                broken);
    }

    static Problem unwritable(Path out, IOException refused) {
        Path folder = out.toAbsolutePath().getParent();
        String advice = folder != null && !Files.isDirectory(folder)
                ? "There is no folder " + folder + ". Create it, or choose another place with --out."
                : "Check the permissions of the folder, or choose another place with --out.";
        return problem("output_unwritable", out + " cannot be written. " + advice, refused);
    }

    private static Problem problem(String code, String sentence, Exception cause) {
        Problem problem = new Problem(Problem.Kind.UNAVAILABLE, code, sentence);
        problem.initCause(cause);
        return problem;
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** Standard output or a device: nothing to replace, nothing to take back. */
    private static final class Direct extends OutputTarget {

        private final FileOutputStream stream;

        Direct(Path shown, FileOutputStream stream) {
            super(shown);
            this.stream = stream;
        }

        @Override
        OutputStream stream() {
            return stream;
        }

        @Override
        void commit() {
            // What the encoder flushed has arrived.
        }

        @Override
        public void close() {
            try {
                if (stream.getFD() != FileDescriptor.out) {
                    stream.close();
                }
            } catch (IOException alreadyTold) {
                // Nothing is buffered here: a loss would have shown at the flush.
            }
        }
    }
}
