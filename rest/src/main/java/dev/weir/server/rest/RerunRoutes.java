package dev.weir.server.rest;

import dev.weir.provider.Sha256;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.jobs.Reruns;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Caller;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Rows of a job, done again. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/enrichment-jobs/{jobId}")
@Tag(name = "Jobs")
class RerunRoutes {

    private final Weir weir;
    private final RunningWeir running;
    private final JsonMapper json;

    RerunRoutes(Weir weir, RunningWeir running, JsonMapper json) {
        this.weir = weir;
        this.running = running;
        this.json = json;
    }

    /** What is to be done again. */
    @Schema(name = "RerunOrder")
    record RerunBody(
            @Schema(
                    description = "failed: rows that failed or are in doubt; empty: rows that lack any field that"
                            + " was asked for, whatever the reason; or a list of row indexes, from 0",
                    types = {"string", "array"},
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            Object rows,

            @Schema(
                    description =
                            "The step to begin with: what it and later ones have found is forgotten, and they are done"
                                    + " again; earlier ones are not. Without it nothing is forgotten, and what is missing is asked for")
            @Nullable
            String fromStep,

            @Schema(
                    description =
                            "Ask anew although a find is remembered; misses are asked anew in any case. False unless said")
            @Nullable
            Boolean fresh,

            @Schema(description = "The most the new job may spend, in credits; without it the worst case is held")
            @Nullable
            BigDecimal maxCredits) {}

    @PostMapping("/rerun")
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(value = Role.MEMBER, credits = true)
    @Operation(
            summary = "Do rows of a job again",
            description =
                    "Makes a job of its own, at today's prices, of a job that has ended (else 409). It knows what was"
                            + " found so far, so that steps that were done cost nothing. The first job's rows and export show what"
                            + " its latest rerun has come to; its status, counts and credits stay. With an Idempotency-Key the"
                            + " same request is the same job however often it is sent.")
    ResponseEntity<Answer<JobAnswer>> rerun(
            @PathVariable long workspaceId,
            @PathVariable long jobId,
            @RequestBody RerunBody body,
            @RequestHeader(name = Act.IDEMPOTENCY_KEY, required = false) @Nullable String key,
            Caller.Key caller) {
        Reruns.Chosen rows = chosen(body.rows());
        Job parent = weir.jobs().get(workspaceId, jobId);
        byte[] said = Sha256.of(Said.canonical(json, body));
        String checked = Submits.checked(workspaceId, key);
        Jobs.Taken taken = weir.reruns()
                .submit(
                        new Reruns.Request(
                                caller.workspace(),
                                parent,
                                rows,
                                body.fromStep(),
                                Boolean.TRUE.equals(body.fresh()),
                                Amounts.milli(body.maxCredits(), "/maxCredits"),
                                caller.keyId(),
                                caller.memberId(),
                                checked == null ? null : Sha256.of("weir rerun 1\n" + jobId + "\n" + checked),
                                checked == null ? null : said),
                        running.engine(),
                        id -> weir.audit().note(workspaceId, caller, "job.rerun", "job " + id + " of job " + jobId));
        return Submits.created(
                workspaceId,
                taken.job().id(),
                taken.before(),
                JobAnswer.of(weir.jobs().view(workspaceId, taken.job().id())));
    }

    private static Reruns.Chosen chosen(@Nullable Object rows) {
        return switch (rows) {
            case String text when text.equals("failed") -> new Reruns.Chosen.Failed();
            case String text when text.equals("empty") -> new Reruns.Chosen.Empty();
            case List<?> list -> new Reruns.Chosen.These(indexes(list));
            case null, default ->
                throw Problem.invalid(
                                "bad_rows", "rows says which to do again: \"failed\", \"empty\", or a list of indexes.")
                        .at("/rows", "must be failed, empty, or a list of row indexes");
        };
    }

    private static List<Integer> indexes(List<?> list) {
        List<Integer> indexes = new ArrayList<>();
        List<Problem.At> wrong = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof Integer index) {
                indexes.add(index);
            } else if (wrong.size() < 100) {
                wrong.add(new Problem.At("/rows/" + i, "must be a row's index, a whole number from 0"));
            }
        }
        if (!wrong.isEmpty()) {
            throw Problem.invalid("bad_rows", "rows has entries that are no row's index.")
                    .at(wrong);
        }
        return indexes;
    }
}
