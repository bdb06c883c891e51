package dev.weir.lists.files;

import java.io.Closeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows as they stand in the file, before they are fitted to the table's width. */
interface RawRows extends Closeable {

    /** The next row, with as many cells as it has; null after the last. */
    @Nullable
    Row next();

    /** The columns known by now: all of them in CSV, those met so far in JSONL. */
    List<String> columns();

    /** What a user should know of how the file was read so far, a sentence each. */
    default List<String> notes() {
        return List.of();
    }
}
