package dev.weir.providers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes answers that no vendor should give: noise, damaged bytes, and full answers with values exchanged. */
final class Garbage {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int[] STATUSES = {
        200, 200, 200, 200, 201, 202, 204, 222, 301, 400, 401, 403, 404, 429, 451, 500
    };
    private static final String[] HEADERS = {
        "", "5", "-1", "1e9", "NaN", "Fri, 20 Nov 2026 11:01:30 GMT", "\u0000", "99999"
    };

    private Garbage() {}

    static int status(Random random) {
        return STATUSES[random.nextInt(STATUSES.length)];
    }

    static String header(Random random) {
        return HEADERS[random.nextInt(HEADERS.length)];
    }

    static byte[] body(Random random, byte[] real) {
        return switch (random.nextInt(5)) {
            case 0 -> noise(random);
            case 1 -> damaged(random, real);
            default -> exchanged(random, JSON.readTree(real));
        };
    }

    private static byte[] noise(Random random) {
        byte[] noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] damaged(Random random, byte[] real) {
        byte[] damaged = real.clone();
        for (int i = random.nextInt(8); i >= 0 && damaged.length > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        return damaged;
    }

    /** The real answer with some of its values replaced, so that the damage lies deep. */
    private static byte[] exchanged(Random random, JsonNode real) {
        List<JsonNode> containers = new ArrayList<>();
        gather(real, containers);
        for (int i = random.nextInt(6); i >= 0; i--) {
            JsonNode at = containers.get(random.nextInt(containers.size()));
            if (at instanceof ObjectNode object && !object.isEmpty()) {
                List<String> names = List.copyOf(
                        object.properties().stream().map(Map.Entry::getKey).toList());
                object.set(names.get(random.nextInt(names.size())), odd(random));
            } else if (at instanceof ArrayNode array) {
                array.add(odd(random));
            }
        }
        return JSON.writeValueAsString(real).getBytes(StandardCharsets.UTF_8);
    }

    private static void gather(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer()) {
            containers.add(node);
            node.forEach(child -> gather(child, containers));
        }
    }

    private static JsonNode odd(Random random) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(12)) {
            case 0 -> nodes.nullNode();
            case 1 -> nodes.booleanNode(random.nextBoolean());
            case 2 -> nodes.numberNode(random.nextLong());
            case 3 -> nodes.numberNode(new java.math.BigDecimal("1e" + random.nextInt(900_000_000)));
            case 4 ->
                nodes.numberNode(
                        java.math.BigInteger.TEN.pow(random.nextInt(60)).negate());
            case 5 -> nodes.stringNode("");
            case 6 -> nodes.stringNode("\u0000\ud83d\u202e");
            case 7 -> nodes.stringNode("=HYPERLINK(\"https://evil.example\")");
            case 8 -> nodes.stringNode("a***@example.com");
            case 9 -> nodes.objectNode().put("x", 1);
            case 10 -> nodes.arrayNode().add("a").add(1).addNull();
            default -> nodes.stringNode("x".repeat(random.nextInt(5_000)));
        };
    }
}
