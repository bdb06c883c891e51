package dev.weir.lists.files;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds out in which encoding a text file is written: by its byte order mark, by the zeros of UTF-16, else by reading it
 * through and looking whether it is UTF-8. What is not is taken for Windows-1252 or ISO 8859-1, and said; what cannot be
 * told, or is damaged, is refused with its line.
 */
final class Encodings {

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final int CHUNK = 1 << 16;

    private Encodings() {}

    /**
     * An encoding, and how it is told to the user.
     *
     * @param note null where there is nothing to say
     */
    record Found(Charset charset, @Nullable String note) {}

    /** @param start the first bytes of the file */
    static Found of(ListFile file, byte[] start, @Nullable Charset said) {
        if (said != null) {
            return new Found(said, null);
        }
        Found wide = utf16(start);
        if (wide != null) {
            return wide;
        }
        Utf8Scan scan = new Utf8Scan();
        try (InputStream in = InputFile.open(file)) {
            byte[] chunk = new byte[CHUNK];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                scan.take(chunk, count);
            }
        } catch (IOException broken) {
            throw InputFile.brokeOff(file, broken);
        }
        return scan.isUtf8() ? new Found(StandardCharsets.UTF_8, null) : legacy(file, scan);
    }

    private static @Nullable Found utf16(byte[] start) {
        if (start.length >= 2 && start[0] == (byte) 0xFF && start[1] == (byte) 0xFE) {
            return new Found(StandardCharsets.UTF_16LE, "The file is UTF-16 (little-endian), and is read as such.");
        }
        if (start.length >= 2 && start[0] == (byte) 0xFE && start[1] == (byte) 0xFF) {
            return new Found(StandardCharsets.UTF_16BE, "The file is UTF-16 (big-endian), and is read as such.");
        }
        int[] zeros = new int[2];
        for (int i = 0; i < start.length; i++) {
            zeros[i % 2] += start[i] == 0 ? 1 : 0;
        }
        int half = start.length / 2;
        // Delimiters and line ends alone are some of every text; a zero on the wrong side is U+xx00, which is rare.
        if (zeros[1] * 5 > half && zeros[0] * 20 < half) {
            return new Found(
                    StandardCharsets.UTF_16LE,
                    "The file looks like UTF-16 (little-endian, without a mark), and is read as such.");
        }
        if (zeros[0] * 5 > half && zeros[1] * 20 < half) {
            return new Found(
                    StandardCharsets.UTF_16BE,
                    "The file looks like UTF-16 (big-endian, without a mark), and is read as such.");
        }
        return null;
    }

    private static Found legacy(ListFile file, Utf8Scan scan) {
        if (scan.isCut()) {
            throw refused(
                    file, scan.invalidLine(), "the file ends in the middle of a UTF-8 character. Is it complete?");
        }
        if (scan.isMixed()) {
            throw refused(
                    file,
                    scan.invalidLine(),
                    String.format(
                            "the byte 0x%02X is not UTF-8, and other lines are: the file is damaged, or was put"
                                    + " together from several.",
                            scan.invalidByte()));
        }
        if (scan.undefinedLine() > 0) {
            throw refused(
                    file,
                    scan.undefinedLine(),
                    String.format("the byte 0x%02X is neither UTF-8 nor Windows-1252.", scan.undefinedByte()));
        }
        Charset taken = scan.hasControl() ? WINDOWS_1252 : StandardCharsets.ISO_8859_1;
        String name = scan.hasControl() ? "Windows-1252" : "Latin-1 (ISO 8859-1)";
        return new Found(
                taken,
                String.format(
                        "The file is not UTF-8 (line %d has the byte 0x%02X); it is read as %s. If names look wrong,"
                                + " say what it is with %s.",
                        scan.invalidLine(),
                        scan.invalidByte(),
                        name,
                        file.words().name("encoding")));
    }

    private static Problem refused(ListFile file, long line, String why) {
        return Problem.invalid(
                "file_encoding",
                file + ", line " + line + ": " + why + " Save it as \"CSV UTF-8\", or say what it is with "
                        + file.words().name("encoding") + ", such as "
                        + file.words().saying("encoding", "windows-1252") + ".");
    }
}
