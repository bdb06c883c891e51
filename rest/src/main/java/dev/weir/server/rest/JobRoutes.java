package dev.weir.server.rest;

import dev.weir.provider.Sha256;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.intake.Order;
import dev.weir.server.jobs.About;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.workspace.Caller;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Jobs: quoted, submitted, looked at, stopped. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/enrichment-jobs")
@Tag(name = "Jobs")
class JobRoutes {

    private static final String LIST = "jobs";

    private final Weir weir;
    private final RunningWeir running;
    private final Submits submits;
    private final JsonMapper json;

    JobRoutes(Weir weir, RunningWeir running, Submits submits, JsonMapper json) {
        this.weir = weir;
        this.running = running;
        this.submits = submits;
        this.json = json;
    }

    @PostMapping(path = "/quote", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Needs(Role.MEMBER)
    @Operation(
            summary = "What a job would cost",
            description = "Takes what a submit takes. Asks nobody and stores nothing.")
    Answer<QuoteAnswer> quote(Caller.Key caller, @RequestBody SubmitBody body) {
        JobOptions options = body.options();
        Order order = options.order(caller, About.Source.API, Order.Hopeless.REFUSED);
        SentRecords records = read(body, order);
        try {
            return Answer.of(
                    QuoteAnswer.of(running.intake().quote(order, records.rows(), new ApiWording(options, false))));
        } catch (Problem problem) {
            throw records.explained(problem);
        }
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(value = Role.MEMBER, credits = true)
    @Operation(
            summary = "Submit a job",
            description =
                    "All of it is taken in, with its worst case set aside, or nothing. With an Idempotency-Key the"
                            + " same submit is the same job however often it is sent, for as long as the job is kept.")
    ResponseEntity<Answer<JobAnswer>> submit(
            Caller.Key caller,
            @RequestBody SubmitBody body,
            @RequestHeader(name = Act.IDEMPOTENCY_KEY, required = false) @Nullable String key) {
        JobOptions options = body.options();
        Order order = options.order(caller, About.Source.API, Order.Hopeless.REFUSED);
        SentRecords records = read(body, order);
        String resumeUrl = body.resumeUrl();
        if (resumeUrl != null) {
            running.webhooks().requireCallable("resumeUrl", resumeUrl);
        }
        try {
            return submits.submit(
                    caller,
                    order,
                    records.rows(),
                    resumeUrl,
                    new ApiWording(options, false),
                    key,
                    key == null ? new byte[0] : Sha256.of(Said.canonical(json, body)),
                    taken -> JobAnswer.submitted(
                            weir.jobs().view(order.workspace().id(), taken.jobId()), records.warnings()));
        } catch (Problem problem) {
            throw records.explained(problem);
        }
    }

    private SentRecords read(SubmitBody body, Order order) {
        long workspaceId = order.workspace().id();
        return SentRecords.read(
                body.records(),
                "/records",
                running.intake().fields(order),
                body.options().isStrict(),
                ids -> weir.transactions()
                        .in(workspaceId, () -> weir.companies().findUnerased(workspaceId, ids)));
    }

    @GetMapping
    @Needs(Role.VIEWER)
    @Operation(summary = "Jobs, newest first")
    Answer<List<JobAnswer>> list(
            @PathVariable long workspaceId,
            PageWish wish,
            @Parameter(description = "Only those of this status") @RequestParam @Nullable String status) {
        JobStatus wanted = status == null ? null : Given.oneOf("status", status, JobStatus.values(), JobStatus::text);
        long[] at = wish.place(LIST, 1);
        return Answer.page(
                wish,
                LIST,
                at == null ? weir.jobs().count(workspaceId, wanted) : at[1],
                weir.jobs()
                        .page(
                                workspaceId,
                                wanted,
                                at == null ? Long.MAX_VALUE : at[0],
                                wish.limit() + 1,
                                wish.offset()),
                JobAnswer::of,
                job -> new long[] {job.id()});
    }

    @GetMapping("/{jobId}")
    @Needs(Role.VIEWER)
    @Operation(summary = "A job as it stands")
    Answer<JobAnswer> show(@PathVariable long workspaceId, @PathVariable long jobId) {
        return Answer.of(JobAnswer.of(weir.jobs().view(workspaceId, jobId)));
    }

    @PostMapping("/{jobId}/cancel")
    @Needs(Role.MEMBER)
    @Operation(
            summary = "Cancel a job",
            description = "When this answers, no paid call of the job leaves any more. Calls in flight settle by their"
                    + " outcome; the rest of what it held returns with the last of them. Again gives the same answer.")
    ResponseEntity<Answer<JobAnswer>> cancel(@PathVariable long workspaceId, @PathVariable long jobId, Act act) {
        return change(
                workspaceId, jobId, act, "job.cancelled", job -> weir.jobs().cancel(job, running.engine()), true);
    }

    @PostMapping("/{jobId}/pause")
    @Needs(Role.MEMBER)
    @Operation(
            summary = "Pause a job",
            description = "No further call of the job is made until it is resumed; what it holds stays set aside.")
    ResponseEntity<Answer<JobAnswer>> pause(@PathVariable long workspaceId, @PathVariable long jobId, Act act) {
        return change(
                workspaceId, jobId, act, "job.paused", job -> weir.jobs().pause(open(job), running.engine()), false);
    }

    @PostMapping("/{jobId}/resume")
    @Needs(Role.MEMBER)
    @Operation(summary = "Resume a paused job")
    ResponseEntity<Answer<JobAnswer>> resume(@PathVariable long workspaceId, @PathVariable long jobId, Act act) {
        return change(
                workspaceId, jobId, act, "job.resumed", job -> weir.jobs().resume(open(job), running.engine()), false);
    }

    private Job open(Job job) {
        JobStatus status = weir.jobs().status(job.id());
        if (status.isFinal()) {
            throw Problem.conflict(
                    "job_final",
                    "Job " + job.id() + " has ended (" + status.text() + "); there is nothing to pause or resume.");
        }
        return job;
    }

    private ResponseEntity<Answer<JobAnswer>> change(
            long workspaceId, long jobId, Act act, String name, Consumer<Job> change, boolean cancels) {
        Jobs jobs = weir.jobs();
        Job job = jobs.get(workspaceId, jobId);
        return act.once(name, Map.of(), () -> {
            change.accept(job);
            return Made.changed(
                    "job " + jobId,
                    cancels
                            ? JobAnswer.cancelled(
                                    jobs.view(workspaceId, jobId),
                                    weir.statistics().openCalls(job),
                                    weir.transactions()
                                            .in(
                                                    workspaceId,
                                                    () -> weir.tickets().countOpen(jobId)))
                            : JobAnswer.of(jobs.view(workspaceId, jobId)));
        });
    }
}
