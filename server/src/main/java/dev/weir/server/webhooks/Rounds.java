package dev.weir.server.webhooks;

import dev.weir.server.workspace.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for deliveries that are due and has each tried on a thread of its own.
 *
 * <p>No endpoint takes more than its share of what is under way at once, and one that did not hear the last time is told
 * one thing at a time until it hears: so one that hangs delays its own deliveries alone. What a node that dies had claimed
 * becomes due by itself.
 */
final class Rounds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final int AT_ONCE = 512;
    private static final int PER_ENDPOINT = 8;
    /** Beyond a try's time-out, for reading and noting. */
    private static final Duration SLACK = Duration.ofSeconds(20);

    private static final Duration SOON = Duration.ofMillis(100);

    private final Transactions transactions;
    private final DeliveryTable deliveries;
    private final Sender sender;
    private final Fanout fanout;
    private final Duration lease;
    private final Duration poll;
    private final Map<Long, Integer> underWay = new ConcurrentHashMap<>();
    private final AtomicInteger all = new AtomicInteger();
    private final Set<Long> deaf = ConcurrentHashMap.newKeySet();
    private final Semaphore news = new Semaphore(0);
    private final Runnable told = news::release;
    private final Thread looking = Thread.ofPlatform().name("webhooks").daemon().unstarted(this::look);
    private volatile boolean closed;

    Rounds(
            Transactions transactions,
            DeliveryTable deliveries,
            Sender sender,
            Fanout fanout,
            WebhookSettings settings) {
        this.transactions = transactions;
        this.deliveries = deliveries;
        this.sender = sender;
        this.fanout = fanout;
        this.lease = lease(settings);
        this.poll = settings.poll();
    }

    /** How long a claim lasts. */
    static Duration lease(WebhookSettings settings) {
        return settings.timeout().plus(SLACK);
    }

    void start() {
        fanout.onDue(told);
        looking.start();
    }

    private void look() {
        while (!closed) {
            boolean some = false;
            try {
                some = claimDue();
            } catch (RuntimeException e) {
                LOG.warn("could not look for webhooks' deliveries, trying again: {}", e.getMessage());
            }
            if (!some) {
                awaitNews();
            }
        }
    }

    private void awaitNews() {
        try {
            if (news.tryAcquire(poll.toMillis(), TimeUnit.MILLISECONDS)) {
                news.drainPermits();
            }
        } catch (InterruptedException _) {
            // Nobody interrupts this loop; it ends when it is closed.
        }
    }

    /** Returns whether there was anything. */
    private boolean claimDue() {
        List<Long> due = new ArrayList<>(transactions.inNone(deliveries::due));
        if (due.isEmpty()) {
            return false;
        }
        Map<Long, Integer> room = room(due);
        if (room.isEmpty()) {
            return false;
        }
        List<DeliveryTable.Claimed> claimed = transactions.inNone(() -> deliveries.claim(room, lease));
        claimed.forEach(this::send);
        return !claimed.isEmpty();
    }

    /** How many may be claimed, by endpoint: one each before anybody gets a second one. */
    private Map<Long, Integer> room(List<Long> due) {
        Collections.shuffle(due);
        Map<Long, Integer> room = new HashMap<>();
        int left = AT_ONCE - all.get();
        for (int round = 1; round <= PER_ENDPOINT && left > 0; round++) {
            for (Long webhook : due) {
                if (left > 0 && inUse(webhook) + round <= (deaf.contains(webhook) ? 1 : PER_ENDPOINT)) {
                    room.merge(webhook, 1, Integer::sum);
                    left--;
                }
            }
        }
        return room;
    }

    private int inUse(long webhook) {
        return underWay.getOrDefault(webhook, 0);
    }

    private void send(DeliveryTable.Claimed claimed) {
        long webhook = claimed.webhookId();
        all.incrementAndGet();
        underWay.merge(webhook, 1, Integer::sum);
        Thread.ofVirtual().name("webhook-" + webhook).start(() -> {
            try {
                Boolean heard = sender.send(claimed);
                if (heard == null || heard) {
                    deaf.remove(webhook);
                } else {
                    deaf.add(webhook);
                }
            } catch (RuntimeException e) {
                // Its claim ends, and it is due again.
                LOG.warn("delivery {} could not be tried or noted: {}", claimed.id(), e.getMessage());
            } finally {
                underWay.computeIfPresent(webhook, (_, count) -> count == 1 ? null : count - 1);
                all.decrementAndGet();
                news.release();
            }
        });
    }

    /** What is under way is settled first. */
    @Override
    public void close() {
        closed = true;
        fanout.noMore(told);
        news.release();
        boolean interrupted = false;
        while (looking.isAlive() || all.get() > 0) {
            try {
                if (looking.isAlive()) {
                    // The permit is for it: taken here, it would wait until its next look.
                    looking.join(SOON.toMillis());
                } else {
                    news.tryAcquire(SOON.toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
