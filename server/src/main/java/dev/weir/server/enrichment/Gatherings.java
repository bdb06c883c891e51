package dev.weir.server.enrichment;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * What of this node is to be handed over: news alone, which make somebody look sooner. Whoever looks finds the tickets in
 * the tables, those of other nodes among them.
 */
final class Gatherings {

    private final Map<Gathering, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final Semaphore news = new Semaphore(0);
    private final LongSupplier nanos;
    private final long linger;
    private volatile long lingersUntil;
    private volatile boolean lingers;

    Gatherings(Duration linger, LongSupplier nanos) {
        this.linger = linger.toNanos();
        this.nanos = nanos;
    }

    /** A ticket has been opened. @param most how many are handed over together */
    void opened(Gathering gathering, int most) {
        int count = counts.computeIfAbsent(gathering, _ -> new AtomicInteger()).incrementAndGet();
        if (count % most == 0) {
            look();
        } else if (!lingers) {
            lingersUntil = nanos.getAsLong() + linger;
            lingers = true;
            // Whoever waits does so for too long.
            look();
        }
    }

    /** Somebody is to look. */
    void look() {
        news.release();
    }

    /** Waits until there is something to look for, or for that time. */
    void await(Duration atMost) throws InterruptedException {
        long wait = atMost.toNanos();
        if (lingers) {
            wait = Math.min(wait, Math.max(0, lingersUntil - nanos.getAsLong()));
        }
        if (news.tryAcquire(wait, TimeUnit.NANOSECONDS)) {
            news.drainPermits();
        } else if (lingers && nanos.getAsLong() - lingersUntil >= 0) {
            lingers = false;
            counts.clear();
        }
    }
}
