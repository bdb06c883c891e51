package dev.weir.server.rest;

import dev.weir.provider.Sha256;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.intake.Order;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Caller;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Steps run by hand. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/workflows/{workflowId}")
@Tag(name = "Workflows")
class RunRoutes {

    private final Weir weir;
    private final RunningWeir running;
    private final Submits submits;
    private final JsonMapper json;

    RunRoutes(Weir weir, RunningWeir running, Submits submits, JsonMapper json) {
        this.weir = weir;
        this.running = running;
        this.submits = submits;
        this.json = json;
    }

    /** For whom a step is run, and how. */
    @Schema(name = "Run")
    record RunBody(
            @Schema(
                    description =
                            "At most 10,000. Each is an object with companyId, or with companyDomain for one that is"
                                    + " made known if it is not, and any canonical fields beside it that the step is to know",
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            List<Map<String, Object>> companies,

            @Schema(description = "The most it may spend, in credits; without it the worst case is held") @Nullable
            BigDecimal maxCredits,

            @Schema(description = "The most one company may spend, in credits") @Nullable
            BigDecimal maxCreditsPerRow,

            @Schema(
                    description = "What becomes of a cell when a paid call's answer was lost; hold unless said",
                    allowableValues = {"hold", "skip", "retry"})
            @Nullable
            String onDoubt,

            @Schema(description = "Ask anew although an answer is remembered, or an earlier result could be reused")
            @Nullable
            Boolean fresh,

            @Schema(description = "The job's name; without it, the step's", maxLength = 200) @Nullable
            String name,

            @Schema(description = "An object of yours that stays with the job, of at most 8,192 bytes of JSON")
            @Nullable
            Map<String, Object> metadata,

            @Schema(description = "Refuse values that cannot be read, which else are told and count as unknown")
            @Nullable
            Boolean strict,

            @Schema(description = "Told how the job ends, by one POST as webhooks are, unsigned", maxLength = 2000)
            @Nullable
            String resumeUrl) {

        JobOptions options() {
            return new JobOptions(
                    List.of(),
                    null,
                    Map.of(),
                    maxCredits,
                    maxCreditsPerRow,
                    onDoubt,
                    Map.of(),
                    fresh,
                    name,
                    metadata,
                    strict);
        }
    }

    @PostMapping(path = "/runs", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(value = Role.MEMBER, credits = true)
    @Operation(
            summary = "Run a step for companies, by hand",
            description =
                    "A job of the newest version of that one step, on the same workers as any other; its results are"
                            + " logged under the play `manual`. The workspace's own step goes before everybody's of that number."
                            + " 409 for a step that is retired or cannot be carried out. With an Idempotency-Key the same run is"
                            + " the same job however often it is sent.")
    ResponseEntity<Answer<JobAnswer>> run(
            @PathVariable long workspaceId,
            @PathVariable UUID workflowId,
            Caller.Key caller,
            @RequestBody RunBody body,
            @RequestHeader(name = Act.IDEMPOTENCY_KEY, required = false) @Nullable String key) {
        weir.transactions().in(workspaceId, () -> weir.registry().workflow(workspaceId, workflowId));
        JobOptions options = body.options();
        Order order = options.byHand(caller, workflowId);
        SentCompanies companies = SentCompanies.read(
                body.companies(),
                running.intake().fields(order),
                options.isStrict(),
                weir.transactions(),
                weir.companies(),
                workspaceId);
        String resumeUrl = body.resumeUrl();
        if (resumeUrl != null) {
            running.webhooks().requireCallable("resumeUrl", resumeUrl);
        }
        try {
            return submits.submit(
                    caller,
                    order,
                    companies,
                    resumeUrl,
                    new ApiWording(options, false),
                    key,
                    key == null
                            ? new byte[0]
                            : Sha256.of("weir run 1\n" + workflowId + "\n" + Said.canonical(json, body)),
                    taken -> JobAnswer.submitted(
                            weir.jobs().view(workspaceId, taken.jobId()),
                            companies.records().warnings()));
        } catch (Problem problem) {
            throw companies.records().explained(problem);
        }
    }
}
