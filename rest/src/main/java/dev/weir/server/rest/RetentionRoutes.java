package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.server.Weir;
import dev.weir.server.retention.RetentionPolicy;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How long a workspace keeps what. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/retention")
@Tag(name = "Retention")
class RetentionRoutes {

    private final Weir weir;

    RetentionRoutes(Weir weir) {
        this.weir = weir;
    }

    /** How many days what is kept. */
    @Schema(name = "Retention", description = "How many days what is kept; what is absent is kept for ever")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RetentionJson(
            @Schema(
                    description =
                            "Rows of jobs and all that was found for them, from when the job and its reruns have closed; the"
                                    + " jobs, their counts, what they cost and the ledger stay",
                    minimum = "1",
                    maximum = "36500")
            @Nullable
            Integer rows,

            @Schema(
                    description = "What providers have answered; never shorter than it may be reused",
                    minimum = "1",
                    maximum = "36500")
            @Nullable
            Integer answers,

            @Schema(description = "What was called back, verbatim, once it was read", minimum = "1", maximum = "36500")
            @Nullable
            Integer inbox,

            @Schema(
                    description = "Events and their deliveries to webhooks, once those have ended",
                    minimum = "1",
                    maximum = "36500")
            @Nullable
            Integer events,

            @Schema(description = "Results that were reported from outside", minimum = "1", maximum = "36500") @Nullable
            Integer outsideResults,

            @Schema(description = "The results log", minimum = "1", maximum = "36500") @Nullable
            Integer log,

            @Schema(
                    description =
                            "What sources said of subscribers, verbatim, and what of it was refused; what it changed is kept",
                    minimum = "1",
                    maximum = "36500")
            @Nullable
            Integer arrivals) {

        static RetentionJson of(RetentionPolicy policy) {
            return new RetentionJson(
                    policy.rows(),
                    policy.answers(),
                    policy.inbox(),
                    policy.events(),
                    policy.outsideResults(),
                    policy.log(),
                    policy.arrivals());
        }

        RetentionPolicy policy() {
            return new RetentionPolicy(rows, answers, inbox, events, outsideResults, log, arrivals);
        }
    }

    @GetMapping
    @Needs(Role.VIEWER)
    @Operation(summary = "How long the workspace keeps what")
    Answer<RetentionJson> show(@PathVariable long workspaceId) {
        return Answer.of(weir.transactions().in(workspaceId, () -> standing(workspaceId)));
    }

    @PutMapping
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Set how long the workspace keeps what",
            description =
                    "It takes the place of all that was set; what is absent is kept for ever. What is older goes within a day,"
                            + " and cannot be had back.")
    ResponseEntity<Answer<RetentionJson>> set(
            @PathVariable long workspaceId, @RequestBody RetentionJson body, Act act) {
        RetentionPolicy policy = body.policy();
        return act.change("retention.set", () -> {
            weir.retention().set(workspaceId, policy, act.caller().text());
            return Made.changed("retention", standing(workspaceId));
        });
    }

    private RetentionJson standing(long workspaceId) {
        return RetentionJson.of(weir.retention().policy(workspaceId));
    }
}
