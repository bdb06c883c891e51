package dev.weir.server.audience;

import java.util.Map;

/**
 * What enrichment found of a subscriber.
 *
 * @param jobId whose row says so
 * @param values by canonical field; empty where it ended well and found nothing
 */
public record Finding(long subscriberId, long jobId, int rowIdx, Map<String, Kept> values) {

    public Finding {
        values = Map.copyOf(values);
    }
}
