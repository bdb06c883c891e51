package dev.weir.server.webhooks;

import dev.weir.server.egress.Courier;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.jobs.Event;
import dev.weir.server.jobs.EventType;
import dev.weir.server.jobs.Events;
import dev.weir.server.problem.Problem;
import dev.weir.server.vault.Vault;
import dev.weir.server.workspace.Transactions;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Customers' addresses that are told of events, and what is on its way to them.
 *
 * <p>{@link #create}, {@link #change}, {@link #delete}, {@link #rotate}, {@link #replay} and {@link #beginTest} join the
 * caller's transaction; so an address is judged before, by {@link #requireCallable}, since that may ask a name server. All
 * others open their own. What does not exist, or is of another workspace, is a {@link Problem} NOT_FOUND.
 */
public final class Webhooks implements AutoCloseable {

    /** Of one workspace. */
    static final int MOST = 100;

    private static final int LONGEST_URL = 2_000;
    private static final int ATTEMPTS_SHOWN = 50;

    private static final String ALLOWING = "Addresses inside a network can be allowed by whoever runs the server"
            + " (WEIR_WEBHOOK_ADDRESSES; docs/guides/webhooks.md).";

    private final Transactions transactions;
    private final WebhookTable webhooks;
    private final DeliveryTable deliveries;
    private final AttemptTable attempts;
    private final Events events;
    private final Vault vault;
    private final Courier courier;
    private final WebhookSettings settings;
    private final Sender sender;
    private final Rounds rounds;
    private final SecureRandom random = new SecureRandom();

    /** @param courier closed with this */
    public Webhooks(
            JdbcClient jdbc,
            Transactions transactions,
            Events events,
            Vault vault,
            Fanout fanout,
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
        this.settings = settings;
        this.sender = new Sender(jdbc, transactions, events, vault, courier, settings, failpoint);
        this.rounds = new Rounds(transactions, deliveries, sender, fanout, settings);
    }

    /** A webhook, and its new secret, which is shown this once. */
    public record WithSecret(Webhook webhook, String secret) {

        @Override
        public String toString() {
            return "WithSecret[" + webhook + "]";
        }
    }

    /** A part of a list. @param next what leads to what follows; null on the last page */
    public record Page<T>(List<T> entries, @Nullable Long next) {}

    /** What a job ends with. */
    private static final List<EventType> ENDS = List.of(
            EventType.JOB_COMPLETED, EventType.JOB_PARTIALLY_COMPLETED, EventType.JOB_FAILED, EventType.JOB_CANCELLED);

    /** Begins to deliver, where the settings say that this program does. */
    public void begin() {
        if (settings.delivers()) {
            rounds.start();
        }
    }

    /**
     * Judges an address as it will be judged at every send.
     *
     * @param member in which it was said
     * @throws Problem {@code bad_callback_url} when it may not be called
     */
    public void requireCallable(String member, String url) {
        String refusal;
        try {
            refusal = url.length() > LONGEST_URL
                    ? "it is longer than " + LONGEST_URL + " characters"
                    : courier.refusal(new URI(url)).orElse(null);
        } catch (URISyntaxException unreadable) {
            refusal = "it is no address: " + unreadable.getReason();
        }
        if (refusal != null) {
            throw Problem.invalid(
                            "bad_callback_url", "The " + member + " cannot be called: " + refusal + ". " + ALLOWING)
                    .at("/" + member, refusal);
        }
    }

    /**
     * The types of those names.
     *
     * @throws Problem {@code bad_event_types} when there is none, or one that nobody can subscribe to
     */
    public static List<EventType> types(List<String> names) {
        String known = String.join(
                ", ", EventType.subscribable().stream().map(EventType::text).toList());
        if (names.isEmpty()) {
            throw Problem.invalid("bad_event_types", "eventTypes is empty; name at least one of " + known + ".")
                    .at("/eventTypes", "must name at least one type");
        }
        LinkedHashSet<EventType> types = new LinkedHashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            int place = i;
            types.add(EventType.find(name)
                    .filter(EventType::isSubscribable)
                    .orElseThrow(() -> Problem.invalid(
                                    "bad_event_types", "There is no event '" + name + "'; there are " + known + ".")
                            .at("/eventTypes/" + place, "must be one of " + known)));
        }
        return List.copyOf(types);
    }

    /** Makes one. It hears of what is committed from then on. @throws Problem when the workspace has as many as it may */
    public WithSecret create(long workspaceId, String callbackUrl, List<EventType> types, boolean active) {
        webhooks.lock(workspaceId);
        if (webhooks.count(workspaceId) >= MOST) {
            throw Problem.conflict(
                    "too_many_webhooks",
                    "A workspace has at most " + MOST + " webhooks. Delete one that nobody listens at any more.");
        }
        long id = webhooks.insert(workspaceId, null, callbackUrl, types, active);
        return new WithSecret(get(workspaceId, id), seal(workspaceId, id, 1));
    }

    /**
     * Tells that address how the job ends, once: what is waiting there goes on then. Joins the transaction in which the job
     * comes to be, before anything of it can end.
     */
    public void resume(long workspaceId, long jobId, String resumeUrl) {
        webhooks.insert(workspaceId, jobId, resumeUrl, ENDS, true);
    }

    /** What waits for the end of that job. */
    public Optional<Webhook> ofJob(long workspaceId, long jobId) {
        return transactions.in(workspaceId, () -> webhooks.ofJob(workspaceId, jobId));
    }

    /** @throws Problem for one that waits for a job's end: there is nothing of it to be changed */
    private Webhook subscription(long workspaceId, long id) {
        Webhook webhook = get(workspaceId, id);
        if (webhook.jobId() != null) {
            throw Problem.conflict(
                    "webhook_of_job",
                    "Webhook " + id + " is where job " + webhook.jobId()
                            + " resumes what submitted it: it can be looked at, and its delivery replayed.");
        }
        return webhook;
    }

    private String seal(long workspaceId, long id, int number) {
        String secret = Secret.fresh(random).shown();
        vault.seal(workspaceId, Sender.purpose(id, number), secret);
        return secret;
    }

    public Webhook get(long workspaceId, long id) {
        return transactions
                .in(workspaceId, () -> webhooks.find(workspaceId, id))
                .map(WebhookTable.Stored::webhook)
                .orElseThrow(() -> unknown(id));
    }

    private static Problem unknown(long id) {
        return Problem.notFound("unknown_webhook", "There is no webhook " + id + ".");
    }

    /** The subscriptions, the newest first. @param before the last one's number; null to begin at {@code offset} */
    public Page<Webhook> list(long workspaceId, @Nullable Long before, long offset, int limit) {
        return transactions.in(workspaceId, () -> {
            List<Webhook> found = webhooks.page(
                    workspaceId, before == null ? Long.MAX_VALUE : before, before == null ? offset : 0, limit + 1);
            return page(found, limit, Function.identity(), Webhook::id);
        });
    }

    /** Null leaves a thing as it is. One that becomes active is told what was held for it, at once. */
    public Webhook change(
            long workspaceId,
            long id,
            @Nullable String callbackUrl,
            @Nullable List<EventType> types,
            @Nullable Boolean active) {
        webhooks.lock(workspaceId);
        Webhook old = subscription(workspaceId, id);
        boolean nowActive = active == null ? old.isActive() : active;
        webhooks.update(
                workspaceId,
                id,
                callbackUrl == null ? old.callbackUrl() : callbackUrl,
                types == null ? old.eventTypes() : types,
                nowActive,
                // Whoever says that it is inactive has taken the matter over from its server.
                active == null ? old.disabledReason() : null);
        if (nowActive && !old.isActive()) {
            deliveries.release(id);
        } else if (!nowActive && old.isActive()) {
            deliveries.hold(id);
        }
        return get(workspaceId, id);
    }

    /** Nothing more is told to it, and what was on its way is forgotten. */
    public void delete(long workspaceId, long id) {
        webhooks.lock(workspaceId);
        subscription(workspaceId, id);
        WebhookTable.Stored stored = webhooks.find(workspaceId, id).orElseThrow(() -> unknown(id));
        webhooks.delete(workspaceId, id);
        deliveries.deleteOf(id);
        vault.forget(workspaceId, Sender.purpose(id, stored.secretNumber()));
        vault.forget(workspaceId, Sender.purpose(id, stored.secretNumber() - 1));
    }

    /** Gives it a new secret; the present one signs beside it for {@link WebhookSettings#rotation}, then no more. */
    public WithSecret rotate(long workspaceId, long id) {
        subscription(workspaceId, id);
        int number = webhooks.rotate(workspaceId, id, settings.rotation()).orElseThrow(() -> unknown(id));
        vault.forget(workspaceId, Sender.purpose(id, number - 2));
        String secret = seal(workspaceId, id, number);
        return new WithSecret(get(workspaceId, id), secret);
    }

    /** The newest events first. @param before as the page before gave it; null to begin at {@code offset} */
    public Page<Delivery> deliveries(
            long workspaceId, long id, Delivery.@Nullable State state, @Nullable Long before, long offset, int limit) {
        return transactions.in(workspaceId, () -> {
            get(workspaceId, id);
            List<DeliveryTable.Listed> found = deliveries.page(
                    workspaceId,
                    id,
                    state,
                    before == null ? Long.MAX_VALUE : before,
                    before == null ? offset : 0,
                    limit + 1);
            return page(found, limit, DeliveryTable.Listed::delivery, DeliveryTable.Listed::place);
        });
    }

    /** @param found one more than are wanted, where there is one */
    private static <E, T> Page<T> page(List<E> found, int limit, Function<E, T> entry, Function<E, Long> place) {
        List<E> page = found.subList(0, Math.min(limit, found.size()));
        return new Page<>(page.stream().map(entry).toList(), found.size() > limit ? place.apply(page.getLast()) : null);
    }

    /** How many subscriptions a workspace has. */
    public long count(long workspaceId) {
        return transactions.in(workspaceId, () -> webhooks.count(workspaceId));
    }

    /** How many deliveries a webhook has. @param state null for any */
    public long countDeliveries(long workspaceId, long id, Delivery.@Nullable State state) {
        return transactions.in(workspaceId, () -> deliveries.count(workspaceId, id, state));
    }

    public Delivery delivery(long workspaceId, long id, long deliveryId) {
        return transactions
                .in(workspaceId, () -> deliveries.find(workspaceId, id, deliveryId))
                .orElseThrow(() ->
                        Problem.notFound("unknown_delivery", "Webhook " + id + " has no delivery " + deliveryId + "."));
    }

    /** A delivery's tries, the newest first. */
    public List<Delivery.Attempt> attempts(long workspaceId, long id, long deliveryId) {
        return transactions.in(workspaceId, () -> {
            delivery(workspaceId, id, deliveryId);
            return attempts.ofDelivery(workspaceId, deliveryId, ATTEMPTS_SHOWN);
        });
    }

    /**
     * Tells it again, with the same id and the same body, and all tries anew.
     *
     * @throws Problem when the webhook is inactive
     */
    public Delivery replay(long workspaceId, long id, long deliveryId) {
        webhooks.shareLock(workspaceId);
        delivery(workspaceId, id, deliveryId);
        if (!get(workspaceId, id).isActive()) {
            throw Problem.conflict("webhook_inactive", "Webhook " + id + " is inactive; set isActive to true first.");
        }
        deliveries.replay(workspaceId, id, deliveryId);
        return delivery(workspaceId, id, deliveryId);
    }

    /** An event to try a webhook with, which {@link #endTest} sends. */
    public final class Test {
        private final DeliveryTable.Claimed claimed;

        private Test(DeliveryTable.Claimed claimed) {
            this.claimed = claimed;
        }
    }

    /** Writes the event; whoever dies before {@link #endTest} leaves a delivery like any other. */
    public Test beginTest(long workspaceId, long id) {
        subscription(workspaceId, id);
        Event event = events.test(workspaceId, id);
        return new Test(deliveries.insertClaimed(workspaceId, id, event.id(), lease()));
    }

    private Duration lease() {
        return Rounds.lease(settings);
    }

    /** Sends it once, now, and says what came of it. Opens no transaction while it waits. */
    public Delivery endTest(Test test) {
        sender.sendOnce(test.claimed);
        return delivery(test.claimed.workspaceId(), test.claimed.webhookId(), test.claimed.id());
    }

    /** What is under way is settled; the rest is left for others. */
    @Override
    public void close() {
        rounds.close();
        courier.close();
    }
}
