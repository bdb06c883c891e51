package dev.weir.server.intake;

import dev.weir.server.catalog.Wanted;
import dev.weir.server.jobs.About;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.workspace.Workspace;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants done with rows.
 *
 * @param source the door it came through
 * @param keyId the API key it came with
 * @param memberId the member whose key that is
 * @param name of the job; empty for the fields' names
 * @param wanted what it asks for; without fields where a blueprint or a step says it
 * @param blueprint what is run instead: {@code slug} or {@code slug@version}; null for what is wanted
 * @param workflow the one registered step that is run by hand instead; null for none
 * @param maxCreditsMilli the most the job may spend, in 1/1000 credit; null for the worst case
 * @param maxRowCreditsMilli the most one row may spend
 * @param fresh whether remembered answers are passed over
 * @param metadata a JSON object that stays with the job; null for none
 * @param hopeless what becomes of rows for which nobody can ever be asked
 */
public record Order(
        Workspace workspace,
        About.Source source,
        @Nullable Long keyId,
        @Nullable Long memberId,
        String name,
        Wanted wanted,
        @Nullable String blueprint,
        @Nullable UUID workflow,
        @Nullable Long maxCreditsMilli,
        @Nullable Long maxRowCreditsMilli,
        boolean fresh,
        @Nullable String metadata,
        Hopeless hopeless) {

    /** What becomes of a row that lacks something nobody could ever be asked for. */
    public enum Hopeless {
        /** The order is refused, and such rows are named. */
        REFUSED,
        /** It is kept, and its cells end SKIPPED for want of input. */
        KEPT
    }

    /** @param plan what is done */
    String jobName(Plan plan) {
        if (!name.isBlank()) {
            return name;
        }
        if (workflow != null) {
            return plan.steps().getFirst().name();
        }
        return blueprint == null ? String.join(", ", wanted.fields()) : blueprint;
    }
}
