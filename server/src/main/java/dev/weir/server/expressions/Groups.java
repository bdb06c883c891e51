package dev.weir.server.expressions;

import dev.weir.provider.Field;
import dev.weir.provider.FieldKind;
import dev.weir.provider.Fields;
import dev.weir.provider.Values;
import dev.weir.server.waterfall.StepKind;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values as expressions see them: by the parts of their names, {@code person.location.city} in {@code person} in
 * {@code location}. A custom field whose name has several parts is there by its parts and by its whole name.
 */
final class Groups {

    /** What holds all groups of a row. */
    static final String ROW = "row";

    /** What the latest event said that the row awaited. */
    static final String EVENT = StepKind.Await.EVENT;

    private Groups() {}

    /** What an expression about one row may name: each group, all of them together, the event, and who has subscribed. */
    static Map<String, Object> variables(Values known) {
        Group all = of(known);
        Map<String, Object> variables = new HashMap<>(all);
        variables.put(ROW, all);
        variables.put(EVENT, known.get(EVENT).map(Groups::plain).orElseGet(Group::new));
        known.get(SubscriberFacts.SUBSCRIBER)
                .ifPresent(subscriber -> variables.put(SubscriberFacts.SUBSCRIBER, plain(subscriber)));
        return variables;
    }

    /** One level of names. Its own type, so that reading a row is told from reading a value that is a map. */
    static final class Group extends HashMap<String, Object> {
        private static final long serialVersionUID = 1L;

        private Group inner(String name) {
            return get(name) instanceof Group group ? group : new Group();
        }
    }

    /** All groups there are, those without a value empty, so that asking for what is not known fails at that name. */
    static Group of(Values values) {
        Group all = new Group();
        Vocabulary.INSTANCE.groups().keySet().forEach(name -> all.put(name, new Group()));
        values.byField().forEach((field, value) -> {
            int dot = field.indexOf('.');
            if (dot > 0) {
                Object seen = seen(field, value);
                put(all, field, seen);
                if (field.startsWith(Vocabulary.CUSTOM + ".")) {
                    all.inner(Vocabulary.CUSTOM).put(field.substring(dot + 1), seen);
                }
            }
        });
        return all;
    }

    private static void put(Group into, String name, Object value) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            into.put(name, value);
            return;
        }
        String first = name.substring(0, dot);
        // Where a value stands at that name already, what is below it is reached by its whole name alone.
        if (!into.containsKey(first) || into.get(first) instanceof Group) {
            Group inner = into.inner(first);
            put(inner, name.substring(dot + 1), value);
            into.put(first, inner);
        }
    }

    /** A value of that field as its type in {@link Vocabulary} has it. */
    static Object seen(String field, Object value) {
        Optional<FieldKind> kind = Fields.find(field).map(Field::kind);
        return kind.isEmpty() ? plain(value) : seen(kind.get(), value);
    }

    /** A value of that kind. */
    static Object seen(FieldKind kind, Object value) {
        return switch (kind) {
            case DECIMAL -> value instanceof Number number ? (Object) number.doubleValue() : value;
            case TIME -> value instanceof String text ? time(text) : value;
            default -> plain(value);
        };
    }

    /** A day is its first moment in UTC. */
    private static Object time(String text) {
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException unreadable) {
            return text;
        }
    }

    /** JSON's null is as if it were not there. */
    private static Object plain(Object value) {
        return switch (value) {
            case List<?> list -> {
                List<Object> plain = new ArrayList<>(list.size());
                list.forEach(one -> {
                    if (one != null) {
                        plain.add(plain(one));
                    }
                });
                yield plain;
            }
            case Map<?, ?> map -> {
                Map<String, Object> plain = new LinkedHashMap<>();
                map.forEach((name, one) -> {
                    if (one != null) {
                        plain.put(String.valueOf(name), plain(one));
                    }
                });
                yield plain;
            }
            case Number number when !(number instanceof Long) -> number.doubleValue();
            default -> value;
        };
    }
}
