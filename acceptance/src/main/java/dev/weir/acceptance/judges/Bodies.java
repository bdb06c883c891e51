package dev.weir.acceptance.judges;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** A body for each operation of an OpenAPI document that takes JSON, as its schema has it, with everything in it once. */
final class Bodies {

    private static final int DEEPEST = 6;
    private static final String TEXT = "x";

    private final JsonNode document;

    private Bodies(JsonNode document) {
        this.document = document;
    }

    /**
     * An operation with a body.
     *
     * @param path as the document has it
     * @param texts where in the body texts stand
     */
    record Body(String method, String path, JsonNode body, List<JsonPointer> texts) {

        /** The path with the workspace's id, and something for whatever else it names. */
        String at(String workspace, String other) {
            return path.replace("{workspaceId}", workspace).replaceAll("\\{[^}]+}", other);
        }

        /** The body with another text at a place. */
        String with(JsonPointer place, String text) {
            JsonNode copy = body.deepCopy();
            JsonNode parent = copy.at(place.head());
            String last = place.last().getMatchingProperty();
            if (parent instanceof ObjectNode object) {
                object.put(last, text);
            } else if (parent instanceof ArrayNode list) {
                list.set(place.last().getMatchingIndex(), StringNode.valueOf(text));
            }
            return copy.toString();
        }
    }

    /** Of all operations that take JSON. */
    static List<Body> of(JsonNode document) {
        Bodies bodies = new Bodies(document);
        List<Body> all = new ArrayList<>();
        document.path("paths")
                .forEachEntry((path, methods) -> methods.forEachEntry((method, operation) -> {
                    JsonNode schema = operation
                            .path("requestBody")
                            .path("content")
                            .path("application/json")
                            .path("schema");
                    if (!schema.isMissingNode()) {
                        JsonNode body = bodies.example(schema, 0);
                        List<JsonPointer> texts = new ArrayList<>();
                        texts(body, JsonPointer.empty(), texts);
                        all.add(new Body(method.toUpperCase(Locale.ROOT), path, body, texts));
                    }
                }));
        return all;
    }

    private static void texts(JsonNode node, JsonPointer at, List<JsonPointer> into) {
        if (node.isString()) {
            if (!at.matches()) {
                into.add(at);
            }
        } else if (node.isObject()) {
            node.forEachEntry((name, value) -> texts(value, at.appendProperty(name), into));
        } else {
            for (int i = 0; i < node.size(); i++) {
                texts(node.get(i), at.appendIndex(i), into);
            }
        }
    }

    private JsonNode example(JsonNode schema, int depth) {
        JsonMapper json = JsonMapper.shared();
        String ref = schema.path("$ref").asString("");
        if (!ref.isEmpty()) {
            return example(document.at(ref.substring(1)), depth + 1);
        }
        for (String choice : List.of("anyOf", "oneOf")) {
            if (!schema.path(choice).isEmpty()) {
                return example(schema.path(choice).get(0), depth + 1);
            }
        }
        if (!schema.path("enum").isEmpty()) {
            return schema.path("enum").get(0);
        }
        JsonNode type = schema.path("type");
        return switch (type.isArray() ? type.get(0).asString() : type.asString("")) {
            case "object" -> {
                ObjectNode object = json.createObjectNode();
                if (depth < DEEPEST) {
                    schema.path("properties").forEachEntry((name, of) -> object.set(name, example(of, depth + 1)));
                    if (schema.path("additionalProperties").isObject()) {
                        object.set(TEXT, example(schema.path("additionalProperties"), depth + 1));
                    }
                }
                yield object;
            }
            case "array" -> {
                ArrayNode list = json.createArrayNode();
                if (depth < DEEPEST) {
                    list.add(example(schema.path("items"), depth + 1));
                }
                yield list;
            }
            case "integer", "number" -> json.getNodeFactory().numberNode(1);
            case "boolean" -> json.getNodeFactory().booleanNode(true);
            default -> StringNode.valueOf(TEXT);
        };
    }
}
