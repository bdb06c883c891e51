package dev.weir.server.enrichment;

import dev.weir.provider.OperationSpec;
import dev.weir.server.credits.JobAccounts;
import dev.weir.server.credits.Ledger;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.StepKind;
import dev.weir.server.waterfall.StepOrigin;
import dev.weir.server.waterfall.StepRules;
import dev.weir.server.workspace.Transactions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The jobs this node runs: what never changes of them is read once. */
final class JobRuns {

    private record Fixed(
            Job job, JobAccounts accounts, boolean waits, Set<String> awaited, Map<Integer, Reusing> reusing) {}

    private static final int KEPT = 1_000;

    private final Jobs jobs;
    private final Ledger ledger;
    private final Transactions transactions;
    private final Map<Long, Fixed> fixed = new ConcurrentHashMap<>();

    JobRuns(Jobs jobs, Ledger ledger, Transactions transactions) {
        this.jobs = jobs;
        this.ledger = ledger;
        this.transactions = transactions;
    }

    JobRun get(long workspaceId, long jobId) {
        if (fixed.size() > KEPT) {
            fixed.clear();
        }
        Fixed parts = fixed.computeIfAbsent(jobId, id -> read(workspaceId, id));
        boolean cancelled = jobs.status(jobId) == JobStatus.CANCELLED;
        return new JobRun(
                parts.job(), parts.accounts(), parts.waits(), parts.awaited(), parts.reusing(), cancelled, null);
    }

    private Fixed read(long workspaceId, long jobId) {
        Job job = jobs.get(workspaceId, jobId);
        Set<String> awaited = awaited(job.plan());
        return new Fixed(
                job,
                transactions.in(workspaceId, () -> ledger.accountsOf(workspaceId, jobId)),
                !awaited.isEmpty() || asksLater(job.plan()),
                awaited,
                job.fresh() ? Map.of() : reusing(job.plan()));
    }

    private static Map<Integer, Reusing> reusing(Plan plan) {
        Map<Integer, Reusing> reusing = new HashMap<>();
        for (int index = plan.from(); index < plan.steps().size(); index++) {
            StepRules rules = plan.steps().get(index).rules();
            Duration most = rules.reuse();
            StepOrigin origin = rules.origin();
            if (most != null && origin != null) {
                reusing.put(index, new Reusing(origin.workflowId(), most));
            }
        }
        return reusing;
    }

    private static Set<String> awaited(Plan plan) {
        Set<String> events = new HashSet<>();
        plan.steps().forEach(step -> {
            if (step.kind() instanceof StepKind.Await await) {
                events.addAll(await.events());
            }
        });
        return events;
    }

    private static boolean asksLater(Plan plan) {
        return plan.steps().stream()
                .flatMap(step -> step.places().stream())
                .anyMatch(place -> place.spec().mode() == OperationSpec.Mode.ASYNC);
    }
}
