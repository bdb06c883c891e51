package dev.weir.server.jobs;

import dev.weir.server.workspace.Transactions;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads what jobs keep of the lists that they were uploaded as. */
public final class OriginalRows {

    /** At once, for as long as whoever reads takes; what is longer than usual is read in smaller parts. */
    private static final long MOST_BYTES = 1 << 20;

    private final Transactions transactions;
    private final ListTable lists;
    private final KeptRows kept;

    public OriginalRows(JdbcClient jdbc, Transactions transactions) {
        this.transactions = transactions;
        this.lists = new ListTable(jdbc);
        this.kept = new KeptRows(jdbc);
    }

    /** The list that a job was uploaded as; empty for one that came as records, or from a list whose columns were not kept. */
    public Optional<ListShape> list(Job job) {
        return transactions.in(job.workspaceId(), () -> kept.read(job, () -> lists.find(job.workspaceId(), job.id())));
    }

    /**
     * Rows of a job that has a {@link #list}, from {@code lo} (from 0) to before {@code hi}, as far as there are such and
     * as they fit into memory, but at least one: each a JSON array of its cells, see {@link NewRow#original}.
     */
    public List<String> read(Job job, int lo, int hi) {
        return transactions.in(
                job.workspaceId(),
                () -> kept.read(job, () -> lists.originals(job.workspaceId(), job.id(), lo, hi, MOST_BYTES)));
    }
}
