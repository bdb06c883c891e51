package dev.weir.server.insight;

import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Transactions;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts subscribers, and what was done for them. Reads only; a million are counted by an index, in one to two seconds. */
public final class Audiences {

    /** Of how many days it tells at most. */
    public static final int MOST_DAYS = 366;

    private static final int USUAL_DAYS = 30;

    private final AudienceFigureTable table;
    private final Transactions transactions;

    Audiences(JdbcClient jdbc, Transactions transactions) {
        this.table = new AudienceFigureTable(jdbc);
        this.transactions = transactions;
    }

    /**
     * Of these days and all that is between them.
     *
     * @param from null for the 30 days up to the last
     * @param to null for today
     * @throws Problem when the first comes behind the last, or they are more than {@link #MOST_DAYS}
     */
    public AudienceFigures of(long workspaceId, @Nullable LocalDate from, @Nullable LocalDate to) {
        return transactions.in(workspaceId, () -> {
            LocalDate today = table.today();
            LocalDate last = to == null ? today : to;
            LocalDate first = from == null ? last.minusDays(USUAL_DAYS - 1L) : from;
            require(first, last);
            return figures(workspaceId, first, last, today);
        });
    }

    private static void require(LocalDate first, LocalDate last) {
        if (first.isAfter(last) || first.plusDays(MOST_DAYS).compareTo(last) <= 0) {
            String sentence = "from " + first + " to " + last + " is not from 1 to " + MOST_DAYS + " days";
            throw Problem.invalid(
                            "bad_days",
                            "The time " + sentence
                                    + ". Name a first day and a later or the same last one, not more than " + MOST_DAYS
                                    + ".")
                    .at("/from", sentence);
        }
    }

    private AudienceFigures figures(long workspaceId, LocalDate first, LocalDate last, LocalDate today) {
        Counted counted = new Counted(first, last);
        table.subscribers(workspaceId, start(first), start(last.plusDays(1))).forEach(counted::add);
        Map<Long, String> slugs = table.sources(workspaceId);
        return new AudienceFigures(
                first,
                last,
                counted.all,
                counted.left,
                counted.enriched,
                mostFirst(counted.types),
                counted.sources(slugs),
                counted.days(),
                requests(workspaceId),
                scores(workspaceId, counted),
                table.cost(workspaceId, first, last),
                today(workspaceId, today));
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /** What has been added up of groups of subscribers. */
    private static final class Counted {
        private final LocalDate first;
        private final LocalDate last;
        private final Map<String, Long> types = new TreeMap<>();
        private final Map<Long, long[]> bySource = new TreeMap<>();
        private final Map<LocalDate, Map<String, Long>> byDay = new TreeMap<>();
        private long all;
        private long left;
        private long enriched;
        private long scored;
        private @Nullable BigDecimal lowest;
        private @Nullable BigDecimal highest;

        Counted(LocalDate first, LocalDate last) {
            this.first = first;
            this.last = last;
        }

        void add(AudienceFigureTable.Group group) {
            all += group.subscribers();
            left += group.subscribed() ? 0 : group.subscribers();
            enriched += group.enriched();
            scored += group.scored();
            types.merge(group.type(), group.subscribers(), Long::sum);
            long[] source = bySource.computeIfAbsent(group.sourceId(), _ -> new long[3]);
            source[0] += group.subscribers();
            source[2] += group.enriched();
            LocalDate day = group.day();
            if (day != null) {
                source[1] += group.subscribers();
                byDay.computeIfAbsent(day, _ -> new TreeMap<>()).merge(group.type(), group.subscribers(), Long::sum);
            }
            BigDecimal low = group.lowest();
            BigDecimal high = group.highest();
            if (low != null && high != null) {
                lowest = lowest == null ? low : lowest.min(low);
                highest = highest == null ? high : highest.max(high);
            }
        }

        List<AudienceFigures.OfSource> sources(Map<Long, String> slugs) {
            List<AudienceFigures.OfSource> sources = new ArrayList<>();
            bySource.forEach((id, counts) -> sources.add(new AudienceFigures.OfSource(
                    slugs.getOrDefault(id, "deleted-" + id), counts[0], counts[1], counts[2])));
            sources.sort(Comparator.comparingLong(AudienceFigures.OfSource::subscribers)
                    .reversed()
                    .thenComparing(AudienceFigures.OfSource::source));
            return sources;
        }

        List<AudienceFigures.OfDay> days() {
            List<AudienceFigures.OfDay> days = new ArrayList<>();
            for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
                Map<String, Long> of = byDay.getOrDefault(day, Map.of());
                days.add(new AudienceFigures.OfDay(
                        day, of.values().stream().mapToLong(Long::longValue).sum(), of));
            }
            return days;
        }
    }

    private AudienceFigures.Requests requests(long workspaceId) {
        Map<Integer, Long> states = table.requestStates(workspaceId);
        return new AudienceFigures.Requests(
                table.requested(workspaceId),
                states.getOrDefault(0, 0L),
                states.getOrDefault(1, 0L),
                states.getOrDefault(2, 0L),
                states.getOrDefault(3, 0L),
                mostFirst(table.reasons(workspaceId)),
                table.oldestPending(workspaceId));
    }

    /** How many bins there are. */
    private static final int BINS = 10;

    private AudienceFigures.Scores scores(long workspaceId, Counted counted) {
        BigDecimal low = counted.lowest;
        BigDecimal high = counted.highest;
        if (low == null || high == null) {
            return new AudienceFigures.Scores(0, null, null, Map.of(), List.of());
        }
        // Bounds that are read easily: whole points at both ends.
        BigDecimal from = low.setScale(0, RoundingMode.FLOOR);
        BigDecimal to = high.setScale(0, RoundingMode.CEILING);
        if (from.compareTo(to) == 0) {
            to = from.add(BigDecimal.ONE);
        }
        Map<String, Long> tiers = new TreeMap<>();
        long[] counts = new long[BINS];
        for (AudienceFigureTable.Bucket bucket : table.buckets(workspaceId, from, to)) {
            if (bucket.tier() != null) {
                tiers.merge(bucket.tier(), bucket.subscribers(), Long::sum);
            }
            counts[Math.clamp(bucket.number() - 1L, 0, BINS - 1)] += bucket.subscribers();
        }
        BigDecimal width = to.subtract(from).divide(BigDecimal.valueOf(BINS));
        List<AudienceFigures.Bin> bins = new ArrayList<>();
        for (int i = 0; i < BINS; i++) {
            BigDecimal begin = from.add(width.multiply(BigDecimal.valueOf(i)));
            bins.add(new AudienceFigures.Bin(begin, begin.add(width), counts[i]));
        }
        return new AudienceFigures.Scores(counted.scored, low, high, mostFirst(tiers), bins);
    }

    private AudienceFigures.Today today(long workspaceId, LocalDate today) {
        AudienceFigureTable.Settings settings = table.settings(workspaceId);
        Map<Long, Long> submitted = table.submitted(workspaceId, today);
        return new AudienceFigures.Today(
                today,
                new AudienceFigures.Used(submitted.getOrDefault(0L, 0L), settings.maxSubmitted()),
                new AudienceFigures.Used(submitted.getOrDefault(-1L, 0L), settings.maxRefreshed()),
                new AudienceFigures.Used(table.credits(workspaceId, today), settings.maxCredits()),
                table.triggers(workspaceId).stream()
                        .filter(trigger -> trigger.most() != null || submitted.containsKey(trigger.id()))
                        .map(trigger -> new AudienceFigures.OfTrigger(
                                trigger.slug(),
                                new AudienceFigures.Used(submitted.getOrDefault(trigger.id(), 0L), trigger.most())))
                        .toList(),
                settings.paused(),
                table.waiting(workspaceId));
    }

    private static Map<String, Long> mostFirst(Map<String, Long> counts) {
        Map<String, Long> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    /** What is to be done just now, in these workspaces. */
    public AudienceLoad load(Collection<Long> workspaces) {
        return transactions.in(workspaces, table::load);
    }
}
