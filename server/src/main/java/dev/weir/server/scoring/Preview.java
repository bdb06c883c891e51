package dev.weir.server.scoring;

import dev.weir.server.audience.Subscriber;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model would make of those who are there already, beside what the newest one makes of them. Nothing of it is kept.
 *
 * @param subscribers all that there are
 * @param sampled of how many the rest tells: all, or so many spread evenly over them
 * @param changed how many would get another score, or one where they had none
 * @param tierChanged how many would get another tier
 * @param tiers the highest first, and last those who reach none
 * @param histogram of scores, in parts of equal width
 * @param criteria in their order
 * @param examples of those whose tier would change, and of others where those are few; the highest score first
 */
public record Preview(
        long subscribers,
        int sampled,
        int changed,
        int tierChanged,
        List<Tier> tiers,
        List<Bin> histogram,
        List<Effect> criteria,
        List<Example> examples) {

    /** How many are and would be in a tier. @param tier null for none */
    public record Tier(@Nullable String tier, int before, int after) {}

    /** How many have and would have such a score: from that on, and less than the other, which the last part includes. */
    public record Bin(BigDecimal from, BigDecimal to, int before, int after) {}

    /** What a criterion does. @param gives how many it gives points, or takes some @param untold of how many it cannot be told */
    public record Effect(String name, int gives, int untold) {}

    /** One of those. @param before null where there is no score */
    public record Example(Subscriber subscriber, @Nullable Worth before, Worth after) {}
}
