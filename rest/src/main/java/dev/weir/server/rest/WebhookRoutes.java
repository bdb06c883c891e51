package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.jobs.EventType;
import dev.weir.server.webhooks.Delivery;
import dev.weir.server.webhooks.Webhook;
import dev.weir.server.webhooks.Webhooks;
import dev.weir.server.workspace.Caller;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Addresses that are told of what happens, and what is on its way to them. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/webhooks")
@Tag(name = "Webhooks")
class WebhookRoutes {

    private static final String LIST = "webhooks";
    private static final String DELIVERIES = "deliveries";

    private final Weir weir;
    private final Webhooks webhooks;

    WebhookRoutes(Weir weir, RunningWeir running) {
        this.weir = weir;
        this.webhooks = running.webhooks();
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record WebhookView(
            long id,

            @Schema(description = "Of a job's resumeUrl without its query")
            String callbackUrl,

            List<String> eventTypes,
            boolean isActive,

            @Schema(description = "Of a job's resumeUrl: the job") @Nullable
            Long jobId,

            @Schema(
                    description = "Why Weir made it inactive: its server answered 410",
                    allowableValues = {"gone"})
            @Nullable
            String disabledReason,

            @Schema(description = "Until when the secret before the newest signs, too") @Nullable
            Instant previousSecretUntil,

            Instant createdAt,
            Instant updatedAt) {

        static WebhookView of(Webhook webhook) {
            return new WebhookView(
                    webhook.id(),
                    shown(webhook),
                    webhook.eventTypes().stream().map(EventType::text).toList(),
                    webhook.isActive(),
                    webhook.jobId(),
                    webhook.disabledReason(),
                    webhook.previousSecretUntil(),
                    webhook.createdAt(),
                    webhook.updatedAt());
        }

        /** Whoever knows all of a resume address may go on in its place. */
        private static String shown(Webhook webhook) {
            String url = webhook.callbackUrl();
            int query = webhook.jobId() == null ? -1 : url.indexOf('?');
            return query < 0 ? url : url.substring(0, query);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record WebhookMade(
            WebhookView webhook,

            @Schema(description = "What signatures are checked with, in the first answer alone", example = "whsec_…")
            @Nullable
            String secret,

            @Schema(description = "Where the secret is, when it is not here") @Nullable
            String note) {

        static WebhookMade shown(Webhooks.WithSecret made) {
            return new WebhookMade(WebhookView.of(made.webhook()), made.secret(), null);
        }

        static WebhookMade hidden(Webhook webhook) {
            return new WebhookMade(
                    WebhookView.of(webhook),
                    null,
                    "The secret was shown once, in the first answer to this request. If it was lost, rotate it.");
        }

        /** Without the secret: it may end in a log. */
        @Override
        public String toString() {
            return "WebhookMade[" + webhook.id() + "]";
        }
    }

    record NewWebhook(
            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    description = "https, at a public address",
                    maxLength = 2000)
            @Nullable
            String callbackUrl,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            List<String> eventTypes,

            @Schema(description = "True, unless said") @Nullable
            Boolean isActive) {}

    record WebhookChange(
            @Nullable String callbackUrl,
            @Nullable List<String> eventTypes,

            @Schema(description = "True also enables one whose server answered 410; what was held for it is told then")
            @Nullable
            Boolean isActive) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DeliveryView(
            long id,

            @Schema(description = "As the header webhook-id and the body say it", example = "evt_…")
            String eventId,

            String eventType,
            @Nullable Long jobId,

            @Schema(description = "By which a job's events are ordered") @Nullable
            Long sequence,

            @Schema(allowableValues = {"pending", "delivered", "dead", "held"})
            String status,

            @Schema(description = "Since it was made, or last replayed")
            int tries,

            @Schema(description = "When a pending one is tried next") @Nullable
            Instant nextTryAt,

            Instant createdAt,

            @Schema(description = "When it was delivered or given up") @Nullable
            Instant endedAt,

            @Nullable AttemptView lastAttempt) {

        static DeliveryView of(Delivery delivery) {
            Delivery.Attempt last = delivery.last();
            return new DeliveryView(
                    delivery.id(),
                    delivery.eventId(),
                    delivery.type().text(),
                    delivery.jobId(),
                    delivery.sequence(),
                    delivery.state().text(),
                    delivery.tries(),
                    delivery.dueAt(),
                    delivery.createdAt(),
                    delivery.endedAt(),
                    last == null ? null : AttemptView.of(last));
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AttemptView(
            Instant at,

            @Schema(description = "Of the answer; absent when there was none") @Nullable
            Integer statusCode,

            @Schema(description = "Why there was no answer") @Nullable
            String error,

            @Schema(description = "How the answer's body begins, as text") @Nullable
            String response,

            int tookMillis) {

        static AttemptView of(Delivery.Attempt attempt) {
            return new AttemptView(
                    attempt.at(), attempt.status(), attempt.detail(), attempt.response(), attempt.tookMillis());
        }
    }

    record DeliveryStory(DeliveryView delivery, List<AttemptView> attempts) {}

    record Deleted(long id) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Subscribe an address to events",
            description = "The answer shows the secret, this once. The address is judged now and at every send.")
    ResponseEntity<Answer<WebhookMade>> create(@PathVariable long workspaceId, @RequestBody NewWebhook wish, Act act) {
        String url = Given.required("callbackUrl", wish.callbackUrl());
        List<EventType> types = Webhooks.types(Given.required("eventTypes", wish.eventTypes()));
        webhooks.requireCallable("callbackUrl", url);
        return act.once(
                "webhook.created",
                wish,
                () -> made(
                        workspaceId,
                        webhooks.create(workspaceId, url, types, wish.isActive() == null || wish.isActive())));
    }

    private static Made<WebhookMade> made(long workspaceId, Webhooks.WithSecret made) {
        long id = made.webhook().id();
        return Made.created(
                        "webhook " + id,
                        WebhookMade.shown(made),
                        "/api/v1/workspaces/" + workspaceId + "/webhooks/" + id)
                .keeping(WebhookMade.hidden(made.webhook()));
    }

    @GetMapping
    @Needs(Role.VIEWER)
    @Operation(summary = "The webhooks, newest first; or the one of a job's resumeUrl")
    Answer<List<WebhookView>> list(
            @PathVariable long workspaceId,
            @Parameter(description = "Only what that job resumes at its end, which is not among the others")
                    @RequestParam
                    @Nullable
                    Long jobId,
            PageWish wish) {
        if (jobId != null) {
            List<WebhookView> ofJob = webhooks.ofJob(workspaceId, jobId).map(WebhookView::of).stream()
                    .toList();
            return Answer.of(ofJob, Answer.Pagination.of(wish, ofJob.size(), null));
        }
        long[] at = wish.place(LIST, 1);
        long total = at == null ? webhooks.count(workspaceId) : at[1];
        return page(
                wish,
                LIST,
                total,
                webhooks.list(workspaceId, at == null ? null : at[0], wish.offset(), wish.limit()),
                WebhookView::of);
    }

    private static <E, T> Answer<List<T>> page(
            PageWish wish, String list, long total, Webhooks.Page<E> page, Function<E, T> shown) {
        return Answer.of(
                page.entries().stream().map(shown).toList(),
                Answer.Pagination.of(wish, total, page.next() == null ? null : Cursor.of(list, page.next(), total)));
    }

    @GetMapping("/{webhookId}")
    @Needs(Role.VIEWER)
    @Operation(summary = "A webhook, without its secret")
    Answer<WebhookView> show(@PathVariable long workspaceId, @PathVariable long webhookId) {
        return Answer.of(WebhookView.of(webhooks.get(workspaceId, webhookId)));
    }

    @PatchMapping("/{webhookId}")
    @Needs(Role.ADMIN)
    @Operation(summary = "Change what is given of a webhook")
    ResponseEntity<Answer<WebhookView>> change(
            @PathVariable long workspaceId, @PathVariable long webhookId, @RequestBody WebhookChange change, Act act) {
        String url = change.callbackUrl();
        List<EventType> types = change.eventTypes() == null ? null : Webhooks.types(change.eventTypes());
        if (url != null) {
            webhooks.requireCallable("callbackUrl", url);
        }
        return act.change(
                "webhook.changed",
                () -> Made.changed(
                        "webhook " + webhookId,
                        WebhookView.of(webhooks.change(workspaceId, webhookId, url, types, change.isActive()))));
    }

    @DeleteMapping("/{webhookId}")
    @Needs(Role.ADMIN)
    @Operation(summary = "Delete a webhook, and what is on its way to it")
    ResponseEntity<Answer<Deleted>> delete(@PathVariable long workspaceId, @PathVariable long webhookId, Act act) {
        return act.change("webhook.deleted", () -> {
            webhooks.delete(workspaceId, webhookId);
            return Made.changed("webhook " + webhookId, new Deleted(webhookId));
        });
    }

    @PostMapping("/{webhookId}/rotate")
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Give a webhook a new secret, which is shown this once",
            description = "For 24 hours both sign, then the new one alone.")
    ResponseEntity<Answer<WebhookMade>> rotate(@PathVariable long workspaceId, @PathVariable long webhookId, Act act) {
        return act.once("webhook.rotated", Map.of(), () -> made(workspaceId, webhooks.rotate(workspaceId, webhookId)));
    }

    @PostMapping("/{webhookId}/test")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Send a webhook.test event now, once, and say what came of it",
            description = "Answers within some 10 seconds; of an inactive webhook, too.")
    Answer<DeliveryView> test(@PathVariable long workspaceId, @PathVariable long webhookId, Caller.Key caller) {
        Webhooks.Test test = weir.transactions().in(workspaceId, () -> {
            weir.audit().note(workspaceId, caller, "webhook.tested", "webhook " + webhookId);
            return webhooks.beginTest(workspaceId, webhookId);
        });
        return Answer.of(DeliveryView.of(webhooks.endTest(test)));
    }

    @GetMapping("/{webhookId}/deliveries")
    @Needs(Role.VIEWER)
    @Operation(
            summary = "What was, is and will be told to a webhook, the newest events first",
            description = "Deliveries that were given up are `dead`; they can be replayed.")
    Answer<List<DeliveryView>> deliveries(
            @PathVariable long workspaceId,
            @PathVariable long webhookId,
            @Schema(allowableValues = {"pending", "delivered", "dead", "held"}) @RequestParam @Nullable String status,
            PageWish wish) {
        Delivery.State wanted =
                status == null ? null : Given.oneOf("status", status, Delivery.State.values(), Delivery.State::text);
        long[] at = wish.place(DELIVERIES, 1);
        Webhooks.Page<Delivery> page = webhooks.deliveries(
                workspaceId, webhookId, wanted, at == null ? null : at[0], wish.offset(), wish.limit());
        long total = at == null ? webhooks.countDeliveries(workspaceId, webhookId, wanted) : at[1];
        return page(wish, DELIVERIES, total, page, DeliveryView::of);
    }

    @GetMapping("/{webhookId}/deliveries/{deliveryId}")
    @Needs(Role.VIEWER)
    @Operation(summary = "A delivery with its latest attempts, newest first")
    Answer<DeliveryStory> delivery(
            @PathVariable long workspaceId, @PathVariable long webhookId, @PathVariable long deliveryId) {
        return Answer.of(new DeliveryStory(
                DeliveryView.of(webhooks.delivery(workspaceId, webhookId, deliveryId)),
                webhooks.attempts(workspaceId, webhookId, deliveryId).stream()
                        .map(AttemptView::of)
                        .toList()));
    }

    @PostMapping("/{webhookId}/deliveries/{deliveryId}/replay")
    @Needs(Role.ADMIN)
    @Operation(summary = "Tell an event again, with the same id and body")
    ResponseEntity<Answer<DeliveryView>> replay(
            @PathVariable long workspaceId, @PathVariable long webhookId, @PathVariable long deliveryId, Act act) {
        return act.once(
                "webhook.replayed",
                Map.of(),
                () -> Made.changed(
                        "delivery " + deliveryId + " of webhook " + webhookId,
                        DeliveryView.of(webhooks.replay(workspaceId, webhookId, deliveryId))));
    }
}
