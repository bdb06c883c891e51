package dev.weir.server.compute;

import dev.weir.provider.Field;
import dev.weir.provider.FieldKind;
import dev.weir.provider.Values;
import dev.weir.server.expressions.Expression;
import dev.weir.server.expressions.Expressions;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Computation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An expression for each field of the step.
 *
 * @param formulas by field, in the step's order
 * @param kinds of the fields
 */
record Formula(Map<String, Object> config, Map<String, Expression> formulas, Map<String, FieldKind> kinds)
        implements Computation {

    static final String FUNCTION = "formula";

    static Formula of(Computations.Said said) {
        said.only(Set.of("values"));
        Map<String, Expression> formulas = new LinkedHashMap<>();
        Map<String, FieldKind> kinds = new LinkedHashMap<>();
        Map<?, ?> written = said.config().get("values") instanceof Map<?, ?> map ? map : Map.of();
        for (String field : said.fields()) {
            String pointer = "/config/values/" + Problem.At.escaped(field);
            kinds.put(field, said.kind(field));
            if (!(written.get(field) instanceof String text)) {
                said.note(pointer, "is missing; it is an expression");
                continue;
            }
            Expression formula = said.unless(pointer, () -> Expressions.formula("The formula", said.kind(field), text));
            if (formula != null) {
                formulas.put(field, formula);
            }
        }
        written.keySet().stream()
                .map(String::valueOf)
                .filter(field -> !said.fields().contains(field))
                .forEach(field -> said.note("/config/values/" + Problem.At.escaped(field), "is no field of the step"));
        return new Formula(said.config(), formulas, kinds);
    }

    @Override
    public String function() {
        return FUNCTION;
    }

    @Override
    public Result on(Values known) {
        Map<String, Object> values = new LinkedHashMap<>();
        List<Working> workings = new ArrayList<>();
        for (Map.Entry<String, Expression> one : formulas.entrySet()) {
            Expression.Outcome outcome = one.getValue().on(known);
            FieldKind kind = kinds.getOrDefault(one.getKey(), FieldKind.TEXT);
            Optional<Object> value =
                    Optional.ofNullable(outcome.value()).flatMap(raw -> new Field(one.getKey(), kind).normalise(raw));
            String trouble = outcome.trouble();
            if (trouble == null && value.isEmpty()) {
                trouble = "what it gives is no " + kind.name().toLowerCase(Locale.ROOT);
            }
            workings.add(
                    new Working(one.getKey() + " = " + one.getValue().text(), value.orElse(null), null, null, trouble));
            if (trouble != null) {
                return Result.trouble(one.getKey() + ": " + trouble, outcome.lacking(), workings);
            }
            value.ifPresent(found -> values.put(one.getKey(), found));
        }
        return Result.of(new Values(values), workings);
    }

    @Override
    public boolean reads(String field) {
        return formulas.values().stream().anyMatch(formula -> formula.reads(field));
    }
}
