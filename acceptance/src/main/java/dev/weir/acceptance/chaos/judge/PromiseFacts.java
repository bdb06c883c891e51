package dev.weir.acceptance.chaos.judge;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a client was told, and what there is of it.
 *
 * @param submits by their idempotency keys
 * @param effects of everything else that was acknowledged
 * @param cancels that were acknowledged
 */
record PromiseFacts(List<Submit> submits, List<Effect> effects, List<Cancel> cancels) {

    PromiseFacts {
        submits = List.copyOf(submits);
        effects = List.copyOf(effects);
        cancels = List.copyOf(cancels);
    }

    /**
     * All that was sent under one key.
     *
     * @param answered jobs that success was answered with, whenever
     * @param there jobs that were made of it and are there
     */
    record Submit(String key, Set<Long> answered, Set<Long> there) {}

    /** @param times that its effect is there; it is to be one */
    record Effect(String what, long times) {}

    /**
     * A cancel.
     *
     * @param answered when, by this machine's clock
     * @param goneOn when a server that stood still at that moment went on; the same moment where none did
     * @param inFlight calls that were still on their way, by the answer; empty where nobody kept it
     * @param calls of the job that came to vendors, by the same clock
     * @param begun after it by the database's clock: intents and tickets
     */
    record Cancel(
            long job,
            Instant answered,
            Instant goneOn,
            OptionalInt inFlight,
            List<Instant> calls,
            List<String> begun) {}
}
