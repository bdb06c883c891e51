package dev.weir.app.knowing;

import dev.weir.app.enrich.Amounts;
import dev.weir.app.text.Wrapped;
import dev.weir.provider.Fields;
import dev.weir.server.insight.Explanation;
import dev.weir.server.waterfall.Computation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** How one cell came to be what it is, told in order. */
public final class ExplanationView {

    private ExplanationView() {}

    public static List<String> lines(Explanation told, int width) {
        List<String> lines = new ArrayList<>(Wrapped.lines("", head(told), width));
        told.kept()
                .forEach(one -> lines.addAll(Wrapped.lines(
                        "  ", one.field() + " = " + Fields.toText(one.value()) + ", by " + one.from(), width)));
        if (!told.missing().isEmpty() && !told.state().equals("completed")) {
            lines.addAll(Wrapped.lines("  ", "without " + String.join(", ", told.missing()), width));
        }
        if (told.condition() != null) {
            lines.addAll(Wrapped.lines(
                    "  ",
                    "for rows of which " + told.condition()
                            + (told.conditionTrouble() == null
                                    ? ""
                                    : "; of this one that cannot be told: " + told.conditionTrouble()),
                    width));
        }
        if (told.rule() != null) {
            lines.addAll(Wrapped.lines("  ", "a value counts when " + told.rule(), width));
        }
        lines.add("The row knew:");
        if (told.known().isEmpty()) {
            lines.add("  nothing");
        }
        told.known()
                .forEach(one -> lines.addAll(Wrapped.lines(
                        "  ", one.field() + " = " + Fields.toText(one.value()) + "  (" + one.from() + ")", width)));
        if (!told.workings().isEmpty()) {
            lines.add("How it was worked out:");
            told.workings().forEach(one -> lines.addAll(Wrapped.lines("  ", working(one), width)));
        }
        if (!told.turns().isEmpty()) {
            lines.add("Whom its waterfall names, in this order:");
        }
        int number = 0;
        for (Explanation.Turn turn : told.turns()) {
            if (turn.verifies() == null) {
                number++;
                turn(number + ". ", turn, width, lines);
            } else if (turn.part() != Explanation.Part.NOT_REACHED) {
                turn("   verified by ", turn, width, lines);
            }
        }
        if (!told.lost().isEmpty()) {
            lines.add("What else was there and was not taken:");
            told.lost()
                    .forEach(one -> lines.addAll(Wrapped.lines(
                            "  ",
                            one.field() + " = " + Fields.toText(one.value()) + ", by " + one.provider() + ": "
                                    + one.why(),
                            width)));
        }
        return lines;
    }

    private static String working(Computation.Working one) {
        Object value = one.value();
        return one.what()
                + (value == null ? "" : ": " + Fields.toText(value))
                + (one.weight() == null
                        ? ""
                        : ", weight " + one.weight().toPlainString() + ", counts "
                                + (one.contribution() == null
                                        ? "0"
                                        : one.contribution().toPlainString()))
                + (one.note() == null ? "" : "; it cannot be told: " + one.note());
    }

    private static String head(Explanation told) {
        return "Job " + told.jobId() + " (" + told.list() + "), row " + Amounts.count(told.listRow() + 1L) + ", "
                + told.step() + ": " + Amounts.words(told.state()) + (told.reason() == null ? "" : ", " + told.reason())
                + "; it cost "
                + Amounts.inCredits(told.charged());
    }

    private static void turn(String lead, Explanation.Turn turn, int width, List<String> lines) {
        lines.addAll(Wrapped.lines("  ", lead + turn.provider() + ": " + turn.why(), width));
        if (turn.part() == Explanation.Part.ASKED
                || turn.part() == Explanation.Part.IN_DOUBT
                || turn.part() == Explanation.Part.WAITED_FOR) {
            lines.addAll(Wrapped.lines("     ", "asked with " + values(turn.question()), width));
        }
        if (!turn.gave().isEmpty()) {
            lines.addAll(Wrapped.lines("     ", "it gave " + values(turn.gave()), width));
        }
        if (turn.part() == Explanation.Part.ASKED) {
            lines.addAll(Wrapped.lines(
                    "     ",
                    "cost " + Amounts.inCredits(turn.charged())
                            + (turn.refunded() == 0
                                    ? ""
                                    : ", of which " + Amounts.credits(turn.refunded()) + " came back")
                            + "; the vendor " + Amounts.in(turn.vendorCertain(), turn.unit())
                            + (turn.vendorPossible() == 0
                                    ? ""
                                    : ", and perhaps " + Amounts.credits(turn.vendorPossible()) + " more")
                            + "; took " + Shares.time(turn.millis()),
                    width));
        }
    }

    private static String values(Map<String, Object> values) {
        if (values.isEmpty()) {
            return "what the row knew then";
        }
        List<String> pairs = new ArrayList<>();
        values.forEach((field, value) -> pairs.add(field + " = " + Fields.toText(value)));
        return String.join(", ", pairs);
    }

    public static String json(Explanation told) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("jobId", told.jobId());
        document.put("row", told.listRow() + 1);
        document.put("field", told.step());
        document.put("state", told.state());
        document.put("reason", told.reason());
        document.put("acceptCondition", told.rule());
        document.put("condition", told.condition());
        document.put("conditionTrouble", told.conditionTrouble());
        document.put("workings", told.workings());
        document.put("chargedMilli", told.charged());
        document.put("found", known(told.kept()));
        document.put("missing", told.missing());
        document.put("known", known(told.known()));
        List<Map<String, Object>> turns = new ArrayList<>();
        told.turns().forEach(turn -> turns.add(turn(turn)));
        document.put("turns", turns);
        List<Map<String, Object>> lost = new ArrayList<>();
        told.lost().forEach(one -> {
            Map<String, Object> value = new LinkedHashMap<>();
            value.put("field", one.field());
            value.put("value", one.value());
            value.put("provider", one.provider());
            value.put("givenFor", one.step());
            value.put("why", one.why());
            lost.add(value);
        });
        document.put("lost", lost);
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }

    private static List<Map<String, Object>> known(List<Explanation.Known> known) {
        List<Map<String, Object>> values = new ArrayList<>();
        known.forEach(one -> {
            Map<String, Object> value = new LinkedHashMap<>();
            value.put("field", one.field());
            value.put("value", one.value());
            value.put("from", one.from());
            values.add(value);
        });
        return values;
    }

    private static Map<String, Object> turn(Explanation.Turn turn) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("provider", turn.provider());
        document.put("verifies", turn.verifies());
        document.put("part", turn.part().name().toLowerCase(Locale.ROOT));
        document.put("why", turn.why());
        document.put("question", turn.question());
        document.put("verdict", turn.verdict());
        document.put("detail", turn.detail());
        document.put("gave", turn.gave());
        document.put("kept", turn.kept());
        document.put("chargedMilli", turn.charged());
        document.put("refundedMilli", turn.refunded());
        document.put("vendorCertainMilli", turn.vendorCertain());
        document.put("vendorPossibleMilli", turn.vendorPossible());
        document.put("vendorUnit", turn.unit());
        document.put("tries", turn.tries());
        document.put("latencyMillis", turn.millis());
        document.put("at", turn.at() == null ? null : turn.at().toString());
        return document;
    }
}
