package dev.weir.app.files;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** Opens a list for reading, or says in words of the user's why that cannot be. */
final class InputFile {

    private InputFile() {}

    /** A regular file that can be read. Weir reads a list twice, so a pipe will not do. */
    static InputStream open(Path file) {
        if (Files.isDirectory(file)) {
            throw Problem.invalid("file_unreadable", file + " is a folder. Name a file in it.");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw Problem.invalid(
                    "file_not_regular",
                    file + " is a pipe or a device, and a list is read more than once. Save it as a file first.");
        }
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException missing) {
            throw missing(file);
        } catch (IOException refused) {
            // A path below a file (a/file.csv/b) is not "no such file" to every system, but it is to a user.
            if (!Files.exists(file)) {
                throw missing(file);
            }
            throw Problem.invalid(
                    "file_unreadable", file + " may not be read by this user. Check its permissions with ls -l.");
        }
    }

    /** What the content shows beyond its name; refuses what is no text at all. */
    static FileFormat format(Path file) {
        byte[] start;
        try (InputStream in = open(file)) {
            start = in.readNBytes(4096);
        } catch (IOException broken) {
            throw brokeOff(file, broken);
        }
        refuseBinary(file, start);
        return FileFormat.byName(file).orElseGet(() -> startsAnObject(start) ? FileFormat.JSONL : FileFormat.CSV);
    }

    static Problem brokeOff(Path file, IOException cause) {
        Problem problem = new Problem(
                Problem.Kind.UNAVAILABLE,
                "file_broke_off",
                "Reading " + file + " broke off: " + cause.getMessage()
                        + ". Check the disk or network folder it is on.");
        problem.initCause(cause);
        return problem;
    }

    /** The refusal or I/O trouble that a parser wrapped in an exception of its own. */
    static RuntimeException unwrapped(Path file, RuntimeException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return problem;
            }
            if (cause instanceof IOException io) {
                return brokeOff(file, io);
            }
        }
        return thrown;
    }

    private static Problem missing(Path file) {
        return Problem.invalid(
                "file_missing", "There is no file " + file + ". Check its name and the folder you are in.");
    }

    private static void refuseBinary(Path file, byte[] start) {
        if (startsWith(start, 'P', 'K', 3, 4)) {
            throw Problem.invalid(
                    "file_not_text",
                    file + " is an Excel workbook or a zip archive. Save the sheet as \"CSV UTF-8\" and try again.");
        }
        if (startsWith(start, 0x1F, 0x8B)) {
            throw Problem.invalid("file_not_text", file + " is compressed. Unpack it with gunzip first.");
        }
        if (startsWith(start, 0xFF, 0xFE) || startsWith(start, 0xFE, 0xFF)) {
            throw Problem.invalid(
                    "file_encoding",
                    file + " is UTF-16. Save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8 " + file);
        }
    }

    private static boolean startsWith(byte[] start, int... magic) {
        byte[] wanted = new byte[magic.length];
        for (int i = 0; i < magic.length; i++) {
            wanted[i] = (byte) magic[i];
        }
        return start.length >= wanted.length && Arrays.equals(start, 0, wanted.length, wanted, 0, wanted.length);
    }

    private static boolean startsAnObject(byte[] start) {
        int from = startsWith(start, 0xEF, 0xBB, 0xBF) ? 3 : 0;
        for (int i = from; i < start.length; i++) {
            if (!Character.isWhitespace(start[i])) {
                return start[i] == '{';
            }
        }
        return false;
    }
}
