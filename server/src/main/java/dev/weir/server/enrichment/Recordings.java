package dev.weir.server.enrichment;

import dev.weir.provider.Reply;
import dev.weir.server.jobs.Job;
import dev.weir.server.workspace.Transactions;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

    /** Names a record of a job. @param late whether it is an answer that came too late for the one it belongs to */
    public record Key(int rowIndex, int step, int place, boolean late) {

        /** Before the first of all. */
        public static final Key START = new Key(-1, 0, 0, false);

        /** This one, or the last before that row where that comes later. */
        Key orBehind(@Nullable Integer row) {
            return row == null || rowIndex >= row ? this : new Key(row - 1, Short.MAX_VALUE, Short.MAX_VALUE, true);
        }
    }

    /** What came of an asking, put shortly. */
    public enum Outcome {
        /** Something of its answer was accepted. */
        SUCCESS,
        /** It was asked, and nothing came of it. */
        FAILED,
        /** It was not asked. */
        SKIPPED;

        /** As shown. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Which records of a job; what is null is not looked at.
     *
     * @param places steps and places in them, as the indexes in the plan
     */
    public record Filter(
            @Nullable Integer rowIndex,
            @Nullable List<StepPlace> places,
            @Nullable Outcome outcome) {}

    /** A place of a step, by their indexes. */
    public record StepPlace(int step, int place) {}

    /**
     * An outcome and what it moved in the ledger.
     *
     * @param vendorReported whether the vendor itself said what it cost; else its price list does
     * @param postId the transfer by which it was charged; null when it was not
     * @param refunded of what was charged, in 1/1000 credit
     * @param refundedAt null when nothing was
     */
    public record Booked(
            Recording recording,
            boolean late,
            boolean vendorReported,
            @Nullable Long postId,
            long refunded,
            @Nullable Instant refundedAt) {

        public Key key() {
            return new Key(recording.rowIndex(), recording.step(), recording.place(), late);
        }

        public Outcome outcome() {
            if (recording.accepted()) {
                return Outcome.SUCCESS;
            }
            return recording.source() == Recording.Source.NOT_ASKED ? Outcome.SKIPPED : Outcome.FAILED;
        }
    }

    /**
     * A call of a row to which nobody has the answer.
     *
     * @param state {@code in_flight}, {@code waiting}, {@code in_doubt}, {@code to_be_repeated}
     * @param amount held for it, in 1/1000 credit
     * @param vendorPossible what earlier attempts may have cost at the vendor, in 1/1000 of its unit
     */
    public record OpenCall(
            int step, int place, String state, int attempt, long amount, long vendorPossible, Instant since) {}

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

    /** Records in order: those after {@code after}, without the first {@code skip} of them. */
    public List<Booked> page(Job job, Filter filter, Key after, long skip, int limit) {
        return transactions.in(
                job.workspaceId(), () -> table.page(job.workspaceId(), job.id(), filter, after, skip, limit));
    }

    /** How many there are. */
    public long count(Job job, Filter filter) {
        return transactions.in(job.workspaceId(), () -> table.count(job.workspaceId(), job.id(), filter));
    }

    /** The calls of one row that are on their way, in doubt, or to be repeated. */
    public List<OpenCall> openCalls(Job job, int row) {
        return transactions.in(job.workspaceId(), () -> table.openCalls(job.workspaceId(), job.id(), row));
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
