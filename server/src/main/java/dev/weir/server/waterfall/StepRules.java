package dev.weir.server.waterfall;

import dev.weir.provider.Field;
import dev.weir.provider.FieldKind;
import dev.weir.provider.Fields;
import dev.weir.provider.Values;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a step beside whom it asks for what.
 *
 * @param types of the step's own fields ({@code custom.…}), where it says them; the others are text
 * @param origin the registered step it is; null for one made up by a field list
 * @param condition which rows it is for; null for all
 * @param cap the most that the step may cost one row
 * @param reuse how old an earlier result of the registered step for the same company may be to be taken instead of asking;
 *     null: none is
 */
public record StepRules(
        StepPolicy policy,
        OnFailure onFailure,
        Map<String, FieldKind> types,
        @Nullable StepOrigin origin,
        @Nullable StepCondition condition,
        Cap cap,
        @Nullable Duration reuse) {

    /** Nothing but what is usual. */
    public static final StepRules USUAL = new StepRules(StepPolicy.USUAL, OnFailure.MARK, Map.of(), null);

    /** For all rows, whatever it costs, asked anew for each. */
    public StepRules(
            StepPolicy policy, OnFailure onFailure, Map<String, FieldKind> types, @Nullable StepOrigin origin) {
        this(policy, onFailure, types, origin, null, Cap.NONE, null);
    }

    public StepRules {
        types = Map.copyOf(types);
        if (reuse != null && !reuse.isPositive()) {
            throw new IllegalArgumentException("what is reused may be of some age");
        }
    }

    /** Values of the step's own fields as what it says they are; any other, and one that cannot be read so, as it is. */
    public Values read(Values values) {
        if (types.isEmpty()) {
            return values;
        }
        Map<String, Object> typed = new LinkedHashMap<>();
        values.byField().forEach((field, value) -> {
            FieldKind kind = types.get(field);
            typed.put(
                    field,
                    kind == null
                            ? value
                            : new Field(field, kind).normalise(value).orElse(value));
        });
        return new Values(typed);
    }

    /** A field as the step has it: of the kind that it says, or of that of its name. */
    public Field field(String name) {
        FieldKind kind = types.get(name);
        return kind != null
                ? new Field(name, kind)
                : Fields.find(name).orElseGet(() -> new Field(name, FieldKind.TEXT));
    }

    /** Whether a value is in the form of the kind that the step says its field is of; empty when it says none. */
    Optional<Boolean> canonical(String field, Object value) {
        FieldKind kind = types.get(field);
        return kind == null
                ? Optional.empty()
                : Optional.of(new Field(field, kind)
                        .normalise(value)
                        .filter(value::equals)
                        .isPresent());
    }

    /** The same for those rows alone. */
    public StepRules onlyIf(StepCondition other) {
        return new StepRules(policy, onFailure, types, origin, other, cap, reuse);
    }

    /** The same at that cost at most. */
    public StepRules cappedAt(Cap other) {
        return new StepRules(policy, onFailure, types, origin, condition, other, reuse);
    }

    /** The same, by which results of at most that age are taken instead of asking. */
    public StepRules reusing(@Nullable Duration other) {
        return new StepRules(policy, onFailure, types, origin, condition, cap, other);
    }

    public Optional<StepOrigin> registered() {
        return Optional.ofNullable(origin);
    }
}
