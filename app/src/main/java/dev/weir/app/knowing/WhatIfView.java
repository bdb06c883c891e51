package dev.weir.app.knowing;

import dev.weir.app.enrich.Amounts;
import dev.weir.app.text.Listing;
import dev.weir.app.text.Wrapped;
import dev.weir.server.insight.Range;
import dev.weir.server.insight.WhatIfReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** A job as it ran beside how it would have run. */
public final class WhatIfView {

    private WhatIfView() {}

    public static List<String> lines(WhatIfReport report, int width) {
        List<String> lines = new ArrayList<>(
                Wrapped.lines("", "Job " + report.jobId() + " replayed from its books; nobody was asked.", width));
        for (WhatIfReport.StepBeside step : report.steps()) {
            changes(step).forEach(line -> lines.addAll(Wrapped.lines("  ", step.step() + ": " + line, width)));
        }
        Listing listing = new Listing("", "the job", "what if");
        String of = " of " + Amounts.count(report.rows());
        for (WhatIfReport.StepBeside step : report.steps()) {
            listing.row(
                    step.step() + ", rows found",
                    Amounts.count(step.completed().real()) + of,
                    Shares.range(step.completed().then()) + of);
        }
        listing.row(
                "credits",
                Amounts.credits(report.chargedMilli().real()),
                Shares.credits(report.chargedMilli().then()));
        if (report.heldMilli().real() > 0 || report.heldMilli().then().hi() > 0) {
            listing.row(
                    "credits held for doubts",
                    Amounts.credits(report.heldMilli().real()),
                    Shares.credits(report.heldMilli().then()));
        }
        listing.row(
                "calls",
                Amounts.count(report.calls().real()),
                Shares.range(report.calls().then()));
        listing.row(
                "all calls together took",
                Shares.time(report.millis().real()),
                Shares.times(report.millis().then()));
        report.took()
                .ifPresent(took -> listing.row(
                        "from beginning to end",
                        Shares.time(took),
                        "about " + took(report).orElse("?")));
        lines.addAll(listing.lines(width));
        lines.addAll(certainty(report, width));
        return lines;
    }

    /** In what it is asked for otherwise than it was. */
    private static List<String> changes(WhatIfReport.StepBeside step) {
        WhatIfReport.Asking real = step.real();
        WhatIfReport.Asking then = step.then();
        List<String> changes = new ArrayList<>();
        if (!then.finders().equals(real.finders())) {
            changes.add("asked " + String.join(", then ", then.finders()) + " instead of "
                    + String.join(", then ", real.finders()));
        }
        if (!then.verifiers().equals(real.verifiers())) {
            changes.add("verified by " + verifiers(then.verifiers()) + " instead of by " + verifiers(real.verifiers()));
        }
        if (then.catchAll() != real.catchAll()) {
            changes.add("catch-all: " + then.catchAll().text() + " instead of "
                    + real.catchAll().text());
        }
        return changes;
    }

    static String verifiers(List<String> keys) {
        return keys.isEmpty() ? "nobody" : String.join(", else ", keys);
    }

    private static Optional<String> took(WhatIfReport report) {
        Range millis = report.millis().then();
        Optional<Duration> least = report.wouldTake(millis.lo());
        Optional<Duration> most = report.wouldTake(millis.hi());
        return least.map(from ->
                Shares.times(new Range(from.toMillis(), most.orElse(from).toMillis())));
    }

    private static List<String> certainty(WhatIfReport report, int width) {
        List<String> lines = new ArrayList<>();
        if (report.exact()) {
            lines.addAll(Wrapped.lines(
                    "",
                    "Exact: each of the " + Amounts.count(report.askings())
                            + " questions it puts was put before, and its answer is in the books. Only the time is an"
                            + " estimate: as many calls side by side as then.",
                    width));
        } else {
            lines.addAll(Wrapped.lines(
                    "",
                    "A range, which holds the true figure 95 times of 100:"
                            + (report.neverAsked().isEmpty() ? "" : " some questions were never put."),
                    width));
        }
        for (WhatIfReport.NeverAsked one : report.neverAsked()) {
            lines.addAll(Wrapped.lines("  ", neverAsked(one, report.rows()), width));
        }
        if (report.neverAsked().stream().anyMatch(one -> one.stage().verifies())) {
            lines.addAll(Wrapped.lines(
                    "  ",
                    "What a verifier was never asked about may stand or not: nothing is taken to tell. A find that nobody"
                            + " has is taken to be another e-mail than other rows have.",
                    width));
        }
        if (report.neverAsked().stream().anyMatch(one -> !one.stage().verifies())) {
            lines.addAll(Wrapped.lines(
                    "  ", "It is taken that a row which others find is no harder to find than one they miss.", width));
        }
        if (report.orders() > 1) {
            lines.addAll(Wrapped.lines(
                    "  ",
                    "Under a cap it is chance which rows come first: tried in " + report.orders() + " orders.",
                    width));
        }
        Long cap = report.capMilli();
        if (cap != null && report.heldMilli().then().hi() > 0) {
            lines.addAll(Wrapped.lines(
                    "  ",
                    "What is spent and what is held for doubts stay within the cap of " + Amounts.inCredits(cap)
                            + " together.",
                    width));
        }
        if (report.freshMilli().hi() > report.chargedMilli().then().hi()) {
            lines.addAll(Wrapped.lines(
                    "",
                    "Answers that were remembered when the job began stay free, as they were; without them it would cost "
                            + Shares.credits(report.freshMilli()) + " credits.",
                    width));
        }
        report.drift()
                .forEach(line -> lines.addAll(Wrapped.lines(
                        "! ",
                        "The job's own plan, replayed, does not give what the job gave, so take this with care: "
                                + line,
                        width)));
        return lines;
    }

    private static String neverAsked(WhatIfReport.NeverAsked one, int rows) {
        String in = " in " + Shares.of(one.rows(), rows) + " rows";
        return one.stage().verifies()
                ? one.stage().provider() + " was never asked to verify "
                        + one.stage().step() + in
                : one.stage().provider() + " for " + one.stage().step() + " was never asked" + in + "; "
                        + measured(one);
    }

    private static String measured(WhatIfReport.NeverAsked one) {
        WhatIfReport.Measured first = one.first();
        WhatIfReport.Measured after = one.afterMisses();
        if (first.asked() + after.asked() == 0) {
            return "nothing was measured of it under this acceptance rule, so it may find any or none";
        }
        List<String> parts = new ArrayList<>();
        if (first.asked() > 0) {
            parts.add(Shares.of(first.accepted(), first.asked()) + " asked first were accepted ("
                    + Shares.interval(first.interval()) + ")");
        }
        if (after.asked() > 0) {
            parts.add(Shares.of(after.accepted(), after.asked()) + " asked after others had missed were accepted ("
                    + Shares.interval(after.interval()) + ")");
        }
        return String.join(", ", parts);
    }

    public static String json(WhatIfReport report) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("jobId", report.jobId());
        document.put("rows", report.rows());
        document.put("exact", report.exact());
        document.put("calls", beside(report.calls()));
        document.put("chargedMilli", beside(report.chargedMilli()));
        document.put("freshMilli", range(report.freshMilli()));
        document.put("heldMilli", beside(report.heldMilli()));
        document.put("callMillis", beside(report.millis()));
        document.put("tookMillis", report.took().map(Duration::toMillis).orElse(null));
        document.put("askings", report.askings());
        document.put("rowOrders", report.orders());
        document.put("capMilli", report.capMilli());
        List<Map<String, Object>> fields = new ArrayList<>();
        for (WhatIfReport.StepBeside step : report.steps()) {
            Map<String, Object> field = new LinkedHashMap<>();
            field.put("field", step.step());
            field.put("realWaterfall", step.real().finders());
            field.put("waterfall", step.then().finders());
            field.put("realVerifiers", step.real().verifiers());
            field.put("verifiers", step.then().verifiers());
            field.put("realCatchAll", step.real().catchAll().text());
            field.put("catchAll", step.then().catchAll().text());
            field.put("found", beside(step.completed()));
            fields.add(field);
        }
        document.put("fields", fields);
        List<Map<String, Object>> never = new ArrayList<>();
        for (WhatIfReport.NeverAsked one : report.neverAsked()) {
            Map<String, Object> stage = new LinkedHashMap<>();
            stage.put("field", one.stage().step());
            stage.put("provider", one.stage().provider());
            stage.put("verifies", one.stage().verifies());
            stage.put("rows", one.rows());
            stage.put("measuredFirst", measured(one.first()));
            stage.put("measuredAfterMisses", measured(one.afterMisses()));
            never.add(stage);
        }
        document.put("neverAsked", never);
        document.put("drift", report.drift());
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }

    private static Map<String, Object> beside(WhatIfReport.Beside beside) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("real", beside.real());
        document.put("whatIf", range(beside.then()));
        return document;
    }

    static Map<String, Object> range(Range range) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("from", range.lo());
        document.put("to", range.hi());
        return document;
    }

    static Map<String, Object> measured(WhatIfReport.Measured measured) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("asked", measured.asked());
        document.put("accepted", measured.accepted());
        document.put("shareFrom", measured.interval().lo());
        document.put("shareTo", measured.interval().hi());
        return document;
    }
}
