package dev.weir.server.insight;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a workspace's audience is, and what was done for it. Days are of UTC; {@code from} and {@code to} are both among them.
 *
 * @param subscribers all that there are
 * @param unsubscribed how many of them have left
 * @param enriched how many of them enrichment ever ended well for
 * @param types how many of them are of each type, the most first
 * @param sources by the source that spoke of them first, the most first
 * @param days each day from the first to the last, with those that were new
 */
public record AudienceFigures(
        LocalDate from,
        LocalDate to,
        long subscribers,
        long unsubscribed,
        long enriched,
        Map<String, Long> types,
        List<OfSource> sources,
        List<OfDay> days,
        Requests requests,
        Scores scores,
        Cost cost,
        Today today) {

    /**
     * Subscribers of a source.
     *
     * @param source its slug
     * @param created how many of all were new in these days
     */
    public record OfSource(String source, long subscribers, long created, long enriched) {}

    /** Subscribers who were new on a day. @param types of them */
    public record OfDay(LocalDate day, long created, Map<String, Long> types) {

        public OfDay {
            types = new LinkedHashMap<>(types);
        }
    }

    /**
     * What is wanted of enrichment, and what came of it.
     *
     * @param subscribers for whom anything was ever wanted
     * @param reasons why those failed that have, the most first
     * @param oldestPendingSince null when nothing is pending
     */
    public record Requests(
            long subscribers,
            long pending,
            long submitted,
            long completed,
            long failed,
            Map<String, Long> reasons,
            @Nullable Instant oldestPendingSince) {

        public Requests {
            reasons = new LinkedHashMap<>(reasons);
        }
    }

    /**
     * What subscribers are worth.
     *
     * @param scored how many have points
     * @param lowest of all points; null when there are none
     * @param tiers how many are in each, the most first; those without one are in none
     * @param bins ten of equal width, from the lowest to the highest; none when nobody has points
     */
    public record Scores(
            long scored,
            @Nullable BigDecimal lowest,
            @Nullable BigDecimal highest,
            Map<String, Long> tiers,
            List<Bin> bins) {

        public Scores {
            tiers = new LinkedHashMap<>(tiers);
            bins = List.copyOf(bins);
        }
    }

    /** Points from the first up to the second; of the last bin both are among them. */
    public record Bin(BigDecimal from, BigDecimal to, long subscribers) {}

    /**
     * What jobs have cost that were submitted for subscribers in these days, in 1/1000 credit.
     *
     * @param rows of these jobs
     * @param completed how many of the rows ended well, whenever that was
     * @param charged for them, less what was given back
     */
    public record Cost(long jobs, long rows, long completed, long charged) {

        /** For each subscriber who was enriched, in 1/1000 credit; null when none was. */
        public @Nullable Long perEnriched() {
            return completed == 0
                    ? null
                    : BigDecimal.valueOf(charged)
                            .divide(BigDecimal.valueOf(completed), 0, RoundingMode.HALF_UP)
                            .longValue();
        }
    }

    /**
     * What of the caps of the present day is used up.
     *
     * @param submitted subscribers
     * @param refreshed subscribers, to refresh what is known of them
     * @param credits what jobs of today have cost or still hold, in 1/1000 credit
     * @param paused whether nothing is submitted at all, since somebody said so
     * @param waiting why some of what is pending is not submitted just now
     */
    public record Today(
            LocalDate day,
            Used submitted,
            Used refreshed,
            Used credits,
            List<OfTrigger> triggers,
            boolean paused,
            List<Waiting> waiting) {

        public Today {
            triggers = List.copyOf(triggers);
            waiting = List.copyOf(waiting);
        }
    }

    /** @param what waits: a blueprint, a trigger, what a cap counts @param reason with what to do */
    public record Waiting(String what, String reason, Instant since) {}

    /** @param most null where there is no cap */
    public record Used(long used, @Nullable Long most) {}

    /** @param trigger its slug */
    public record OfTrigger(String trigger, Used submitted) {}

    public AudienceFigures {
        types = new LinkedHashMap<>(types);
        sources = List.copyOf(sources);
        days = List.copyOf(days);
    }

    /** Of those for whom it was wanted, the part that was enriched; null when it was wanted for none. */
    public @Nullable BigDecimal enrichmentRate() {
        return requests.subscribers() == 0
                ? null
                : BigDecimal.valueOf(Math.min(enriched, requests.subscribers()))
                        .divide(BigDecimal.valueOf(requests.subscribers()), 4, RoundingMode.HALF_UP);
    }
}
