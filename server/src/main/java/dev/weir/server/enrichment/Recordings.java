package dev.weir.server.enrichment;

import dev.weir.provider.Reply;
import dev.weir.server.jobs.Job;
import dev.weir.server.workspace.Transactions;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was asked and answered, for whoever wants to know afterwards. Reads only; each method is one short transaction. */
public final class Recordings {

    /**
     * A question of a row to which nobody has the answer: its call is in flight or in doubt, or another row's is.
     *
     * @param own whether the call is this row's
     * @param amount what is held for it, in 1/1000 credit; 0 for another row's call
     */
    public record Unanswered(int rowIndex, AnswerKey key, boolean own, int step, int place, long amount) {}

    /** What came back for a find that did not stand when it was verified, in 1/1000 credit. */
    public record Refund(int rowIndex, int step, int place, long amount) {}

    /**
     * An answer in memory.
     *
     * @param at when it came
     * @param freshUntil until when it is used in place of a call
     */
    public record Recalled(Reply reply, Instant at, Instant freshUntil) {}

    private final RecordingTable table;
    private final Transactions transactions;

    public Recordings(JdbcClient jdbc, Transactions transactions) {
        this.table = new RecordingTable(jdbc);
        this.transactions = transactions;
    }

    /** The outcomes of rows {@code lo} (from 0) to before {@code hi}, by row, step and place. */
    public List<Recording> ofRows(Job job, int lo, int hi) {
        return transactions.in(job.workspaceId(), () -> table.ofRows(job.workspaceId(), job.id(), lo, hi));
    }

    /** What these rows wait for. */
    public List<Unanswered> unanswered(Job job, int lo, int hi) {
        return transactions.in(job.workspaceId(), () -> table.unanswered(job.workspaceId(), job.id(), lo, hi));
    }

    /** What came back to these rows. */
    public List<Refund> refunds(Job job, int lo, int hi) {
        return transactions.in(job.workspaceId(), () -> table.refunds(job.workspaceId(), job.id(), lo, hi));
    }

    /** What is in memory of these questions, stale or not. */
    public Map<AnswerKey, Recalled> recalled(long workspaceId, Collection<AnswerKey> keys) {
        return transactions.in(workspaceId, () -> table.recalled(workspaceId, List.copyOf(keys)));
    }

    /** The questions whose answer some rows of the job shared while another row of it had made the call. */
    public Set<AnswerKey> sharedWithin(Job job) {
        return transactions.in(job.workspaceId(), () -> table.sharedWithin(job.workspaceId(), job.id()));
    }
}
