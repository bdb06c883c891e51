package dev.weir.server.enrichment;

import dev.weir.server.credits.JobBalance;
import dev.weir.server.credits.Ledger;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.workspace.Workspace;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Credits for rows that are asked on after their job has ended, when it has given back what it held beyond its doubts.
 * Every verb joins the caller's transaction, and locks accounts.
 */
final class RowRoom {

    private final Ledger ledger;
    private final Jobs jobs;
    private final RecordTable records;
    private final IntentTable intents;

    RowRoom(JdbcClient jdbc, Ledger ledger, Jobs jobs) {
        this.ledger = ledger;
        this.jobs = jobs;
        this.records = new RecordTable(jdbc);
        this.intents = new IntentTable(jdbc);
    }

    /**
     * Holds what a row may still cost at worst, as far as its job's cap goes.
     *
     * @throws dev.weir.server.problem.Problem when the workspace has less
     */
    void hold(Workspace workspace, Job job, int rowIndex) {
        if (!jobs.status(job.id()).isFinal()) {
            // It holds every row's worst case still.
            return;
        }
        JobBalance balance = ledger.lockJob(workspace.id(), job.id());
        long more = Math.min(rest(job, rowIndex), underCap(job, balance));
        if (more > 0) {
            jobs.hold(workspace, job.id(), more);
        }
    }

    /**
     * Sees to it that a job which has ended holds what these rows may still cost at worst, as far as its cap and the
     * workspace's credits go: an answer that comes late is paid for from what was held for it, and nobody is there to be
     * refused what it takes to go on.
     *
     * @param rows all of the job that are asked on
     */
    void ensure(Workspace workspace, Job job, List<Integer> rows) {
        JobBalance balance = ledger.lockJob(workspace.id(), job.id());
        long rest = rows.stream().mapToLong(row -> rest(job, row)).sum();
        long more = Math.min(rest - balance.free(), underCap(job, balance));
        if (more > 0) {
            jobs.holdAtMost(workspace, job.id(), more);
        }
    }

    /** What a row may cost at worst beyond what it has cost and what its calls under way or in doubt may cost. */
    private long rest(Job job, int rowIndex) {
        long asked = intents.ofRows(job.workspaceId(), job.id(), List.of(rowIndex)).stream()
                .mapToLong(IntentTable.Stored::amount)
                .sum();
        return Math.max(0, job.worstRowMilli() - records.chargedOfRow(job.workspaceId(), job.id(), rowIndex) - asked);
    }

    private static long underCap(Job job, JobBalance balance) {
        Long cap = job.maxCreditsMilli();
        return cap == null ? Long.MAX_VALUE : cap - balance.posted() - balance.balance();
    }
}
