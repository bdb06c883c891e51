package dev.weir.server.jobs;

import dev.weir.provider.Fields;
import dev.weir.provider.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Values as they are stored: a JSON object from field to value, whole numbers as they are and fractions exact. */
public final class ValuesJson {

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxStringLength(16_000_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    private ValuesJson() {}

    public static String write(Values values) {
        return MAPPER.writeValueAsString(values.byField());
    }

    /** Nothing stored reads as no values. */
    public static Values read(@Nullable String json) {
        if (json == null) {
            return Values.none();
        }
        Map<String, Object> values = readMap(json);
        values.replaceAll(ValuesJson::asWritten);
        return new Values(values);
    }

    /**
     * JSON does not tell 31000000 the amount from 31000000 the count, and a value that comes back in another form than
     * it went would break its operation's output schema.
     */
    private static Object asWritten(String field, Object value) {
        return value instanceof Long
                ? Fields.find(field).flatMap(known -> known.normalise(value)).orElse(value)
                : value;
    }

    /** Values and the place each came from, as {@code field -> [value, place]}. */
    public static String writeSourced(Values values, Map<String, Integer> sources) {
        Map<String, Object> sourced = new LinkedHashMap<>();
        values.byField()
                .forEach((field, value) -> sourced.put(field, new Object[] {value, sources.getOrDefault(field, -1)}));
        return MAPPER.writeValueAsString(sourced);
    }

    /** What {@link #writeSourced} wrote. */
    public static Sourced readSourced(@Nullable String json) {
        if (json == null) {
            return Sourced.NONE;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Integer> sources = new LinkedHashMap<>();
        readMap(json).forEach((field, pair) -> {
            java.util.List<?> valueAndPlace = (java.util.List<?>) pair;
            values.put(field, asWritten(field, valueAndPlace.get(0)));
            sources.put(field, ((Number) valueAndPlace.get(1)).intValue());
        });
        return new Sourced(new Values(values), sources);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> readMap(String json) {
        return MAPPER.readValue(json, Map.class);
    }

    /** Values with the number of the place that gave each; -1 where it is not known. */
    public record Sourced(Values values, Map<String, Integer> sources) {
        static final Sourced NONE = new Sourced(Values.none(), Map.of());

        public Sourced {
            sources = Map.copyOf(sources);
        }
    }
}
