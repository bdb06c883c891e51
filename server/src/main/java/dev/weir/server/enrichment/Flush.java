package dev.weir.server.enrichment;

import dev.weir.server.credits.Ledger;
import dev.weir.server.credits.Post;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.jobs.BatchEpoch;
import dev.weir.server.jobs.CellRef;
import dev.weir.server.jobs.CellWrite;
import dev.weir.server.jobs.Cells;
import dev.weir.server.tickets.Tickets;
import dev.weir.server.workspace.Transactions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes what many rows have settled, and the intents of what they ask next, in one set-based transaction.
 *
 * <p>Order: fence the batches, end tickets, remember, settle, open, move the accounts, then what caps by day count. Accounts and caps
 * come last, so that two flushes share them only for the length of a commit. Any row may be there already, since an unknown commit is simply run
 * again, entry by entry; money moves by what was actually written.
 */
final class Flush {

    /** Some of what was to be written is there already; what moves must then be found out entry by entry. */
    static final class Repeated extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Some accounts or caps by day cannot take all the intents; who may open is then decided under their lock. */
    static final class Tight extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Tightness where;

        Tight(Tightness where) {
            this.where = where;
        }

        Tightness where() {
            return where;
        }
    }

    private final Transactions transactions;
    private final Cells cells;
    private final Ledger ledger;
    private final Promises promises;
    private final RecordTable records;
    private final AnswerTable answers;
    private final IntentTable intents;
    private final FollowerTable followers;
    private final StrayCostTable strayCosts;
    private final LateEvidence evidence;
    private final Tickets tickets;
    private final Waiting waiting;
    private final Failpoint failpoint;

    Flush(
            JdbcClient jdbc,
            Transactions transactions,
            Cells cells,
            Ledger ledger,
            Promises promises,
            LateEvidence evidence,
            Tickets tickets,
            Failpoint failpoint) {
        this.transactions = transactions;
        this.cells = cells;
        this.ledger = ledger;
        this.promises = promises;
        this.records = new RecordTable(jdbc);
        this.answers = new AnswerTable(jdbc);
        this.intents = new IntentTable(jdbc);
        this.followers = new FollowerTable(jdbc);
        this.strayCosts = new StrayCostTable(jdbc);
        this.evidence = evidence;
        this.tickets = tickets;
        this.waiting = new Waiting(tickets, cells);
        this.failpoint = failpoint;
    }

    /**
     * Writes the entries; when this returns they are durable.
     *
     * @param tight what is to be locked before anything is opened
     * @param care what may be there already
     * @return what became of each, in order
     */
    List<Written> run(List<Entry> entries, Tightness tight, Care care) {
        Set<Long> workspaces = new TreeSet<>();
        entries.forEach(entry -> workspaces.add(entry.lease.workspaceId()));
        FlushAccounts accounts = new FlushAccounts(ledger, promises, tight, entries);
        List<Written> written;
        try {
            written = transactions.in(workspaces, () -> {
                // A transaction that lost a deadlock is run again.
                accounts.rolledBack();
                return new Attempt(entries, accounts, care).write();
            });
        } catch (RuntimeException | Error e) {
            accounts.rolledBack();
            throw e;
        }
        accounts.committed();
        failpoint.reached("journal.committed");
        return written;
    }

    /** One transaction's worth. */
    private final class Attempt {
        private final List<Entry> live = new ArrayList<>();
        private final Map<Entry, Written> outcome = new HashMap<>();
        private final List<Entry> entries;
        private final boolean onlyOne;
        // Nothing of a first run is there yet, unless this very flush was committed before and nobody heard of it.
        private final boolean fresh;
        // Others may have asked the same.
        private final Care care;
        private final FlushAccounts accounts;

        Attempt(List<Entry> entries, FlushAccounts accounts, Care care) {
            this.entries = entries;
            this.accounts = accounts;
            this.onlyOne = care == Care.ONE;
            this.fresh = !onlyOne && entries.stream().allMatch(entry -> entry.lease.epoch() == 1);
            this.care = care == Care.FRESH && !fresh ? Care.SHARED : care;
        }

        List<Written> write() {
            fence();
            List<CellRef> cancels = new ArrayList<>();
            live.forEach(entry -> cancels.addAll(entry.cancels));
            tickets.cancel(cancels);
            settle();
            new Openings(intents, answers, accounts, waiting, outcome).open(live, care);
            waiting.awaited(live);
            move();
            failpoint.reached("journal.beforeCommit");
            List<Written> written = new ArrayList<>(entries.size());
            entries.forEach(entry -> written.add(outcome.getOrDefault(entry, new Written.Admitted())));
            return written;
        }

        private void fence() {
            Set<BatchEpoch> held = new HashSet<>();
            entries.forEach(entry -> held.add(epochOf(entry)));
            Set<BatchEpoch> ours = cells.fence(held);
            for (Entry entry : entries) {
                stray(entry, entry.strayCosts);
                if (ours.contains(epochOf(entry))) {
                    live.add(entry);
                } else {
                    outcome.put(entry, new Written.Fenced());
                    evidence.file(entry);
                }
            }
        }

        private void stray(Entry entry, List<StrayCost> costs) {
            for (StrayCost cost : costs) {
                if (strayCosts.insert(cost)) {
                    accounts.stray(entry, cost);
                }
            }
        }

        private void settle() {
            List<AnswerWrite> newAnswers = new ArrayList<>();
            List<CellWrite> newCells = new ArrayList<>();
            for (Entry entry : live) {
                stray(entry, entry.givenUpCosts);
                newAnswers.addAll(entry.answers);
                newCells.addAll(entry.cells);
            }
            record();
            if (!newAnswers.isEmpty()) {
                answers.write(newAnswers, care == Care.FRESH);
            }
            moveIntents();
            settleIntents();
            follow();
            post();
            refund();
            writeCells(newCells);
        }

        private void record() {
            for (Entry entry : live) {
                entry.lateRecords.stream()
                        .filter(one -> expect(1, records.insertLate(one) ? 1 : 0) == 1)
                        .forEach(one -> accounts.record(entry, one));
            }
            if (onlyOne) {
                for (Entry entry : live) {
                    entry.records.stream()
                            .filter(one -> records.insert(List.of(one), false) == 1)
                            .forEach(one -> accounts.record(entry, one));
                }
                return;
            }
            List<RecordWrite> all = new ArrayList<>();
            live.forEach(entry -> all.addAll(entry.records));
            if (!all.isEmpty()) {
                expect(all.size(), records.insert(all, fresh));
                live.forEach(entry -> entry.records.forEach(one -> accounts.record(entry, one)));
            }
        }

        private void settleIntents() {
            List<Settled> settled = new ArrayList<>();
            live.forEach(entry -> settled.addAll(entry.settled));
            if (settled.isEmpty() || expect(settled.size(), intents.delete(settled)) == 0) {
                return;
            }
            live.forEach(entry -> entry.settled.forEach(intent -> accounts.close(entry, intent)));
            wakeFollowers(keys(settled, Settled.Waiters.IN_DOUBT));
            wakeWaiters(keys(settled, Settled.Waiters.WAITING));
        }

        private static List<AnswerKey> keys(List<Settled> settled, Settled.Waiters waiters) {
            return settled.stream()
                    .filter(intent -> intent.waiters() == waiters)
                    .map(Settled::key)
                    .toList();
        }

        /** Rows that wait for the answer to the same question look again; what they find now is remembered, or free. */
        private void wakeWaiters(List<AnswerKey> keys) {
            if (!keys.isEmpty()) {
                cells.wake(followers.take(keys).stream()
                        .map(row -> new CellRef(row.jobId(), row.rowIndex(), 0))
                        .toList());
            }
        }

        /** Rows that were in doubt because of these calls look again; what they find now is remembered. */
        private void wakeFollowers(List<AnswerKey> keys) {
            if (!keys.isEmpty()) {
                followers.take(keys).forEach(row -> cells.askAgain(row.workspaceId(), row.jobId(), row.rowIndex()));
            }
        }

        private void follow() {
            List<FollowerTable.Following> following = new ArrayList<>();
            live.forEach(entry -> following.addAll(entry.follows));
            if (!following.isEmpty()) {
                followers.insert(following);
            }
        }

        private void moveIntents() {
            for (Entry entry : live) {
                for (IntentMove move : entry.moves) {
                    if (move.nextAttempt() && !accounts.mayReopen(entry)) {
                        outcome.put(entry, new Written.NotAccepting());
                    } else if (expect(1, intents.move(move) ? 1 : 0) == 1) {
                        accounts.move(entry, move);
                    }
                }
            }
        }

        private void post() {
            List<Post> posts = new ArrayList<>();
            live.forEach(entry -> posts.addAll(entry.posts));
            if (posts.isEmpty() || expect(posts.size(), ledger.post(posts, fresh)) == 0) {
                return;
            }
            live.forEach(entry -> entry.posts.forEach(post -> count(entry, post, post.amount())));
        }

        private void refund() {
            if (onlyOne) {
                for (Entry entry : live) {
                    entry.refunds.stream()
                            .filter(post -> ledger.refund(List.of(post)) == 1)
                            .forEach(post -> count(entry, post, -post.amount()));
                }
                return;
            }
            List<Post> refunds = new ArrayList<>();
            live.forEach(entry -> refunds.addAll(entry.refunds));
            if (!refunds.isEmpty()) {
                expect(refunds.size(), ledger.refund(refunds));
                live.forEach(entry -> entry.refunds.forEach(post -> count(entry, post, -post.amount())));
            }
        }

        private void count(Entry entry, Post post, long amount) {
            accounts.post(entry, post.step(), post.place(), amount);
        }

        private void writeCells(List<CellWrite> newCells) {
            Set<Long> progressed = new HashSet<>();
            for (Entry entry : live) {
                if (!entry.records.isEmpty() || !entry.cells.isEmpty() || !entry.lateRecords.isEmpty()) {
                    progressed.add(entry.lease.batchId());
                }
            }
            if (onlyOne) {
                cells.count(
                        progressed,
                        newCells.stream()
                                .filter(cell -> cells.write(List.of(cell), false) == 1)
                                .toList());
            } else {
                expect(newCells.size(), cells.write(newCells, fresh));
                cells.count(progressed, newCells);
            }
        }

        /** All that was to be written was; or, for a single entry, what was not had been before. */
        private int expect(int wanted, int actual) {
            if (actual != wanted && !onlyOne) {
                throw new Repeated();
            }
            return actual;
        }

        private void move() {
            Tightness where = accounts.write();
            if (!where.isNone()) {
                throw new Tight(where);
            }
        }
    }

    private static BatchEpoch epochOf(Entry entry) {
        return new BatchEpoch(entry.lease.batchId(), entry.lease.epoch());
    }
}
