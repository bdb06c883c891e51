package dev.weir.server.jobs;

import dev.weir.provider.Fields;
import dev.weir.provider.Values;
import dev.weir.server.waterfall.StepKind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
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

    /** Beside a cell's values: where they are from, when they are an earlier result's. It is no field's name. */
    private static final String REUSED = "reused";

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
     * it went would break its operation's output schema. What a workspace's own field is, its step says
     * ({@link dev.weir.server.waterfall.StepRules#read}).
     */
    private static Object asWritten(String field, Object value) {
        return value instanceof Long && !Fields.isCustom(field)
                ? Fields.find(field).flatMap(known -> known.normalise(value)).orElse(value)
                : value;
    }

    /** Values and the place each came from, as {@code field -> [value, place]}. */
    public static String writeSourced(Values values, Map<String, Integer> sources) {
        return writeSourced(values, sources, null);
    }

    /** The same with what an awaited event said, which is no field's value. @param event JSON; null for none */
    public static String writeSourced(Values values, Map<String, Integer> sources, @Nullable String event) {
        Map<String, Object> sourced = new LinkedHashMap<>();
        values.byField()
                .forEach((field, value) -> sourced.put(field, new Object[] {value, sources.getOrDefault(field, -1)}));
        if (event != null) {
            // As a text: it may be nested more deeply than what is stored is read.
            sourced.put(StepKind.Await.EVENT, new Object[] {event, -1});
        }
        return MAPPER.writeValueAsString(sourced);
    }

    /** Values that no place gave, and where they are from instead. */
    public static String writeReused(Values values, Reuse from) {
        Map<String, Object> sourced = new LinkedHashMap<>();
        values.byField().forEach((field, value) -> sourced.put(field, new Object[] {value, -1}));
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("jobId", from.jobId());
        source.put("rowIndex", from.rowIndex());
        source.put("step", from.step());
        source.put("outsideId", from.outsideId());
        source.put("at", from.at().toString());
        source.values().removeIf(Objects::isNull);
        sourced.put(REUSED, new Object[] {source, -1});
        return MAPPER.writeValueAsString(sourced);
    }

    /** What {@link #writeSourced} or {@link #writeReused} wrote. */
    public static Sourced readSourced(@Nullable String json) {
        if (json == null) {
            return Sourced.NONE;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Integer> sources = new LinkedHashMap<>();
        Map<String, Object> stored = readMap(json);
        Object event = stored.remove(StepKind.Await.EVENT);
        Object reused = stored.remove(REUSED);
        stored.forEach((field, pair) -> {
            List<?> valueAndPlace = (List<?>) pair;
            values.put(field, asWritten(field, valueAndPlace.get(0)));
            sources.put(field, ((Number) valueAndPlace.get(1)).intValue());
        });
        return new Sourced(
                new Values(values),
                sources,
                event instanceof List<?> payload ? event(String.valueOf(payload.get(0))) : Values.none(),
                reused instanceof List<?> source && source.get(0) instanceof Map<?, ?> from ? reuse(from) : null);
    }

    private static Reuse reuse(Map<?, ?> from) {
        Instant at = Instant.parse(String.valueOf(from.get("at")));
        return from.get("jobId") instanceof Number job
                        && from.get("rowIndex") instanceof Number row
                        && from.get("step") instanceof Number step
                ? Reuse.of(job.longValue(), row.intValue(), step.intValue(), at)
                : Reuse.reported(from.get("outsideId") instanceof Number outside ? outside.longValue() : 0, at);
    }

    /** What says nothing by names, or cannot be read, is none. */
    private static Values event(String payload) {
        try {
            return MAPPER.readValue(payload, Object.class) instanceof Map<?, ?> said && !said.isEmpty()
                    ? Values.of(StepKind.Await.EVENT, said)
                    : Values.none();
        } catch (JacksonException unreadable) {
            return Values.none();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> readMap(String json) {
        return MAPPER.readValue(json, Map.class);
    }

    /**
     * Values with the number of the place that gave each; -1 where it is not known.
     *
     * @param event what an awaited event said, by {@link StepKind.Await#EVENT}; none where there was none
     * @param reused where the values are from that no place gave, where they are an earlier result's; null for any other
     */
    public record Sourced(
            Values values,
            Map<String, Integer> sources,
            Values event,
            @Nullable Reuse reused) {
        static final Sourced NONE = new Sourced(Values.none(), Map.of(), Values.none(), null);

        public Sourced {
            sources = Map.copyOf(sources);
        }
    }
}
