package dev.weir.server.webhooks;

import dev.weir.server.jobs.Event;
import dev.weir.server.jobs.EventType;
import dev.weir.server.jobs.Events;
import dev.weir.server.workspace.DueLook;
import dev.weir.server.workspace.Transactions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Notes for whom an event is, in the event's own transaction: a delivery for every active webhook of the workspace that
 * asks for its type.
 *
 * <p>A transaction that writes events and one that changes webhooks exclude each other until they end, so that no webhook
 * misses an event that is committed after it was made.
 */
public final class Fanout implements Events.Audience {

    private final Transactions transactions;
    private final WebhookTable webhooks;
    private final DeliveryTable deliveries;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public Fanout(JdbcClient jdbc, Transactions transactions) {
        this.transactions = transactions;
        this.webhooks = new WebhookTable(jdbc);
        this.deliveries = new DeliveryTable(jdbc);
    }

    /** Has those who deliver here told also of what others have noted, and of what is to be tried again. */
    public void watch(DueLook look) {
        look.on(DeliveryTable.ANY_DUE, () -> listeners.forEach(Runnable::run));
    }

    /** Whoever is at hand to deliver is told at once; others are by their {@link DueLook}. */
    void onDue(Runnable listener) {
        listeners.add(listener);
    }

    void noMore(Runnable listener) {
        listeners.remove(listener);
    }

    @Override
    public boolean wants(long workspaceId, EventType type) {
        return webhooks.wanted(workspaceId, type.text());
    }

    @Override
    public void hear(Event event) {
        webhooks.shareLock(event.workspaceId());
        if (deliveries.fanOut(
                        event.workspaceId(),
                        event.id(),
                        event.jobId(),
                        event.type().text())
                > 0) {
            transactions.afterCommit(() -> listeners.forEach(Runnable::run));
        }
    }
}
