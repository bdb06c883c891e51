package dev.weir.server.enrichment;

import dev.weir.server.credits.JobBalance;
import dev.weir.server.credits.Ledger;
import dev.weir.server.credits.Movement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one flush moves on its jobs' accounts, and under the lock of a tight one, what it still has room for. */
final class FlushAccounts {

    /** One job's. Amounts in 1/1000 credit. */
    private static final class Sums {
        private long posted;
        private long open;
        private long doubt;
        private long granted;
        private long promised;
        private long redeemed;
        private boolean admits;
        private @Nullable JobBalance locked;

        void of(IntentTable.State state, long amount) {
            switch (state) {
                case OPEN -> open += amount;
                case DOUBT, REPEAT -> doubt += amount;
            }
        }
    }

    private final Ledger ledger;
    private final Promises promises;
    private final Set<Long> tight;
    private final Map<Long, Sums> sums = new HashMap<>();

    /** @param tight jobs whose accounts are locked before anything is admitted to them */
    FlushAccounts(Ledger ledger, Promises promises, Set<Long> tight) {
        this.ledger = ledger;
        this.promises = promises;
        this.tight = tight;
    }

    void post(long jobId, long amount) {
        sums(jobId).posted += amount;
    }

    void close(Settled intent) {
        sums(intent.jobId()).open -= intent.amount();
    }

    void open(Entry.Opening opening) {
        NewIntent intent = opening.intent();
        Sums sum = sums(intent.jobId());
        sum.open += intent.amount();
        sum.admits = true;
        sum.redeemed += opening.redeems();
        // Flushes at the same time have to leave that room already.
        sum.promised += opening.follow();
        promises.add(intent.jobId(), opening.follow());
    }

    /** What was opened is durable: what was promised for it is spoken for by its intents. */
    void committed() {
        sums.forEach((job, sum) -> promises.add(job, -sum.redeemed));
    }

    /** Nothing of it has happened. */
    void rolledBack() {
        sums.forEach((job, sum) -> promises.add(job, -sum.promised));
        sums.clear();
    }

    void move(IntentMove move) {
        Sums sum = sums(move.jobId());
        sum.of(move.from(), -move.amount());
        sum.of(move.to(), move.amount());
        sum.admits |= move.nextAttempt();
    }

    /** Whether any account is tight: then what costs nothing is to be told apart first. */
    boolean anyTight() {
        return !tight.isEmpty();
    }

    /** Whether a call that holds its amount already may be made again: its account has to accept calls still. */
    boolean mayReopen(Entry entry) {
        return !tight.contains(entry.lease.jobId())
                || locked(entry, sums(entry.lease.jobId())).accepting();
    }

    /** Sets room aside for an intent; or says why there is none. */
    @Nullable
    Written refusal(Entry entry, Entry.Opening opening) {
        NewIntent intent = opening.intent();
        if (!tight.contains(intent.jobId())) {
            return null;
        }
        Sums sum = sums(intent.jobId());
        JobBalance balance = locked(entry, sum);
        if (!balance.accepting()) {
            return new Written.NotAccepting();
        }
        long need = intent.amount() + opening.follow();
        if (need > balance.balance() - sum.posted - balance.doubt() - sum.doubt) {
            return new Written.CapReached();
        }
        long others = promises.of(intent.jobId()) - opening.redeems();
        if (need + others > balance.free() - sum.posted - sum.open - sum.doubt - sum.granted) {
            return new Written.Crowded();
        }
        // What is redeemed is a promise no more, and an amount of the same size instead.
        sum.granted += need - opening.redeems();
        return null;
    }

    private JobBalance locked(Entry entry, Sums sum) {
        JobBalance balance = sum.locked;
        if (balance == null) {
            balance = ledger.lockJob(entry.lease.workspaceId(), entry.lease.jobId());
            sum.locked = balance;
        }
        return balance;
    }

    /** Moves all of them. Returns the jobs whose accounts could not take it, if any; then nothing may be committed. */
    Set<Long> write(List<Entry> entries) {
        Map<Long, Long> workspaceOf = new HashMap<>();
        entries.forEach(entry -> workspaceOf.put(entry.lease.jobId(), entry.lease.workspaceId()));
        List<Movement> movements = new ArrayList<>();
        sums.forEach((job, sum) -> movements.add(new Movement(
                workspaceOf.getOrDefault(job, 0L),
                job,
                sum.posted,
                sum.open,
                sum.doubt,
                sum.admits,
                Math.max(0, promises.of(job) - sum.redeemed))));
        return ledger.move(movements);
    }

    private Sums sums(long jobId) {
        return sums.computeIfAbsent(jobId, _ -> new Sums());
    }
}
