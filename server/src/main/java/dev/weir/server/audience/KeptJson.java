package dev.weir.server.audience;

import dev.weir.provider.Fields;
import dev.weir.server.audience.SubscriberEvent.Change;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What is kept of a subscriber, and what changed of it, as it is stored. */
final class KeptJson {

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(200)
                            .maxStringLength(16_000_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    private KeptJson() {}

    /** Fields in order, so that the same is written the same. */
    static String write(Map<String, Kept> kept) {
        Map<String, Object> written = new TreeMap<>();
        kept.forEach((field, is) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("v", is.value());
            one.put("t", is.at().toString());
            if (is.sourceId() != null) {
                one.put("s", is.sourceId());
            }
            if (is.jobId() != null) {
                one.put("j", is.jobId());
            }
            if (is.provider() != null) {
                one.put("p", is.provider());
            }
            written.put(field, one);
        });
        return MAPPER.writeValueAsString(written);
    }

    static Map<String, Kept> read(String json) {
        Map<String, Kept> kept = new LinkedHashMap<>();
        readMap(json).forEach((field, stored) -> {
            Map<?, ?> one = (Map<?, ?>) stored;
            kept.put(
                    field,
                    new Kept(
                            asWritten(field, Objects.requireNonNull(one.get("v"))),
                            Instant.parse(String.valueOf(one.get("t"))),
                            number(one.get("s")),
                            number(one.get("j")),
                            one.get("p") instanceof String provider ? provider : null));
        });
        return kept;
    }

    private static @Nullable Long number(@Nullable Object stored) {
        return stored instanceof Long number ? number : null;
    }

    /** JSON does not tell 31000000 the amount from 31000000 the count. */
    private static Object asWritten(String field, Object value) {
        return value instanceof Long && !Fields.isCustom(field)
                ? Fields.find(field).flatMap(known -> known.normalise(value)).orElse(value)
                : value;
    }

    static String writeChanges(Map<String, Change> changes) {
        Map<String, Object> written = new TreeMap<>();
        changes.forEach(
                (field, change) -> written.put(field, new @Nullable Object[] {change.before(), change.after()}));
        return MAPPER.writeValueAsString(written);
    }

    static Map<String, Change> readChanges(String json) {
        Map<String, Change> changes = new LinkedHashMap<>();
        readMap(json).forEach((field, stored) -> {
            List<?> pair = (List<?>) stored;
            changes.put(field, new Change(pair.get(0), pair.get(1)));
        });
        return changes;
    }

    /** A value as text, to tell which of two comes first. */
    static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> readMap(String json) {
        return MAPPER.readValue(json, Map.class);
    }
}
