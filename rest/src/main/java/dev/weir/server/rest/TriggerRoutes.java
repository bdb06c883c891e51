package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.server.Weir;
import dev.weir.server.enrolment.Trigger;
import dev.weir.server.enrolment.TriggerForm;
import dev.weir.server.enrolment.Triggers;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What is wanted for subscribers by itself when something of them arrives. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/audience/triggers")
@Tag(name = "Audience")
class TriggerRoutes {

    private static final String CREATED = TriggerForm.CREATED;
    private static final String CHANGED = TriggerForm.CHANGED;

    private final Weir weir;
    private final Triggers triggers;

    TriggerRoutes(Weir weir) {
        this.weir = weir;
        this.triggers = weir.triggers();
    }

    /** A trigger as it stands. */
    @Schema(name = "Trigger")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TriggerView(
            String slug,
            @Nullable String title,

            @Schema(description = "Of created, changed") List<String> on,

            @Schema(description = "CEL, see the guide of conditions")
            String condition,

            String blueprint,

            @Schema(
                    description = "off: it does nothing; note: requests stay pending until somebody, or their source's"
                            + " timetable, runs them; run: they are submitted by themselves",
                    allowableValues = {"off", "note", "run"})
            String mode,

            @Schema(
                    description =
                            "The most subscribers that are submitted for it in a day of UTC; absent for no such cap")
            @Nullable
            Integer maxPerDay,

            @Schema(description = "Whether it came with the workspace, and stays")
            boolean readyMade,

            @Schema(description = "Of how many arrivals it wanted its blueprint")
            long fired,

            @Schema(description = "The latest error of its condition: which subscriber, and why; cleared by a change")
            @Nullable
            String error,

            @Nullable Instant errorAt,
            String updatedBy,
            Instant createdAt,
            Instant updatedAt) {

        static TriggerView of(Trigger trigger) {
            return new TriggerView(
                    trigger.slug(),
                    trigger.title(),
                    trigger.on(),
                    trigger.condition(),
                    trigger.blueprint(),
                    trigger.mode().word(),
                    trigger.maxPerDay(),
                    trigger.readyMade(),
                    trigger.fired(),
                    trigger.error(),
                    trigger.errorAt(),
                    trigger.updatedBy(),
                    trigger.createdAt(),
                    trigger.updatedAt());
        }
    }

    /** A trigger as it is to be. */
    @Schema(name = "TriggerWish")
    record TriggerBody(
            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    description = "1 to 63 of a-z, 0-9 and -; unique in the workspace",
                    example = "webinar")
            @Nullable
            String slug,

            @Schema(description = "For people") @Nullable String title,

            @Schema(description = "Of created, changed; created alone, unless said") @Nullable
            List<String> on,

            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    description = "CEL, see the guide of conditions; pointed at where it is wrong",
                    example = "subscriber.from == 'webinar' && subscriber.status == 'subscribed'")
            @Nullable
            String condition,

            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    description = "What is run for whom it holds of",
                    example = "subscriber-enrichment")
            @Nullable
            String blueprint,

            @Schema(
                    description = "Of a new one off, unless said; else as it is",
                    allowableValues = {"off", "note", "run"})
            @Nullable
            String mode,

            @Schema(
                    description =
                            "The most subscribers that are submitted for it in a day of UTC; absent for no such cap")
            @Nullable
            Integer maxPerDay) {

        TriggerForm form() {
            return new TriggerForm(slug, title, on, condition, blueprint, mode, maxPerDay);
        }
    }

    /** A condition that is to be tried. */
    @Schema(name = "TriggerTrialWish")
    record TrialBody(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "CEL") @Nullable
            String condition,

            @Schema(
                    description =
                            "Whether the arrival is to have created the subscribers, or to have changed them; created,"
                                    + " unless said",
                    allowableValues = {CREATED, CHANGED})
            @Nullable
            String on,

            @Schema(description = "Of whom it is to be told, at most 100; absent for the newest 100") @Nullable
            List<@Nullable Long> subscriberIds) {}

    /** What a condition says of one subscriber. */
    @Schema(name = "TriggerTried")
    record TriedView(
            long subscriberId,
            String email,

            @Schema(description = "personal, corporate, disposable, role")
            String type,

            boolean taken,

            @Schema(description = "it holds; it does not hold; or why it cannot be told")
            String reason) {

        static TriedView of(Triggers.Trial trial) {
            String reason = trial.trouble() != null ? trial.trouble() : trial.taken() ? "it holds" : "it does not hold";
            return new TriedView(
                    trial.subscriber().id(),
                    trial.subscriber().email(),
                    trial.subscriber().type(),
                    trial.taken(),
                    reason);
        }
    }

    /** What a condition says. */
    @Schema(name = "TriggerTrial")
    record TrialView(
            int looked,
            int taken,

            @Schema(description = "Of how many it cannot be told")
            int untold,

            List<TriedView> subscribers) {

        static TrialView of(List<Triggers.Trial> trials) {
            return new TrialView(
                    trials.size(),
                    (int) trials.stream().filter(Triggers.Trial::taken).count(),
                    (int) trials.stream()
                            .filter(trial -> trial.trouble() != null)
                            .count(),
                    trials.stream().map(TriedView::of).toList());
        }
    }

    @GetMapping
    @Needs(Role.VIEWER)
    @Operation(
            summary = "All triggers, by name",
            description = "created-personal is ready-made, and notes whom it holds of until it is enabled.")
    Answer<List<TriggerView>> list(@PathVariable long workspaceId) {
        return read(
                workspaceId,
                () -> triggers.all(workspaceId).stream().map(TriggerView::of).toList());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Add a trigger",
            description = "It counts from this answer on. Unless its mode is said it is off.")
    ResponseEntity<Answer<TriggerView>> create(@PathVariable long workspaceId, @RequestBody TriggerBody body, Act act) {
        return act.once("trigger.created", body, () -> {
            Trigger made =
                    triggers.create(workspaceId, body.form(), act.caller().text());
            return Made.created(
                    subject(made),
                    TriggerView.of(made),
                    "/api/v1/workspaces/" + workspaceId + "/audience/triggers/" + made.slug());
        });
    }

    @PostMapping("/try")
    @Needs(Role.MEMBER)
    @Operation(
            summary = "Try a condition",
            description =
                    "Tells of which subscribers it would hold, had a source just said all that is known of them. Nothing"
                            + " is stored, and nobody is enriched.")
    Answer<TrialView> tryOut(@PathVariable long workspaceId, @RequestBody TrialBody body) {
        String condition = Given.required("condition", body.condition());
        String on = body.on() == null
                ? CREATED
                : Given.oneOf("on", body.on(), new String[] {CREATED, CHANGED}, word -> word);
        return read(
                workspaceId,
                () -> TrialView.of(triggers.tryOut(workspaceId, condition, on.equals(CREATED), body.subscriberIds())));
    }

    @GetMapping("/{slug}")
    @Needs(Role.VIEWER)
    @Operation(summary = "A trigger")
    Answer<TriggerView> show(@PathVariable long workspaceId, @PathVariable String slug) {
        return read(workspaceId, () -> TriggerView.of(triggers.one(workspaceId, slug)));
    }

    @PutMapping("/{slug}")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Create or replace a trigger",
            description =
                    "A new one, or the one there is otherwise; what is left out is as for a new one, but for its mode,"
                            + " which stays. When this is answered no arrival is looked at by the words of before any more. What it"
                            + " had submitted by itself, and no more does, stays pending until somebody runs it.")
    ResponseEntity<Answer<TriggerView>> put(
            @PathVariable long workspaceId, @PathVariable String slug, @RequestBody TriggerBody body, Act act) {
        StepRoutes.requireSame("slug", slug, body.slug());
        return act.change(
                "trigger.changed",
                () -> changed(
                        triggers.save(workspaceId, body.form(), act.caller().text())));
    }

    @DeleteMapping("/{slug}")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Delete a trigger",
            description =
                    "What it wanted stays pending until somebody runs it. One that is ready-made stays: set it off.")
    ResponseEntity<Answer<TriggerView>> delete(@PathVariable long workspaceId, @PathVariable String slug, Act act) {
        return act.change("trigger.deleted", () -> changed(triggers.delete(workspaceId, slug)));
    }

    @PostMapping("/{slug}/enable")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Switch a trigger on",
            description =
                    "Sets its mode to run, and sees to it that the blueprint subscriber-enrichment is there if it wants"
                            + " that. What it noted before stays pending until somebody runs it.")
    ResponseEntity<Answer<TriggerView>> enable(@PathVariable long workspaceId, @PathVariable String slug, Act act) {
        return act.once(
                "trigger.enabled",
                Map.of(),
                () -> changed(triggers.enable(workspaceId, slug, act.caller().text())));
    }

    @PostMapping("/{slug}/disable")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Switch a trigger off",
            description =
                    "Sets its mode to off, or to note if it is ready-made. What it had submitted by itself stays pending"
                            + " until somebody runs it.")
    ResponseEntity<Answer<TriggerView>> disable(@PathVariable long workspaceId, @PathVariable String slug, Act act) {
        return act.once(
                "trigger.disabled",
                Map.of(),
                () -> changed(triggers.disable(workspaceId, slug, act.caller().text())));
    }

    private static Made<TriggerView> changed(Trigger trigger) {
        return Made.changed(subject(trigger), TriggerView.of(trigger));
    }

    private static String subject(Trigger trigger) {
        return "trigger " + trigger.slug();
    }

    private <T> Answer<T> read(long workspaceId, Supplier<T> reading) {
        return Answer.of(weir.transactions().in(workspaceId, reading));
    }
}
