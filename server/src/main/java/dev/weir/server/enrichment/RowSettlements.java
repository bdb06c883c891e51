package dev.weir.server.enrichment;

import dev.weir.provider.OperationId;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.server.egress.Asked;
import dev.weir.server.waterfall.NotAskedReason;
import dev.weir.server.waterfall.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settles what came of the askings of one row, and knows what the row has cost by that and may cost yet. */
final class RowSettlements {

    private final History history;
    private final Records records;
    private final Refunds refunds;
    private final RowIntents intents;
    private final RowSpending spending;

    RowSettlements(RowParts row, RowIntents intents) {
        this.history = row.history();
        this.records = new Records(row);
        this.refunds = new Refunds(row);
        this.intents = intents;
        this.spending = new RowSpending(row.job().job().maxRowCreditsMilli(), history.spent());
    }

    /** Whether an asking, and what verifies its find, would cost more than is left of what the step or the row may cost. */
    boolean isBeyondCap(Asking asking) {
        return spending.isBeyondCap(asking);
    }

    /** A call that has just been made was answered. */
    Verdict called(Question question, IntentTable.Stored open, Asked.Replied replied) {
        return called(question, open, replied, question.asking().judge(replied.reply()));
    }

    /** A call that has just been made came to that. */
    Verdict called(Question question, IntentTable.Stored open, Asked.Replied replied, Verdict verdict) {
        long counted = question.standing() == null ? 0 : open.amount();
        settle(question.asking(), open, intents.noted(), replied, verdict, counted);
        return verdict;
    }

    /** What an intent of an earlier run stands for has been answered. */
    Verdict answered(Asking asking, IntentTable.Stored intent, Asked.Replied replied) {
        return answered(asking, intent, replied, asking.judge(replied.reply()));
    }

    /** What an intent of an earlier run stands for has come to that. */
    Verdict answered(Asking asking, IntentTable.Stored intent, Asked.Replied replied, Verdict verdict) {
        settle(asking, intent, intent.possible(), replied, verdict, intent.amount());
        return verdict;
    }

    /** @param counted what of the intent is in what the row has spent already */
    private void settle(
            Asking asking,
            IntentTable.Stored intent,
            long noted,
            Asked.Replied replied,
            Verdict verdict,
            long counted) {
        long charged = records.asked(asking, intent, noted, replied, verdict);
        history.settled(asking.index(), asking.placeIndex());
        charged(asking, charged);
        spending.add(asking.index(), -counted);
    }

    private void charged(Asking asking, long charged) {
        refunds.charged(new Refunds.At(asking.index(), asking.placeIndex()), charged);
        spending.add(asking.index(), charged);
    }

    /**
     * Settles an answer that came after its time-out.
     *
     * @param intent that was opened for it; null when it charges nothing
     * @param counts whether the cell makes anything of it
     */
    void late(
            Asking asking,
            IntentTable.@Nullable Stored intent,
            AnswerKey key,
            Reply reply,
            Verdict verdict,
            boolean counts) {
        charged(asking, records.late(asking, intent, key, reply, verdict, counts));
        history.judgedLate(asking.index(), asking.placeIndex());
        if (intent != null) {
            history.settled(asking.index(), asking.placeIndex());
            spending.add(asking.index(), -intent.amount());
        }
    }

    /** Nobody waits for what it stands for any more, and nobody is charged. */
    void ended(IntentTable.Stored waiting) {
        intents.end(waiting);
        history.settled(waiting.step(), waiting.place());
        spending.add(waiting.step(), -waiting.amount());
    }

    /** May be charged yet: in doubt, or about to be settled. */
    void held(IntentTable.Stored intent) {
        spending.add(intent.step(), intent.amount());
    }

    /** An answer that somebody else paid for, or this row before. */
    Verdict shared(Asking asking, AnswerKey key, RecordWrite.Kind kind, Reply reply) {
        Verdict verdict = asking.judge(reply);
        records.shared(asking, key, kind, reply, verdict);
        return verdict;
    }

    Verdict notAsked(Asking asking, NotAskedReason reason) {
        Verdict verdict = new Verdict.NotAsked(reason);
        records.notAsked(asking, verdict);
        return verdict;
    }

    /** What an operation has given this row so far; null when it was not asked or had nothing. */
    Records.@Nullable Given given(OperationId operation) {
        return records.given(operation);
    }

    /** What the operation gave an earlier step of this row beside what that one wanted; it costs nothing. */
    Verdict byProduct(Asking asking, Records.Given given) {
        Reply reply = new Reply.Found(given.values(), Receipt.free(new byte[0]));
        return shared(asking, given.key(), RecordWrite.Kind.REMEMBERED, reply);
    }

    /** These places of a step had been given up when this run began. */
    void hadGivenUp(int step, List<Integer> places) {
        spending.add(step, -refunds.before(step, places));
    }

    /** These places of a step are given up; what was charged for their being accepted goes back. */
    void giveUp(int step, List<Integer> places) {
        spending.add(step, -refunds.give(step, places));
    }
}
