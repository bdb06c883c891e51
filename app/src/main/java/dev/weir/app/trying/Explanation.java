package dev.weir.app.trying;

import dev.weir.app.enrich.Amounts;
import dev.weir.app.vendors.Keys;
import dev.weir.provider.Call;
import dev.weir.provider.Exchange;
import dev.weir.provider.Fields;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One call as a person reads it: what was sent, what came back, what was read, what it means and costs. */
final class Explanation {

    private static final int SHOWN_BODY = 4_000;

    private final Trial trial;
    private final Trial.Outcome outcome;
    private final URI base;
    private final Mask mask;
    private final int width;

    Explanation(Trial trial, Trial.Outcome outcome, URI base, Mask mask, int width) {
        this.trial = trial;
        this.outcome = outcome;
        this.base = base;
        this.mask = mask;
        this.width = width;
    }

    List<String> lines(boolean body) {
        List<String> lines = new ArrayList<>();
        OperationSpec spec = spec();
        lines.add(spec.id() + "  " + spec.title());
        lines.add("");
        lines.add("Request");
        request(outcome.call(), lines);
        lines.add("");
        lines.add("Answer");
        answer(outcome.sent(), body, lines);
        lines.add("");
        lines.add("Read");
        read(lines);
        lines.add("");
        lines.add("Verdict");
        lines.add("  " + mask.over(outcome.later().isEmpty() ? verdict() : outcome.later()));
        lines.add("");
        lines.add("Price");
        price(lines);
        return lines;
    }

    private OperationSpec spec() {
        return trial.operation().spec();
    }

    private void request(@Nullable Call call, List<String> lines) {
        if (call == null) {
            lines.add("  none was made");
            return;
        }
        lines.add("  " + mask.over(call.method() + " " + base + call.target()));
        new TreeMap<>(call.headers()).forEach((name, value) -> lines.add("  " + name + ": " + mask.over(value)));
        byte[] body = call.body();
        if (body != null) {
            lines.add("  content-type: " + call.contentType());
            lines.add("  " + mask.over(new String(body, StandardCharsets.UTF_8)));
        }
    }

    private void answer(Exchange.@Nullable Sent sent, boolean body, List<String> lines) {
        String took = String.format(Locale.ROOT, "%.2f s", outcome.took().toMillis() / 1_000.0);
        switch (sent) {
            case null -> lines.add("  none");
            case Exchange.NotSent(String detail) -> lines.add("  nothing left this machine: " + mask.over(detail));
            case Exchange.Lost(String detail) ->
                lines.add("  none that is complete, after " + took + ": " + mask.over(detail));
            case Exchange.TooLarge(int status, long limit) ->
                lines.add("  HTTP " + status + ", more than " + Amounts.count(limit) + " bytes");
            case Exchange.Answered answered -> {
                String type = answered.header("content-type");
                lines.add("  HTTP " + answered.status() + ", " + (type.isEmpty() ? "no content type" : type) + ", "
                        + Amounts.count(answered.body().length) + " bytes, " + took);
                if (body) {
                    shown(answered).lines().forEach(line -> lines.add("  " + line));
                }
            }
        }
    }

    private String shown(Exchange.Answered answered) {
        String text = mask.over(new String(answered.body(), StandardCharsets.UTF_8))
                .replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "\ufffd");
        return text.length() <= SHOWN_BODY
                ? text
                : text.substring(0, SHOWN_BODY) + "\n… " + Amounts.count(text.length() - SHOWN_BODY)
                        + " more characters";
    }

    private void read(List<String> lines) {
        if (!(outcome.reply() instanceof Reply.Found found)) {
            lines.add("  nothing");
            return;
        }
        Map<String, Object> values = found.values().byField();
        int name = values.keySet().stream().mapToInt(String::length).max().orElse(0);
        values.forEach((field, value) -> lines.add("  " + field + " ".repeat(name - field.length()) + "  "
                + shortened(mask.over(Fields.toText(value)), Math.max(20, width - name - 4))
                + (trial.inputs().has(field) ? "  (what was asked with)" : "")));
        List<String> missing = spec().outputs().stream()
                .filter(field -> !values.containsKey(field))
                .toList();
        if (!missing.isEmpty()) {
            lines.add("  not in the answer: " + String.join(", ", missing));
        }
    }

    private static String shortened(String text, int width) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= width ? line : line.substring(0, width - 1) + "…";
    }

    private String verdict() {
        return switch (outcome.reply()) {
            case Reply.Found found ->
                "found: " + found.values().fields().size() + " of "
                        + spec().outputs().size() + " fields; a step that wants one of them ends here";
            case Reply.NotFound _ ->
                "not found: the next provider would be asked, and this miss remembered for "
                        + spec().missFresh().toDays() + " days";
            case Reply.Blocked _ -> "blocked: the subject asked not to be processed; this is remembered";
            case Reply.InvalidInput(String detail) ->
                "refused: the provider calls the request unusable (" + detail + "); the next one would be asked";
            case Reply.Throttled(var after) ->
                "too fast: a job would slow down and ask again"
                        + (after == null ? "" : " after " + after.toMillis() / 1_000.0 + " s");
            case Reply.OutOfCredits(String detail) ->
                "out of credits at the vendor (" + detail + "): top them up there; a job would go on without it";
            case Reply.AuthFailed(String detail) ->
                "the key is wrong or lacks a right (" + detail + "): check " + keys();
            case Reply.Again(var after) ->
                "still being worked on: a job would repeat the question after " + after.toSeconds() + " s";
            case Reply.Trouble(int _, String detail) ->
                "trouble at the vendor (" + detail + "): a job would try up to 3 times";
            case Reply.BadAnswer(String detail, Receipt _) ->
                "bad answer: " + detail + "; --body shows what came, and the declaration says what was expected";
            case Reply.NotSent(String detail) -> "not sent (" + detail + "): nothing was charged";
            case Reply.Lost(String detail) ->
                "in doubt (" + detail + "): the vendor may have done the work and charged for it";
        };
    }

    private String keys() {
        return trial.provider().secrets().stream()
                .map(secret -> Keys.variable(trial.provider(), secret))
                .reduce((a, b) -> a + ", " + b)
                .orElse("the address");
    }

    private void price(List<String> lines) {
        Receipt receipt = switch (outcome.reply()) {
            case Reply.Found found -> found.receipt();
            case Reply.NotFound miss -> miss.receipt();
            case Reply.Blocked blocked -> blocked.receipt();
            case Reply.BadAnswer bad -> bad.receipt();
            default -> null;
        };
        String table = Amounts.credits(spec().costMilli()) + " " + spec().unit() + " per "
                + spec().billing().name().toLowerCase(Locale.ROOT);
        lines.add("  vendor    "
                + (receipt == null
                        ? outcome.reply() instanceof Reply.Lost ? "unknown; " + table : "nothing; " + table
                        : Amounts.credits(receipt.vendorCostMilli()) + " " + spec().unit()
                                + (receipt.reported() ? ", as the answer says" : ", by the price table")));
        String rule = spec().charge().name().toLowerCase(Locale.ROOT);
        lines.add("  customer  " + Amounts.inCredits(wouldPay()) + " in a job (" + Amounts.credits(spec().priceMilli())
                + " when " + rule + "); nothing now, since a try is no job");
    }

    private long wouldPay() {
        boolean found = outcome.reply() instanceof Reply.Found;
        boolean answered = found || outcome.reply() instanceof Reply.NotFound;
        return spec().charge() == Charge.ACCEPTED
                ? (found ? spec().chargeMilli() : 0)
                : answered ? spec().chargeMilli() : 0;
    }
}
