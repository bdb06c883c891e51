package dev.weir.server.jobs;

import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.SkipReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A job's cells as its reruns have left them: what the latest rerun of a row has come to takes the place of what was
 * there before, and what only was known to it changes nothing.
 *
 * <p>Joins the caller's transaction.
 */
final class Overlay {

    /** What is stored of a row beside its input. */
    record Standing(List<StoredCell> cells, List<StoredRow.Kept> kept, RowEnd end) {
        static final Standing NOTHING = new Standing(List.of(), List.of(), RowEnd.OPEN);
    }

    private final CellTable cells;
    private final RerunTable reruns;

    Overlay(JdbcClient jdbc) {
        this.cells = new CellTable(jdbc);
        this.reruns = new RerunTable(jdbc);
    }

    /** The job's own cells, by row; rows without any are missing. */
    Map<Integer, Standing> own(Job job, int lo, int hi) {
        Map<Integer, Layers> rows = layers(job, lo, hi);
        Map<Integer, Standing> standing = new HashMap<>();
        rows.forEach((row, layers) -> standing.put(row, layers.standing()));
        return standing;
    }

    /** The cells with what reruns have made of them, by row; rows without any are missing. */
    Map<Integer, Standing> latest(Job job, int lo, int hi) {
        Map<Integer, Layers> rows = layers(job, lo, hi);
        List<RerunTable.Rerun> again = reruns.ofRows(job.workspaceId(), job.id(), lo, hi);
        if (!again.isEmpty()) {
            Map<RerunTable.Rerun, List<StoredCell>> theirs = cells.ofReruns(job.workspaceId(), again);
            for (RerunTable.Rerun rerun : again) {
                rows.computeIfAbsent(rerun.rowIdx(), _ -> new Layers())
                        .lay(rerun, theirs.getOrDefault(rerun, List.of()), job.plan());
            }
        }
        Map<Integer, Standing> standing = new HashMap<>();
        rows.forEach((row, layers) -> standing.put(row, layers.standing()));
        return standing;
    }

    /** Whether any row of the job is done again. */
    boolean touched(Job job) {
        return touches(job, 0, Integer.MAX_VALUE);
    }

    /** Whether any row of the range is done again. */
    boolean touches(Job job, int lo, int hi) {
        return reruns.any(job.workspaceId(), job.id(), lo, hi);
    }

    /** How the cells of a batch stand by step, with what reruns have made of them. */
    List<CellTally> tallies(Job job, BatchMark batch) {
        TreeMap<Integer, int[]> byStep = new TreeMap<>();
        latest(job, batch.lo(), batch.hi()).values().stream()
                .flatMap(row -> row.cells().stream())
                .forEach(cell -> {
                    int[] counts = byStep.computeIfAbsent(cell.step(), _ -> new int[3]);
                    counts[0] += cell.state() == CellState.COMPLETED ? 1 : 0;
                    counts[1] += isOnlyKnown(cell) ? 1 : 0;
                    counts[2] += cell.state().isFinal() ? 1 : 0;
                });
        List<CellTally> tallies = new ArrayList<>();
        byStep.forEach((step, counts) -> tallies.add(new CellTally(batch.lo(), step, counts[0], counts[1], counts[2])));
        return tallies;
    }

    private static boolean isOnlyKnown(StoredCell cell) {
        return cell.state() == CellState.SKIPPED
                && SkipReason.ALREADY_KNOWN.text().equals(cell.reason());
    }

    private static boolean isBeforeStart(StoredCell cell) {
        return cell.state() == CellState.SKIPPED
                && SkipReason.BEFORE_START.text().equals(cell.reason());
    }

    private Map<Integer, Layers> layers(Job job, int lo, int hi) {
        Map<Integer, Layers> rows = new HashMap<>();
        cells.ofRows(job.workspaceId(), job.id(), lo, hi)
                .forEach(cell ->
                        rows.computeIfAbsent(cell.rowIndex(), _ -> new Layers()).put(cell, job.id()));
        return rows;
    }

    /** One row, from what was there first to what came last. */
    private static final class Layers {
        private final TreeMap<Integer, StoredCell> byStep = new TreeMap<>();
        private final Map<List<Object>, StoredRow.Kept> kept = new LinkedHashMap<>();
        private RowEnd end = RowEnd.OPEN;

        void put(StoredCell cell, long jobId) {
            byStep.put(cell.step(), cell);
            end = cell.rowEnd() == RowEnd.OPEN ? end : cell.rowEnd();
            keep(cell, jobId);
        }

        void lay(RerunTable.Rerun rerun, List<StoredCell> over, Plan plan) {
            RowEnd after = RowEnd.OPEN;
            RowEnd before = RowEnd.OPEN;
            boolean cancelled = false;
            for (StoredCell cell : over) {
                StoredCell passedOver = isBeforeStart(cell) ? byStep.get(cell.step()) : null;
                if (passedOver != null) {
                    before = before.and(RowEnd.by(passedOver, plan.steps().get(cell.step())));
                }
                after = cell.rowEnd() == RowEnd.OPEN ? after : cell.rowEnd();
                cancelled |= cell.state() == CellState.CANCELLED;
                if (counts(cell, byStep.get(cell.step()))) {
                    byStep.put(cell.step(), cell.of(rerun.rowIdx()));
                    keep(cell, rerun.rerunId());
                }
            }
            end = after == RowEnd.OPEN || cancelled ? end : after.and(before);
        }

        private static boolean counts(StoredCell cell, @Nullable StoredCell before) {
            if (!cell.state().isFinal() || cell.state() == CellState.CANCELLED || isBeforeStart(cell)) {
                return false;
            }
            return before == null || !isOnlyKnown(cell) || !before.state().satisfied();
        }

        private void keep(StoredCell cell, long jobId) {
            ValuesJson.Sourced values = ValuesJson.readSourced(cell.kept());
            values.values()
                    .byField()
                    .forEach((field, value) -> kept.put(
                            List.of(cell.step(), field),
                            new StoredRow.Kept(
                                    cell.step(),
                                    field,
                                    value,
                                    values.sources().getOrDefault(field, -1),
                                    jobId,
                                    cell.at(),
                                    values.reused())));
        }

        Standing standing() {
            List<StoredRow.Kept> inOrder = new ArrayList<>(kept.values());
            inOrder.sort(Comparator.comparingInt(StoredRow.Kept::step));
            return new Standing(List.copyOf(byStep.values()), inOrder, end);
        }
    }
}
