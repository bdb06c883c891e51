package dev.weir.lists.files;

import dev.weir.server.problem.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.dhatim.fastexcel.RichText;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * A workbook with one sheet. Cells are typed: text stays text, so that nothing is taken for a formula, a date or a number
 * and leading zeros stay; only what is a JSON number or boolean is written as one.
 */
final class XlsxEncoder implements RowEncoder {

    /** What spreadsheets take, header included ("Excel specifications and limits"). */
    static final int MAX_ROWS = Worksheet.MAX_ROWS;

    static final int MAX_COLUMNS = Worksheet.MAX_COLS;
    static final int MAX_CELL = 32_767;

    /** Rows that are held in memory before they go out. */
    private static final int FLUSH_EVERY = 200;

    /** Of a number, all of whose digits a spreadsheet keeps. */
    private static final int MAX_DIGITS = 15;

    private final OutputStream out;
    private final Workbook workbook;
    private final Worksheet sheet;
    private int row;

    XlsxEncoder(OutputStream target, List<String> columns) {
        requireRoom(0, columns.size(), 0);
        this.out = new BufferedOutputStream(target, 1 << 16);
        this.workbook = new Workbook(out, "Weir", null);
        this.sheet = workbook.newWorksheet("Enriched");
        sheet.freezePane(0, 1);
        cells(columns, Set.of());
        row++;
    }

    /** @param rows without the header */
    static void requireRoom(long rows, int columns, int longestCell) {
        if (rows >= MAX_ROWS) {
            throw tooMuch(rows + " rows, and a workbook holds " + (MAX_ROWS - 1));
        }
        if (columns > MAX_COLUMNS) {
            throw tooMuch(columns + " columns, and a workbook holds " + MAX_COLUMNS);
        }
        if (longestCell > MAX_CELL) {
            throw tooMuch("a cell of " + longestCell + " characters, and one of a workbook holds " + MAX_CELL);
        }
    }

    @Override
    public void row(List<String> cells, Set<Integer> json) throws IOException {
        if (row == MAX_ROWS) {
            throw tooMuch("more than the " + (MAX_ROWS - 1) + " rows that a workbook holds");
        }
        cells(cells, json);
        if (++row % FLUSH_EVERY == 0) {
            sheet.flush();
        }
    }

    @Override
    public void flush() throws IOException {
        workbook.finish();
        out.flush();
    }

    private void cells(List<String> cells, Set<Integer> json) {
        boolean empty = true;
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            if (!cell.isEmpty()) {
                empty = false;
                if (!json.contains(column) || !literal(column, cell)) {
                    text(column, cell);
                }
            }
        }
        if (empty) {
            // A row without a cell would be taken for none.
            sheet.inlineString(row, 0, "");
        }
    }

    private void text(int column, String cell) {
        if (cell.length() > MAX_CELL) {
            throw tooMuch("a cell of " + cell.length() + " characters (row " + (row + 1) + ", column " + (column + 1)
                    + "), and one of a workbook holds " + MAX_CELL);
        }
        String encoded = XlsxText.encoded(cell);
        if (isEdgeBlank(encoded) || encoded.indexOf('\n') >= 0) {
            // The library says xml:space="preserve" for rich texts only, and spreadsheets trim without it.
            sheet.inlineString(
                    row, column, RichText.builder().run(encoded).end().build());
        } else {
            sheet.inlineString(row, column, encoded);
        }
    }

    private static boolean isEdgeBlank(String text) {
        return Character.isWhitespace(text.charAt(0)) || Character.isWhitespace(text.charAt(text.length() - 1));
    }

    /** Writes what is a JSON number or boolean as such; false for anything else. */
    private boolean literal(int column, String cell) {
        if (cell.equals("true") || cell.equals("false")) {
            sheet.value(row, column, Boolean.valueOf(cell));
            return true;
        }
        char first = cell.charAt(0);
        if (first != '-' && (first < '0' || first > '9')) {
            return false;
        }
        try {
            BigDecimal number = new BigDecimal(cell);
            if (number.precision() > MAX_DIGITS || Math.abs((long) number.scale()) > MAX_DIGITS) {
                return false;
            }
            sheet.value(row, column, number);
            return true;
        } catch (NumberFormatException text) {
            return false;
        }
    }

    private static Problem tooMuch(String what) {
        return Problem.invalid(
                "output_xlsx_limit", "The result has " + what + ". Write it as CSV, which has no such bounds.");
    }
}
