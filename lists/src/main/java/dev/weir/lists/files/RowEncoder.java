package dev.weir.lists.files;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Puts rows into the bytes of one format; what it was built over gets them at the latest at {@code flush}. */
sealed interface RowEncoder permits CsvEncoder, JsonlEncoder, XlsxEncoder {

    /** @param json the columns whose text is a JSON value rather than a string */
    void row(List<String> cells, Set<Integer> json) throws IOException;

    /** Cells of rows that got an apostrophe so far, lest a spreadsheet run them. */
    default long guarded() {
        return 0;
    }

    void flush() throws IOException;
}
