package dev.weir.server.enrichment;

import dev.weir.provider.OperationSpec;
import dev.weir.server.credits.CapBalance;
import dev.weir.server.credits.CapMove;
import dev.weir.server.credits.CapScope;
import dev.weir.server.credits.JobBalance;
import dev.weir.server.credits.Ledger;
import dev.weir.server.credits.Moved;
import dev.weir.server.credits.Movement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one flush moves on its jobs' accounts and under caps by day, and under the lock of tight ones, what they still have
 * room for.
 */
final class FlushAccounts {

    /** One job's. Amounts in 1/1000 credit. */
    private static final class Sums {
        private final long workspaceId;
        private final Counted counted;
        private long posted;
        private long open;
        private long doubt;
        private long granted;
        private long redeemed;
        private boolean admits;
        private @Nullable JobBalance locked;

        Sums(long workspaceId) {
            this.workspaceId = workspaceId;
            this.counted = new Counted(workspaceId);
        }

        void of(IntentTable.State state, long amount) {
            switch (state) {
                case OPEN, WAITING -> open += amount;
                case DOUBT, REPEAT -> doubt += amount;
            }
        }
    }

    /** A cap by day whose lock this flush has. */
    private static final class Locked {
        private final CapBalance balance;
        private long spent;
        private long open;
        private long doubt;
        private long granted;

        Locked(CapBalance balance) {
            this.balance = balance;
        }

        /** What is left of it when everything that is open has settled without a charge. */
        long roomAtBest() {
            return balance.most() - balance.spent() - spent - balance.doubt() - doubt;
        }

        long room() {
            return roomAtBest() - balance.open() - open - granted;
        }
    }

    private final Ledger ledger;
    private final Promises promises;
    private final Tightness tight;
    private final Map<Long, Sums> sums = new HashMap<>();
    // In the order of all callers.
    private final Map<Long, Long> tightJobs = new TreeMap<>();
    private final List<Entry> opened = new ArrayList<>();
    private @Nullable Map<CapScope, Locked> caps;
    private @Nullable Sums last;
    private long lastJob;

    /** @param tight what is locked before anything is admitted to it */
    FlushAccounts(Ledger ledger, Promises promises, Tightness tight, List<Entry> entries) {
        this.ledger = ledger;
        this.promises = promises;
        this.tight = tight;
        for (Entry entry : entries) {
            if (isTight(entry)) {
                tightJobs.put(entry.lease.jobId(), entry.lease.workspaceId());
            }
        }
    }

    private boolean isTight(Entry entry) {
        return tight.jobs().contains(entry.lease.jobId()) || tight.caps().contains(entry.lease.workspaceId());
    }

    void post(Entry entry, int step, int place, long amount) {
        Sums sum = sums(entry);
        sum.posted += amount;
        sum.counted.posted(entry.spec(step, place), amount);
    }

    /** A record of a call that left, and what that cost at the vendor. */
    void record(Entry entry, RecordWrite record) {
        long cost = record.vendorCertain() + record.vendorPossible();
        if (cost != 0) {
            sums(entry).counted.cost(entry.spec(record.step(), record.place()), cost);
        }
    }

    void stray(Entry entry, StrayCost cost) {
        sums(entry).counted.cost(entry.spec(cost.step(), cost.place()), cost.possible());
    }

    void close(Entry entry, Settled intent) {
        Sums sum = sums(entry);
        sum.open -= intent.amount();
        OperationSpec spec = entry.spec(intent.step(), intent.place());
        sum.counted.intent(spec, IntentTable.State.OPEN, -intent.amount(), -spec.costMilli() - intent.possible());
    }

    void open(Entry entry, Entry.Opening opening) {
        NewIntent intent = opening.intent();
        Sums sum = sums(entry);
        sum.open += intent.amount();
        sum.admits = true;
        sum.redeemed += opening.redeems().milli();
        OperationSpec spec = entry.spec(intent.step(), intent.place());
        sum.counted.intent(spec, IntentTable.State.OPEN, intent.amount(), spec.costMilli());
        sum.counted.admits(spec);
        OperationSpec verifier = opening.follow().verifier();
        if (verifier != null) {
            // Its provider's caps have to have the room that is promised.
            sum.counted.admits(verifier);
        }
        // Flushes at the same time have to leave that room already.
        promises.add(sum.workspaceId, intent.jobId(), opening.follow());
        opened.add(entry);
    }

    /** What was opened is durable: what was promised for it is spoken for by its intents. */
    void committed() {
        opened.forEach(entry -> promises.remove(
                entry.lease.workspaceId(),
                entry.lease.jobId(),
                entry.requireOpening().redeems()));
    }

    /** Nothing of it has happened. */
    void rolledBack() {
        opened.forEach(entry -> promises.remove(
                entry.lease.workspaceId(),
                entry.lease.jobId(),
                entry.requireOpening().follow()));
        opened.clear();
        sums.clear();
        last = null;
        caps = null;
    }

    void move(Entry entry, IntentMove move) {
        Sums sum = sums(entry);
        sum.of(move.from(), -move.amount());
        sum.of(move.to(), move.amount());
        sum.admits |= move.nextAttempt();
        OperationSpec spec = entry.spec(move.step(), move.place());
        long vendor = spec.costMilli() + move.possible();
        sum.counted.intent(spec, move.from(), -move.amount(), -vendor);
        sum.counted.intent(spec, move.to(), move.amount(), vendor + move.addPossible());
    }

    /** Whether any account is tight: then what costs nothing is to be told apart first. */
    boolean anyTight() {
        return !tight.isNone();
    }

    /**
     * Whether a call that holds its amount already may be made again: its account has to accept calls still. Caps by day
     * have nothing to say: they count it already.
     */
    boolean mayReopen(Entry entry) {
        return !isTight(entry) || locked(entry).accepting();
    }

    /** Sets room aside for an intent; or says why there is none. */
    @Nullable
    Written refusal(Entry entry, Entry.Opening opening) {
        if (!isTight(entry)) {
            return null;
        }
        NewIntent intent = opening.intent();
        Sums sum = sums(entry);
        JobBalance balance = locked(entry);
        if (!balance.accepting()) {
            return new Written.NotAccepting();
        }
        long need = intent.amount() + opening.follow().milli();
        Map<CapScope, Long> needs = needs(entry, opening);
        Map<CapScope, Long> redeemed = opening.redeems().needs(sum.workspaceId);
        if (need > balance.balance() - sum.posted - balance.doubt() - sum.doubt || isFull(needs)) {
            return new Written.CapReached();
        }
        long others = promises.of(intent.jobId()) - opening.redeems().milli();
        if (need + others > balance.free() - sum.posted - sum.open - sum.doubt - sum.granted
                || isCrowded(needs, redeemed)) {
            return new Written.Crowded();
        }
        // What is redeemed is a promise no more, and an amount of the same size instead.
        sum.granted += need - opening.redeems().milli();
        needs.forEach((scope, milli) -> {
            Locked cap = caps().get(scope);
            if (cap != null) {
                cap.granted += milli - redeemed.getOrDefault(scope, 0L);
            }
        });
        return null;
    }

    /** By what caps by day would count an intent and what follows it. */
    private static Map<CapScope, Long> needs(Entry entry, Entry.Opening opening) {
        NewIntent intent = opening.intent();
        long workspaceId = entry.lease.workspaceId();
        OperationSpec spec = entry.spec(intent.step(), intent.place());
        String provider = spec.id().provider();
        Map<CapScope, Long> needs = opening.follow().needs(workspaceId);
        needs.merge(CapScope.workspace(workspaceId), intent.amount(), Long::sum);
        needs.merge(CapScope.provider(workspaceId, provider), intent.amount(), Long::sum);
        needs.merge(new CapScope(workspaceId, provider, spec.unit()), spec.costMilli(), Long::sum);
        return needs;
    }

    // What needs nothing of a cap is not refused by it, however it stands.
    private boolean isFull(Map<CapScope, Long> needs) {
        return needs.entrySet().stream().anyMatch(need -> {
            Locked cap = caps().get(need.getKey());
            return cap != null && need.getValue() > 0 && need.getValue() > cap.roomAtBest();
        });
    }

    private boolean isCrowded(Map<CapScope, Long> needs, Map<CapScope, Long> redeemed) {
        return needs.entrySet().stream().anyMatch(need -> {
            Locked cap = caps().get(need.getKey());
            long others = promises.of(need.getKey()) - redeemed.getOrDefault(need.getKey(), 0L);
            return cap != null && need.getValue() > 0 && need.getValue() + Math.max(0, others) > cap.room();
        });
    }

    private JobBalance locked(Entry entry) {
        if (sums(entry).locked == null) {
            // All of them, and in order, whichever is asked for first.
            tightJobs.forEach((job, workspace) ->
                    sums.computeIfAbsent(job, _ -> new Sums(workspace)).locked = ledger.lockJob(workspace, job));
        }
        JobBalance balance = sums(entry).locked;
        if (balance == null) {
            throw new IllegalStateException("job " + entry.lease.jobId() + " is not among the tight ones");
        }
        return balance;
    }

    /** The tight caps by day, locked, after the accounts; what this flush has settled is counted, what it opens is not yet. */
    private Map<CapScope, Locked> caps() {
        Map<CapScope, Locked> known = caps;
        if (known == null) {
            known = new HashMap<>();
            if (!tight.caps().isEmpty()) {
                for (CapBalance balance : ledger.lockCaps(tight.caps())) {
                    known.put(balance.scope(), new Locked(balance));
                }
            }
            for (CapMove move : moves()) {
                Locked cap = known.get(move.scope());
                if (cap != null) {
                    cap.spent = move.spent();
                    cap.open = move.open();
                    cap.doubt = move.doubt();
                }
            }
            caps = known;
        }
        return known;
    }

    private List<CapMove> moves() {
        Map<CapScope, Long> redeemed = new HashMap<>();
        opened.forEach(entry -> entry.requireOpening()
                .redeems()
                .needs(entry.lease.workspaceId())
                .forEach((scope, milli) -> redeemed.merge(scope, milli, Long::sum)));
        return Counted.moves(
                sums.values().stream().map(sum -> sum.counted).toList(),
                // Under their lock it has been decided who may open.
                scope -> !tight.caps().contains(scope.workspaceId()),
                scope -> Math.max(0, promises.of(scope) - redeemed.getOrDefault(scope, 0L)));
    }

    /** Moves all of them; unless that went as a whole, nothing may be committed. */
    Tightness write() {
        List<Movement> movements = new ArrayList<>();
        sums.forEach((job, sum) -> movements.add(new Movement(
                sum.workspaceId,
                job,
                sum.posted,
                sum.open,
                sum.doubt,
                sum.admits,
                Math.max(0, promises.of(job) - sum.redeemed),
                !sum.counted.isNothing())));
        Moved moved = ledger.move(movements, moves());
        return new Tightness(moved.refusedJobs(), moved.fullCaps());
    }

    private Sums sums(Entry entry) {
        // Most flushes are of one job.
        Sums known = last;
        if (known == null || lastJob != entry.lease.jobId()) {
            known = sums.computeIfAbsent(entry.lease.jobId(), _ -> new Sums(entry.lease.workspaceId()));
            last = known;
            lastJob = entry.lease.jobId();
        }
        return known;
    }
}
