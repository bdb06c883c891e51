package dev.weir.server.registry;

import static dev.weir.server.registry.StepForm.orNone;

import dev.weir.provider.FieldKind;
import dev.weir.server.expressions.Expressions;
import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Cap;
import dev.weir.server.waterfall.OnFailure;
import dev.weir.server.waterfall.StepCondition;
import dev.weir.server.waterfall.StepOrigin;
import dev.weir.server.waterfall.StepPolicy;
import dev.weir.server.waterfall.StepRules;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a step says of its time, its failures, its rows and its cost. */
final class RulesReader {

    private static final int MOST_ATTEMPTS = 10;
    private static final Duration LONGEST_REUSE = Duration.ofDays(3650);

    private final StepReading reading;
    private final StepForm form;
    private final Mistakes mistakes;

    RulesReader(StepReading reading) {
        this.reading = reading;
        this.form = reading.form();
        this.mistakes = reading.mistakes();
    }

    /** @param fallback what a failure does where the step does not say it */
    StepRules rules(List<String> fields, @Nullable StepOrigin origin, OnFailure fallback) {
        return new StepRules(
                new StepPolicy(
                        retry(),
                        reading.span("/maxWait", form.maxWait(), true),
                        reading.span("/timeOut", form.timeOut(), false)),
                form.onFailure() == null
                        ? fallback
                        : reading.word("/onFailure", form.onFailure(), OnFailure.values(), OnFailure::text, fallback),
                types(fields),
                origin,
                condition(),
                cap(),
                reading.span("/reuse", form.reuse(), false, LONGEST_REUSE));
    }

    private Cap cap() {
        StepForm.StepCaps said = form.caps();
        if (said == null) {
            return Cap.NONE;
        }
        BigDecimal most = said.creditsPerRow();
        if (most == null) {
            mistakes.note("/caps", "has creditsPerRow");
            return Cap.NONE;
        }
        return new Cap(reading.milli("/caps/creditsPerRow", most, "is what the step may cost a row"));
    }

    private @Nullable StepCondition condition() {
        String text = form.condition();
        return text == null ? null : mistakes.unless("/condition", () -> Expressions.condition("condition", text));
    }

    private Map<String, FieldKind> types(List<String> fields) {
        Map<String, FieldKind> types = new HashMap<>();
        orNone(form.types()).forEach((field, type) -> {
            String pointer = "/types/" + Problem.At.escaped(field);
            FieldKind kind = type == null ? null : FieldTypes.ALL.get(type);
            if (!fields.contains(field) || !field.startsWith("custom.")) {
                mistakes.note(pointer, "types are for fields of the step that are called custom.<name>");
            } else if (kind == null) {
                mistakes.note(pointer, "must be one of " + String.join(", ", FieldTypes.ALL.keySet()));
            } else {
                types.put(field, kind);
            }
        });
        return types;
    }

    private StepPolicy.@Nullable Retry retry() {
        StepForm.StepRetry said = form.retry();
        if (said == null) {
            return null;
        }
        int attempts = said.attempts() == null ? 3 : said.attempts();
        if (attempts < 1 || attempts > MOST_ATTEMPTS) {
            mistakes.note("/retry/attempts", "is 1 to " + MOST_ATTEMPTS);
            attempts = 1;
        }
        StepPolicy.BackOff backOff = said.backOff() == null
                ? StepPolicy.BackOff.EXPONENTIAL
                : reading.word(
                        "/retry/backOff",
                        said.backOff(),
                        StepPolicy.BackOff.values(),
                        one -> one.name().toLowerCase(Locale.ROOT),
                        StepPolicy.BackOff.EXPONENTIAL);
        Duration initial = reading.span("/retry/initialDelay", said.initialDelay(), true);
        Duration most = reading.span("/retry/maxDelay", said.maxDelay(), true);
        Set<Integer> statuses = new HashSet<>();
        List<Integer> named = orNone(said.statuses());
        for (int i = 0; i < named.size(); i++) {
            Integer status = named.get(i);
            if (status == null || status < 500 || status > 599) {
                mistakes.note(
                        "/retry/statuses/" + i,
                        "is 500 to 599: 429 waits as the vendor says, and other answers do not change by asking again");
            } else {
                statuses.add(status);
            }
        }
        return new StepPolicy.Retry(
                attempts,
                backOff,
                initial == null ? Duration.ofSeconds(1) : initial,
                most == null ? Duration.ofSeconds(10) : most,
                statuses);
    }
}
