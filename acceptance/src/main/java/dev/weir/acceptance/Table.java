package dev.weir.acceptance;

import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.RowView;
import dev.weir.server.waterfall.CellState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a job has made of its rows: for each row its cells, each with its state and the value the CSV would hold. */
record Table(List<List<Cell>> rows) {

    /** @param value null for an empty field of the CSV */
    record Cell(String step, CellState state, @Nullable String value) {}

    static Table of(Weir weir, Job job, int total) {
        List<List<Cell>> rows = new ArrayList<>(total);
        weir.rows().forEach(job, total, row -> rows.add(cells(row)));
        return new Table(rows);
    }

    private static List<Cell> cells(RowView row) {
        return row.cells().stream()
                .map(cell ->
                        new Cell(cell.step(), cell.state(), value(row.found().get(cell.step()))))
                .toList();
    }

    private static @Nullable String value(RowView.@Nullable FoundValue found) {
        return found == null ? null : found.value().toString().intern();
    }

    long count(CellState state) {
        return rows.stream()
                .flatMap(List::stream)
                .filter(cell -> cell.state() == state)
                .count();
    }
}
