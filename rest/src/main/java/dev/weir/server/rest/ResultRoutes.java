package dev.weir.server.rest;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.problem.Problem;
import dev.weir.server.storage.Storage;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.json.JsonMapper;

/** Results that were worked out elsewhere. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/workflows/{workflowId}/results")
@Tag(name = "Workflows")
class ResultRoutes {

    private static final int LONGEST_DATA = 1 << 20;
    private static final int MOST_FIELDS = 1_000;

    private final Weir weir;
    private final Storage storage;
    private final JsonMapper json;

    ResultRoutes(Weir weir, RunningWeir running, JsonMapper json) {
        this.weir = weir;
        this.storage = running.storage();
        this.json = json;
    }

    /** What was found, and of which company. */
    @Schema(name = "NewResult")
    record ResultBody(
            @Schema(description = "A company of the workspace; this or companyDomain") @Nullable
            Long companyId,

            @Schema(description = "However it is written; a company that is not known by it is from then on") @Nullable
            String companyDomain,

            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    description = "Result field to value, as the step's destination maps them; at most 1,000 fields and"
                            + " 1,048,576 characters of JSON",
                    example = "{\"company.industry\": \"logistics\"}")
            @JsonDeserialize(using = ExactValues.class)
            @Nullable
            Map<String, @Nullable Object> data,

            @Schema(description = "The job it belongs to; without one the log says manual") @Nullable
            Long batchId) {}

    /** A result, as it was taken in. */
    @Schema(name = "ResultTaken")
    record ResultTaken(
            @Schema(description = "Its number, as dead letters have it")
            long resultId) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Needs(Role.MEMBER)
    @Operation(
            summary = "Report a result of a step that was worked out elsewhere",
            description =
                    "It is kept before this answers, and goes the way of all results of the step: written where its"
                            + " destination says, and logged. Nothing is charged. With an Idempotency-Key it is the same result"
                            + " however often it is sent.")
    ResponseEntity<Answer<ResultTaken>> report(
            @PathVariable long workspaceId, @PathVariable UUID workflowId, @RequestBody ResultBody body, Act act) {
        weir.transactions().in(workspaceId, () -> weir.registry().workflow(workspaceId, workflowId));
        Map<String, @Nullable Object> data = Given.required("data", body.data());
        if (data.size() > MOST_FIELDS || json.writeValueAsString(data).length() > LONGEST_DATA) {
            String must = "has at most " + MOST_FIELDS + " fields and " + LONGEST_DATA + " characters of JSON";
            throw Problem.invalid("bad_data", "data is too large; it " + must + ".")
                    .at("/data", must);
        }
        if (body.companyId() == null && body.companyDomain() == null) {
            throw Problem.invalid("no_company", "Say whose result it is, with companyId or companyDomain.")
                    .at("/companyId", "is missing, and so is companyDomain");
        }
        return act.once("result.reported", body, () -> {
            long id = storage.report(
                    workspaceId,
                    workflowId,
                    body.companyId(),
                    body.companyDomain(),
                    data,
                    body.batchId(),
                    act.caller().text());
            ResultTaken taken = new ResultTaken(id);
            return new Made<>(202, "result " + id, taken, taken, null, null);
        });
    }
}
