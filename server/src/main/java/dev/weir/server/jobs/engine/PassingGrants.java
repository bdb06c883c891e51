package dev.weir.server.jobs.engine;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Grants that pass everything on, for whoever stands between an engine and its doors and changes one thing. */
public class PassingGrants implements Grants {

    protected final Grants grants;

    protected PassingGrants(Grants grants) {
        this.grants = grants;
    }

    @Override
    public List<Due> due() {
        return grants.due();
    }

    @Override
    public List<Lease> claim(long node, long jobId, int most) {
        return grants.claim(node, jobId, most);
    }

    @Override
    public Outlook outlook(long jobId, int most) {
        return grants.outlook(jobId, most);
    }

    @Override
    public Optional<Lease> claimBatch(long node, long batchId) {
        return grants.claimBatch(node, batchId);
    }

    @Override
    public Optional<Lease> claimBehind(long node, long jobId, int line) {
        return grants.claimBehind(node, jobId, line);
    }

    @Override
    public int nodes() {
        return grants.nodes();
    }

    @Override
    public void renew(long node, Collection<Lease> held) {
        grants.renew(node, held);
    }

    @Override
    public Set<Long> sweep() {
        return grants.sweep();
    }

    @Override
    public Set<Long> jobsOf(Collection<Long> batchIds) {
        return grants.jobsOf(batchIds);
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
