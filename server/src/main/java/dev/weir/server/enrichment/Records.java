package dev.weir.server.enrichment;

import dev.weir.provider.OperationId;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.server.credits.Post;
import dev.weir.server.egress.Asked;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.waterfall.Verdict;
import dev.weir.server.waterfall.Waterfall;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what came of an asking into what is written: record, memory, charge, and the end of its intent. */
final class Records {

    private final JobRun job;
    private final Lease lease;
    private final int row;
    private final RowJournal journal;
    private final Map<OperationId, Given> given = new HashMap<>();

    /** All that an operation has given this row where it was to find, and the question it was the answer to. */
    record Given(Values values, AnswerKey key) {
        boolean hasAny(List<String> wanted) {
            return wanted.stream().anyMatch(values::has);
        }
    }

    Records(RowParts row) {
        this.job = row.job();
        this.lease = row.lease();
        this.row = row.index();
        this.journal = row.journal();
        row.history().given(job.job().plan()).forEach(given::put);
    }

    /**
     * Settles a call of our own.
     *
     * @param noted what stands on its intent of earlier attempts
     * @return what the customer is charged, in 1/1000 credit
     */
    long asked(Asking asking, IntentTable.Stored intent, long noted, Asked.Replied replied, Verdict verdict) {
        Entry entry = journal.pending();
        Reply reply = replied.reply();
        String outputs = outputs(reply);
        remember(asking, intent.key(), reply);
        long charged = Waterfall.charges(asking.spec(), verdict) ? intent.amount() : 0;
        VendorCost cost = VendorCost.of(reply);
        entry.records.add(record(
                asking,
                RecordWrite.Kind.ASKED,
                verdict,
                outputs,
                charged,
                cost.certain(),
                cost.possible() + replied.possibleMilli() + intent.possible(),
                cost.reported(),
                intent.attempt(),
                replied.tries(),
                (int) Math.min(replied.took().toMillis(), Integer.MAX_VALUE),
                intent.key(),
                lease.epoch()));
        answer(entry, asking, intent, reply, outputs);
        entry.settled.add(Settled.of(intent, noted, waiters(intent)));
        entry.answer = new Entry.Answer(
                row,
                asking.index(),
                asking.placeIndex(),
                intent.attempt(),
                replied.tries(),
                replied.possibleMilli() + intent.possible() - noted,
                reply);
        post(entry, asking, charged);
        return charged;
    }

    /** What is remembered of it. */
    private void answer(Entry entry, Asking asking, IntentTable.Stored intent, Reply reply, @Nullable String outputs) {
        AnswerWrite.of(
                        asking.spec(),
                        reply,
                        outputs,
                        intent.key(),
                        lease.jobId(),
                        row,
                        asking.index(),
                        asking.placeIndex())
                .ifPresent(entry.answers::add);
    }

    private Settled.Waiters waiters(IntentTable.Stored intent) {
        if (intent.state() == IntentTable.State.WAITING) {
            return Settled.Waiters.WAITING;
        }
        return intent.attempt() > 1 || intent.epoch() != lease.epoch()
                ? Settled.Waiters.IN_DOUBT
                : Settled.Waiters.NONE;
    }

    /**
     * Settles an answer that came after its time-out, beside the record that says so.
     *
     * @param intent that was opened for it; null when it charges nothing
     * @param counts whether the cell makes anything of it
     * @return what the customer is charged, in 1/1000 credit
     */
    long late(
            Asking asking,
            IntentTable.@Nullable Stored intent,
            AnswerKey key,
            Reply reply,
            Verdict verdict,
            boolean counts) {
        Entry entry = journal.pending();
        String outputs = outputs(reply);
        long charged = intent != null && Waterfall.charges(asking.spec(), verdict) ? intent.amount() : 0;
        VendorCost cost = VendorCost.of(reply);
        entry.lateRecords.add(record(
                asking,
                RecordWrite.Kind.ASKED,
                verdict,
                outputs,
                charged,
                cost.certain(),
                cost.possible(),
                cost.reported(),
                1,
                1,
                0,
                key,
                counts ? lease.epoch() : LateRecords.NO_EPOCH));
        if (intent != null) {
            // Whoever holds the intent is the only one to write what is remembered of the question.
            answer(entry, asking, intent, reply, outputs);
            entry.settled.add(Settled.of(intent, 0, Settled.Waiters.IN_DOUBT));
        }
        post(entry, asking, charged);
        return charged;
    }

    private void post(Entry entry, Asking asking, long charged) {
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
    }

    /** What an operation has given this row so far; null when it was not asked or had nothing. */
    @Nullable
    Given given(OperationId operation) {
        return given.get(operation);
    }

    private void remember(Asking asking, AnswerKey key, Reply reply) {
        if (reply instanceof Reply.Found found && !asking.place().verifies()) {
            given.putIfAbsent(asking.spec().id(), new Given(found.values(), key));
        }
    }

    /** An answer that somebody else paid for, or this row before. */
    void shared(Asking asking, AnswerKey key, RecordWrite.Kind kind, Reply reply, Verdict verdict) {
        remember(asking, key, reply);
        journal.pending().records.add(free(asking, kind, verdict, outputs(reply), key));
    }

    void notAsked(Asking asking, Verdict verdict) {
        journal.pending().records.add(free(asking, RecordWrite.Kind.NOT_ASKED, verdict, null, null));
    }

    /** No call left. */
    private RecordWrite free(
            Asking asking, RecordWrite.Kind kind, Verdict verdict, @Nullable String outputs, @Nullable AnswerKey key) {
        return record(asking, kind, verdict, outputs, 0, 0, 0, false, 0, 0, 0, key, lease.epoch());
    }

    private RecordWrite record(
            Asking asking,
            RecordWrite.Kind kind,
            Verdict verdict,
            @Nullable String outputs,
            long charged,
            long certain,
            long possible,
            boolean reported,
            int attempt,
            int tries,
            int latencyMillis,
            @Nullable AnswerKey key,
            long epoch) {
        return new RecordWrite(
                lease.workspaceId(),
                lease.jobId(),
                row,
                asking.index(),
                asking.placeIndex(),
                kind,
                verdict.text(),
                VerdictText.detail(verdict),
                outputs,
                VerdictText.kept(verdict),
                charged,
                certain,
                possible,
                reported,
                attempt,
                tries,
                latencyMillis,
                key,
                epoch);
    }

    static @Nullable String outputs(Reply reply) {
        return reply instanceof Reply.Found found && !found.values().isEmpty()
                ? ValuesJson.write(found.values())
                : null;
    }
}
