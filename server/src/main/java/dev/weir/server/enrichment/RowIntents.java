package dev.weir.server.enrichment;

import dev.weir.provider.OperationSpec;
import dev.weir.provider.Reply;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.waterfall.OnDoubt;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the intents of one row as its calls leave, come back, are lost or taken back: all of it by way of what
 * the row hands to the journal next.
 */
final class RowIntents {

    /** Sends of one asking at most under the policy {@code retry}; after that it is held in doubt. */
    private static final int DOUBT_ATTEMPTS = 3;

    private final Promises promises;
    private final JobRun job;
    private final Lease lease;
    private final int row;
    private final RowJournal journal;
    private int takenBack;
    private Promise promised = Promise.NOTHING;
    // What stands on the intent of the call that is being made.
    private long noted;

    RowIntents(Promises promises, RowParts row) {
        this.promises = promises;
        this.job = row.job();
        this.lease = row.lease();
        this.row = row.index();
        this.journal = row.journal();
    }

    /** Before the call leaves: its first intent, or the next attempt of the one that stands. */
    void announce(Question question) {
        announce(question, null);
    }

    /** @param wait for its answer, where that comes later */
    void announce(Question question, Entry.@Nullable Wait wait) {
        IntentTable.Stored standing = question.standing();
        if (standing == null) {
            journal.pending().opening = opening(question.asking(), question.key(), wait);
            noted = 0;
        } else {
            long lost = costOfLostCall(question.spec());
            move(standing, standing.possible(), IntentTable.State.OPEN, true, lost);
            noted = standing.possible() + lost;
        }
    }

    /** Asks for room for what an answer costs that came after its time-out. */
    Written openForLate(Asking asking, AnswerKey key) throws Leave, InterruptedException {
        journal.pending().opening = opening(asking, key, null);
        Written written = journal.write();
        if (written instanceof Written.Admitted) {
            promised = follow(asking);
        }
        return written;
    }

    private Entry.Opening opening(Asking asking, AnswerKey key, Entry.@Nullable Wait wait) {
        NewIntent intent = new NewIntent(
                key,
                lease.jobId(),
                row,
                asking.index(),
                asking.placeIndex(),
                asking.spec().chargeMilli(),
                lease.epoch(),
                wait == null ? IntentTable.State.OPEN : IntentTable.State.WAITING);
        return new Entry.Opening(
                intent, job.notBeforeMillis(), job.missesNotBeforeMillis(), follow(asking), promised, wait);
    }

    /** The intent that has just been opened so. */
    IntentTable.Stored openedForLate(Asking asking, AnswerKey key) {
        return open(asking, key, 1, asking.spec().chargeMilli(), 0);
    }

    private IntentTable.Stored open(Asking asking, AnswerKey key, int attempt, long amount, long possible) {
        return new IntentTable.Stored(
                key,
                lease.jobId(),
                row,
                asking.index(),
                asking.placeIndex(),
                attempt,
                amount,
                possible,
                IntentTable.State.OPEN,
                lease.epoch(),
                Instant.EPOCH);
    }

    /** It may leave; what it redeems is promised no more, and what follows it is. */
    void admitted(Question question) {
        if (question.standing() == null) {
            promised = follow(question.asking());
        }
    }

    /** Nothing is left to verify. */
    void release() {
        promises.remove(lease.workspaceId(), lease.jobId(), promised);
        promised = Promise.NOTHING;
    }

    private static Promise follow(Asking asking) {
        return Promise.behind(asking.step(), asking.placeIndex());
    }

    /** What stands on the intent of the call that has just been made, of attempts before it. */
    long noted() {
        return noted;
    }

    /** Whether a call whose answer nobody knows is to be made once more. */
    boolean mayRepeat(OperationSpec spec, IntentTable.Stored intent) {
        return switch (intent.state()) {
            case REPEAT -> true;
            case WAITING -> false;
            case OPEN -> repeatsFree(spec) || retriesDoubt(intent);
            case DOUBT -> retriesDoubt(intent);
        };
    }

    private boolean retriesDoubt(IntentTable.Stored intent) {
        return job.job().plan().onDoubt() == OnDoubt.RETRY && hasAttemptsLeft(intent);
    }

    /** Whether a call that has just been lost is to be made once more. */
    boolean mayRepeatLost(OperationSpec spec, IntentTable.Stored intent) {
        return (repeatsFree(spec) || job.job().plan().onDoubt() == OnDoubt.RETRY) && hasAttemptsLeft(intent);
    }

    private boolean hasAttemptsLeft(IntentTable.Stored intent) {
        return intent.attempt() < DOUBT_ATTEMPTS;
    }

    private static boolean repeatsFree(OperationSpec spec) {
        return !spec.billable() || spec.repeat() == OperationSpec.Repeat.FREE;
    }

    /** What an attempt whose answer nobody knows may have cost at the vendor beside the one that repeats it. */
    private static long costOfLostCall(OperationSpec spec) {
        return repeatsFree(spec) ? 0 : spec.costMilli();
    }

    /**
     * The intent that stands for the call that has just been made. What an earlier attempt may have cost at the vendor is
     * noted as possible; of a free repeat that brought the answer which that attempt was for, it is what the vendor does not
     * say to have taken for the repeat.
     */
    IntentTable.Stored open(Question question, Reply reply) {
        IntentTable.Stored before = question.standing();
        boolean sameAnswer = repeatsFree(question.spec())
                && (reply instanceof Reply.Found || reply instanceof Reply.NotFound || reply instanceof Reply.Blocked);
        long lost =
                sameAnswer ? question.spec().paidBefore(reply) : question.spec().costMilli();
        long earlier = before == null ? 0 : lost;
        return open(
                question.asking(),
                question.key(),
                question.attempt(),
                before == null ? question.spec().chargeMilli() : before.amount(),
                (before == null ? 0 : before.possible()) + earlier);
    }

    /**
     * Nothing of this call is in flight or was served: its intent ends, or is again that of the call it repeats. What
     * tries that were answered with trouble may have cost the vendor's customer stays on the books.
     */
    void takeBack(Question question, int tries, long possible) {
        IntentTable.Stored open = open(question, new Reply.NotSent("taken back"));
        if (question.standing() == null) {
            if (possible > 0) {
                journal.pending().strayCosts.add(strayCost(question.asking(), tries, possible));
            }
            journal.pending().settled.add(Settled.of(open, 0, Settled.Waiters.NONE));
        } else {
            move(open, noted, IntentTable.State.REPEAT, false, possible - costOfLostCall(question.spec()));
        }
    }

    private StrayCost strayCost(Asking asking, int tries, long possible) {
        return new StrayCost(
                lease.workspaceId(),
                lease.jobId(),
                row,
                asking.index(),
                asking.placeIndex(),
                lease.epoch(),
                takenBack++,
                tries,
                possible);
    }

    /** Stays open, for the next run to repeat the call. @param possible what the tries before may have cost */
    void keepOpen(IntentTable.Stored intent, long possible) {
        if (possible > 0) {
            move(intent, noted, IntentTable.State.OPEN, false, possible);
        }
    }

    /** Nobody waits for its answer any more, and none that counts has come: what it held is free. */
    void end(IntentTable.Stored waiting) {
        journal.pending().settled.add(Settled.of(waiting, waiting.possible(), Settled.Waiters.WAITING));
    }

    /** The vendor may have been at it when it was given up, and before. */
    void mayHaveCost(Asking asking, int tries, long possible) {
        if (possible > 0) {
            journal.pending().givenUpCosts.add(strayCost(asking, tries, possible));
        }
    }

    /** Is open again, since its reply has come in. One that waits has been waiting for that. */
    void reopen(IntentTable.Stored intent) {
        if (intent.state() != IntentTable.State.OPEN && intent.state() != IntentTable.State.WAITING) {
            move(intent, intent.possible(), IntentTable.State.OPEN, false, 0);
        }
    }

    /** Nobody can say anything about the call that has just been made. @param possible what tries before it may have cost */
    void lost(IntentTable.Stored open, long possible) {
        move(open, noted, IntentTable.State.DOUBT, false, possible);
    }

    /** Nobody can say anything about this one of an earlier run; one that was to be repeated waits for a word again. */
    void doubt(IntentTable.Stored intent) {
        if (intent.state() != IntentTable.State.DOUBT) {
            move(intent, intent.possible(), IntentTable.State.DOUBT, false, 0);
        }
    }

    private void move(
            IntentTable.Stored intent, long possible, IntentTable.State to, boolean nextAttempt, long addPossible) {
        journal.pending()
                .moves
                .add(new IntentMove(
                        intent.key(),
                        intent.jobId(),
                        intent.rowIndex(),
                        intent.step(),
                        intent.place(),
                        possible,
                        intent.state(),
                        to,
                        intent.attempt(),
                        nextAttempt,
                        addPossible,
                        intent.amount(),
                        lease.epoch()));
    }
}
