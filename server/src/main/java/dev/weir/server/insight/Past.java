package dev.weir.server.insight;

import dev.weir.provider.OperationId;
import dev.weir.provider.Reply;
import dev.weir.server.enrichment.AnswerKey;
import dev.weir.server.waterfall.HitRate;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;

/**
 * What earlier jobs have left for a quote.
 *
 * @param workspaceId whose they are
 * @param measured hit rates, by step name and operation
 * @param memory the remembered ones among the answers to some questions
 */
public record Past(
        long workspaceId,
        Map<String, Map<OperationId, HitRate>> measured,
        Function<Collection<AnswerKey>, Map<AnswerKey, Reply>> memory) {

    /** There was none. */
    public static final Past NONE = new Past(0, Map.of(), _ -> Map.of());

    public Past {
        measured = Map.copyOf(measured);
    }
}
