package dev.weir.lists.files;

import java.util.ArrayList;
import java.util.List;

/** Rows whose number of cells is not the header's. */
final class Raggedness {

    private final int named;
    private final LineList tooShort = new LineList();
    private final LineList tooLong = new LineList();
    private int widest;

    Raggedness(int named) {
        this.named = named;
        this.widest = named;
    }

    void take(Row row) {
        int cells = row.cells().size();
        if (cells < named) {
            tooShort.add(row.line(), cells);
        } else if (cells > named) {
            tooLong.add(row.line(), cells);
            widest = Math.max(widest, filledWidth(row.cells()));
        }
    }

    /** Columns that hold everything. */
    int width() {
        return widest;
    }

    List<String> warnings(Header header) {
        List<String> warnings = new ArrayList<>();
        if (!tooShort.isEmpty()) {
            warnings.add(tooShort.sentence(named) + " The missing cells are taken as empty.");
        }
        if (!tooLong.isEmpty()) {
            warnings.add(tooLong.sentence(named)
                    + (widest == named
                            ? " The surplus cells are empty and left out."
                            : " The surplus cells are kept in "
                                    + String.join(
                                            ", ",
                                            header.names().subList(named, widest).stream()
                                                    .limit(5)
                                                    .map(name -> "\"" + name + "\"")
                                                    .toList())
                                    + (widest - named > 5 ? " and further columns." : ".")
                                    + " Is a comma there that should be in quotes?"));
        }
        return warnings;
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
