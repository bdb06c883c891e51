package dev.weir.server.registry;

import dev.weir.server.waterfall.BlueprintOrigin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version of a blueprint, as it is kept.
 *
 * @param workspaceId whose it is; 0 for everybody's
 * @param version from 1
 * @param usedAt when a job first ran it; null while none has, and of everybody's
 * @param retiredAt when the blueprint was retired; null while it is not
 */
public record BlueprintVersion(
        long workspaceId,
        int version,
        BlueprintForm form,
        String createdBy,
        Instant createdAt,
        @Nullable Instant usedAt,
        @Nullable Instant retiredAt) {

    public String slug() {
        return String.valueOf(form.slug());
    }

    /** Whether it is everybody's. */
    public boolean global() {
        return workspaceId == Registry.GLOBAL;
    }

    BlueprintOrigin origin() {
        return new BlueprintOrigin(slug(), version);
    }
}
