package dev.weir.server.audience;

import dev.weir.provider.Values;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a source says of one person.
 *
 * @param email as it is written
 * @param values what else is said, canonical
 * @param subscribed null where nothing is said of that
 * @param occurredAt when it was so, by the source's word; null for when it arrives
 * @param delivery by which the same is known when it is delivered again: this arrival's own at its source; null for none
 * @param payload as it came
 */
public record Arrival(
        String email,
        Values values,
        @Nullable Boolean subscribed,
        @Nullable Instant occurredAt,
        byte @Nullable [] delivery,
        String payload) {}
