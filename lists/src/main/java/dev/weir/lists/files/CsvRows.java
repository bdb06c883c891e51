package dev.weir.lists.files;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.weir.server.problem.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The records of a CSV file; blank lines are none. */
final class CsvRows implements RawRows {

    /** Caps in characters and cells: what is longer is a lost quote or an attack, not a list. */
    static final int MAX_CELL = ListLimits.LONGEST_CELL;

    static final int MAX_RECORD = 1 << 25;
    static final int MAX_COLUMNS = ListLimits.MOST_COLUMNS;

    /** Records above a header that may be notes. */
    private static final int MOST_NOTES = 10;

    private static final Pattern LINE = Pattern.compile(" *\\(record starting at line (\\d+)\\)");

    private final ListFile file;
    private final CsvReader<CsvRecord> csv;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> columns;
    private final List<String> notes = new ArrayList<>();
    private final int linesBefore;
    private long index;

    CsvRows(ListFile file, Reader text) throws IOException {
        this.file = file;
        var buffered = new BufferedReader(text, Delimiter.LOOK_AHEAD);
        char said = Delimiter.said(buffered);
        this.linesBefore = said == 0 ? 0 : 1;
        this.csv = CsvReader.builder()
                .fieldSeparator(said == 0 ? Delimiter.detect(buffered) : said)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .maxBufferSize(MAX_RECORD)
                .build(
                        CsvRecordHandler.of(limits -> limits.maxFields(MAX_COLUMNS)
                                .maxFieldSize(MAX_CELL)
                                .maxRecordSize(MAX_RECORD)),
                        buffered);
        this.records = csv.iterator();
        CsvRecord first = header();
        if (first == null) {
            throw Problem.invalid(
                    "file_empty", file + " is empty. It needs a line of column names, then a line per row.");
        }
        this.columns = cells(first);
    }

    /** The first record, but for the notes that LinkedIn puts above the names of its columns. */
    private @Nullable CsvRecord header() {
        CsvRecord first = nextRecord();
        if (first == null || first.getFieldCount() > 1 || !first.getField(0).equals("Notes:")) {
            return first;
        }
        for (int i = 0; i < MOST_NOTES; i++) {
            CsvRecord next = nextRecord();
            if (next != null && next.getFieldCount() > 1) {
                notes.add("The notes above line " + (linesBefore + next.getStartingLineNumber())
                        + " are no rows and left out.");
                return next;
            }
        }
        throw Problem.invalid(
                "file_csv", file + " begins with notes and has no line of column names below them. Remove the notes.");
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public @Nullable Row next() {
        CsvRecord next = nextRecord();
        return next == null
                ? null
                : new Row(index++, linesBefore + next.getStartingLineNumber(), cells(next), Set.of());
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }

    private static List<String> cells(CsvRecord row) {
        return row.getFields().stream().map(FormulaGuard::unguarded).toList();
    }

    private @Nullable CsvRecord nextRecord() {
        try {
            return records.hasNext() ? records.next() : null;
        } catch (CsvParseException thrown) {
            throw refused(thrown);
        } catch (RuntimeException thrown) {
            throw InputFile.unwrapped(file, thrown);
        }
    }

    private RuntimeException refused(CsvParseException thrown) {
        RuntimeException cause = InputFile.unwrapped(file, thrown);
        if (cause != thrown) {
            return cause;
        }
        Matcher line = LINE.matcher(String.valueOf(thrown.getMessage()));
        String where = line.find() ? ", line " + line.group(1) : "";
        return Problem.invalid(
                "file_csv",
                file + where + ": not CSV as RFC 4180 has it (" + line.replaceAll("")
                        + "). Look for a stray quote in the"
                        + " row that begins there: a quote inside a cell is written twice, and the cell in quotes.");
    }
}
