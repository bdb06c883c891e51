package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.provider.Sha256;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.audience.AudienceSettings;
import dev.weir.server.audience.AudienceSettings.Refresh;
import dev.weir.server.audience.AudienceSettings.Settings;
import dev.weir.server.audience.AudienceSettings.Wish;
import dev.weir.server.audience.Source;
import dev.weir.server.credits.Credits;
import dev.weir.server.enrolment.Gathered;
import dev.weir.server.enrolment.Gatherer;
import dev.weir.server.enrolment.SubscriberEnrichment;
import dev.weir.server.insight.Quote;
import dev.weir.server.intake.RepeatKey;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Caller;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** What is done for a workspace's subscribers by itself, its caps and its kill switch. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/audience")
@Tag(name = "Audience")
class AudienceRoutes {

    private final Weir weir;
    private final RunningWeir running;
    private final AudienceSettings settings;
    private final JsonMapper json;

    AudienceRoutes(Weir weir, RunningWeir running, JsonMapper json) {
        this.weir = weir;
        this.running = running;
        this.settings = weir.audienceSettings();
        this.json = json;
    }

    /** What is enriched anew. */
    @Schema(name = "AudienceRefresh")
    record RefreshJson(
            @Schema(description = "By its slug", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String blueprint,

            @Schema(
                    description = "Subscribers who were last enriched so many days ago, or more",
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            Integer afterDays,

            @Schema(
                    description = "The most that are enriched anew in a day of UTC",
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            Integer perDay) {}

    /** Settings as they are sent; what is left out is as usual. */
    @Schema(name = "AudienceSettings")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SettingsBody(
            @Schema(description = "The most subscribers that are submitted in a day of UTC; absent for any number")
            @Nullable
            Integer maxSubmittedPerDay,

            @Schema(
                    description =
                            "The most credits that the jobs of a day of UTC may cost together, at their worst until they"
                                    + " end; absent for any amount")
            @Nullable
            BigDecimal maxCreditsPerDay,

            @Schema(
                    description =
                            "Canonical fields of which what enrichment found counts before what sources said; of all"
                                    + " others it is the other way round")
            @Nullable
            List<@Nullable String> foundFirst,

            @Schema(description = "Absent for never") @Nullable
            RefreshJson refresh,

            @Schema(
                    description =
                            "How many seconds what is submitted by itself waits for more, unless 100 are together; 5"
                                    + " unless said",
                    maximum = "3600")
            @Nullable
            Integer gatherSeconds) {}

    /** What keeps something of what is pending from being submitted. */
    @Schema(name = "AudienceWaiting")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record WaitingJson(
            @Schema(
                    description =
                            "What waits: blueprint <slug>, or what a cap holds back: subscribers, credits, refresh or"
                                    + " trigger <slug>")
            String what,

            @Schema(description = "cap_reached, not_enough_credits, or another problem's code")
            String code,

            @Schema(description = "What to do about it") String reason,

            Instant since,

            @Schema(description = "Absent where it is tried at once") @Nullable
            Instant nextTryAt) {}

    /** Settings, and how it stands. */
    @Schema(name = "Audience")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AudienceJson(
            @Schema(description = "The kill switch: nothing is submitted and no trigger runs, while arrivals are kept")
            boolean paused,

            SettingsBody settings,
            List<WaitingJson> waiting,

            @Schema(description = "Absent where nothing has ever been set") @Nullable
            String updatedBy,

            @Nullable Instant updatedAt) {

        static AudienceJson of(Settings settings) {
            Wish wish = settings.wish();
            Refresh refresh = wish.refresh();
            Long credits = wish.maxCreditsPerDayMilli();
            List<WaitingJson> waiting = new ArrayList<>();
            settings.waiting()
                    .forEach((what, why) ->
                            waiting.add(new WaitingJson(what, why.code(), why.reason(), why.since(), why.until())));
            return new AudienceJson(
                    settings.paused(),
                    new SettingsBody(
                            wish.maxSubmittedPerDay(),
                            credits == null ? null : Credits.amount(credits),
                            new ArrayList<>(new TreeSet<>(wish.foundFirst())),
                            refresh == null
                                    ? null
                                    : new RefreshJson(refresh.blueprint(), refresh.afterDays(), refresh.perDay()),
                            wish.gatherSeconds()),
                    waiting,
                    settings.updatedBy(),
                    settings.updatedAt());
        }
    }

    @GetMapping
    @Needs(Role.VIEWER)
    @Operation(summary = "What is done for subscribers by itself, and what waits")
    Answer<AudienceJson> show(@PathVariable long workspaceId) {
        return Answer.of(AudienceJson.of(weir.transactions().in(workspaceId, () -> settings.get(workspaceId))));
    }

    @PutMapping
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Set daily caps, refresh and field precedence",
            description = "It takes the place of all that was set. What waits is tried again at once.")
    ResponseEntity<Answer<AudienceJson>> set(@PathVariable long workspaceId, @RequestBody SettingsBody body, Act act) {
        Wish wish = wish(body);
        return act.change("audience.set", () -> {
            Refresh refresh = wish.refresh();
            if (refresh != null) {
                requireBlueprint(weir, workspaceId, refresh.blueprint(), "/refresh/blueprint", act.caller());
            }
            Set<String> foundFirst = settings.lock(workspaceId).foundFirst();
            Settings changed = settings.change(workspaceId, wish, act.caller().text());
            if (!foundFirst.equals(changed.foundFirst())) {
                weir.icpModels().rescore(workspaceId);
            }
            return Made.changed("audience", AudienceJson.of(changed));
        });
    }

    private static Wish wish(SettingsBody body) {
        RefreshJson refresh = body.refresh();
        return new Wish(
                body.maxSubmittedPerDay(),
                body.maxCreditsPerDay() == null ? null : Amounts.required(body.maxCreditsPerDay(), "/maxCreditsPerDay"),
                body.foundFirst() == null
                        ? Set.of()
                        : body.foundFirst().stream().map(String::valueOf).collect(Collectors.toSet()),
                refresh == null
                        ? null
                        : new Refresh(
                                Objects.requireNonNullElse(refresh.blueprint(), ""),
                                Objects.requireNonNullElse(refresh.afterDays(), 0),
                                Objects.requireNonNullElse(refresh.perDay(), 0)),
                body.gatherSeconds() == null ? Wish.USUAL.gatherSeconds() : body.gatherSeconds());
    }

    /** One that can be wanted for subscribers; the body is wrong where it cannot. */
    static void requireBlueprint(Weir weir, long workspaceId, String slug, String pointer, Caller caller) {
        try {
            SubscriberEnrichment.require(weir.registry(), workspaceId, slug, caller.text());
        } catch (Problem none) {
            throw Problem.invalid(none.code(), String.valueOf(none.getMessage()))
                    .at(pointer);
        }
    }

    @PostMapping("/pause")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Stop whatever is done for subscribers by itself",
            description =
                    "The kill switch: from the answer on nothing is submitted and no trigger runs. Jobs under way go on."
                            + " What arrives is kept, and considered once it goes on.")
    ResponseEntity<Answer<AudienceJson>> pause(@PathVariable long workspaceId, Act act) {
        return act.once("audience.paused", "", () -> paused(workspaceId, true, act));
    }

    @PostMapping("/resume")
    @Needs(Role.ADMIN)
    @Operation(summary = "Let it go on")
    ResponseEntity<Answer<AudienceJson>> resume(@PathVariable long workspaceId, Act act) {
        return act.once("audience.resumed", "", () -> paused(workspaceId, false, act));
    }

    private Made<AudienceJson> paused(long workspaceId, boolean paused, Act act) {
        return Made.changed(
                "audience",
                AudienceJson.of(settings.pause(workspaceId, paused, act.caller().text())));
    }

    // ------------------------------------------------------------------------------------------------- run pending

    /** What is run. */
    @Schema(name = "RunPending")
    record RunBody(
            @Schema(description = "Requests of this blueprint alone") @Nullable
            String blueprint,

            @Schema(description = "Requests for arrivals from this source alone, by its slug") @Nullable
            String source,

            @Schema(description = "The most subscribers; 100 unless said", minimum = "1", maximum = "100") @Nullable
            Integer limit) {}

    /** What has been run. */
    @Schema(name = "RunPendingAnswer")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RunJson(
            @Schema(description = "Absent where nothing was submitted") @Nullable
            JobAnswer job,

            @Schema(description = "How many were submitted in it")
            int subscribers,

            @Schema(description = "Why what is pending was not submitted; absent where it was, or nothing is pending")
            @Nullable
            String waitingReason) {}

    @PostMapping("/run-pending")
    @Needs(value = Role.MEMBER, credits = true)
    @Operation(
            summary = "Submit what is pending, up to 100 subscribers",
            description =
                    "A job of one blueprint, of the requests that have been there for longest, whether they would be"
                            + " submitted by themselves or not. 201 with the job; 200 without one where nothing is pending, or a"
                            + " cap by day is reached. Caps hold here, too. Call it until there is no job.")
    ResponseEntity<Answer<RunJson>> runPending(
            @PathVariable long workspaceId,
            Caller.Key caller,
            @RequestBody(required = false) @Nullable RunBody body,
            @RequestHeader(name = Act.IDEMPOTENCY_KEY, required = false) @Nullable String key) {
        RunBody wish = body == null ? new RunBody(null, null, null) : body;
        int most = wish.limit() == null ? Gatherer.MOST : wish.limit();
        if (most < 1 || most > Gatherer.MOST) {
            throw Problem.invalid(
                            "bad_limit", "limit is " + most + "; a job has 1 to " + Gatherer.MOST + " subscribers.")
                    .at("/limit", "must be 1 to " + Gatherer.MOST);
        }
        String checked = Submits.checked(workspaceId, key);
        RepeatKey repeat = checked == null
                ? null
                : new RepeatKey(checked, Sha256.of("weir run-pending 1\n" + Said.canonical(json, wish)));
        Gathered gathered;
        try {
            gathered = running.gatherer()
                    .runPending(
                            workspaceId,
                            wish.blueprint(),
                            sourceId(workspaceId, wish.source()),
                            most,
                            new Gatherer.Somebody(
                                    caller,
                                    repeat,
                                    jobId -> weir.audit().note(workspaceId, caller, "job.submitted", "job " + jobId)));
        } catch (Problem problem) {
            throw problem.facts().get("quote") instanceof Quote quote
                    ? problem.with("quote", QuoteAnswer.of(quote))
                    : problem;
        }
        return switch (gathered) {
            case Gathered.Made made ->
                ResponseEntity.status(HttpStatus.CREATED)
                        .location(URI.create("/api/v1/workspaces/" + workspaceId + "/enrichment-jobs/" + made.jobId()))
                        .body(Answer.of(new RunJson(
                                JobAnswer.of(weir.jobs().view(workspaceId, made.jobId())), made.subscribers(), null)));
            case Gathered.Waits waits -> ResponseEntity.ok(Answer.of(new RunJson(null, 0, waits.reason())));
            case Gathered.Nothing _ -> ResponseEntity.ok(Answer.of(new RunJson(null, 0, null)));
        };
    }

    private @Nullable Long sourceId(long workspaceId, @Nullable String slug) {
        if (slug == null) {
            return null;
        }
        Optional<Source> source =
                weir.transactions().in(workspaceId, () -> weir.sources().find(workspaceId, slug));
        return source.orElseThrow(() -> Problem.invalid("unknown_source", "There is no source '" + slug + "'.")
                        .at("/source"))
                .id();
    }
}
