package dev.weir.lists.files;

import dev.weir.server.problem.Problem;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Lines of a text, each of bounded length, so that a file without line ends cannot fill the memory. */
final class BoundedLines implements Closeable {

    private final ListFile file;
    private final Reader text;
    private final char[] buffer = new char[1 << 14];
    private int next;
    private int end;
    private long number;

    BoundedLines(ListFile file, Reader text) {
        this.file = file;
        this.text = text;
    }

    /** The next line without its end; null after the last. */
    @Nullable
    String next() throws IOException {
        StringBuilder line = new StringBuilder();
        boolean any = false;
        while (next < end || fill()) {
            if (!any) {
                any = true;
                number++;
            }
            int start = next;
            while (next < end && buffer[next] != '\n') {
                next++;
            }
            line.append(buffer, start, next - start);
            if (line.length() > CsvRows.MAX_RECORD) {
                throw Problem.invalid(
                        "file_jsonl",
                        file + ", line " + number + " is longer than " + CsvRows.MAX_RECORD
                                + " characters. Write one object per line.");
            }
            if (next < end) {
                next++;
                break;
            }
        }
        return any ? line.toString() : null;
    }

    /** Of the line last given, counted from 1. */
    long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }

    private boolean fill() throws IOException {
        next = 0;
        end = Math.max(0, text.read(buffer, 0, buffer.length));
        return end > 0;
    }
}
