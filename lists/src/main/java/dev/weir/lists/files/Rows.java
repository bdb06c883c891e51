package dev.weir.lists.files;

import dev.weir.server.problem.Problem;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The rows of a {@link Table}, one after the other; holds the file open until closed. */
public final class Rows implements Iterator<Row>, Closeable {

    private final ListFile file;
    private final Survey survey;
    private final OpenedRows opened;
    private @Nullable Row ahead;
    private boolean ended;

    Rows(ListFile file, Survey survey) {
        this.file = file;
        this.survey = survey;
        this.opened = OpenedRows.open(file, survey.opening(), survey.columns());
    }

    @Override
    public boolean hasNext() {
        if (ahead == null && !ended) {
            ahead = opened.next();
            // A report's footer; read all the same, for the digest is of every byte.
            while (ahead != null && ahead.index() >= survey.rows()) {
                ahead = opened.next();
            }
            if (ahead == null) {
                ended = true;
                refuseChanged();
            }
        }
        return ahead != null;
    }

    @Override
    public Row next() {
        if (!hasNext() || ahead == null) {
            throw new NoSuchElementException("no row after the last of " + file);
        }
        Row row = ahead;
        ahead = null;
        return fitted(row);
    }

    @Override
    public void close() throws IOException {
        opened.close();
    }

    private Row fitted(Row row) {
        int width = survey.header().size();
        List<String> cells = row.cells();
        if (cells.size() == width) {
            return row;
        }
        List<String> fitted = new ArrayList<>(cells.subList(0, Math.min(cells.size(), width)));
        while (fitted.size() < width) {
            fitted.add("");
        }
        return new Row(row.index(), row.line(), fitted, row.json());
    }

    private void refuseChanged() {
        if (!opened.digest().equals(survey.sha256())) {
            throw Problem.conflict(
                    "file_changed",
                    file + " was changed while it was being read. Run the command again when it is complete.");
        }
    }
}
