package dev.weir.app.knowing;

import dev.weir.app.enrich.Amounts;
import dev.weir.app.text.Listing;
import dev.weir.app.text.Wrapped;
import dev.weir.server.insight.StageFigures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Stages, each figure beside the one it is a part of. */
public final class StageView {

    private StageView() {}

    /**
     * A table of those who answered and, below it, how often others were passed over.
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
                    one.stage().step() + " by " + one.stage().provider(),
                    Shares.of(one.answers(), one.turns()),
                    Shares.of(one.asked(), one.answers()),
                    Shares.of(one.found(), one.answers()),
                    Shares.of(one.accepted(), one.found()),
                    verified == null ? "not said" : Shares.of(verified, one.accepted()),
                    Amounts.credits(one.charged()),
                    one.accepted() == 0 ? "none accepted" : Amounts.about(perAccepted(one)),
                    latency(one));
        }
        List<String> lines = new ArrayList<>(listing.lines(width));
        lines.addAll(all ? passedOver(stages, width) : passedOverInAll(stages, width));
        for (StageFigures one : stages) {
            if (one.inDoubt() > 0) {
                lines.addAll(Wrapped.lines(
                        "  ",
                        "! " + one.stage().provider() + " for " + one.stage().step() + ": "
                                + Shares.of(one.inDoubt(), one.turns()) + " turns are in doubt (weir doubts)",
                        width));
            }
        }
        return lines;
    }

    private static List<String> passedOver(List<StageFigures> stages, int width) {
        List<String> lines = new ArrayList<>();
        for (StageFigures one : stages) {
            new TreeMap<>(one.notAsked())
                    .forEach((reason, count) -> lines.addAll(Wrapped.lines(
                            "  ",
                            one.stage().provider() + " was passed over for "
                                    + one.stage().step() + ": " + Shares.of(count, one.turns()) + " turns, " + reason,
                            width)));
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

    /** The customer's credits, answers that cost nothing counted in, rounded to 1/1000. */
    private static long perAccepted(StageFigures one) {
        return Math.round((double) one.charged() / one.accepted());
    }

    /** For programs. */
    public static List<Map<String, Object>> json(List<StageFigures> stages) {
        List<Map<String, Object>> documents = new ArrayList<>();
        for (StageFigures one : stages) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("field", one.stage().step());
            document.put("provider", one.stage().provider());
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
            document.put("chargedMilliPerAccepted", one.accepted() == 0 ? null : perAccepted(one));
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
