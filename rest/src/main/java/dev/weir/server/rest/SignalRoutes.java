package dev.weir.server.rest;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import dev.weir.server.problem.Problem;
import dev.weir.server.tickets.Signal;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
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
import tools.jackson.databind.json.JsonMapper;

/** Events from outside, for rows that await them. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/enrichment-jobs/{jobId}")
@Tag(name = "Late answers")
class SignalRoutes {

    private static final int LONGEST_PAYLOAD = 65_536;

    private final Weir weir;
    private final RunningWeir running;
    private final JsonMapper json;

    SignalRoutes(Weir weir, RunningWeir running, JsonMapper json) {
        this.weir = weir;
        this.running = running;
        this.json = json;
    }

    /** An event. */
    @Schema(name = "NewSignal")
    record SignalBody(
            @Schema(description = "As an await step names it; 1 to 100 letters, digits and . _ : -") @Nullable
            String name,

            @Schema(description = "From 0; absent for every row") @Nullable
            Integer rowIndex,

            @Schema(description = "What a formula reads as event; up to 65,536 characters of JSON") @Nullable
            Object payload) {}

    /** It, as it is kept. */
    @Schema(name = "Signal")
    record SignalJson(long id, long jobId, @Nullable Integer rowIndex, String name, Instant at) {

        static SignalJson of(Signal signal) {
            return new SignalJson(signal.id(), signal.jobId(), signal.rowIndex(), signal.name(), signal.at());
        }
    }

    @PostMapping(path = "/signals", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(Role.MEMBER)
    @Operation(
            summary = "Tell a job's rows of an event",
            description =
                    "Rows that await an event of that name, now or later, go on with its payload. It is kept with the"
                            + " job, and is no use to a job that has ended.")
    ResponseEntity<Answer<SignalJson>> signal(
            @PathVariable long workspaceId, @PathVariable long jobId, @RequestBody SignalBody body, Act act) {
        Job job = weir.jobs().get(workspaceId, jobId);
        JobStatus status = weir.jobs().status(jobId);
        String name = Given.required("name", body.name());
        Integer row = body.rowIndex();
        Object payload = body.payload();
        String text = payload == null ? "{}" : json.writeValueAsString(payload);
        if (text.length() > LONGEST_PAYLOAD) {
            throw Problem.invalid("bad_payload", "The payload is longer than " + LONGEST_PAYLOAD + " characters.")
                    .at(List.of(
                            new Problem.At("/payload", "must be no longer than " + LONGEST_PAYLOAD + " characters")));
        }
        int rows = weir.jobs().progress(job).totalRows();
        if (row != null && (row < 0 || row >= rows)) {
            throw Problem.invalid(
                            "unknown_row",
                            "Job " + jobId + " has no row " + row + "; its rows are 0 to " + (rows - 1) + ".")
                    .at(List.of(new Problem.At("/rowIndex", "must be a row of the job")));
        }
        return act.once("job.signalled", body, () -> {
            if (status.isFinal()) {
                throw Problem.conflict(
                        "job_final",
                        "Job " + jobId + " has ended (" + status.text() + "); nobody awaits anything there any more.");
            }
            Signal kept = weir.tickets().signal(workspaceId, jobId, row, name, text);
            weir.transactions().afterCommit(() -> running.engine().start(jobId));
            return Made.created(
                    "job " + jobId,
                    SignalJson.of(kept),
                    "/api/v1/workspaces/" + workspaceId + "/enrichment-jobs/" + jobId + "/timeline");
        });
    }
}
