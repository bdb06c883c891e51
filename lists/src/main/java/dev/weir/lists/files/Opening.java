package dev.weir.lists.files;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How a file is to be opened, once it has been looked at.
 *
 * @param charset of a text file
 * @param sheet of a workbook, as the user said it; null for the first that is visible
 * @param note what the user should know of the encoding; null for nothing
 */
record Opening(
        FileFormat format,
        Charset charset,
        @Nullable String sheet,
        @Nullable String note) {

    static Opening workbook(@Nullable String sheet) {
        return new Opening(FileFormat.XLSX, StandardCharsets.UTF_8, sheet, null);
    }

    static Opening utf8(FileFormat format) {
        return new Opening(format, StandardCharsets.UTF_8, null, null);
    }
}
