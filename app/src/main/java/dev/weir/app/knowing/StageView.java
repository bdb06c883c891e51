package dev.weir.app.knowing;

import dev.weir.app.enrich.Amounts;
import dev.weir.app.text.Listing;
import dev.weir.app.text.Wrapped;
import dev.weir.server.insight.Stage;
import dev.weir.server.insight.StageFigures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Stages, each figure beside the one it is a part of. */
public final class StageView {

    private StageView() {}

    /**
     * A table of those who answered and, below it, how often others were passed over. On a narrower terminal it is a table
     * for each field, with bare numbers; where those do not fit either, a block for each provider.
     *
     * @param all each of those, with the reason, in place of a count
     */
    public static List<String> lines(List<StageFigures> stages, int width, boolean all) {
        Listing listing = new Listing(
                "field and provider",
                "answers of turns",
                "of them called",
                "found of answers",
                "accepted of found",
                "verified of accepted",
                "credits",
                "per accepted",
                "p50 and p95 of called");
        for (StageFigures one : stages) {
            if (one.answers() == 0) {
                continue;
            }
            Long verified = one.verified();
            listing.row(
                    name(one.stage()),
                    Shares.of(one.answers(), one.turns()),
                    Shares.of(one.asked(), one.answers()),
                    Shares.of(one.found(), one.answers()),
                    Shares.of(one.accepted(), one.found()),
                    verified == null ? "not said" : Shares.of(verified, one.accepted()),
                    Amounts.credits(one.charged()),
                    one.counted() == 0 ? none(one.stage()) : Amounts.about(perAccepted(one)),
                    latency(one));
        }
        List<String> lines = new ArrayList<>(listing.table(width)
                .or(() -> byField(stages, width, true))
                .or(() -> byField(stages, width, false))
                .orElseGet(() -> listing.lines(width)));
        lines.addAll(verification(stages, width));
        lines.addAll(all ? passedOver(stages, width) : passedOverInAll(stages, width));
        for (StageFigures one : stages) {
            if (one.inDoubt() > 0) {
                lines.addAll(Wrapped.lines(
                        "  ",
                        "! " + one.stage().provider() + " " + purpose(one.stage()) + ": "
                                + Shares.of(one.inDoubt(), one.turns()) + " turns are in doubt (weir doubts)",
                        width));
            }
        }
        return lines;
    }

    /** @param full with all figures, else with those that matter most; empty when that does not fit */
    private static Optional<List<String>> byField(List<StageFigures> stages, int width, boolean full) {
        Map<String, Listing> tables = new LinkedHashMap<>();
        for (StageFigures one : stages) {
            if (one.answers() == 0) {
                continue;
            }
            String title = one.stage().step() + (one.stage().verifies() ? ", verified" : "");
            Listing table = tables.computeIfAbsent(
                    title,
                    _ -> full
                            ? new Listing(
                                    "provider",
                                    "turns",
                                    "answers",
                                    "called",
                                    "found",
                                    "accepted",
                                    "verified",
                                    "credits",
                                    "each",
                                    "p50",
                                    "p95")
                            : new Listing(
                                    "provider", "answers", "found", "accepted", "verified", "credits", "each", "p50"));
            String provider = one.stage().provider();
            String answers = Amounts.count(one.answers());
            String found = Amounts.count(one.found());
            String accepted = Amounts.count(one.accepted());
            Long stood = one.verified();
            String verified = stood == null ? "–" : Amounts.count(stood);
            String credits = Amounts.credits(one.charged());
            String each = one.counted() == 0 ? "–" : Amounts.about(perAccepted(one));
            if (full) {
                table.row(
                        provider,
                        Amounts.count(one.turns()),
                        answers,
                        Amounts.count(one.asked()),
                        found,
                        accepted,
                        verified,
                        credits,
                        each,
                        time(one.p50Millis()),
                        time(one.p95Millis()));
            } else {
                table.row(provider, answers, found, accepted, verified, credits, each, time(one.p50Millis()));
            }
        }
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, Listing> one : tables.entrySet()) {
            Optional<List<String>> table = one.getValue().table(width);
            if (table.isEmpty()) {
                return Optional.empty();
            }
            lines.addAll(Wrapped.lines("", one.getKey(), width));
            lines.addAll(table.get());
        }
        if (!lines.isEmpty()) {
            lines.addAll(Wrapped.lines(
                    "  ",
                    (full
                                    ? "Each is a part: answers of turns, called of answers, found of answers, "
                                    : "Each is a part: found of answers, ")
                            + "accepted of found, verified of accepted; \"each\" is credits per accepted one, "
                            + (full ? "p50 and p95 are" : "p50 is")
                            + " of those called; – is not said, or none"
                            + (full ? "." : ". A wider terminal shows turns and calls too."),
                    width));
        }
        return Optional.of(lines);
    }

    private static String time(@Nullable Integer millis) {
        return millis == null ? "–" : Shares.time(millis);
    }

    private static List<String> passedOver(List<StageFigures> stages, int width) {
        List<String> lines = new ArrayList<>();
        for (StageFigures one : stages) {
            new TreeMap<>(one.notAsked())
                    .forEach((reason, count) -> lines.addAll(Wrapped.lines(
                            "  ",
                            one.stage().provider() + " was passed over " + purpose(one.stage()) + ": "
                                    + Shares.of(count, one.turns()) + " turns, " + reason,
                            width)));
        }
        return lines;
    }

    private static String name(Stage stage) {
        return stage.verifies()
                ? stage.step() + " verified by " + stage.provider()
                : stage.step() + " by " + stage.provider();
    }

    private static String purpose(Stage stage) {
        return (stage.verifies() ? "to verify " : "for ") + stage.step();
    }

    private static String none(Stage stage) {
        return switch (stage.part()) {
            case FINDS, VERIFIES -> "none accepted";
            case FINDS_TO_BE_VERIFIED -> "none stood";
        };
    }

    /** What the columns mean where finds are verified, and what came back. */
    private static List<String> verification(List<StageFigures> stages, int width) {
        List<String> lines = new ArrayList<>();
        if (stages.stream()
                .anyMatch(one -> one.stage().part() == Stage.Part.FINDS_TO_BE_VERIFIED && one.answers() > 0)) {
            lines.addAll(Wrapped.lines(
                    "  ",
                    "Where finds are verified, \"accepted\" is before that, \"verified\" are those that stood, and \"per"
                            + " accepted\" is per one that stood. Of a verifier, \"accepted\" are the statuses it told and"
                            + " \"verified\" those that were valid.",
                    width));
        }
        List<String> refunds = stages.stream()
                .filter(one -> one.refunded() > 0)
                .map(one ->
                        one.stage().provider() + " for " + one.stage().step() + " " + Amounts.credits(one.refunded()))
                .toList();
        if (!refunds.isEmpty()) {
            lines.addAll(Wrapped.lines(
                    "  ",
                    "Refunded for finds that did not stand, and not in \"credits\": " + String.join(", ", refunds),
                    width));
        }
        return lines;
    }

    private static List<String> passedOverInAll(List<StageFigures> stages, int width) {
        Map<String, Long> byReason = new TreeMap<>();
        long places = 0;
        for (StageFigures one : stages) {
            places += one.notAsked().isEmpty() ? 0 : 1;
            one.notAsked().forEach((reason, count) -> byReason.merge(reason, (long) count, Long::sum));
        }
        if (byReason.isEmpty()) {
            return List.of();
        }
        List<String> reasons = byReason.entrySet().stream()
                .map(entry -> entry.getKey() + " " + Amounts.count(entry.getValue()))
                .toList();
        long turns = byReason.values().stream().mapToLong(Long::longValue).sum();
        return Wrapped.lines(
                "  ",
                Amounts.count(places, "provider's place", "providers' places") + " passed over in "
                        + Amounts.count(turns, "turn") + ": " + String.join(", ", reasons) + " (--all shows each)",
                width);
    }

    private static String latency(StageFigures one) {
        Integer half = one.p50Millis();
        Integer most = one.p95Millis();
        return half == null || most == null ? "none called" : Shares.time(half) + ", " + Shares.time(most);
    }

    /** The customer's credits for a find that counts, answers that cost nothing counted in, rounded to 1/1000. */
    private static long perAccepted(StageFigures one) {
        return Math.round((double) one.charged() / one.counted());
    }

    /** For programs. */
    public static List<Map<String, Object>> json(List<StageFigures> stages) {
        List<Map<String, Object>> documents = new ArrayList<>();
        for (StageFigures one : stages) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("field", one.stage().step());
            document.put("provider", one.stage().provider());
            document.put("part", one.stage().part().name().toLowerCase(Locale.ROOT));
            document.put("turns", one.turns());
            document.put("asked", one.asked());
            document.put("remembered", one.remembered());
            document.put("followed", one.followed());
            document.put("notAsked", new TreeMap<>(one.notAsked()));
            document.put("found", one.found());
            document.put("accepted", one.accepted());
            document.put("verified", one.verified());
            document.put("inDoubt", one.inDoubt());
            document.put("chargedMilli", one.charged());
            document.put("refundedMilli", one.refunded());
            document.put("counted", one.counted());
            document.put("chargedMilliPerAccepted", one.counted() == 0 ? null : perAccepted(one));
            document.put("vendorCertainMilli", one.vendorCertain());
            document.put("vendorPossibleMilli", one.vendorPossible());
            document.put("vendorUnit", one.unit());
            document.put("latencyP50Millis", one.p50Millis());
            document.put("latencyP95Millis", one.p95Millis());
            documents.add(document);
        }
        return documents;
    }
}
