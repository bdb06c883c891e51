package dev.weir.server.enrichment;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Room that rows of this node need on their jobs' accounts next, for verifying what they are just looking for: without it
 * a capped job would pay for finds that nothing is left to verify.
 *
 * <p>Amounts in 1/1000 credit. It is a node's own memory: what a row that died was promised is nobody's any more, and what
 * other nodes promise is not in it.
 */
final class Promises {

    private final Map<Long, Long> byJob = new ConcurrentHashMap<>();

    void add(long jobId, long amount) {
        byJob.compute(jobId, (_, before) -> {
            long after = (before == null ? 0 : before) + amount;
            return after <= 0 ? null : after;
        });
    }

    long of(long jobId) {
        return byJob.getOrDefault(jobId, 0L);
    }
}
