package dev.weir.server.scoring;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of a workspace's model.
 *
 * @param model without criteria where the version says that there is no model any more
 * @param rescoredUpto subscribers up to that number are scored by it
 * @param rescoredAt when all were that there were; null as long as some are not
 */
public record IcpVersion(
        int version,
        IcpModel model,
        String madeBy,
        Instant madeAt,
        long rescoredUpto,
        @Nullable Instant rescoredAt) {

    /** Whether the model was taken away with this version. */
    public boolean removed() {
        return model.criteria() == null;
    }
}
