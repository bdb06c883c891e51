package dev.weir.sandbox;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What desks that answer later need beside what they see: the post, and a way to charge for each thing of a submission. */
final class Office {
    private static final int MANY = 100_000;

    private final Ledger ledger;
    private final Tally tally;
    private final InstantSource clock;
    private final Post post;
    /** Until when a question is under way; those that are over are dropped now and then. */
    private final Map<Long, Long> underWay = new ConcurrentHashMap<>();

    Office(Ledger ledger, Post post, InstantSource clock) {
        this.ledger = ledger;
        this.tally = ledger.tally();
        this.post = post;
        this.clock = clock;
    }

    Post post() {
        return post;
    }

    /**
     * One thing that a submission asks for, and what it comes to.
     *
     * @param operation under which it stands in the ledger
     * @param question equal for two that ask the same
     * @param requestId the caller's name of it
     */
    record Asked(VendorOperation operation, String question, String requestId, Outcome outcome, int priceMilli) {
        long hash() {
            return Dice.root(0, operation.id(), question);
        }
    }

    /**
     * Charges for one thing and writes it down.
     *
     * @param remembers whether what was paid for before costs nothing, unless it is still under way
     * @param creditsMilli what the account began with; negative for one without end
     * @return what was taken; negative when the balance does not suffice, and then nothing is written down
     */
    int charge(Asked asked, boolean remembers, long creditsMilli) {
        Tally.Asked history = tally.asked(asked.operation(), asked.question());
        boolean free = remembers && !isUnderWay(asked);
        int charged = history.pay(asked.priceMilli(), free, creditsMilli);
        if (charged >= 0) {
            note(asked, history.nextTry(), charged);
        }
        return charged;
    }

    private void note(Asked asked, int tryNumber, int charged) {
        ledger.append(Ledger.draft(
                clock.instant(),
                asked.operation(),
                asked.question(),
                tryNumber,
                asked.requestId(),
                200,
                asked.outcome(),
                charged,
                null));
    }

    private boolean isUnderWay(Asked asked) {
        @Nullable Long until = underWay.get(asked.hash());
        return until != null && until > clock.millis();
    }

    /** From now on it is under way. */
    void begin(Asked asked, long millis) {
        long now = clock.millis();
        if (underWay.size() > MANY) {
            underWay.values().removeIf(until -> until <= now);
        }
        underWay.put(asked.hash(), now + millis);
    }
}
