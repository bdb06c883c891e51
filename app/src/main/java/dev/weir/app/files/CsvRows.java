package dev.weir.app.files;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import dev.weir.server.problem.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The records of a CSV file; blank lines are none. */
final class CsvRows implements RawRows {

    /** Caps in characters and cells: what is longer is a lost quote or an attack, not a list. */
    static final int MAX_CELL = 1 << 20;

    static final int MAX_RECORD = 1 << 22;
    static final int MAX_COLUMNS = 4_096;

    private static final Pattern LINE = Pattern.compile("started in line (\\d+)");

    private final Path file;
    private final CsvReader<CsvRecord> csv;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> columns;
    private long index;

    CsvRows(Path file, Reader text) throws IOException {
        this.file = file;
        var buffered = new BufferedReader(text, Delimiter.LOOK_AHEAD);
        this.csv = CsvReader.builder()
                .fieldSeparator(Delimiter.detect(buffered))
                .allowExtraFields(true)
                .allowMissingFields(true)
                .maxBufferSize(MAX_RECORD)
                .build(
                        CsvRecordHandler.of(limits -> limits.maxFields(MAX_COLUMNS)
                                .maxFieldSize(MAX_CELL)
                                .maxRecordSize(MAX_RECORD)),
                        new EndMarkedReader(buffered));
        this.records = csv.iterator();
        CsvRecord first = nextRecord();
        if (first == null) {
            throw Problem.invalid("file_empty", file + " is empty. It needs a line of column names, then a line per row.");
        }
        this.columns = cells(first);
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public @Nullable Row next() {
        CsvRecord next = nextRecord();
        return next == null ? null : new Row(index++, next.getStartingLineNumber(), cells(next), Set.of());
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }

    private static List<String> cells(CsvRecord row) {
        return row.getFields().stream().map(FormulaGuard::unguarded).toList();
    }

    private @Nullable CsvRecord nextRecord() {
        CsvRecord next;
        try {
            if (!records.hasNext()) {
                return null;
            }
            next = records.next();
        } catch (CsvParseException broken) {
            throw broken(broken);
        } catch (RuntimeException other) {
            throw InputFile.unwrapped(file, other);
        }
        String last = next.getField(next.getFieldCount() - 1);
        if (!last.endsWith(EndMarkedReader.MARK)) {
            return next;
        }
        if (last.length() == EndMarkedReader.MARK.length() && next.getFieldCount() == 1) {
            return null;
        }
        throw Problem.invalid(
                "file_csv",
                file + ", line " + next.getStartingLineNumber() + ": a quote (\") is opened in the row that begins here and"
                        + " never closed. Close it, or write it twice if it is part of the text.");
    }

    private RuntimeException broken(CsvParseException thrown) {
        RuntimeException cause = InputFile.unwrapped(file, thrown);
        if (cause != thrown) {
            return cause;
        }
        Matcher line = LINE.matcher(String.valueOf(thrown.getMessage()));
        Throwable reason = thrown.getCause() == null ? thrown : thrown.getCause();
        return Problem.invalid(
                "file_csv",
                file + (line.find() ? ", line " + line.group(1) : "") + ": not CSV as RFC 4180 has it ("
                        + reason.getMessage() + "). Look for a stray quote: a quote inside a cell is written twice, and"
                        + " the cell in quotes.");
    }

    /**
     * The text and, after its end, a line that holds only a NUL. No accepted text has one, so where it turns up shows
     * whether the file ended inside a quoted cell, which the parser alone would take for the cell's end.
     */
    private static final class EndMarkedReader extends Reader {

        static final String MARK = "\0";

        private final Reader text;
        private final String tail = "\n" + MARK;
        private int given = -1;

        EndMarkedReader(Reader text) {
            this.text = text;
        }

        @Override
        public int read(char[] target, int offset, int length) throws IOException {
            if (given < 0) {
                int count = text.read(target, offset, length);
                if (count >= 0) {
                    return count;
                }
                given = 0;
            }
            if (given == tail.length()) {
                return -1;
            }
            int count = Math.min(length, tail.length() - given);
            tail.getChars(given, given + count, target, offset);
            given += count;
            return count;
        }

        @Override
        public void close() throws IOException {
            text.close();
        }
    }
}
