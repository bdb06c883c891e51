package dev.weir.server.jobs;

import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.workspace.Transactions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads a job's rows with all that was found for them, in order and in short transactions. */
public final class RowViews {

    private static final int ROWS_AT_ONCE = 2_000;

    private final Transactions transactions;
    private final Overlay overlay;
    private final KeptRows kept;

    public RowViews(JdbcClient jdbc, Transactions transactions) {
        this.transactions = transactions;
        this.overlay = new Overlay(jdbc);
        this.kept = new KeptRows(jdbc);
    }

    /**
     * Hands every row of the job to {@code each}, from row 0 on, with what reruns have made of it.
     *
     * @throws dev.weir.server.problem.Problem when the job's rows have been let go of
     */
    public void forEach(Job job, int totalRows, Consumer<RowView> each) {
        for (int lo = 0; lo < totalRows; lo += ROWS_AT_ONCE) {
            int from = lo;
            int to = Math.min(lo + ROWS_AT_ONCE, totalRows);
            Map<Integer, Overlay.Standing> standing =
                    transactions.in(job.workspaceId(), () -> kept.read(job, () -> overlay.latest(job, from, to)));
            for (int row = from; row < to; row++) {
                each.accept(view(job.plan(), row, standing.getOrDefault(row, Overlay.Standing.NOTHING)));
            }
        }
    }

    /** One row of the job, for those who come back to it. */
    public RowView row(Job job, int row) {
        return view(
                job.plan(),
                row,
                transactions
                        .in(job.workspaceId(), () -> kept.read(job, () -> overlay.latest(job, row, row + 1)))
                        .getOrDefault(row, Overlay.Standing.NOTHING));
    }

    private static RowView view(Plan plan, int row, Overlay.Standing standing) {
        Map<String, RowView.FoundValue> found = new LinkedHashMap<>();
        RowView.CellView[] views = new RowView.CellView[plan.steps().size()];
        for (int i = 0; i < views.length; i++) {
            Step step = plan.steps().get(i);
            views[i] = new RowView.CellView(step.name(), step.fields(), CellState.PENDING, null);
        }
        for (StoredCell cell : standing.cells()) {
            Step step = plan.steps().get(cell.step());
            views[cell.step()] = new RowView.CellView(step.name(), step.fields(), cell.state(), cell.reason());
        }
        for (StoredRow.Kept kept : standing.kept()) {
            String provider = kept.provider(plan.steps().get(kept.step()));
            found.putIfAbsent(kept.field(), new RowView.FoundValue(kept.value(), provider));
        }
        return new RowView(row, found, List.of(views));
    }
}
