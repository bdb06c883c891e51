package dev.weir.lists.files;

import dev.weir.server.problem.Problem;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import org.jspecify.annotations.Nullable;

/**
 * What a user says about a list beyond its name.
 *
 * @param encoding of a text file; null to find it out
 * @param sheet of a workbook, by name or by number from 1; null for the first that is visible
 */
public record Reading(@Nullable Charset encoding, @Nullable String sheet) {

    /** Everything is found out. */
    public static final Reading USUAL = new Reading(null, null);

    /**
     * What somebody typed.
     *
     * @throws Problem {@code unknown_encoding}
     */
    public static Reading of(@Nullable String encoding, @Nullable String sheet) {
        if (encoding == null) {
            return new Reading(null, sheet);
        }
        try {
            return new Reading(Charset.forName(encoding.strip()), sheet);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            throw Problem.invalid(
                    "unknown_encoding",
                    "There is no encoding " + encoding
                            + ". Use one of the usual ones: UTF-8, UTF-16, windows-1252, ISO-8859-1,"
                            + " windows-1250, windows-1251, MacRoman, Shift_JIS and GB18030.");
        }
    }
}
