package dev.weir.server.conductor;

import dev.weir.server.jobs.engine.Grants;
import dev.weir.server.jobs.engine.PassingGrants;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Lets an engine see some jobs only: a program that was started for one job must not spend another one's credits, and
 * may lack the keys for it.
 */
public final class ChosenJobs extends PassingGrants {

    private final LongPredicate chosen;

    /** @param chosen takes a job's number */
    public ChosenJobs(Grants grants, LongPredicate chosen) {
        super(grants);
        this.chosen = chosen;
    }

    @Override
    public List<Due> due() {
        return grants.due().stream().filter(due -> chosen.test(due.jobId())).toList();
    }
}
