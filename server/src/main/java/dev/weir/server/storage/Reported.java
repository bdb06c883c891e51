package dev.weir.server.storage;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What is reported from outside, as JSON: whole numbers as they are and fractions exact. */
final class Reported {

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(100).build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private Reported() {}

    static String write(Map<String, ? extends @Nullable Object> data) {
        return JSON.writeValueAsString(data);
    }

    static Map<String, @Nullable Object> read(String json) {
        return JSON.readValue(json, OBJECT);
    }

    static Map<String, @Nullable Object> copy(Map<String, Object> values) {
        return new LinkedHashMap<>(values);
    }
}
