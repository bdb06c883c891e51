package dev.weir.server.rest;

import dev.weir.server.RunningWeir;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.CredentialKey;
import dev.weir.server.egress.CredentialState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How a workspace's credentials stand. */
@Component
final class Breakers {

    /** Of a credential that never failed. */
    static final BreakerView CLOSED = new BreakerView("closed", 0, 0, null, null);

    private final RunningWeir running;

    Breakers(RunningWeir running) {
        this.running = running;
    }

    /** A breaker as it is shown. */
    @Schema(description = "The breaker of the caller's workspace; absent where it has no credential")
    record BreakerView(
            @Schema(
                    description = "closed (calls pass), open, probing, key_rejected or out_of_credits; the last"
                            + " two end by reset or by another credential")
            String state,

            @Schema(description = "Failures among the outcomes that were counted last")
            int failures,

            int outcomes,
            @Nullable Instant unavailableSince,

            @Schema(description = "When one call is let through to see") @Nullable
            Instant until) {

        static BreakerView of(CredentialState state) {
            return new BreakerView(
                    state.phase().name().toLowerCase(Locale.ROOT),
                    state.failures(),
                    state.outcomes(),
                    state.since(),
                    state.until());
        }
    }

    /** The name of the credential that a workspace uses just now. */
    Optional<CredentialKey> key(long workspaceId, String slug) {
        return running.accessBook().find(workspaceId, slug).map(Access::key);
    }

    /** All that are known, to look several up in. */
    List<CredentialState> all() {
        return running.egress().state();
    }

    /** One of them; empty where the workspace has no credential. */
    Optional<BreakerView> of(long workspaceId, String slug, List<CredentialState> all) {
        return key(workspaceId, slug)
                .map(key -> all.stream()
                        .filter(state -> state.key().equals(key))
                        .findFirst()
                        .map(BreakerView::of)
                        .orElse(CLOSED));
    }
}
