package dev.weir.app.files;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a first reading of a whole file shows.
 *
 * @param columns as the file has them
 * @param header the same, each with a name of its own, and those of surplus cells
 */
record Survey(FileFormat format, List<String> columns, Header header, long rows, String sha256, List<String> warnings) {

    Survey {
        columns = List.copyOf(columns);
        warnings = List.copyOf(warnings);
    }

    static Survey of(Path file) {
        FileFormat format = InputFile.format(file);
        try (OpenedRows rows = OpenedRows.open(file, format, List.of())) {
            return of(file, format, rows);
        } catch (IOException broken) {
            throw InputFile.brokeOff(file, broken);
        }
    }

    static Survey of(Path file, FileFormat format, OpenedRows opened) {
        int named = format == FileFormat.CSV ? opened.columns().size() : Integer.MAX_VALUE;
        int widest = named;
        long rows = 0;
        var tooShort = new LineList();
        var tooLong = new LineList();
        for (Row row = opened.next(); row != null; row = opened.next()) {
            rows++;
            if (format == FileFormat.CSV && row.cells().size() != named) {
                (row.cells().size() < named ? tooShort : tooLong)
                        .add(row.line(), row.cells().size());
                widest = Math.max(widest, filledWidth(row.cells()));
            }
        }
        if (rows == 0) {
            throw nothingIn(file, format);
        }
        List<String> warnings = new ArrayList<>();
        List<String> columns = opened.columns();
        int width = format == FileFormat.CSV ? widest : columns.size();
        Header header = ColumnNames.unique(columns, width, warnings);
        if (!tooShort.isEmpty()) {
            warnings.add(tooShort.sentence(named) + " The missing cells are taken as empty.");
        }
        if (!tooLong.isEmpty()) {
            warnings.add(tooLong.sentence(named)
                    + (width == named
                            ? " The surplus cells are empty and left out."
                            : " The surplus cells are kept in "
                                    + String.join(
                                            ", ",
                                            header.names().subList(named, width).stream()
                                                    .limit(5)
                                                    .map(name -> "\"" + name + "\"")
                                                    .toList())
                                    + (width - named > 5 ? " and further columns." : ".")
                                    + " Is a comma there that should be in quotes?"));
        }
        return new Survey(format, columns, header, rows, opened.digest(), warnings);
    }

    private static Problem nothingIn(Path file, FileFormat format) {
        return switch (format) {
            case CSV ->
                Problem.invalid(
                        "file_no_rows", file + " has column names but no rows. Add at least one line below them.");
            case JSONL -> Problem.invalid("file_empty", file + " is empty. It needs one JSON object per line.");
        };
    }

    /** How many cells there are up to the last that is not empty. */
    private static int filledWidth(List<String> cells) {
        int width = cells.size();
        while (width > 0 && cells.get(width - 1).isEmpty()) {
            width--;
        }
        return width;
    }

    /** Lines of the wrong length: the first few by number, the others counted. */
    private static final class LineList {

        private static final int SHOWN = 10;

        private final List<String> shown = new ArrayList<>();
        private long count;

        void add(long line, int cells) {
            if (count++ < SHOWN) {
                shown.add("line " + line + " has " + cells);
            }
        }

        boolean isEmpty() {
            return count == 0;
        }

        String sentence(int expected) {
            String lines = String.join(", ", shown);
            String others = count > SHOWN ? ", and " + (count - SHOWN) + " more lines" : "";
            return count + (count == 1 ? " row has" : " rows have") + " another number of cells than the header's "
                    + expected + ": " + lines + others + ".";
        }
    }
}
