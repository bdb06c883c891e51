package dev.weir.lists.files;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Sheet;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one sheet of a workbook, read one after the other; the first row with anything in it is the header, and rows
 * without any are none. Only the workbook's table of shared texts is held in memory, and one that would not fit is
 * refused.
 */
final class XlsxRows implements RawRows {

    /** Of the heap, for the shared texts as they stand in the file; a text takes about twice that in memory. */
    private static final int SHARED_TEXTS_SHARE = 4;

    private final ListFile file;
    private final ReadableWorkbook workbook;
    private final Stream<org.dhatim.fastexcel.reader.Row> stream;
    private final Iterator<org.dhatim.fastexcel.reader.Row> rows;
    private final XlsxCells cells;
    private final String sheetNote;
    private final List<String> columns;

    /** Of the row to come; the header is none. */
    private long index = -1;

    private XlsxRows(ListFile file, ReadableWorkbook workbook, @Nullable String wanted) throws IOException {
        this.file = file;
        this.workbook = workbook;
        Sheet sheet = XlsxSheets.choose(file, workbook, wanted);
        this.sheetNote = XlsxSheets.note(file, workbook, sheet, wanted);
        this.stream = sheet.openStream();
        this.rows = stream.iterator();
        this.cells = new XlsxCells(workbook.isDate1904());
        Row first = filled();
        if (first == null) {
            throw Problem.invalid(
                    "file_empty",
                    file + ", sheet \"" + sheet.getName()
                            + "\" is empty. It needs a row of column names, then a row per" + " item.");
        }
        this.columns = named(first.cells());
    }

    /** @throws Problem {@code unknown_sheet}, {@code file_xlsx}, {@code file_too_large} */
    static XlsxRows open(ListFile file, @Nullable String sheet) {
        requireRoom(file);
        ReadableWorkbook workbook = null;
        try {
            workbook = new ReadableWorkbook(file.path().toFile(), new ReadingOptions(true, true));
            XlsxRows opened = new XlsxRows(file, workbook, sheet);
            workbook = null;
            return opened;
        } catch (IOException broken) {
            throw damaged(file, broken);
        } catch (RuntimeException broken) {
            throw refused(file, broken);
        } finally {
            if (workbook != null) {
                closeQuietly(workbook);
            }
        }
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public @Nullable Row next() {
        Row row = filled();
        if (row == null || row.cells().size() >= columns.size()) {
            return row;
        }
        // A workbook leaves out empty cells at the end: such a row is not short.
        List<String> padded = new ArrayList<>(row.cells());
        while (padded.size() < columns.size()) {
            padded.add("");
        }
        return new Row(row.index(), row.line(), padded, row.json());
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!sheetNote.isEmpty()) {
            notes.add(sheetNote);
        }
        notes.addAll(cells.notes());
        return notes;
    }

    @Override
    public void close() throws IOException {
        stream.close();
        workbook.close();
    }

    /** The next row with a cell in it. */
    private @Nullable Row filled() {
        try {
            while (rows.hasNext()) {
                org.dhatim.fastexcel.reader.Row row = rows.next();
                if (row.stream().anyMatch(cell -> cell != null && cell.getType() != CellType.EMPTY)) {
                    return read(row);
                }
            }
            return null;
        } catch (RuntimeException broken) {
            throw refused(file, broken);
        }
    }

    private Row read(org.dhatim.fastexcel.reader.Row row) {
        if (row.getCellCount() > CsvRows.MAX_COLUMNS) {
            throw Problem.invalid(
                    "file_xlsx",
                    file + ", row " + row.getRowNum() + " has more than " + CsvRows.MAX_COLUMNS
                            + " columns. Remove what stands far to the right.");
        }
        List<String> texts = new ArrayList<>(row.getCellCount());
        Set<Integer> json = new HashSet<>();
        for (int column = 0; column < row.getCellCount(); column++) {
            Cell cell = row.getOptionalCell(column).orElse(null);
            XlsxCells.Text text = cell == null ? XlsxCells.Text.NONE : cells.read(cell);
            texts.add(text.text());
            if (text.json()) {
                json.add(column);
            }
        }
        return new Row(index++, row.getRowNum(), texts, json);
    }

    /** Without the empty cells at the end, which formatting leaves there. */
    private static List<String> named(List<String> header) {
        int width = header.size();
        while (width > 1 && header.get(width - 1).isBlank()) {
            width--;
        }
        return List.copyOf(header.subList(0, width));
    }

    private static void requireRoom(ListFile file) {
        try {
            ZipGuard.require(file, Runtime.getRuntime().maxMemory() / SHARED_TEXTS_SHARE, ZipGuard.MOST);
        } catch (IOException broken) {
            throw damaged(file, broken);
        }
    }

    private static RuntimeException refused(ListFile file, RuntimeException broken) {
        RuntimeException known = InputFile.unwrapped(file, broken);
        return known instanceof Problem ? known : damaged(file, broken);
    }

    private static Problem damaged(ListFile file, Exception broken) {
        Problem problem = Problem.invalid(
                "file_xlsx",
                file + " cannot be read as a workbook (" + broken.getMessage()
                        + "). Open it in a spreadsheet and save it again, or save it as \"CSV UTF-8\".");
        problem.initCause(broken);
        return problem;
    }

    private static void closeQuietly(ReadableWorkbook workbook) {
        try {
            workbook.close();
        } catch (IOException ignored) {
            // The refusal under way says more.
        }
    }
}
