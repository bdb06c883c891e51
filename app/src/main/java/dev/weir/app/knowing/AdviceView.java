package dev.weir.app.knowing;

import dev.weir.app.enrich.Amounts;
import dev.weir.app.text.Listing;
import dev.weir.app.text.Wrapped;
import dev.weir.provider.OperationSpec;
import dev.weir.server.insight.Advice;
import dev.weir.server.insight.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What a job's books say about the order of its providers, with the arithmetic. */
public final class AdviceView {

    /** So many of the other orders are shown; the JSON has all. */
    private static final int MOST_SHOWN = 5;

    private AdviceView() {}

    public static List<String> lines(Advice advice, int width) {
        List<String> lines = new ArrayList<>(Wrapped.lines(
                "",
                "Job " + advice.jobId() + ": other orders, tried on " + Shares.of(advice.rowsUsed(), advice.rows())
                        + " rows of its books; nobody was asked. Credits are for these rows and all fields, as if nothing"
                        + " had been remembered.",
                width));
        for (Advice.StepAdvice step : advice.steps()) {
            lines.add("");
            lines.addAll(Wrapped.lines("", step.step() + ": " + verdict(step), width));
            lines.addAll(arithmetic(step).lines(width));
            step.verification().ifPresent(by -> lines.addAll(Wrapped.lines("  ", verification(by), width)));
            if (step.finding() != Advice.Finding.NO_CHOICE) {
                lines.addAll(trials(step).lines(width));
            }
            if (step.finding() == Advice.Finding.DATA_DO_NOT_SUFFICE
                    && !step.tried().isEmpty()) {
                lines.addAll(Wrapped.lines(
                        "  ",
                        "To know, ask a part of a list in that order: weir enrich FILE --fields " + step.step()
                                + " --limit 100 --refresh --waterfall " + step.step() + "="
                                + String.join(",", step.tried().getFirst().waterfall())
                                + step.verification()
                                        .map(by -> " --verify " + String.join(",", by.verifiers()))
                                        .orElse(""),
                        width));
            }
        }
        return lines;
    }

    private static String verdict(Advice.StepAdvice step) {
        return switch (step.finding()) {
            case REORDER ->
                "ask "
                        + step.proposed()
                                .map(trial -> String.join(", then ", trial.waterfall()))
                                .orElse("") + ": " + step.because() + ".";
            case KEEP -> "keep " + String.join(", then ", step.now().waterfall()) + ": " + step.because() + ".";
            case DATA_DO_NOT_SUFFICE -> "the data do not suffice to advise: " + step.because() + ".";
            case NO_CHOICE -> "there is no order to choose: " + step.because() + ".";
        };
    }

    private static String verification(Advice.Verification by) {
        return "Each find is verified by " + WhatIfView.verifiers(by.verifiers()) + ": "
                + Amounts.count(by.answers()) + " verifications of " + Amounts.count(by.finds()) + " finds, "
                + credits(by.perFindMilli())
                + " credits a find. Accepted are those that stood; what did not stand cost its verification alone where"
                + " its price is paid when accepted.";
    }

    private static Listing arithmetic(Advice.StepAdvice step) {
        Listing listing = new Listing(
                "provider", "after", "accepted of answers", "so 95 times of 100", "price", "credits per accepted");
        for (Advice.PlaceArithmetic place : step.places()) {
            listing.row(
                    place.provider(),
                    place.after().isEmpty() ? "nobody" : String.join(", ", place.after()) + " had missed",
                    Shares.of(place.measured().accepted(), place.measured().asked())
                            + (place.enough() ? "" : " (too few)"),
                    place.measured().asked() == 0
                            ? "unknown"
                            : Shares.interval(place.measured().interval()),
                    price(place),
                    perAccepted(place));
        }
        return listing;
    }

    private static String price(Advice.PlaceArithmetic place) {
        String amount = Amounts.credits(place.priceMilli());
        return switch (place.charge()) {
            case ACCEPTED -> amount + " when accepted";
            case ANSWERED -> amount + " an answer";
            case NEVER -> "nothing";
        };
    }

    private static String perAccepted(Advice.PlaceArithmetic place) {
        double perAnswer = place.perAnswerMilli();
        if (perAnswer == 0) {
            return place.perAccepted(1).map(AdviceView::credits).orElse("");
        }
        Interval share = place.measured().interval();
        return (place.charge() == OperationSpec.Charge.ACCEPTED ? Amounts.credits(place.priceMilli()) + " + " : "")
                + credits(perAnswer) + " / share = "
                + place.perAccepted(share.hi()).map(AdviceView::credits).orElse("?") + " to "
                + place.perAccepted(share.lo()).map(AdviceView::credits).orElse("any amount");
    }

    private static String credits(double milli) {
        return Amounts.credits(Math.round(milli));
    }

    private static Listing trials(Advice.StepAdvice step) {
        Listing listing = new Listing("order", "rows found", "credits", "rows with a question never put");
        Map<List<Object>, List<Advice.Trial>> byResult = new LinkedHashMap<>();
        step.tried()
                .forEach(trial -> byResult.computeIfAbsent(result(trial), _ -> new ArrayList<>())
                        .add(trial));
        List<Advice.Trial> same = byResult.getOrDefault(result(step.now()), List.of());
        row(listing, step.now(), " (as it ran)" + others(same.size()));
        byResult.remove(result(step.now()));
        byResult.values().stream()
                .limit(MOST_SHOWN)
                .forEach(alike -> row(listing, alike.getFirst(), others(alike.size() - 1)));
        return listing;
    }

    /** What tells one order from another. */
    private static List<Object> result(Advice.Trial trial) {
        return List.of(trial.completed(), trial.costMilli(), trial.neverAsked());
    }

    private static String others(int count) {
        return count == 0 ? "" : ", and " + Amounts.count(count) + (count == 1 ? " other order" : " other orders");
    }

    private static void row(Listing listing, Advice.Trial trial, String note) {
        listing.row(
                String.join(",", trial.waterfall()) + note,
                Shares.range(trial.completed()),
                Shares.credits(trial.costMilli()),
                Amounts.count(trial.neverAsked()));
    }

    public static String json(Advice advice) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("jobId", advice.jobId());
        document.put("rows", advice.rows());
        document.put("rowsUsed", advice.rowsUsed());
        document.put("enoughAnswers", Advice.ENOUGH);
        document.put("fields", advice.steps().stream().map(AdviceView::json).toList());
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }

    private static Map<String, Object> json(Advice.StepAdvice step) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("field", step.step());
        document.put("finding", step.finding().name().toLowerCase(Locale.ROOT));
        document.put("because", step.because());
        document.put("proposed", step.proposed().map(Advice.Trial::waterfall).orElse(null));
        List<Map<String, Object>> places = new ArrayList<>();
        for (Advice.PlaceArithmetic place : step.places()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("provider", place.provider());
            one.put("after", place.after());
            one.put("measured", WhatIfView.measured(place.measured()));
            one.put("enough", place.enough());
            one.put("priceMilli", place.priceMilli());
            one.put("foundBeforeVerification", place.found());
            one.put("verifyingMilliPerFind", Math.round(place.verifyingMilli()));
            one.put("charge", place.charge().name().toLowerCase(Locale.ROOT));
            one.put(
                    "perAcceptedMilliFrom",
                    rounded(place.perAccepted(place.measured().interval().hi())));
            one.put(
                    "perAcceptedMilliTo",
                    rounded(place.perAccepted(place.measured().interval().lo())));
            places.add(one);
        }
        document.put("providers", places);
        document.put(
                "verifiers",
                step.verification().map(Advice.Verification::verifiers).orElse(List.of()));
        document.put("asItRan", json(step.now()));
        document.put("tried", step.tried().stream().map(AdviceView::json).toList());
        return document;
    }

    private static @Nullable Long rounded(Optional<Double> milli) {
        return milli.map(Math::round).orElse(null);
    }

    private static Map<String, Object> json(Advice.Trial trial) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("waterfall", trial.waterfall());
        document.put("found", WhatIfView.range(trial.completed()));
        document.put("freshMilli", WhatIfView.range(trial.costMilli()));
        document.put("neverAskedRows", trial.neverAsked());
        return document;
    }
}
