package dev.weir.server.credits;

import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Workspace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Customer credits, exact to 1/1000: what a job may spend is held when it is submitted, posted result by result, and
 * given back when it closes. No more can be posted than was held.
 *
 * <p>Every verb joins the caller's transaction and fails by throwing, which must roll that transaction back. Vendor
 * cost is another ledger and never mixes with this one.
 */
public final class Ledger {

    private final AccountTable accounts;
    private final TransferTable transfers;
    private final CapTable caps;
    private final WarningTable warnings;

    public Ledger(JdbcClient jdbc) {
        this.accounts = new AccountTable(jdbc);
        this.transfers = new TransferTable(jdbc);
        this.caps = new CapTable(jdbc);
        this.warnings = new WarningTable(jdbc);
    }

    /**
     * Adds credits to a workspace.
     *
     * @return the number of the transaction
     * @throws Problem when it is not more than nothing
     */
    public long grant(long workspaceId, long milli) {
        if (milli <= 0) {
            throw Problem.invalid(
                    "bad_amount",
                    "A grant is of more than 0 credits, not of " + Credits.text(milli)
                            + ". To take credits back is another act than granting.");
        }
        long id = deposit(workspaceId, accounts.ensure(workspaceId, AccountKind.WORKSPACE), milli);
        warnings.arm(workspaceId);
        return id;
    }

    private long deposit(long workspaceId, long workspace, long milli) {
        long grants = accounts.ensure(workspaceId, AccountKind.GRANTS);
        accounts.add(workspace, milli);
        return transfers.insert(workspaceId, grants, workspace, milli, TransferKind.GRANT, 0);
    }

    private void giveBack(long workspaceId, long account, long milli) {
        accounts.add(account, milli);
        warnings.arm(workspaceId);
    }

    /** What a workspace can still hold. */
    public long available(long workspaceId) {
        return accounts.balance(workspaceId, AccountKind.WORKSPACE, 0);
    }

    /** All of a workspace's money. */
    public WorkspaceBalance workspace(long workspaceId) {
        return accounts.totals(workspaceId);
    }

    /** What was given back to a workspace of what closed jobs were charged. */
    public long repaid(long workspaceId) {
        return transfers.repaid(workspaceId);
    }

    /** The newest transactions of a workspace, after that many still newer ones. */
    public List<Transaction> newest(long workspaceId, long skip, int most) {
        return transfers.newest(workspaceId, skip, most);
    }

    /** Those that are older than that one, newest first; as fast for the millionth as for the first. */
    public List<Transaction> before(long workspaceId, Transaction.Mark mark, int most) {
        return transfers.before(workspaceId, mark, most);
    }

    /** How many transactions a workspace has; costs as much as counting them. */
    public long countTransactions(long workspaceId) {
        return transfers.count(workspaceId);
    }

    /** The transaction of that number. */
    public Optional<Transaction> transaction(long workspaceId, long id) {
        return transfers.byId(workspaceId, id);
    }

    /**
     * Gives a charge, or some of it, back to the workspace. The charge itself stays as it is.
     *
     * @param post a charge that can come back to its job no more
     * @return the refund: the one made under the same key before, if there was one
     * @throws Problem when more would come back than was charged, or the key stands for another refund
     */
    public Transaction repay(RefundRequest request, Transaction post) {
        long workspaceId = request.workspaceId();
        // Whoever else refunds anything of this workspace waits here.
        accounts.lockedBalance(accounts.ensure(workspaceId, AccountKind.REVENUE));
        Optional<TransferTable.Refund> before = transfers.refundOf(workspaceId, request.key());
        if (before.isPresent()) {
            return sameRefund(request, before.get());
        }
        Transaction.Asking asking = post.asking();
        Long jobId = post.jobId();
        if (post.kind() != Transaction.Kind.POST || asking == null || jobId == null) {
            throw Problem.invalid(
                            "not_a_charge",
                            "Transaction " + post.id() + " is no charge; only what a job was charged can be refunded.")
                    .at("/transactionId", "must be a charge");
        }
        long left = post.amount() - transfers.backSoFar(jobId, asking);
        long milli = request.amount() == null ? left : request.amount();
        if (milli > left || milli <= 0) {
            throw Problem.conflict(
                            "refund_exceeds_charge",
                            "Of transaction " + post.id() + ", which charged " + Credits.text(post.amount()) + ", "
                                    + Credits.text(left) + " can still be refunded.")
                    .at("/credits", "must be at most " + Credits.text(left));
        }
        long to = accounts.ensure(workspaceId, AccountKind.WORKSPACE);
        // Its numbers come in the order of what happened to this account.
        accounts.lockedBalance(to);
        long id = transfers.insertRepayment(post, to, milli, request);
        giveBack(workspaceId, to, milli);
        return transfers.byId(workspaceId, id).orElseThrow();
    }

    private Transaction sameRefund(RefundRequest request, TransferTable.Refund before) {
        if (before.postId() != request.transactionId()
                || (request.amount() != null && request.amount() != before.amount())) {
            throw new Problem(
                            Problem.Kind.MISMATCH,
                            "refund_key_reused",
                            "The key '" + request.key() + "' stands for a refund of " + Credits.text(before.amount())
                                    + " of transaction " + before.postId() + ". Use another key for another refund.")
                    .at("/key", "must be another one");
        }
        return transfers.byId(request.workspaceId(), before.transferId()).orElseThrow();
    }

    /** Caps by day and the warning of few credits, as they are set. */
    public CapSettings settings(long workspaceId) {
        Map<CapScope, Long> most = new TreeMap<>();
        caps.of(workspaceId).forEach(cap -> most.put(cap.scope(), cap.most()));
        return new CapSettings(most, warnings.low(workspaceId));
    }

    /** How a workspace's caps by day stand. */
    public List<CapBalance> caps(long workspaceId) {
        return caps.of(workspaceId);
    }

    /** The same of several workspaces, and nobody else moves them until the transaction ends. */
    public List<CapBalance> lockCaps(Collection<Long> workspaceIds) {
        return caps.lock(workspaceIds);
    }

    /**
     * Keeps everybody from moving a workspace's accounts and caps until the transaction ends. What statements after it see
     * is all that was committed, and whatever is written later will be counted by the caps that are set now.
     *
     * @param capped whether it is to have caps by day
     */
    public void freeze(long workspaceId, boolean capped) {
        // First those that are there, in the order in which all lock them; then whoever is opening another one; then
        // what he has opened.
        accounts.capped(workspaceId, capped);
        accounts.lockedBalance(accounts.ensure(workspaceId, AccountKind.WORKSPACE));
        accounts.capped(workspaceId, capped);
    }

    /**
     * Puts these caps in the place of a workspace's others. The workspace must be frozen.
     *
     * @param caps with what counts towards them by now
     */
    public void setCaps(long workspaceId, List<CapBalance> caps, Optional<Long> low) {
        this.caps.replace(workspaceId, caps);
        warnings.delete(workspaceId);
        low.ifPresent(milli -> warnings.set(workspaceId, milli, available(workspaceId) > milli));
    }

    /**
     * Sets a job's worst case aside, opening its account.
     *
     * @return what the workspace is to be told, once, if few credits are left
     * @throws Problem of kind NOT_ENOUGH_CREDITS when the workspace has less, unless it is granted what it lacks
     */
    public Optional<LowCredits> hold(Workspace workspace, long jobId, long milli) {
        return hold(workspace, jobId, milli, milli);
    }

    /** The same as far as the workspace's credits go. */
    public Optional<LowCredits> holdAtMost(Workspace workspace, long jobId, long most) {
        return hold(workspace, jobId, 0, most);
    }

    private Optional<LowCredits> hold(Workspace workspace, long jobId, long least, long most) {
        long from = accounts.ensure(workspace.id(), AccountKind.WORKSPACE);
        accounts.ensure(workspace.id(), AccountKind.REVENUE);
        // Before the job's account is opened: whoever sets caps by day has this lock, and will have seen the account or
        // been seen by it.
        long available = accounts.lockedBalance(from);
        long job = accounts.open(workspace.id(), AccountKind.JOB, jobId);
        long milli = workspace.autoGrant() ? most : Math.clamp(available, least, most);
        if (milli == 0) {
            return Optional.empty();
        }
        if (available < milli) {
            if (!workspace.autoGrant()) {
                throw new Problem(
                        Problem.Kind.NOT_ENOUGH_CREDITS,
                        "not_enough_credits",
                        "This needs up to " + Credits.text(milli) + " credits and the workspace has "
                                + Credits.text(available)
                                + ". Have credits granted, with the installation's key, lower the cap, or ask for fewer"
                                + " rows or fields.");
            }
            // Of what it lacks alone: that is no more than it had before.
            deposit(workspace.id(), from, milli - available);
        }
        accounts.add(from, -milli);
        accounts.addHold(job, milli);
        transfers.insert(workspace.id(), from, job, milli, TransferKind.HOLD, jobId);
        long left = Math.max(0, available - milli);
        return warnings.tell(workspace.id(), left).map(threshold -> new LowCredits(left, threshold));
    }

    /** What a job has held, posted and open; empty accounts when nothing was ever held. */
    public JobBalance job(long workspaceId, long jobId) {
        return accounts.job(workspaceId, jobId);
    }

    /** The same, and nobody else moves it until the transaction ends. */
    public JobBalance lockJob(long workspaceId, long jobId) {
        return accounts.lockJob(workspaceId, jobId);
    }

    /** The ids of a job's own account and of the revenue account it posts to; they never change. */
    public JobAccounts accountsOf(long workspaceId, long jobId) {
        return new JobAccounts(
                accounts.id(workspaceId, AccountKind.JOB, jobId), accounts.id(workspaceId, AccountKind.REVENUE, 0));
    }

    /** Whether new intents may be written on a job's account: not while it is paused, never after it is cancelled. */
    public void accepting(long workspaceId, long jobId, boolean accepting) {
        accounts.accepting(workspaceId, jobId, accepting);
    }

    /**
     * Writes posts, at most one per asking for all time. Balances are moved by {@link #move}.
     *
     * @param fresh whether none of them can have been written before; costs less, and fails when one was after all
     * @return how many were not there before
     */
    public int post(List<Post> posts, boolean fresh) {
        return posts.isEmpty() ? 0 : transfers.insertPosts(posts, fresh);
    }

    /**
     * Gives charges back to the jobs that paid them, each at most once for all time. Balances are moved by {@link #move}.
     *
     * @param posts as they were written
     * @return how many were not given back before
     */
    public int refund(List<Post> posts) {
        return posts.isEmpty() ? 0 : transfers.insertRefunds(posts);
    }

    /**
     * Moves jobs' accounts, in one order for all callers, and then what caps by day count, where there are any.
     *
     * @param counted all of what moves that caps by day might count; costs nothing where there are none
     * @return what was refused; nothing of it was moved, or everything was, and the caller must roll back
     */
    public Moved move(List<Movement> movements, List<CapMove> counted) {
        List<Movement> sorted = movements.stream()
                .filter(movement -> !movement.isNothing())
                .sorted(Comparator.comparingLong(Movement::jobId))
                .toList();
        if (sorted.isEmpty()) {
            return Moved.ALL;
        }
        if (sorted.size() > 1) {
            accounts.lock(sorted);
        }
        Set<Long> refused = new HashSet<>();
        sorted.forEach(movement -> refused.add(movement.jobId()));
        Set<Long> capped = new HashSet<>();
        for (AccountTable.Done done : accounts.move(sorted)) {
            refused.remove(done.jobId());
            if (done.capped()) {
                capped.add(done.workspaceId());
            }
        }
        if (!refused.isEmpty() || capped.isEmpty()) {
            return new Moved(refused, Set.of());
        }
        List<CapMove> towards = new ArrayList<>(counted);
        towards.removeIf(move -> !capped.contains(move.scope().workspaceId()));
        return new Moved(Set.of(), towards.isEmpty() ? Set.of() : caps.move(towards));
    }

    /** Moves what caps by day count, where there are any, and no account: of what cost a vendor's units and nobody's credits. */
    public void count(List<CapMove> counted) {
        caps.move(counted);
    }

    /**
     * Gives back what a job still holds beyond its doubts.
     *
     * @return how much
     */
    public long release(long workspaceId, long jobId) {
        JobBalance job = accounts.lockJob(workspaceId, jobId);
        if (job.open() != 0) {
            throw new IllegalStateException("job " + jobId + " has open intents and cannot give its hold back");
        }
        long rest = job.balance() - job.doubt();
        if (rest > 0) {
            long to = accounts.id(workspaceId, AccountKind.WORKSPACE, 0);
            long from = accounts.id(workspaceId, AccountKind.JOB, jobId);
            accounts.add(from, -rest);
            giveBack(workspaceId, to, rest);
            transfers.insert(workspaceId, from, to, rest, TransferKind.RELEASE, jobId);
        }
        return rest;
    }
}
