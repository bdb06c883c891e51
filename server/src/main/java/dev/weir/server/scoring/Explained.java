package dev.weir.server.scoring;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber's score as it is kept, and why.
 *
 * @param points null as long as there are none; then all but the explanation is
 * @param version of the model; an older one than the newest until it is the subscriber's turn
 * @param explanation a sentence: how the score came about, or why there is none
 */
public record Explained(
        long subscriberId,
        @Nullable BigDecimal points,
        @Nullable String tier,
        @Nullable Integer version,
        @Nullable Instant at,
        String explanation,
        Worth.@Nullable Working working) {}
