package dev.weir.server.registry;

import static dev.weir.server.registry.StepForm.orNone;

import dev.weir.provider.Field;
import dev.weir.provider.Fields;
import dev.weir.provider.Nearest;
import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A step's form while it is read, what has been found wrong with it so far, and how the common parts of forms are read. */
final class StepReading {

    private static final Duration LONGEST = Duration.ofDays(30);
    private static final BigDecimal MILLI = BigDecimal.valueOf(1_000);

    private final StepForm form;
    private final Mistakes mistakes = new Mistakes();

    StepReading(StepForm form) {
        this.form = form;
    }

    StepForm form() {
        return form;
    }

    Mistakes mistakes() {
        return mistakes;
    }

    /** One of the fields there are, or one of the workspace's own. */
    void requireField(String pointer, @Nullable String field) {
        if (field == null || Fields.find(field).isEmpty()) {
            mistakes.note(
                    pointer,
                    "there is no field '" + field + "'." + Nearest.question(names(), String.valueOf(field))
                            + " One of your own is custom.<name>.");
        }
    }

    private static List<String> names() {
        return Fields.all().stream().map(Field::name).toList();
    }

    /** A duration; null where none is said, or none that can be. @param mayBeNone whether it may be no time at all */
    @Nullable
    Duration span(String pointer, @Nullable String text, boolean mayBeNone) {
        return span(pointer, text, mayBeNone, LONGEST);
    }

    /** The same, no longer than that. @param longest of whole days */
    @Nullable
    Duration span(String pointer, @Nullable String text, boolean mayBeNone, Duration longest) {
        Duration span = text == null ? null : mistakes.unless(pointer, () -> Spans.read(text));
        if (span != null && (span.compareTo(longest) > 0 || (span.isZero() && !mayBeNone))) {
            mistakes.note(
                    pointer,
                    "is " + (mayBeNone ? "at most" : "more than nothing and at most") + " " + longest.toDays() + "d");
            return null;
        }
        return span;
    }

    /** One of these, by its word. @param otherwise where it is none */
    <E> E word(String pointer, String said, E[] all, Function<E, String> text, E otherwise) {
        for (E one : all) {
            if (text.apply(one).equals(said)) {
                return one;
            }
        }
        mistakes.note(
                pointer,
                "must be one of "
                        + String.join(", ", Arrays.stream(all).map(text).toList()));
        return otherwise;
    }

    /** A list of names; none where it is no such thing. */
    List<String> texts(String pointer, @Nullable Object said) {
        if (said == null) {
            return List.of();
        }
        if (!(said instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
            mistakes.note(pointer, "is a list of names");
            return List.of();
        }
        return list.stream().map(String.class::cast).toList();
    }

    /** Credits as 1/1000 of them. @param what begins the sentence of the mistake */
    long milli(String pointer, @Nullable BigDecimal credits, String what) {
        BigDecimal milli = credits == null ? MILLI.negate() : credits.multiply(MILLI);
        if (milli.signum() >= 0
                && milli.stripTrailingZeros().scale() <= 0
                && milli.compareTo(BigDecimal.valueOf(1_000_000_000)) <= 0) {
            return milli.longValueExact();
        }
        mistakes.note(pointer, what + ", 0 to 1000000 with at most 3 decimals");
        return 0;
    }

    /** Nothing that is named is null: what is left out is not named. @return whether it is so */
    boolean requireNoNulls() {
        int before = mistakes.places().size();
        requireNoNulls("/operations", form.operations());
        requireNoNulls("/verify", form.verify());
        requireNoNulls("/config", form.config());
        return mistakes.places().size() == before;
    }

    private void requireNoNulls(String pointer, @Nullable Object said) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        if (said instanceof Map<?, ?> map) {
            map.forEach((name, value) -> members.put(Problem.At.escaped(String.valueOf(name)), value));
        } else if (said instanceof List<?> list) {
            list.forEach(value -> members.put(String.valueOf(members.size()), value));
        }
        members.forEach((name, value) -> {
            if (value == null) {
                mistakes.note(pointer + "/" + name, "is null; leave it out");
            } else {
                requireNoNulls(pointer + "/" + name, value);
            }
        });
    }

    /** Nothing is kept that nobody reads: least of all a key that does not belong there. */
    void requireConfig(Set<String> known) {
        orNone(form.config()).keySet().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .forEach(name -> mistakes.note(
                        "/config/" + Problem.At.escaped(name),
                        known.isEmpty()
                                ? "is not understood; a step of this kind has no config"
                                : "is not understood; there are "
                                        + String.join(
                                                ", ", known.stream().sorted().toList())));
    }

    /** Nothing is said that belongs to lookups alone. */
    void requireAsksNobody() {
        Map<String, @Nullable Object> asked = new HashMap<>();
        asked.put("/provider", form.provider());
        asked.put("/operations", form.operations());
        asked.put("/function", "compute".equals(form.kind()) ? null : form.function());
        asked.put("/waterfall", form.waterfall());
        asked.put("/verify", form.verify());
        asked.put("/acceptance", form.acceptance());
        asked.put("/completeness", form.completeness());
        asked.put("/retry", form.retry());
        asked.put("/maxWait", form.maxWait());
        asked.put("/reuse", form.reuse());
        asked.put("/caps", form.caps());
        asked.forEach((pointer, said) -> {
            if (said != null) {
                mistakes.note(pointer, "is for steps that look up; leave it out");
            }
        });
    }
}
