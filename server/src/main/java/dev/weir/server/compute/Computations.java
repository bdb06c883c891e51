package dev.weir.server.compute;

import dev.weir.provider.Field;
import dev.weir.provider.FieldKind;
import dev.weir.provider.Fields;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Computation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes of what was written what a step works out. */
public final class Computations {

    /** What there is, by the names it is written with. */
    public static final List<String> FUNCTIONS =
            List.of(Formula.FUNCTION, Normalised.FUNCTION, MailboxKind.FUNCTION, Score.FUNCTION);

    private Computations() {}

    /**
     * What such a step works out.
     *
     * @param function one of {@link #FUNCTIONS}
     * @param config what is said of it; docs/reference/compute.md says what each of them takes
     * @param fields of the step
     * @param types of fields that say their own
     * @throws Problem with the places of what is wrong, as pointers from the step on
     */
    public static Computation of(
            String function, Map<String, Object> config, List<String> fields, Map<String, FieldKind> types) {
        Said said = new Said(Map.copyOf(config), fields, types, new ArrayList<>());
        Computation computation = switch (function) {
            case Formula.FUNCTION -> Formula.of(said);
            case Normalised.FUNCTION -> Normalised.of(said);
            case MailboxKind.FUNCTION -> MailboxKind.of(said);
            case Score.FUNCTION -> Score.of(said);
            default -> {
                said.note("/function", "must be one of " + String.join(", ", FUNCTIONS));
                yield null;
            }
        };
        if (computation == null || !said.mistakes().isEmpty()) {
            Problem.At first = said.mistakes().getFirst();
            throw Problem.invalid("bad_computation", first.pointer() + " " + first.detail())
                    .at(said.mistakes());
        }
        return computation;
    }

    /** What was said of one, being looked at. */
    record Said(
            Map<String, Object> config, List<String> fields, Map<String, FieldKind> types, List<Problem.At> mistakes) {

        void note(String pointer, String what) {
            mistakes.add(new Problem.At(pointer, what));
        }

        /** Notes what is said beyond these. */
        void only(Set<String> names) {
            config.keySet().stream()
                    .filter(name -> !names.contains(name))
                    .sorted()
                    .forEach(name -> note(
                            "/config/" + Problem.At.escaped(name),
                            "is not understood; there are "
                                    + String.join(", ", names.stream().sorted().toList())));
        }

        /** A text that has to be there; empty where it is not. */
        String text(String name) {
            if (config.get(name) instanceof String text && !text.isBlank()) {
                return text;
            }
            note("/config/" + name, "is missing; it is a text");
            return "";
        }

        /** A field that is read; empty where it is none. */
        String read(String name) {
            String field = text(name);
            if (!field.isEmpty() && Fields.find(field).isEmpty()) {
                note("/config/" + name, "there is no field '" + field + "'");
            }
            return field;
        }

        <T> @Nullable T unless(String pointer, Supplier<T> work) {
            try {
                return work.get();
            } catch (Problem refusal) {
                note(pointer, String.valueOf(refusal.getMessage()));
                return null;
            }
        }

        FieldKind kind(String field) {
            return types.getOrDefault(field, Fields.find(field).map(Field::kind).orElse(FieldKind.TEXT));
        }
    }
}
