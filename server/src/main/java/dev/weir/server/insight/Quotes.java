package dev.weir.server.insight;

import dev.weir.provider.OperationId;
import dev.weir.provider.Values;
import dev.weir.server.enrichment.Foresight;
import dev.weir.server.enrichment.Memory;
import dev.weir.server.enrichment.Statistics;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.waterfall.Cap;
import dev.weir.server.waterfall.Estimate;
import dev.weir.server.waterfall.HitRate;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.WorstCase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what a job would cost, from what was asked before and what is remembered. Asks nobody and stores nothing. */
public final class Quotes {

    /**
     * How thoroughly the past and the rows are looked at.
     *
     * @param jobs so many of the latest tell how often providers know something
     * @param jobRows by so many rows of each
     * @param rows so many of the rows that are quoted are looked up in the memory
     */
    public record Care(int jobs, int jobRows, int rows) {

        /** For somebody who waits for the quote: a few seconds for the longest list. */
        public static final Care FULL = new Care(20, 20_000, 20_000);

        /** For somebody who wants the job done: some milliseconds. */
        public static final Care BRIEF = new Care(10, 500, 2_000);
    }

    /**
     * Rows, counted.
     *
     * @param count how many they are
     * @param known how many bring a field along, by field
     */
    public record Counted(long count, Map<String, Long> known) {
        public Counted {
            known = Map.copyOf(known);
        }
    }

    private final Jobs jobs;
    private final Statistics statistics;
    private final Memory memory;

    Quotes(Jobs jobs, Statistics statistics, Memory memory) {
        this.jobs = jobs;
        this.statistics = statistics;
        this.memory = memory;
    }

    /** What a workspace's jobs have left. @param fresh whether remembered answers are passed over */
    public Past past(long workspaceId, boolean fresh, Care care) {
        return new Past(
                workspaceId,
                statistics.hitRates(workspaceId, jobs.latestInstalled(workspaceId, care.jobs()), care.jobRows()),
                fresh ? _ -> Map.of() : questions -> memory.of(workspaceId, questions));
    }

    /**
     * What these rows would cost.
     *
     * @param rows all of them, in their order
     * @param reading what a row says; only those are read that are looked at
     * @param maxRowMilli the cap of each row; null for none
     * @param maxMilli the cap of all of them; null for none
     */
    public static <R> Quote of(
            Plan plan,
            Counted counted,
            Iterator<R> rows,
            Function<R, Values> reading,
            @Nullable Long maxRowMilli,
            @Nullable Long maxMilli,
            Past past,
            Care care) {
        Unanswered unanswered = Unanswered.of(
                plan,
                rows,
                reading,
                counted.count(),
                care.rows(),
                new Foresight(plan, past.workspaceId(), past.memory()));
        Map<String, Long> lacking = new LinkedHashMap<>();
        long worst = 0;
        for (Step step : plan.steps()) {
            // A row that lacks any of them lacks the step; at most that many do.
            long lacks = Math.min(
                    counted.count(),
                    step.fields().stream()
                            .mapToLong(
                                    field -> counted.count() - counted.known().getOrDefault(field, 0L))
                            .sum());
            lacking.put(step.name(), lacks);
            worst = Math.addExact(worst, Math.multiplyExact(lacks, WorstCase.perCellMilli(step, plan.onDoubt())));
        }
        long perRow = WorstCase.perRowMilli(plan);
        long hold = WorstCase.holdMilli(perRow, counted.count(), cap(maxRowMilli), cap(maxMilli));
        // What was looked at in part bounds nothing.
        long uncapped = Math.min(
                WorstCase.holdMilli(perRow, counted.count(), Cap.NONE, Cap.NONE),
                unanswered.sampled() ? worst : Math.min(worst, unanswered.worstMilli()));
        worst = Math.min(hold, uncapped);
        List<Quote.PlaceRate> places = places(plan, counted.known().keySet(), past);
        List<Estimate.Share> shares = unanswered.shares(past.measured());
        Estimate likely = Estimate.of(shares, plan.onDoubt()).atMost(worst);
        Quote.Looked looked = new Quote.Looked(
                unanswered.seen().rows(),
                unanswered.repeated(),
                unanswered.remembered(),
                unanswered.toAsk(),
                unanswered.sampled());
        return new Quote(
                counted.count(), lacking, looked, perRow, worst, uncapped, maxMilli != null, hold, likely, places);
    }

    /** The places that something in the rows, or found on the way, lets be asked. */
    private static List<Quote.PlaceRate> places(Plan plan, Set<String> known, Past past) {
        List<Quote.PlaceRate> places = new ArrayList<>();
        Set<String> obtainable = new HashSet<>(known);
        for (Step step : plan.steps()) {
            if (!step.looksUp()) {
                obtainable.addAll(step.fields());
                continue;
            }
            Optional<Step> askable = step.only(place -> place.spec().canBeAskedWith(obtainable));
            if (askable.isPresent()) {
                obtainable.addAll(step.fields());
                Map<OperationId, HitRate> rates = past.measured().getOrDefault(step.name(), Map.of());
                Stream.concat(askable.get().finds().stream(), askable.get().verifiers().stream())
                        .forEach(place -> places.add(new Quote.PlaceRate(
                                step.name(),
                                place.key(),
                                rates.get(place.spec().id()),
                                place.spec().prior())));
            }
        }
        return places;
    }

    private static Cap cap(@Nullable Long milli) {
        return milli == null ? Cap.NONE : new Cap(milli);
    }
}
