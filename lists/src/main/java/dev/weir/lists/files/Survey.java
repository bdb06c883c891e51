package dev.weir.lists.files;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a first reading of a whole file shows.
 *
 * @param columns as the file has them
 * @param header the same, each with a name of its own, and those of surplus cells
 * @param samples of each column, the first few different texts that are not blank
 * @param texts of each column, the first texts that are not blank
 * @param longestCell in characters
 */
record Survey(
        Opening opening,
        List<String> columns,
        Header header,
        long rows,
        String sha256,
        List<String> warnings,
        List<List<String>> samples,
        List<List<String>> texts,
        int longestCell) {

    Survey {
        columns = List.copyOf(columns);
        warnings = List.copyOf(warnings);
        samples = List.copyOf(samples);
        texts = List.copyOf(texts);
    }

    static Survey of(ListFile file, Reading reading, ListLimits limits) {
        Opening opening = InputFile.look(file, reading);
        try (OpenedRows rows = OpenedRows.open(file, opening, List.of())) {
            return of(file, opening, rows, limits);
        } catch (IOException broken) {
            throw InputFile.brokeOff(file, broken);
        }
    }

    static Survey of(ListFile file, Opening opening, OpenedRows opened, ListLimits limits) {
        limits.requireColumns(file, opened.columns().size());
        boolean fixed = opening.format() != FileFormat.JSONL;
        Tally tally = new Tally(fixed ? opened.columns().size() : Integer.MAX_VALUE);
        var footer = new ReportFooter(tally.named, tally::take);
        for (Row row = opened.next(); row != null; row = opened.next()) {
            limits.require(file, row);
            footer.take(row);
        }
        List<String> notes = footer.end();
        if (tally.rows == 0) {
            throw nothingIn(file, opening.format());
        }
        List<String> warnings = new ArrayList<>();
        if (opening.note() != null) {
            warnings.add(opening.note());
        }
        warnings.addAll(opened.notes());
        warnings.addAll(notes);
        List<String> columns = opened.columns();
        int width = fixed ? tally.raggedness.width() : columns.size();
        Header header = ColumnNames.unique(columns, width, warnings);
        warnings.addAll(tally.raggedness.warnings(header));
        return new Survey(
                opening,
                columns,
                header,
                tally.rows,
                opened.digest(),
                warnings,
                tally.samples.shown(width),
                tally.samples.telling(width),
                tally.longestCell);
    }

    private static Problem nothingIn(ListFile file, FileFormat format) {
        return switch (format) {
            case CSV, XLSX ->
                Problem.invalid(
                        "file_no_rows", file + " has column names but no rows. Add at least one line below them.");
            case JSONL -> Problem.invalid("file_empty", file + " is empty. It needs one JSON object per line.");
        };
    }

    /** What is counted row by row. */
    private static final class Tally {
        private final int named;
        private final Raggedness raggedness;
        private final Samples samples = new Samples();
        private long rows;
        private int longestCell;

        Tally(int named) {
            this.named = named;
            this.raggedness = new Raggedness(named);
        }

        void take(Row row) {
            rows++;
            samples.take(row);
            for (String cell : row.cells()) {
                longestCell = Math.max(longestCell, cell.length());
            }
            if (named < Integer.MAX_VALUE) {
                raggedness.take(row);
            }
        }
    }
}
