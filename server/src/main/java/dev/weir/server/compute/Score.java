package dev.weir.server.compute;

import dev.weir.provider.Field;
import dev.weir.provider.FieldKind;
import dev.weir.provider.Values;
import dev.weir.server.expressions.Expression;
import dev.weir.server.expressions.Expressions;
import dev.weir.server.problem.Problem;
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
 * A {@link WeightedSum}, and the word for it, as values of a row.
 *
 * @param total the field that gets the sum
 * @param word the field that gets the sum's word; null for none
 */
record Score(
        Map<String, Object> config,
        String total,
        FieldKind kind,
        @Nullable String word,
        WeightedSum sum) implements Computation {

    static final String FUNCTION = "score";

    static Score of(Computations.Said said) {
        said.only(Set.of("terms", "thresholds"));
        if (said.fields().isEmpty() || said.fields().size() > 2) {
            said.note("/fields", "is the field of the sum, and perhaps one for the word that the thresholds give it");
        }
        List<WeightedSum.Term> terms = terms(said);
        List<WeightedSum.Threshold> thresholds = thresholds(said);
        if ((said.fields().size() == 2) == thresholds.isEmpty()) {
            said.note("/config/thresholds", "belongs to a second field, and a second field to it");
        }
        String total = said.fields().isEmpty() ? "" : said.fields().getFirst();
        String word = said.fields().size() > 1 ? said.fields().get(1) : null;
        if (word != null && said.kind(word) != FieldKind.TEXT) {
            said.note("/fields/1", "gets a threshold's name, and is no text");
        }
        return new Score(said.config(), total, said.kind(total), word, new WeightedSum(terms, thresholds));
    }

    private static List<WeightedSum.Term> terms(Computations.Said said) {
        List<?> written = said.config().get("terms") instanceof List<?> list ? list : List.of();
        if (written.isEmpty() || written.size() > WeightedSum.MOST_TERMS) {
            said.note(
                    "/config/terms",
                    "is a list of 1 to " + WeightedSum.MOST_TERMS + " terms, each with weight and when or value");
        }
        List<WeightedSum.Term> terms = new ArrayList<>();
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
                terms.add(new WeightedSum.Term(
                        term.get("name") instanceof String name ? name : text, weight, expression));
            }
        }
        return terms;
    }

    private static List<WeightedSum.Threshold> thresholds(Computations.Said said) {
        Map<?, ?> written = said.config().get("thresholds") instanceof Map<?, ?> map ? map : Map.of();
        List<WeightedSum.Threshold> thresholds = new ArrayList<>();
        written.forEach((name, least) -> {
            BigDecimal from = number(least);
            if (from == null) {
                said.note("/config/thresholds/" + Problem.At.escaped(String.valueOf(name)), "is a number");
            } else {
                thresholds.add(new WeightedSum.Threshold(String.valueOf(name), from));
            }
        });
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
        WeightedSum.Sum came = sum.on(known);
        BigDecimal all = came.total();
        List<Working> workings = new ArrayList<>(came.workings());
        workings.add(new Working("total", all, null, all, null));
        Optional<Object> canonical = new Field(total, kind)
                .normalise(kind == FieldKind.TEXT || kind == FieldKind.DECIMAL ? all.toPlainString() : rounded(all));
        if (canonical.isEmpty()) {
            return Result.trouble("the total is no value of " + total, false, workings);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(total, canonical.get());
        if (word != null) {
            values.put(word, sum.word(all).orElse("none"));
        }
        return Result.of(new Values(values), workings);
    }

    private static Object rounded(BigDecimal total) {
        return total.setScale(0, RoundingMode.HALF_UP).longValue();
    }

    @Override
    public boolean reads(String field) {
        return sum.reads(field);
    }
}
