package dev.weir.server.jobs;

import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.workspace.Transactions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads a job's rows with all that was found for them, in order and in short transactions. */
public final class RowViews {

    private static final int ROWS_AT_ONCE = 2_000;

    private final Transactions transactions;
    private final CellTable cells;

    public RowViews(JdbcClient jdbc, Transactions transactions) {
        this.transactions = transactions;
        this.cells = new CellTable(jdbc);
    }

    /** Hands every row of the job to {@code each}, from row 0 on. */
    public void forEach(Job job, int totalRows, Consumer<RowView> each) {
        for (int lo = 0; lo < totalRows; lo += ROWS_AT_ONCE) {
            int from = lo;
            int to = Math.min(lo + ROWS_AT_ONCE, totalRows);
            Map<Integer, List<StoredCell>> byRow = new HashMap<>();
            transactions
                    .in(job.workspaceId(), () -> cells.ofRows(job.workspaceId(), job.id(), from, to))
                    .forEach(cell -> byRow.computeIfAbsent(cell.rowIndex(), _ -> new ArrayList<>())
                            .add(cell));
            for (int row = from; row < to; row++) {
                each.accept(view(job.plan(), row, byRow.getOrDefault(row, List.of())));
            }
        }
    }

    /** One row of the job, for those who come back to it. */
    public RowView row(Job job, int row) {
        return view(
                job.plan(),
                row,
                transactions.in(job.workspaceId(), () -> cells.ofRows(job.workspaceId(), job.id(), row, row + 1)));
    }

    private static RowView view(Plan plan, int row, List<StoredCell> stored) {
        Map<String, RowView.FoundValue> found = new LinkedHashMap<>();
        RowView.CellView[] views = new RowView.CellView[plan.steps().size()];
        for (int i = 0; i < views.length; i++) {
            views[i] = new RowView.CellView(plan.steps().get(i).name(), CellState.PENDING, null);
        }
        for (StoredCell cell : stored) {
            Step step = plan.steps().get(cell.step());
            views[cell.step()] = new RowView.CellView(step.name(), cell.state(), cell.reason());
            ValuesJson.Sourced kept = ValuesJson.readSourced(cell.kept());
            kept.values().byField().forEach((field, value) -> {
                int place = kept.sources().getOrDefault(field, -1);
                String provider = place < 0 ? "" : step.place(place).key();
                found.putIfAbsent(field, new RowView.FoundValue(value, provider));
            });
        }
        return new RowView(row, found, List.of(views));
    }
}
