package dev.weir.app.knowing;

import dev.weir.app.enrich.Amounts;
import dev.weir.app.text.Listing;
import dev.weir.app.text.Wrapped;
import dev.weir.server.credits.Credits;
import dev.weir.server.insight.AudienceFigures;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** An audience's figures for people and for programs. */
public final class AudienceView {

    private static final int BAR = 30;

    private AudienceView() {}

    /** @param width of the terminal */
    public static List<String> lines(AudienceFigures figures, int width) {
        if (figures.subscribers() == 0) {
            return List.of("There is no subscriber yet. docs/guides/audience.md says how they come in.");
        }
        List<String> lines = new ArrayList<>();
        paragraph(lines, subscribers(figures), width);
        lines.addAll(types(figures).lines(width));
        lines.add("");
        lines.addAll(sources(figures).lines(width));
        lines.add("");
        lines.addAll(days(figures).lines(width));
        lines.add("");
        paragraph(lines, requests(figures), width);
        if (!figures.requests().reasons().isEmpty()) {
            lines.addAll(reasons(figures).lines(width));
        }
        lines.add("");
        paragraph(lines, cost(figures), width);
        lines.add("");
        scores(lines, figures, width);
        lines.add("");
        today(lines, figures.today(), width);
        return lines;
    }

    private static void paragraph(List<String> lines, String text, int width) {
        lines.addAll(Wrapped.lines("", text, width));
    }

    private static String subscribers(AudienceFigures figures) {
        BigDecimal rate = figures.enrichmentRate();
        return Amounts.count(figures.subscribers(), "subscriber") + ", of whom "
                + Amounts.count(figures.unsubscribed()) + " have left and "
                + Amounts.count(figures.enriched()) + " are enriched"
                + (rate == null
                        ? "; enrichment was wanted for none."
                        : ": " + percent(rate) + " of the "
                                + Amounts.count(figures.requests().subscribers()) + " for whom it was wanted.");
    }

    private static String percent(BigDecimal rate) {
        return rate.movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }

    private static Listing types(AudienceFigures figures) {
        Listing table = new Listing("type", "subscribers");
        figures.types().forEach((type, count) -> table.row(type, Amounts.count(count)));
        return table;
    }

    private static Listing sources(AudienceFigures figures) {
        Listing table = new Listing("source", "subscribers", "new", "enriched");
        figures.sources()
                .forEach(one -> table.row(
                        one.source(),
                        Amounts.count(one.subscribers()),
                        Amounts.count(one.created()),
                        Amounts.count(one.enriched())));
        return table;
    }

    /** Days on which nobody came are left out between those that are told. */
    private static Listing days(AudienceFigures figures) {
        List<String> types = List.copyOf(figures.types().keySet());
        List<String> titles = new ArrayList<>(List.of("day", "new"));
        titles.addAll(types);
        Listing table = new Listing(titles.toArray(String[]::new));
        figures.days().stream().filter(day -> day.created() > 0).forEach(day -> {
            List<Object> cells = new ArrayList<>(List.of(day.day(), Amounts.count(day.created())));
            types.forEach(type -> cells.add(Amounts.count(day.types().getOrDefault(type, 0L))));
            table.row(cells.toArray());
        });
        if (table.isEmpty()) {
            Listing none = new Listing("day", "new");
            return none.row(figures.from() + " to " + figures.to(), "0");
        }
        return table;
    }

    private static String requests(AudienceFigures figures) {
        AudienceFigures.Requests requests = figures.requests();
        return "Enrichment requests: " + Amounts.count(requests.pending()) + " pending"
                + (requests.oldestPendingSince() == null
                        ? ""
                        : " (the oldest since " + Amounts.moment(requests.oldestPendingSince()) + ")")
                + ", " + Amounts.count(requests.submitted()) + " submitted, " + Amounts.count(requests.completed())
                + " completed, " + Amounts.count(requests.failed()) + " failed.";
    }

    private static Listing reasons(AudienceFigures figures) {
        Listing table = new Listing("failed since", "requests");
        figures.requests().reasons().forEach((reason, count) -> table.row(Amounts.words(reason), Amounts.count(count)));
        return table;
    }

    private static String cost(AudienceFigures figures) {
        AudienceFigures.Cost cost = figures.cost();
        Long perEnriched = cost.perEnriched();
        return "From " + figures.from() + " to " + figures.to() + ": " + Amounts.count(cost.jobs(), "job") + " of "
                + Amounts.count(cost.rows(), "row") + ", "
                + Amounts.inCredits(cost.charged()) + " for "
                + Amounts.count(cost.completed()) + " enriched"
                + (perEnriched == null ? "." : ", " + Amounts.inCredits(perEnriched) + " each.");
    }

    private static void scores(List<String> lines, AudienceFigures figures, int width) {
        AudienceFigures.Scores scores = figures.scores();
        if (scores.bins().isEmpty()) {
            lines.add("Nobody is scored.");
            return;
        }
        paragraph(
                lines,
                Amounts.count(scores.scored()) + " are scored, from " + plain(scores.lowest()) + " to "
                        + plain(scores.highest()) + " points.",
                width);
        if (!scores.tiers().isEmpty()) {
            Listing tiers = new Listing("tier", "subscribers");
            scores.tiers().forEach((tier, count) -> tiers.row(tier, Amounts.count(count)));
            lines.addAll(tiers.lines(width));
        }
        long most = scores.bins().stream()
                .mapToLong(AudienceFigures.Bin::subscribers)
                .max()
                .orElse(1);
        Listing bins = new Listing("points", "subscribers", "spread");
        scores.bins()
                .forEach(bin -> bins.row(
                        plain(bin.from()) + " to " + plain(bin.to()),
                        Amounts.count(bin.subscribers()),
                        bar(bin.subscribers(), most)));
        lines.addAll(bins.lines(width));
    }

    private static String bar(long count, long most) {
        int length = Math.toIntExact(Math.ceilDiv(count * BAR, most));
        return "#".repeat(length) + " ".repeat(BAR - length);
    }

    private static String plain(@Nullable BigDecimal points) {
        return points == null ? "" : points.stripTrailingZeros().toPlainString();
    }

    private static void today(List<String> lines, AudienceFigures.Today today, int width) {
        Listing caps = new Listing("today, " + today.day(), "used", "cap");
        cap(caps, "subscribers submitted", today.submitted(), Amounts::count);
        cap(caps, "subscribers refreshed", today.refreshed(), Amounts::count);
        cap(caps, "credits", today.credits(), Amounts::credits);
        today.triggers().forEach(one -> cap(caps, "trigger " + one.trigger(), one.submitted(), Amounts::count));
        lines.addAll(caps.lines(width));
        if (today.paused()) {
            paragraph(lines, "! Paused: nothing is submitted until it is resumed.", width);
        }
        today.waiting().forEach(one -> paragraph(lines, "! Waiting (" + one.what() + "): " + one.reason(), width));
    }

    private static void cap(Listing caps, String of, AudienceFigures.Used used, LongFunction<String> amount) {
        Long most = used.most();
        caps.row(of, amount.apply(used.used()), most == null ? "none" : amount.apply(most));
    }

    /** As the API has it. */
    public static Map<String, Object> json(AudienceFigures figures) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("from", figures.from().toString());
        document.put("to", figures.to().toString());
        document.put("subscribers", figures.subscribers());
        document.put("unsubscribed", figures.unsubscribed());
        document.put("enriched", figures.enriched());
        put(document, "enrichmentRate", figures.enrichmentRate());
        document.put("types", figures.types());
        document.put(
                "sources",
                figures.sources().stream()
                        .map(one -> ordered(
                                "source", one.source(),
                                "subscribers", one.subscribers(),
                                "created", one.created(),
                                "enriched", one.enriched()))
                        .toList());
        document.put(
                "days",
                figures.days().stream()
                        .map(one ->
                                ordered("day", one.day().toString(), "created", one.created(), "types", one.types()))
                        .toList());
        document.put("requests", requests(figures.requests()));
        document.put("scores", scores(figures.scores()));
        document.put("cost", cost(figures.cost()));
        document.put("today", today(figures.today()));
        return document;
    }

    private static Map<String, Object> requests(AudienceFigures.Requests requests) {
        Map<String, Object> document = ordered(
                "subscribers", requests.subscribers(),
                "pending", requests.pending(),
                "submitted", requests.submitted(),
                "completed", requests.completed(),
                "failed", requests.failed(),
                "reasons", requests.reasons());
        put(document, "oldestPendingSince", requests.oldestPendingSince());
        return document;
    }

    private static Map<String, Object> scores(AudienceFigures.Scores scores) {
        Map<String, Object> document = ordered("scored", scores.scored());
        put(document, "lowest", scores.lowest());
        put(document, "highest", scores.highest());
        document.put("tiers", scores.tiers());
        document.put(
                "bins",
                scores.bins().stream()
                        .map(bin -> ordered("from", bin.from(), "to", bin.to(), "subscribers", bin.subscribers()))
                        .toList());
        return document;
    }

    private static Map<String, Object> cost(AudienceFigures.Cost cost) {
        Map<String, Object> document = ordered(
                "jobs", cost.jobs(),
                "rows", cost.rows(),
                "completed", cost.completed(),
                "credits", Credits.amount(cost.charged()));
        Long perEnriched = cost.perEnriched();
        put(document, "perEnriched", perEnriched == null ? null : Credits.amount(perEnriched));
        return document;
    }

    private static Map<String, Object> today(AudienceFigures.Today today) {
        return ordered(
                "day", today.day().toString(),
                "submitted", use(today.submitted(), BigDecimal::valueOf),
                "refreshed", use(today.refreshed(), BigDecimal::valueOf),
                "credits", use(today.credits(), Credits::amount),
                "triggers",
                        today.triggers().stream()
                                .map(one -> ordered(
                                        "trigger",
                                        one.trigger(),
                                        "submitted",
                                        use(one.submitted(), BigDecimal::valueOf)))
                                .toList(),
                "paused", today.paused(),
                "waiting",
                        today.waiting().stream()
                                .map(one -> ordered(
                                        "what",
                                        one.what(),
                                        "reason",
                                        one.reason(),
                                        "since",
                                        one.since().toString()))
                                .toList());
    }

    private static Map<String, Object> use(AudienceFigures.Used used, LongFunction<BigDecimal> amount) {
        Map<String, Object> document = ordered("used", amount.apply(used.used()));
        Long most = used.most();
        put(document, "most", most == null ? null : amount.apply(most));
        return document;
    }

    private static void put(Map<String, Object> document, String name, @Nullable Object value) {
        if (value != null) {
            document.put(name, value instanceof BigDecimal number ? number : value.toString());
        }
    }

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
