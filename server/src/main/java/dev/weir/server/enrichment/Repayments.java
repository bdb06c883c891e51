package dev.weir.server.enrichment;

import dev.weir.server.credits.Ledger;
import dev.weir.server.credits.RefundRequest;
import dev.weir.server.credits.Transaction;
import dev.weir.server.jobs.Cells;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.problem.Problem;

/** Gives back to workspaces what closed jobs were charged. Every verb joins the caller's transaction. */
public final class Repayments {

    private final Ledger ledger;
    private final Jobs jobs;
    private final Cells cells;

    public Repayments(Ledger ledger, Jobs jobs) {
        this.ledger = ledger;
        this.jobs = jobs;
        this.cells = jobs.cells();
    }

    /**
     * Gives a charge, or some of it, back to its workspace.
     *
     * @return the refund: the one made under the same key before, if there was one
     * @throws Problem when there is no such charge, when it may still come back to its job by itself, or when more would
     *     come back than was charged
     */
    public Transaction repay(RefundRequest request) {
        long workspaceId = request.workspaceId();
        Transaction post = ledger.transaction(workspaceId, request.transactionId())
                .orElseThrow(() -> Problem.notFound(
                                "unknown_transaction", "There is no transaction " + request.transactionId() + ".")
                        .at("/transactionId", "must be a transaction of this workspace"));
        Transaction.Asking asking = post.asking();
        Long jobId = post.jobId();
        if (post.kind() == Transaction.Kind.POST && jobId != null && asking != null) {
            // What is refunded by rule is refunded to the job, and goes first: while that may come, nobody else
            // decides.
            Job job = jobs.get(workspaceId, jobId);
            ledger.lockJob(workspaceId, jobId);
            if (!jobs.progress(job).closed()) {
                throw Problem.conflict(
                        "job_not_closed",
                        "Job " + jobId
                                + " has not closed yet, and what it is charged may still come back by itself; refund"
                                + " when it has.");
            }
            if (!cells.isFinal(workspaceId, jobId, asking.rowIndex())
                    || cells.isFinalInDoubt(workspaceId, jobId, asking.rowIndex())) {
                throw Problem.conflict(
                        "row_in_doubt",
                        "Row " + asking.rowIndex() + " of job " + jobId + " has a call in doubt; settle that first.");
            }
        }
        return ledger.repay(request, post);
    }
}
