package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.server.Weir;
import dev.weir.server.audience.Source;
import dev.weir.server.audience.Subscriber;
import dev.weir.server.enrolment.EnrichmentRequest;
import dev.weir.server.enrolment.EnrichmentRequest.State;
import dev.weir.server.enrolment.EnrichmentRequests;
import dev.weir.server.enrolment.EnrichmentRequests.Filter;
import dev.weir.server.enrolment.EnrichmentRequests.Want;
import dev.weir.server.jobs.Job;
import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What is to be run for subscribers, and what became of it. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/audience/requests")
@Tag(name = "Audience")
class EnrichmentRequestRoutes {

    private static final String LIST = "enrichment-requests";
    private static final int MOST = 1_000;

    private final Weir weir;
    private final EnrichmentRequests requests;

    EnrichmentRequestRoutes(Weir weir) {
        this.weir = weir;
        this.requests = weir.enrichmentRequests();
    }

    /** A request. */
    @Schema(name = "EnrichmentRequest")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RequestJson(
            long id,
            long subscriberId,
            String blueprint,

            @Schema(allowableValues = {"pending", "submitted", "completed", "failed"})
            String state,

            @Schema(
                    allowableValues = {"trigger", "hand", "schedule", "refresh"},
                    description = "Why it is run this time")
            String cause,

            @Schema(description = "Of the arrival that it was wanted for, else the subscriber's first: its slug")
            String source,

            @Schema(description = "That wanted it, by its slug; absent for none") @Nullable
            String trigger,

            @Schema(description = "Whether it is submitted by itself; else by run-pending, or at its source's time")
            boolean automatic,

            @Schema(description = "Whether it was wanted once more while it was submitted")
            boolean again,

            @Schema(description = "Of the latest run; absent before the first") @Nullable
            Long jobId,

            @Schema(description = "In that job, from 0") @Nullable
            Integer rowIndex,

            @Schema(description = "How often it was submitted")
            int runs,

            @Schema(description = "Why it failed, such as not_found") @Nullable
            String reason,

            @Schema(
                    description =
                            "Of one that is pending: paused, unsubscribed, in_flight (for another blueprint), noted (not"
                                    + " submitted by itself), cap_reached, a problem's code such as not_enough_credits, or"
                                    + " gathering")
            @Nullable
            String waitingFor,

            Instant createdAt,

            @Schema(description = "Since when it has been pending, or was the last time")
            Instant pendingSince,

            @Nullable Instant submittedAt,
            @Nullable Instant endedAt) {

        static RequestJson of(EnrichmentRequest request, Words words) {
            return new RequestJson(
                    request.id(),
                    request.subscriberId(),
                    request.blueprint(),
                    request.state().text(),
                    request.cause().text(),
                    Source.name(words.sources(), request.sourceId()),
                    words.trigger(request.triggerId()),
                    request.automatic(),
                    request.again(),
                    request.jobId(),
                    request.rowIndex(),
                    request.runs(),
                    request.reason(),
                    words.waiting().get(request.id()),
                    request.createdAt(),
                    request.pendingSince(),
                    request.submittedAt(),
                    request.endedAt());
        }
    }

    /** What requests are shown with, by number: sources, triggers, and requests that wait. */
    private record Words(Map<Long, String> sources, Map<Long, String> triggers, Map<Long, String> waiting) {

        @Nullable
        String trigger(@Nullable Long id) {
            return id == null ? null : triggers.getOrDefault(id, "deleted-" + id);
        }
    }

    private Words words(long workspaceId, List<EnrichmentRequest> of) {
        return new Words(
                weir.sources().slugs(workspaceId),
                weir.triggers().slugs(workspaceId),
                requests.waitingFor(workspaceId, of));
    }

    /** A request and its latest run. */
    @Schema(name = "EnrichmentRequestDetail")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DetailJson(
            RequestJson request,

            @Schema(
                    description =
                            "As it stands in the job; absent before the first run, and where the job's rows are gone")
            RowRoutes.@Nullable RowJson row) {}

    /** What is wanted by hand. */
    @Schema(name = "EnrichmentWish")
    record WishBody(
            @Schema(description = "At most 1,000", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            List<@Nullable Long> subscriberIds,

            @Schema(description = "By its slug", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String blueprint,

            @Schema(description = "Ask anew although an answer is remembered") @Nullable
            Boolean fresh) {}

    /** Which of those that failed are retried. */
    @Schema(name = "EnrichmentRetry")
    record RetryBody(
            @Schema(description = "Those of this blueprint alone") @Nullable
            String blueprint,

            @Schema(description = "Those that failed for this reason alone, such as timed_out") @Nullable
            String reason) {}

    /** How many requests are pending for it now. */
    @Schema(name = "EnrichmentRequestCount")
    record CountJson(int requests) {}

    @GetMapping
    @Needs(Role.VIEWER)
    @Operation(
            summary = "What is to be run for subscribers, and what became of it, newest first",
            description = "One request for each subscriber and blueprint, over all its runs.")
    Answer<List<RequestJson>> list(
            @PathVariable long workspaceId,
            @Parameter(description = "pending, submitted, completed or failed") @RequestParam @Nullable String state,
            @Parameter(description = "By its slug") @RequestParam @Nullable String blueprint,
            @Parameter(description = "Of one subscriber") @RequestParam @Nullable Long subscriberId,
            @Parameter(description = "Why it failed, such as not_found") @RequestParam @Nullable String reason,
            PageWish wish) {
        State in = state == null ? null : Given.oneOf("state", state, State.values(), State::text);
        Filter filter = new Filter(in, blueprint, subscriberId, reason);
        long[] at = wish.place(LIST, 1);
        return weir.transactions().in(workspaceId, () -> {
            List<EnrichmentRequest> found = requests.page(
                    workspaceId, filter, at == null ? Long.MAX_VALUE : at[0], wish.offset(), wish.limit() + 1);
            Words words = words(workspaceId, found);
            return Answer.page(
                    wish,
                    LIST,
                    at == null ? requests.count(workspaceId, filter) : at[1],
                    found,
                    request -> RequestJson.of(request, words),
                    request -> new long[] {request.id()});
        });
    }

    @GetMapping("/{requestId}")
    @Needs(Role.VIEWER)
    @Operation(summary = "Show a request, and the row of its latest run with its cells")
    Answer<DetailJson> show(@PathVariable long workspaceId, @PathVariable long requestId) {
        record Found(EnrichmentRequest request, Words words) {}
        Found found = weir.transactions().in(workspaceId, () -> {
            EnrichmentRequest request = requests.get(workspaceId, requestId);
            return new Found(request, words(workspaceId, List.of(request)));
        });
        return Answer.of(
                new DetailJson(RequestJson.of(found.request(), found.words()), row(workspaceId, found.request())));
    }

    private RowRoutes.@Nullable RowJson row(long workspaceId, EnrichmentRequest request) {
        Long jobId = request.jobId();
        Integer rowIndex = request.rowIndex();
        if (jobId == null || rowIndex == null) {
            return null;
        }
        try {
            Job job = weir.jobs().get(workspaceId, jobId);
            return weir.rowPages()
                    .row(job, rowIndex)
                    .map(row -> RowRoutes.json(job.plan(), row))
                    .orElse(null);
        } catch (Problem gone) {
            if (gone.kind() == Problem.Kind.GONE || gone.kind() == Problem.Kind.NOT_FOUND) {
                return null;
            }
            throw gone;
        }
    }

    @PostMapping
    @Needs(Role.MEMBER)
    @Operation(
            summary = "Have a blueprint run for subscribers",
            description =
                    "It is submitted by itself, with others, within seconds, unless a cap by day or the kill switch"
                            + " keeps it back. What is pending stays so, what is under way is run once more behind that, and what"
                            + " has ended is pending anew.")
    ResponseEntity<Answer<CountJson>> want(@PathVariable long workspaceId, @RequestBody WishBody body, Act act) {
        List<@Nullable Long> ids = Given.required("subscriberIds", body.subscriberIds());
        String blueprint = Given.required("blueprint", body.blueprint());
        if (ids.isEmpty()) {
            throw Problem.invalid("no_subscribers", "There are no subscriberIds in the body; give at least one.")
                    .at("/subscriberIds", "must hold at least one number");
        }
        if (ids.size() > MOST) {
            throw new Problem(
                    Problem.Kind.TOO_LARGE,
                    "too_many_subscribers",
                    "A body holds at most " + MOST + " subscribers, and this one has " + ids.size()
                            + ". Send them in several.");
        }
        return act.once("enrichment.requested", body, () -> {
            AudienceRoutes.requireBlueprint(weir, workspaceId, blueprint, "/blueprint", act.caller());
            List<Want> wants = wants(workspaceId, ids, blueprint, Boolean.TRUE.equals(body.fresh()));
            requests.want(workspaceId, wants);
            return Made.changed(count(wants.size()) + " of " + blueprint, new CountJson(wants.size()));
        });
    }

    private List<Want> wants(long workspaceId, List<@Nullable Long> ids, String blueprint, boolean fresh) {
        Set<Long> asked = new LinkedHashSet<>();
        ids.stream().filter(Objects::nonNull).forEach(asked::add);
        Map<Long, Subscriber> known = weir.subscribers().find(workspaceId, asked);
        Mistakes wrong = new Mistakes();
        for (int i = 0; i < ids.size(); i++) {
            if (!known.containsKey(ids.get(i))) {
                wrong.note("/subscriberIds/" + i, "is no subscriber of this workspace");
            }
        }
        wrong.orThrow("unknown_subscriber", "Nothing was requested");
        return asked.stream()
                .map(id -> new Want(
                        id, blueprint, Objects.requireNonNull(known.get(id)).sourceId(), null, true, fresh))
                .toList();
    }

    private static String count(int requests) {
        return requests == 1 ? "1 request" : requests + " requests";
    }

    @PostMapping("/{requestId}/retry")
    @Needs(Role.MEMBER)
    @Operation(
            summary = "Run a request that failed once more",
            description = "Remembered answers are used, so what was found and only not kept is not paid for twice.")
    ResponseEntity<Answer<RequestJson>> retry(@PathVariable long workspaceId, @PathVariable long requestId, Act act) {
        return act.once("enrichment.retried", requestId, () -> {
            EnrichmentRequest request = requests.retry(workspaceId, requestId);
            return Made.changed("request " + requestId, RequestJson.of(request, words(workspaceId, List.of(request))));
        });
    }

    @PostMapping("/retry")
    @Needs(Role.MEMBER)
    @Operation(summary = "Run all requests that failed once more, or those of a blueprint or with a reason")
    ResponseEntity<Answer<CountJson>> retryAll(
            @PathVariable long workspaceId, @RequestBody(required = false) @Nullable RetryBody body, Act act) {
        RetryBody which = body == null ? new RetryBody(null, null) : body;
        return act.once("enrichment.retried", which, () -> {
            int retried = requests.retryAll(workspaceId, which.blueprint(), which.reason());
            return Made.changed(count(retried), new CountJson(retried));
        });
    }
}
