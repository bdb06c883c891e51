package dev.weir.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Bodies that arrive whole and are wrong. */
final class Spoiled {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Spoiled() {}

    /** The answer with its last brace gone and a stray comma in its place. */
    static byte[] malformed(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        return (text.substring(0, Math.max(0, text.length() - 1)) + ",,").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The same members, none of its documented type: texts become objects, lists texts, all else lists. A page that is no
     * JSON has no types, and stays.
     */
    static byte[] wrongTypes(byte[] body) {
        if (body.length == 0 || body[0] != '{') {
            return body;
        }
        return JSON.writeValueAsBytes(twisted(JSON.readTree(body)));
    }

    private static JsonNode twisted(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode result = JSON.createObjectNode();
                for (Map.Entry<String, JsonNode> member : object.properties()) {
                    result.set(member.getKey(), twisted(member.getValue()));
                }
                yield result;
            }
            case ArrayNode _ -> JSON.getNodeFactory().stringNode("list");
            default ->
                node.isString()
                        ? JSON.createObjectNode().set("value", node)
                        : JSON.createArrayNode().add(node);
        };
    }
}
