package dev.weir.server.jobs;

import dev.weir.provider.Values;
import dev.weir.server.workspace.Transactions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads a job's rows as they came in, with their cells. */
public final class StoredRows {

    private final Transactions transactions;
    private final RowTable rows;
    private final Overlay overlay;
    private final KeptRows kept;

    public StoredRows(JdbcClient jdbc, Transactions transactions) {
        this.transactions = transactions;
        this.rows = new RowTable(jdbc);
        this.overlay = new Overlay(jdbc);
        this.kept = new KeptRows(jdbc);
    }

    /**
     * The rows from {@code lo} (from 0) to before {@code hi}, as far as there are such, in order, with what reruns have
     * made of them.
     *
     * @throws dev.weir.server.problem.Problem when the job's rows have been let go of; so do the other ways to read them
     */
    public List<StoredRow> read(Job job, int lo, int hi) {
        return transactions.in(
                job.workspaceId(), () -> kept.read(job, () -> rows(job, lo, hi, overlay.latest(job, lo, hi))));
    }

    /** The same rows as the job itself has left them, whatever reruns have found. */
    public List<StoredRow> own(Job job, int lo, int hi) {
        return transactions.in(
                job.workspaceId(), () -> kept.read(job, () -> rows(job, lo, hi, overlay.own(job, lo, hi))));
    }

    /** What those rows knew from the start, alone. */
    public List<Input> inputs(Job job, int lo, int hi) {
        return transactions
                .in(job.workspaceId(), () -> kept.read(job, () -> rows.listed(job.workspaceId(), job.id(), lo, hi)))
                .stream()
                .map(row -> new Input(row.listIndex(), row.companyId(), ValuesJson.read(row.input())))
                .toList();
    }

    /** What a row knew from the start. @param listIndex its number in the list, from 0 @param companyId as in {@link StoredRow} */
    public record Input(int listIndex, @Nullable Long companyId, Values values) {}

    private List<StoredRow> rows(Job job, int lo, int hi, Map<Integer, Overlay.Standing> standing) {
        return rows.listed(job.workspaceId(), job.id(), lo, hi).stream()
                .map(row -> {
                    Overlay.Standing is = standing.getOrDefault(row.index(), Overlay.Standing.NOTHING);
                    return new StoredRow(
                            row.index(),
                            row.listIndex(),
                            row.companyId(),
                            ValuesJson.read(row.input()),
                            is.cells(),
                            is.kept(),
                            is.end());
                })
                .toList();
    }

    /** The job's first row that has this number in the list or a higher one; empty behind the last. */
    public Optional<ListPlace> atOrBehind(Job job, int listIndex) {
        return transactions.in(
                job.workspaceId(), () -> kept.read(job, () -> rows.atOrBehind(job.workspaceId(), job.id(), listIndex)));
    }

    /** The job's last row, which says whether rows of the list before it were left out; empty when it has none, or none any more. */
    public Optional<ListPlace> last(Job job) {
        return transactions.in(job.workspaceId(), () -> rows.last(job.workspaceId(), job.id()));
    }
}
