package dev.weir.server.enrichment;

import dev.weir.server.credits.CapScope;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Room that rows of this node need next on their jobs' accounts and under caps by day, for verifying what they are just
 * looking for: without it a capped job would pay for finds that nothing is left to verify.
 *
 * <p>It is a node's own memory: what a row that died was promised is nobody's any more, and what other nodes promise is
 * not in it.
 */
final class Promises {

    private final Map<Long, Long> byJob = new ConcurrentHashMap<>();
    private final Map<CapScope, Long> byScope = new ConcurrentHashMap<>();

    void add(long workspaceId, long jobId, Promise promise) {
        add(workspaceId, jobId, promise, 1);
    }

    void remove(long workspaceId, long jobId, Promise promise) {
        add(workspaceId, jobId, promise, -1);
    }

    private void add(long workspaceId, long jobId, Promise promise, int sign) {
        if (!promise.isNothing()) {
            add(byJob, jobId, sign * promise.milli());
            promise.needs(workspaceId).forEach((scope, milli) -> add(byScope, scope, sign * milli));
        }
    }

    private static <K> void add(Map<K, Long> sums, K key, long amount) {
        sums.compute(key, (_, before) -> {
            long after = (before == null ? 0 : before) + amount;
            return after <= 0 ? null : after;
        });
    }

    /** In 1/1000 credit. */
    long of(long jobId) {
        return byJob.getOrDefault(jobId, 0L);
    }

    /** In 1/1000 of the scope's unit. */
    long of(CapScope scope) {
        return byScope.getOrDefault(scope, 0L);
    }
}
