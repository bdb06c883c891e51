package dev.weir.server.webhooks;

import dev.weir.provider.Exchange.Sent;
import dev.weir.server.egress.Courier;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.jobs.Event;
import dev.weir.server.jobs.Events;
import dev.weir.server.vault.Vault;
import dev.weir.server.workspace.Transactions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One try of a delivery: reads what is to be said, says it, and notes what came of it. No transaction is open meanwhile. */
final class Sender {

    private final Transactions transactions;
    private final WebhookTable webhooks;
    private final DeliveryTable deliveries;
    private final AttemptTable attempts;
    private final Events events;
    private final Vault vault;
    private final Courier courier;
    private final Duration timeout;
    private final Schedule schedule;
    private final Failpoint failpoint;

    Sender(
            JdbcClient jdbc,
            Transactions transactions,
            Events events,
            Vault vault,
            Courier courier,
            WebhookSettings settings,
            Failpoint failpoint) {
        this.transactions = transactions;
        this.webhooks = new WebhookTable(jdbc);
        this.deliveries = new DeliveryTable(jdbc);
        this.attempts = new AttemptTable(jdbc);
        this.events = events;
        this.vault = vault;
        this.courier = courier;
        this.timeout = settings.timeout();
        this.schedule = settings.longRetries() ? Schedule.LONG : Schedule.SHORT;
        this.failpoint = failpoint;
    }

    /** What is said to whom. @param secrets the newest first */
    private record Message(Webhook webhook, Event event, List<Secret> secrets, Instant now) {}

    /** Tries a delivery once. Returns whether it was heard; null when there is nobody to tell any more. */
    @Nullable
    Boolean send(DeliveryTable.Claimed claimed) {
        Message message = message(claimed).filter(it -> it.webhook().isActive()).orElse(null);
        if (message == null) {
            return null;
        }
        Outcome outcome = post(message);
        failpoint.reached("webhooks.sent");
        settle(claimed, outcome);
        return outcome.isHeard();
    }

    /** Tries it once and never again, whether the webhook is active or not. */
    void sendOnce(DeliveryTable.Claimed claimed) {
        message(claimed).ifPresent(message -> {
            Outcome outcome = post(message);
            transactions.in(claimed.workspaceId(), () -> {
                attempts.insert(claimed.workspaceId(), claimed.id(), outcome);
                deliveries.settle(
                        claimed, outcome.isHeard() ? Delivery.State.DELIVERED : Delivery.State.DEAD, Duration.ZERO);
                return outcome;
            });
        });
    }

    private Optional<Message> message(DeliveryTable.Claimed claimed) {
        long workspaceId = claimed.workspaceId();
        return transactions.in(
                workspaceId,
                () -> webhooks.find(workspaceId, claimed.webhookId())
                        .flatMap(stored -> events.find(workspaceId, claimed.eventId())
                                .map(event -> new Message(stored.webhook(), event, secrets(stored), stored.now()))));
    }

    /** None for a job's own: nobody was shown one, and what waits there knows its address alone. */
    private List<Secret> secrets(WebhookTable.Stored stored) {
        Webhook webhook = stored.webhook();
        List<Secret> secrets = new ArrayList<>();
        if (webhook.jobId() != null) {
            return secrets;
        }
        int newest = stored.secretNumber();
        int oldest = webhook.previousSecretUntil() == null ? newest : newest - 1;
        for (int number = newest; number >= oldest; number--) {
            secrets.add(new Secret(vault.open(webhook.workspaceId(), purpose(webhook.id(), number))
                    .orElseThrow(() ->
                            new IllegalStateException("webhook " + webhook.id() + " has lost one of its secrets"))));
        }
        return secrets;
    }

    /** Where the vault keeps a webhook's secret of that number. */
    static String purpose(long webhookId, int number) {
        return "webhook:" + webhookId + ":" + number;
    }

    private Outcome post(Message message) {
        Event event = message.event();
        byte[] body = event.body().getBytes(StandardCharsets.UTF_8);
        long seconds = message.now().getEpochSecond();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", event.publicId());
        headers.put("webhook-timestamp", String.valueOf(seconds));
        if (!message.secrets().isEmpty()) {
            headers.put(
                    "webhook-signature",
                    message.secrets().stream()
                            .map(secret -> secret.standard(event.publicId(), seconds, event.body()))
                            .collect(Collectors.joining(" ")));
            headers.put("X-Webhook-Signature", message.secrets().getFirst().ofBody(body));
        }
        long began = System.nanoTime();
        Sent sent = courier.post(URI.create(message.webhook().callbackUrl()), headers, body, timeout);
        return Outcome.of(sent, Duration.ofNanos(System.nanoTime() - began), message.now());
    }

    private void settle(DeliveryTable.Claimed claimed, Outcome outcome) {
        long workspaceId = claimed.workspaceId();
        transactions.in(workspaceId, () -> {
            attempts.insert(workspaceId, claimed.id(), outcome);
            if (outcome.isHeard()) {
                deliveries.settle(claimed, Delivery.State.DELIVERED, Duration.ZERO);
            } else if (outcome.isGone()) {
                webhooks.lock(workspaceId);
                deliveries.settle(claimed, Delivery.State.DEAD, Duration.ZERO);
                if (webhooks.gone(workspaceId, claimed.webhookId())) {
                    deliveries.hold(claimed.webhookId());
                }
            } else {
                failed(claimed, outcome);
            }
            return outcome;
        });
    }

    private void failed(DeliveryTable.Claimed claimed, Outcome outcome) {
        Optional<Duration> wait =
                schedule.after(claimed.tries() + 1, outcome.retryAfter(), ThreadLocalRandom.current());
        // Nobody makes the webhook inactive between this look and what is decided by it.
        webhooks.shareLock(claimed.workspaceId());
        boolean active = webhooks.find(claimed.workspaceId(), claimed.webhookId())
                .map(stored -> stored.webhook().isActive())
                .orElse(false);
        deliveries.settle(
                claimed,
                wait.isEmpty() ? Delivery.State.DEAD : active ? Delivery.State.PENDING : Delivery.State.HELD,
                wait.orElse(Duration.ZERO));
    }
}
