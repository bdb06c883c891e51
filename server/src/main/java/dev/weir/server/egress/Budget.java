package dev.weir.server.egress;

import dev.weir.server.egress.EgressSettings.RetryBudget;
import java.util.concurrent.atomic.AtomicLong;

/** What one credential may still spend on retries, in thousandths of a retry. */
final class Budget {

    private final long most;
    private final long earns;
    private final AtomicLong left;

    Budget(RetryBudget budget) {
        this.most = budget.reserve() * 1000L;
        this.earns = Math.round(budget.perAsking() * 1000);
        this.left = new AtomicLong(most);
    }

    void earn() {
        if (left.get() < most) { // a credential without retries writes nothing
            left.updateAndGet(now -> Math.min(most, now + earns));
        }
    }

    boolean spend() {
        return left.getAndUpdate(now -> now >= 1000 ? now - 1000 : now) >= 1000;
    }
}
