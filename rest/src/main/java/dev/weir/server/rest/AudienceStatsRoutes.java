package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.server.Weir;
import dev.weir.server.credits.Credits;
import dev.weir.server.insight.AudienceFigures;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the audience is, and what was done for it. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/audience/stats")
@Tag(name = "Audience")
class AudienceStatsRoutes {

    private final Weir weir;

    AudienceStatsRoutes(Weir weir) {
        this.weir = weir;
    }

    /** All of it. */
    @Schema(name = "AudienceStats")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StatsJson(
            LocalDate from,

            @Schema(description = "The last day, which is among them")
            LocalDate to,

            @Schema(description = "All that there are") long subscribers,

            @Schema(description = "How many of them have left")
            long unsubscribed,

            @Schema(description = "How many of them enrichment ever ended well for")
            long enriched,

            @Schema(
                    description =
                            "Of subscribers for whom enrichment was ever wanted, the part that was enriched, from 0 to 1")
            @Nullable
            BigDecimal enrichmentRate,

            @Schema(description = "Subscribers by type of address: personal, corporate, disposable, role")
            Map<String, Long> types,

            @Schema(description = "By the source that spoke of them first, the most first")
            List<SourceStats> sources,

            @Schema(description = "Each day from the first to the last")
            List<DayStats> days,

            RequestStats requests,
            ScoreStats scores,
            AudienceCost cost,
            CapsToday today) {}

    /** Subscribers of a source. */
    @Schema(name = "SourceStats")
    record SourceStats(
            @Schema(description = "Its slug") String source,
            long subscribers,

            @Schema(description = "How many of them were new in these days")
            long created,

            long enriched) {}

    /** Subscribers who were new on a day. */
    @Schema(name = "DayStats")
    record DayStats(LocalDate day, long created, Map<String, Long> types) {}

    /** What is wanted of enrichment now, and what came of it. */
    @Schema(name = "RequestStats")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RequestStats(
            @Schema(description = "For whom anything was ever wanted")
            long subscribers,

            long pending,
            long submitted,
            long completed,
            long failed,

            @Schema(description = "Why those failed that have, the most first")
            Map<String, Long> reasons,

            @Schema(description = "Since when the oldest is pending; absent when none is") @Nullable
            Instant oldestPendingSince) {}

    /** What subscribers are worth. */
    @Schema(name = "ScoreStats")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ScoreStats(
            @Schema(description = "How many have points") long scored,
            @Nullable BigDecimal lowest,
            @Nullable BigDecimal highest,

            @Schema(description = "How many are in each tier, the most first; who is in none is not counted")
            Map<String, Long> tiers,

            @Schema(description = "Ten of equal width, from whole points to whole points; none when nobody has points")
            List<ScoreBin> bins) {}

    /** Subscribers with about as many points. */
    @Schema(name = "ScoreBin")
    record ScoreBin(
            BigDecimal from,

            @Schema(description = "Up to, and without; but for the last")
            BigDecimal to,

            long subscribers) {}

    /** What enrichment has cost. */
    @Schema(name = "AudienceCost", description = "Of jobs that were submitted for subscribers in these days")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AudienceCost(
            long jobs,
            long rows,

            @Schema(description = "How many of the rows ended well, whenever that was")
            long completed,

            @Schema(description = "What was charged for them, less what was given back")
            BigDecimal credits,

            @Schema(description = "Credits for each row that ended well; absent when none has") @Nullable
            BigDecimal perEnriched) {}

    /** What of the caps of the present day is used up. */
    @Schema(name = "CapsToday")
    record CapsToday(
            @Schema(description = "Of UTC") LocalDate day,

            @Schema(description = "Subscribers submitted, for whatever reason")
            CapUse submitted,

            @Schema(description = "Subscribers submitted to refresh what is known of them")
            CapUse refreshed,

            @Schema(description = "Credits that jobs of today have cost or hold")
            CapUse credits,

            @Schema(description = "Triggers that have a cap, or have had somebody submitted today")
            List<TriggerUse> triggers,

            @Schema(description = "Whether somebody said that nothing is to be submitted at all")
            boolean paused,

            @Schema(description = "Why some of what is pending is not submitted just now")
            List<WhyWaiting> waiting) {}

    /** Why something is not submitted. */
    @Schema(name = "WhyWaiting")
    record WhyWaiting(
            @Schema(description = "What waits: a blueprint, a trigger, or what a cap counts")
            String what,

            @Schema(description = "With what to do") String reason,
            Instant since) {}

    /** How much of a cap is used up. */
    @Schema(name = "CapUse")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CapUse(
            BigDecimal used,

            @Schema(description = "Absent where there is no cap") @Nullable
            BigDecimal most) {}

    /** The same of a trigger. */
    @Schema(name = "TriggerUse")
    record TriggerUse(@Schema(description = "Its slug") String trigger, CapUse submitted) {}

    @GetMapping
    @Needs(Role.VIEWER)
    @Operation(
            summary = "Count subscribers, their enrichment, scores and cost",
            description =
                    "Days are of UTC. Who was new and what was spent is of the days that are asked for, at most 366; all else"
                            + " is as it stands now.")
    Answer<StatsJson> stats(
            @PathVariable long workspaceId,
            @Parameter(description = "The first day; absent for the 30 days up to the last") @RequestParam @Nullable
                    String from,
            @Parameter(description = "The last day; absent for today") @RequestParam @Nullable String to) {
        return Answer.of(json(weir.insight().audiences().of(workspaceId, day("from", from), day("to", to))));
    }

    private static @Nullable LocalDate day(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            LocalDate day = LocalDate.parse(text);
            if (day.getYear() >= 1970 && day.getYear() < 10_000) {
                return day;
            }
        } catch (DateTimeException e) {
            // Told below, with days beyond what is kept.
        }
        String sentence = "must be a day such as 2026-11-29";
        throw Problem.invalid("bad_" + name, name + " is '" + text + "' and " + sentence + ".")
                .at("/" + name, sentence);
    }

    private static StatsJson json(AudienceFigures figures) {
        AudienceFigures.Requests requests = figures.requests();
        AudienceFigures.Scores scores = figures.scores();
        AudienceFigures.Cost cost = figures.cost();
        AudienceFigures.Today today = figures.today();
        Long perEnriched = cost.perEnriched();
        return new StatsJson(
                figures.from(),
                figures.to(),
                figures.subscribers(),
                figures.unsubscribed(),
                figures.enriched(),
                figures.enrichmentRate(),
                figures.types(),
                figures.sources().stream()
                        .map(one -> new SourceStats(one.source(), one.subscribers(), one.created(), one.enriched()))
                        .toList(),
                figures.days().stream()
                        .map(one -> new DayStats(one.day(), one.created(), one.types()))
                        .toList(),
                new RequestStats(
                        requests.subscribers(),
                        requests.pending(),
                        requests.submitted(),
                        requests.completed(),
                        requests.failed(),
                        requests.reasons(),
                        requests.oldestPendingSince()),
                new ScoreStats(
                        scores.scored(),
                        scores.lowest(),
                        scores.highest(),
                        scores.tiers(),
                        scores.bins().stream()
                                .map(bin -> new ScoreBin(bin.from(), bin.to(), bin.subscribers()))
                                .toList()),
                new AudienceCost(
                        cost.jobs(),
                        cost.rows(),
                        cost.completed(),
                        Credits.amount(cost.charged()),
                        perEnriched == null ? null : Credits.amount(perEnriched)),
                new CapsToday(
                        today.day(),
                        use(today.submitted(), BigDecimal::valueOf),
                        use(today.refreshed(), BigDecimal::valueOf),
                        use(today.credits(), Credits::amount),
                        today.triggers().stream()
                                .map(one -> new TriggerUse(one.trigger(), use(one.submitted(), BigDecimal::valueOf)))
                                .toList(),
                        today.paused(),
                        today.waiting().stream()
                                .map(one -> new WhyWaiting(one.what(), one.reason(), one.since()))
                                .toList()));
    }

    private static CapUse use(AudienceFigures.Used used, LongFunction<BigDecimal> amount) {
        Long most = used.most();
        return new CapUse(amount.apply(used.used()), most == null ? null : amount.apply(most));
    }
}
