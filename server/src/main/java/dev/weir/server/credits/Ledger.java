package dev.weir.server.credits;

import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Workspace;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    public Ledger(JdbcClient jdbc) {
        this.accounts = new AccountTable(jdbc);
        this.transfers = new TransferTable(jdbc);
    }

    /** Adds credits to a workspace. @throws Problem when it is not more than nothing */
    public void grant(long workspaceId, long milli) {
        if (milli <= 0) {
            throw Problem.invalid(
                    "bad_amount",
                    "A grant is of more than 0 credits, not of " + Credits.text(milli)
                            + ". To take credits back is another act than granting.");
        }
        long grants = accounts.ensure(workspaceId, AccountKind.GRANTS, 0);
        long workspace = accounts.ensure(workspaceId, AccountKind.WORKSPACE, 0);
        transfers.insert(workspaceId, grants, workspace, milli, TransferKind.GRANT, 0);
        accounts.add(workspace, milli);
    }

    /** What a workspace can still hold. */
    public long available(long workspaceId) {
        return accounts.balance(workspaceId, AccountKind.WORKSPACE, 0);
    }

    /**
     * Sets a job's worst case aside, opening its account.
     *
     * @throws Problem of kind NOT_ENOUGH_CREDITS when the workspace has less, unless it is granted what it lacks
     */
    public void hold(Workspace workspace, long jobId, long milli) {
        long from = accounts.ensure(workspace.id(), AccountKind.WORKSPACE, 0);
        accounts.ensure(workspace.id(), AccountKind.REVENUE, 0);
        long job = accounts.ensure(workspace.id(), AccountKind.JOB, jobId);
        if (milli == 0) {
            return;
        }
        long available = accounts.lockedBalance(from);
        if (available < milli) {
            if (!workspace.autoGrant()) {
                throw new Problem(
                        Problem.Kind.NOT_ENOUGH_CREDITS,
                        "not_enough_credits",
                        "This needs up to " + Credits.text(milli) + " credits and the workspace has "
                                + Credits.text(available)
                                + ". Grant credits, lower the cap, or ask for fewer rows or fields.");
            }
            grant(workspace.id(), milli - available);
        }
        accounts.add(from, -milli);
        accounts.addHold(job, milli);
        transfers.insert(workspace.id(), from, job, milli, TransferKind.HOLD, jobId);
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
     * Moves jobs' accounts, in one order for all callers.
     *
     * @return the jobs whose new intents were refused, because the account takes none or what is left does not cover
     *     them; nothing of such a job was moved, and the caller must roll back
     */
    public Set<Long> move(List<Movement> movements) {
        List<Movement> sorted = movements.stream()
                .filter(movement -> !movement.isNothing())
                .sorted(Comparator.comparingLong(Movement::jobId))
                .toList();
        if (sorted.isEmpty()) {
            return Set.of();
        }
        if (sorted.size() > 1) {
            accounts.lock(sorted);
        }
        Set<Long> refused = new HashSet<>();
        sorted.forEach(movement -> refused.add(movement.jobId()));
        accounts.move(sorted).forEach(refused::remove);
        return refused;
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
            accounts.add(to, rest);
            transfers.insert(workspaceId, from, to, rest, TransferKind.RELEASE, jobId);
        }
        return rest;
    }
}
