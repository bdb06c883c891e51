package dev.weir.sandbox;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the calls that are being served, from the request's last byte to the answer's, and how many there ever were. */
final class Crowd {
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    void enter() {
        int entered = now.incrementAndGet();
        if (entered > most.get()) {
            most.accumulateAndGet(entered, Math::max);
        }
    }

    void leave() {
        now.decrementAndGet();
    }

    int most() {
        return most.get();
    }
}
