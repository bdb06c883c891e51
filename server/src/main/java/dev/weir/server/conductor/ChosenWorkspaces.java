package dev.weir.server.conductor;

import dev.weir.server.jobs.engine.Grants;
import dev.weir.server.jobs.engine.PassingGrants;
import java.util.List;
import java.util.function.LongPredicate;

/** Lets an engine see the jobs of some workspaces only: those whose vendors the program knows how to reach. */
public final class ChosenWorkspaces extends PassingGrants {

    private final LongPredicate chosen;

    /** @param chosen takes a workspace's number */
    public ChosenWorkspaces(Grants grants, LongPredicate chosen) {
        super(grants);
        this.chosen = chosen;
    }

    @Override
    public List<Due> due() {
        return grants.due().stream()
                .filter(due -> chosen.test(due.workspaceId()))
                .toList();
    }
}
