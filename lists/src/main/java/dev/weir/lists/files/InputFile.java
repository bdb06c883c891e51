package dev.weir.lists.files;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;

/** Opens a list for reading, or says in words of the user's why that cannot be. */
final class InputFile {

    private static final int LOOK_AHEAD = 4096;

    private InputFile() {}

    /** A regular file that can be read. Weir reads a list twice, so a pipe will not do. */
    static InputStream open(ListFile file) {
        if (Files.isDirectory(file.path())) {
            throw Problem.invalid("file_unreadable", file + " is a folder. Name a file in it.");
        }
        if (Files.exists(file.path()) && !Files.isRegularFile(file.path())) {
            throw Problem.invalid(
                    "file_not_regular",
                    file + " is a pipe or a device, and a list is read more than once. Save it as a file first.");
        }
        try {
            return Files.newInputStream(file.path());
        } catch (NoSuchFileException missing) {
            throw missing(file);
        } catch (IOException refused) {
            // A path below a file (a/file.csv/b) is not "no such file" to every system, but it is to a user.
            if (!Files.exists(file.path())) {
                throw missing(file);
            }
            throw Problem.invalid(
                    "file_unreadable", file + " may not be read by this user. Check its permissions with ls -l.");
        }
    }

    /** What the content shows beyond its name; refuses what is no list at all. */
    static Opening look(ListFile file, Reading reading) {
        byte[] start;
        try (InputStream in = open(file)) {
            start = in.readNBytes(LOOK_AHEAD);
        } catch (IOException broken) {
            throw brokeOff(file, broken);
        }
        if (Container.isWorkbook(file, start)) {
            return Opening.workbook(reading.sheet());
        }
        if (reading.sheet() != null) {
            throw Problem.invalid(
                            "no_sheets",
                            file + " is no workbook, so " + file.words().name("sheet")
                                    + " has no meaning. Leave it out.")
                    .at("/sheet");
        }
        Encodings.Found found = Encodings.of(file, start, reading.encoding());
        String text = new String(start, found.charset()).stripLeading();
        text = text.startsWith("\uFEFF") ? text.substring(1).stripLeading() : text;
        Container.refuseMarkup(file, text);
        FileFormat format = FileFormat.byName(file.name())
                .filter(FileFormat::isText)
                .orElse(text.startsWith("{") ? FileFormat.JSONL : FileFormat.CSV);
        return new Opening(format, found.charset(), null, found.note());
    }

    static Problem brokeOff(ListFile file, IOException cause) {
        Problem problem = new Problem(
                Problem.Kind.UNAVAILABLE,
                "file_broke_off",
                "Reading " + file + " broke off: " + cause.getMessage()
                        + ". Check the disk or network folder it is on.");
        problem.initCause(cause);
        return problem;
    }

    /** The refusal or I/O trouble that a parser wrapped in an exception of its own. */
    static RuntimeException unwrapped(ListFile file, RuntimeException thrown) {
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

    private static Problem missing(ListFile file) {
        return Problem.invalid(
                "file_missing", "There is no file " + file + ". Check its name and the folder you are in.");
    }
}
