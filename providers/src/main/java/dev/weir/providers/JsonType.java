package dev.weir.providers;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What stands at a place of an answer. */
enum JsonType {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    BOOLEAN,
    NULL,
    MISSING;

    static JsonType of(@org.jspecify.annotations.Nullable JsonNode node) {
        if (node == null) {
            return MISSING;
        }
        return switch (node.getNodeType()) {
            case OBJECT, POJO -> OBJECT;
            case ARRAY -> ARRAY;
            case STRING, BINARY -> STRING;
            case NUMBER -> NUMBER;
            case BOOLEAN -> BOOLEAN;
            case NULL -> NULL;
            case MISSING -> MISSING;
        };
    }

    static JsonType named(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
