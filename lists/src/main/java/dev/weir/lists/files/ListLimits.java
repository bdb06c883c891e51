package dev.weir.lists.files;

import dev.weir.server.problem.Problem;

/**
 * How large a list may be. What is larger is refused with a {@link Problem} of kind TOO_LARGE that names the line.
 *
 * @param rows without the header
 * @param columns at most {@link #MOST_COLUMNS}
 * @param cell in characters
 */
public record ListLimits(long rows, int columns, int cell) {

    static final int MOST_COLUMNS = 4_096;

    /** What is longer is a lost quote or an attack, not a list. */
    static final int LONGEST_CELL = 1 << 24;

    /** For somebody's own file on his own machine. */
    public static final ListLimits NONE = new ListLimits(Long.MAX_VALUE, MOST_COLUMNS, LONGEST_CELL);

    /** @throws Problem {@code file_too_many_rows}, {@code file_too_many_columns}, {@code file_cell_too_long} */
    void require(ListFile file, Row row) {
        if (row.index() >= rows) {
            throw tooLarge(
                    "file_too_many_rows",
                    file + " has more than " + rows + " rows (line " + row.line()
                            + "). Split it, and send the parts one after the other.");
        }
        requireColumns(file, row.cells().size());
        for (int column = 0; column < row.cells().size(); column++) {
            if (row.cells().get(column).length() > cell) {
                throw tooLarge(
                        "file_cell_too_long",
                        file + ", line " + row.line() + ", column " + (column + 1) + ": a cell of "
                                + row.cells().get(column).length() + " characters, and one may have " + cell
                                + ". Shorten it; where it is a quote that is not closed, close it.");
            }
        }
    }

    /** @throws Problem {@code file_too_many_columns} */
    void requireColumns(ListFile file, int count) {
        if (count > columns) {
            throw tooLarge(
                    "file_too_many_columns",
                    file + " has " + count + " columns, and a list may have " + columns
                            + ". Leave out what is not needed.");
        }
    }

    private static Problem tooLarge(String code, String sentence) {
        return new Problem(Problem.Kind.TOO_LARGE, code, sentence);
    }
}
