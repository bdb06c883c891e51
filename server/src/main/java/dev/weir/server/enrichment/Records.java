package dev.weir.server.enrichment;

import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.server.credits.Post;
import dev.weir.server.egress.Asked;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.waterfall.Verdict;
import dev.weir.server.waterfall.Waterfall;
import org.jspecify.annotations.Nullable;

/** Turns what came of an asking into what is written: record, memory, charge, and the end of its intent. */
final class Records {

    private final JobRun job;
    private final Lease lease;
    private final int row;
    private final RowJournal journal;

    Records(JobRun job, Lease lease, int row, RowJournal journal) {
        this.job = job;
        this.lease = lease;
        this.row = row;
        this.journal = journal;
    }

    /**
     * Settles a call of our own.
     *
     * @return what the customer is charged, in 1/1000 credit
     */
    long asked(Asking asking, IntentTable.Stored intent, Asked.Replied replied, Verdict verdict) {
        Entry entry = journal.pending();
        Reply reply = replied.reply();
        long charged = Waterfall.charges(asking.spec(), verdict) ? intent.amount() : 0;
        Receipt receipt = receipt(reply);
        boolean unsure = reply instanceof Reply.BadAnswer;
        long cost = receipt == null ? 0 : receipt.vendorCostMilli();
        entry.records.add(record(
                asking,
                RecordWrite.Kind.ASKED,
                verdict,
                values(reply),
                charged,
                unsure ? 0 : cost,
                (unsure ? cost : 0) + replied.possibleMilli() + intent.possible(),
                receipt != null && receipt.reported(),
                intent.attempt(),
                replied.tries(),
                (int) Math.min(replied.took().toMillis(), Integer.MAX_VALUE),
                intent.key()));
        AnswerWrite.of(asking.spec(), reply, intent.key(), lease.jobId(), row, asking.index(), asking.placeIndex())
                .ifPresent(entry.answers::add);
        entry.settled.add(new Settled(intent.key(), intent.jobId(), intent.rowIndex(), intent.amount()));
        entry.answer = new Entry.Answer(row, asking.index(), asking.placeIndex(), intent.attempt(), reply);
        if (charged > 0) {
            entry.posts.add(new Post(
                    lease.workspaceId(),
                    job.accounts(),
                    charged,
                    lease.jobId(),
                    row,
                    asking.index(),
                    asking.placeIndex()));
        }
        return charged;
    }

    /** An answer that somebody else paid for. */
    void shared(Asking asking, AnswerKey key, RecordWrite.Kind kind, Reply reply, Verdict verdict) {
        journal.pending().records.add(record(asking, kind, verdict, values(reply), 0, 0, 0, false, 0, 0, 0, key));
    }

    void notAsked(Asking asking, Verdict verdict) {
        journal.pending()
                .records
                .add(record(asking, RecordWrite.Kind.NOT_ASKED, verdict, Values.none(), 0, 0, 0, false, 0, 0, 0, null));
    }

    private RecordWrite record(
            Asking asking,
            RecordWrite.Kind kind,
            Verdict verdict,
            Values outputs,
            long charged,
            long certain,
            long possible,
            boolean reported,
            int attempt,
            int tries,
            int latencyMillis,
            @Nullable AnswerKey key) {
        return new RecordWrite(
                lease.workspaceId(),
                lease.jobId(),
                row,
                asking.index(),
                asking.placeIndex(),
                kind,
                verdict.text(),
                VerdictText.detail(verdict),
                outputs.isEmpty() ? null : ValuesJson.write(outputs),
                VerdictText.kept(verdict),
                charged,
                certain,
                possible,
                reported,
                attempt,
                tries,
                latencyMillis,
                key,
                lease.epoch());
    }

    private static Values values(Reply reply) {
        return reply instanceof Reply.Found(Values values, Receipt _) ? values : Values.none();
    }

    private static @Nullable Receipt receipt(Reply reply) {
        return switch (reply) {
            case Reply.Found(Values _, Receipt receipt) -> receipt;
            case Reply.NotFound(Receipt receipt) -> receipt;
            case Reply.Blocked(Receipt receipt) -> receipt;
            case Reply.BadAnswer(String _, Receipt receipt) -> receipt;
            case Reply.InvalidInput _,
                    Reply.Throttled _,
                    Reply.OutOfCredits _,
                    Reply.AuthFailed _,
                    Reply.Again _,
                    Reply.Trouble _,
                    Reply.NotSent _,
                    Reply.Lost _ -> null;
        };
    }
}
