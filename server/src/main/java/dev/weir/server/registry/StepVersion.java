package dev.weir.server.registry;

import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.StepOrigin;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One version of a step, as it is kept.
 *
 * @param workspaceId whose it is; 0 for everybody's
 * @param workflowId names the step over all its versions
 * @param version from 1
 * @param retiredAt when the step was retired; null while it is not
 * @param unreadable what of the row could not be read at all
 */
public record StepVersion(
        long workspaceId,
        UUID workflowId,
        int version,
        StepForm form,
        String createdBy,
        Instant createdAt,
        @Nullable Instant retiredAt,
        List<Problem.At> unreadable) {

    public StepVersion {
        unreadable = List.copyOf(unreadable);
    }

    public String name() {
        return String.valueOf(form.name());
    }

    /** Whether it is everybody's. */
    public boolean global() {
        return workspaceId == Registry.GLOBAL;
    }

    StepOrigin origin() {
        return new StepOrigin(workflowId, version);
    }
}
