package dev.weir.server.jobs;

import dev.weir.server.waterfall.Plan;
import dev.weir.server.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants done.
 *
 * @param fingerprint makes a second submit of the same thing the same job; null for one that is always new
 * @param maxCreditsMilli the most the job may spend, in 1/1000 credit; null for the worst case
 * @param maxRowCreditsMilli the most one row may spend
 * @param fresh whether remembered answers are passed over
 * @param about where it comes from
 */
@SuppressWarnings("ArrayRecordComponent") // a digest, compared by the database alone
public record JobRequest(
        Workspace workspace,
        String name,
        byte @Nullable [] fingerprint,
        Plan plan,
        @Nullable Long maxCreditsMilli,
        @Nullable Long maxRowCreditsMilli,
        boolean fresh,
        About about) {

    /** One of the command line. */
    public JobRequest(
            Workspace workspace,
            String name,
            byte @Nullable [] fingerprint,
            Plan plan,
            @Nullable Long maxCreditsMilli,
            @Nullable Long maxRowCreditsMilli,
            boolean fresh) {
        this(workspace, name, fingerprint, plan, maxCreditsMilli, maxRowCreditsMilli, fresh, About.CLI);
    }
}
