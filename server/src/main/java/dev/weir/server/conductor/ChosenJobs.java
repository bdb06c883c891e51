package dev.weir.server.conductor;

import dev.weir.server.jobs.engine.Grants;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import java.util.Collection;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Lets an engine see some jobs only: a program that was started for one job must not spend another one's credits, and
 * may lack the keys for it.
 */
public final class ChosenJobs implements Grants {

    private final Grants grants;
    private final LongPredicate chosen;

    /** @param chosen takes a job's number */
    public ChosenJobs(Grants grants, LongPredicate chosen) {
        this.grants = grants;
        this.chosen = chosen;
    }

    @Override
    public List<Due> due() {
        return grants.due().stream().filter(due -> chosen.test(due.jobId())).toList();
    }

    @Override
    public List<Lease> claim(long node, long jobId, int most) {
        return grants.claim(node, jobId, most);
    }

    @Override
    public void renew(long node, Collection<Lease> held) {
        grants.renew(node, held);
    }

    @Override
    public int sweep() {
        return grants.sweep();
    }

    @Override
    public boolean finish(Lease lease, Next next) {
        return grants.finish(lease, next);
    }

    @Override
    public void crashed(Lease lease) {
        grants.crashed(lease);
    }
}
