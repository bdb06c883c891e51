package dev.weir.server.rest;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.egress.CredentialKey;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What keeps a workspace from asking a provider, and its end. */
@RestController
@Tag(name = "Providers")
class BreakerRoutes {

    private final Weir weir;
    private final RunningWeir running;
    private final Breakers breakers;

    BreakerRoutes(Weir weir, RunningWeir running, Breakers breakers) {
        this.weir = weir;
        this.running = running;
        this.breakers = breakers;
    }

    @PostMapping("/api/v1/workspaces/{workspaceId}/providers/{slug}/breaker/reset")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "End whatever keeps the workspace's credential for a provider from being used",
            description =
                    "Ends an open breaker, and a stop because the vendor rejected the key or said that its credits"
                            + " are used up. All servers know within half a second.")
    ResponseEntity<Answer<Breakers.BreakerView>> reset(
            @PathVariable long workspaceId, @PathVariable String slug, Act act) {
        weir.catalog().get(slug);
        CredentialKey key = breakers.key(workspaceId, slug)
                .orElseThrow(() -> Problem.conflict(
                        "no_credential", "The workspace has no credential for " + slug + ", so nothing to reset."));
        return act.once("breaker.reset", Map.of(), () -> {
            running.egress().reset(key);
            return Made.changed("provider " + slug, Breakers.CLOSED);
        });
    }
}
