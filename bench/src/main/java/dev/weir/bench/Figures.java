package dev.weir.bench;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How the figures of a bench are written, in its table and in its JSON. */
final class Figures {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Figures() {}

    /** A line of the table: what, how much, what it should be, a note. */
    static void row(StringBuilder text, String name, String value, String goal, String note) {
        text.append(String.format(Locale.ROOT, "%-28s %-22s %-8s %s%n", name, value, goal, note));
    }

    /** Three keys: the median, and how far the repeats lie apart. */
    static void put(Map<String, @Nullable Object> map, String name, Spread spread) {
        map.put(name, Usage.round(spread.median(), 3));
        map.put(name + "Min", Usage.round(spread.min(), 3));
        map.put(name + "Max", Usage.round(spread.max(), 3));
    }

    /** A single number, or a dash. */
    static String text(double value, String format) {
        return new Spread(value, value, value).text(format);
    }

    static String json(Map<String, @Nullable Object> map) {
        return JSON.writeValueAsString(map);
    }
}
