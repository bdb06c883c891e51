package dev.weir.server.compute;

import dev.weir.provider.Field;
import dev.weir.provider.FieldKind;
import dev.weir.provider.Values;
import dev.weir.server.expressions.Expression;
import dev.weir.server.expressions.Expressions;
import dev.weir.server.waterfall.Computation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sum of weighted terms, and the word for it.
 *
 * <p>A term that is true or false counts its weight or nothing; one that is a number counts so many times its weight. A
 * term that cannot be told of a row counts nothing, and the workings say why.
 *
 * @param total the field that gets the sum
 * @param word the field that gets the first threshold's name that the sum reaches; null for none
 * @param thresholds the highest first
 */
record Score(
        Map<String, Object> config,
        String total,
        FieldKind kind,
        @Nullable String word,
        List<Term> terms,
        List<Threshold> thresholds)
        implements Computation {

    static final String FUNCTION = "score";

    private static final int MOST_TERMS = 50;

    /** One summand. */
    record Term(String name, BigDecimal weight, Expression expression) {}

    /** From which sum on it is called so. */
    record Threshold(String name, BigDecimal least) {}

    static Score of(Computations.Said said) {
        said.only(Set.of("terms", "thresholds"));
        if (said.fields().isEmpty() || said.fields().size() > 2) {
            said.note("/fields", "is the field of the sum, and perhaps one for the word that the thresholds give it");
        }
        List<Term> terms = terms(said);
        List<Threshold> thresholds = thresholds(said);
        if ((said.fields().size() == 2) == thresholds.isEmpty()) {
            said.note("/config/thresholds", "belongs to a second field, and a second field to it");
        }
        String total = said.fields().isEmpty() ? "" : said.fields().getFirst();
        String word = said.fields().size() > 1 ? said.fields().get(1) : null;
        if (word != null && said.kind(word) != FieldKind.TEXT) {
            said.note("/fields/1", "gets a threshold's name, and is no text");
        }
        return new Score(said.config(), total, said.kind(total), word, terms, thresholds);
    }

    private static List<Term> terms(Computations.Said said) {
        List<?> written = said.config().get("terms") instanceof List<?> list ? list : List.of();
        if (written.isEmpty() || written.size() > MOST_TERMS) {
            said.note(
                    "/config/terms", "is a list of 1 to " + MOST_TERMS + " terms, each with weight and when or value");
        }
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            String pointer = "/config/terms/" + i;
            Map<?, ?> term = written.get(i) instanceof Map<?, ?> map ? map : Map.of();
            BigDecimal weight = number(term.get("weight"));
            Object when = term.get("when");
            Object value = term.get("value");
            if (weight == null) {
                said.note(pointer + "/weight", "is a number");
            }
            if ((when == null) == (value == null)
                    || !Set.of("name", "weight", "when", "value").containsAll(term.keySet())) {
                said.note(pointer, "has weight, when (true or false) or value (a number), and perhaps a name");
                continue;
            }
            if (term.containsKey("name") && !(term.get("name") instanceof String)) {
                said.note(pointer + "/name", "is a text");
            }
            String text = String.valueOf(when == null ? value : when);
            Expression expression = said.unless(
                    pointer + (when == null ? "/value" : "/when"),
                    () -> Expressions.formula("The term", when == null ? FieldKind.DECIMAL : FieldKind.BOOLEAN, text));
            if (expression != null && weight != null) {
                terms.add(new Term(term.get("name") instanceof String name ? name : text, weight, expression));
            }
        }
        return terms;
    }

    private static List<Threshold> thresholds(Computations.Said said) {
        Map<?, ?> written = said.config().get("thresholds") instanceof Map<?, ?> map ? map : Map.of();
        List<Threshold> thresholds = new ArrayList<>();
        written.forEach((name, least) -> {
            BigDecimal from = number(least);
            if (from == null) {
                said.note("/config/thresholds/" + Computations.escaped(String.valueOf(name)), "is a number");
            } else {
                thresholds.add(new Threshold(String.valueOf(name), from));
            }
        });
        thresholds.sort((one, other) -> other.least().compareTo(one.least()));
        return thresholds;
    }

    private static @Nullable BigDecimal number(@Nullable Object said) {
        return said instanceof Number number ? new BigDecimal(number.toString()) : null;
    }

    @Override
    public String function() {
        return FUNCTION;
    }

    @Override
    public Result on(Values known) {
        BigDecimal sum = BigDecimal.ZERO;
        List<Working> workings = new ArrayList<>();
        for (Term term : terms) {
            Expression.Outcome outcome = term.expression().on(known);
            BigDecimal times = switch (outcome.value()) {
                case Boolean holds -> holds ? BigDecimal.ONE : BigDecimal.ZERO;
                case Number number when Double.isFinite(number.doubleValue()) -> new BigDecimal(number.toString());
                case null, default -> BigDecimal.ZERO;
            };
            BigDecimal contribution = term.weight().multiply(times).setScale(3, RoundingMode.HALF_UP);
            sum = sum.add(contribution);
            workings.add(
                    new Working(term.name(), outcome.value(), term.weight(), plain(contribution), outcome.trouble()));
        }
        BigDecimal all = plain(sum);
        workings.add(new Working("total", all, null, all, null));
        Optional<Object> canonical = new Field(total, kind)
                .normalise(kind == FieldKind.TEXT || kind == FieldKind.DECIMAL ? all.toPlainString() : rounded(all));
        if (canonical.isEmpty()) {
            return Result.trouble("the total is no value of " + total, false, workings);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(total, canonical.get());
        if (word != null) {
            values.put(
                    word,
                    thresholds.stream()
                            .filter(threshold -> all.compareTo(threshold.least()) >= 0)
                            .map(Threshold::name)
                            .findFirst()
                            .orElse("none"));
        }
        return Result.of(new Values(values), workings);
    }

    private static Object rounded(BigDecimal sum) {
        return sum.setScale(0, RoundingMode.HALF_UP).longValue();
    }

    private static BigDecimal plain(BigDecimal sum) {
        BigDecimal stripped = sum.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    @Override
    public boolean reads(String field) {
        return terms.stream().anyMatch(term -> term.expression().reads(field));
    }
}
