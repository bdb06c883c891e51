package dev.weir.providers;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what vendors send as JSON. Answers are hostile input: depth, sizes and numbers are bounded, names that repeat
 * and anything behind the document make it unreadable.
 */
final class JsonBodies {

    static final int MAX_DEPTH = 100;
    static final int MAX_STRING = 1 << 20;
    static final int MAX_DOCUMENT = 4 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_STRING)
                            .maxDocumentLength(MAX_DOCUMENT)
                            .maxNameLength(10_000)
                            .maxNumberLength(500)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private JsonBodies() {}

    /** The document, or null when the bytes are none, or one beyond the limits. */
    static @Nullable JsonNode read(byte[] body) {
        if (body.length == 0 || body.length > MAX_DOCUMENT) {
            return null;
        }
        try {
            JsonNode node = MAPPER.readTree(body);
            return node.isMissingNode() ? null : node;
        } catch (JacksonException | NumberFormatException unreadable) {
            // The latter of an exponent that is too long for any number.
            return null;
        }
    }

    static byte[] write(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }
}
