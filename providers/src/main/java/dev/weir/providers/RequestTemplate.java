package dev.weir.providers;

import dev.weir.provider.Ask;
import dev.weir.provider.Call;
import dev.weir.provider.Exchange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The call of one operation, with holes for what is known.
 *
 * @param query parameters with their templates, of which the first that is known is sent
 * @param json the body; null for none
 */
record RequestTemplate(
        String method,
        List<Template> path,
        List<Map.Entry<String, List<Template>>> query,
        Map<String, Template> headers,
        @Nullable Shape json) {

    /** A JSON body whose texts are templates. */
    sealed interface Shape {
        record Members(Map<String, Shape> byName) implements Shape {}

        record Items(List<Shape> items) implements Shape {}

        record Text(Template template) implements Shape {}

        record Constant(JsonNode node) implements Shape {}

        /** The first of these that is known. */
        record First(List<Shape> choices) implements Shape {}

        /** A list with one such thing for each item of a submission. */
        record Each(Shape item) implements Shape {}
    }

    Call render(Ask ask, Exchange exchange) {
        return render(Filling.of(ask, exchange));
    }

    Call render(Filling filling) {
        List<Map.Entry<String, String>> pairs = new ArrayList<>(query.size());
        for (Map.Entry<String, List<Template>> parameter : query) {
            for (Template template : parameter.getValue()) {
                String value = template.render(filling);
                if (value != null) {
                    pairs.add(Map.entry(parameter.getKey(), value));
                    break;
                }
            }
        }
        Map<String, String> sent = LinkedHashMap.newLinkedHashMap(headers.size());
        headers.forEach((name, template) -> {
            String value = template.render(filling);
            if (value != null) {
                sent.put(name, value);
            }
        });
        Call call = Call.of(method, path(filling), pairs, sent);
        return json == null ? call : call.json(JsonBodies.write(known(json, filling)));
    }

    private String path(Filling filling) {
        StringBuilder text = new StringBuilder();
        for (Template segment : path) {
            String value = segment.render(filling);
            boolean constant = segment.fields().isEmpty() && segment.lates().isEmpty();
            text.append('/').append(constant && value != null ? value : Template.segment(value == null ? "" : value));
        }
        return text.isEmpty() ? "/" : text.toString();
    }

    private static JsonNode known(Shape shape, Filling filling) {
        JsonNode node = node(shape, filling);
        return node == null ? JsonNodeFactory.instance.objectNode() : node;
    }

    private static @Nullable JsonNode node(Shape shape, Filling filling) {
        return switch (shape) {
            case Shape.Constant(JsonNode node) -> node;
            case Shape.Text(Template template) -> value(template.renderValue(filling));
            case Shape.First(List<Shape> choices) -> {
                for (Shape choice : choices) {
                    JsonNode node = node(choice, filling);
                    if (node != null) {
                        yield node;
                    }
                }
                yield null;
            }
            case Shape.Members(Map<String, Shape> byName) -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                byName.forEach((name, member) -> {
                    JsonNode node = node(member, filling);
                    if (node != null) {
                        object.set(name, node);
                    }
                });
                // In a submission, what would have held only what is not known is not known either.
                yield object.isEmpty() && !byName.isEmpty() && !filling.late().isEmpty() ? null : object;
            }
            case Shape.Each(Shape item) -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                filling.each().forEach(each -> array.add(known(item, each)));
                yield array;
            }
            case Shape.Items(List<Shape> items) -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                items.forEach(item -> {
                    JsonNode node = node(item, filling);
                    if (node != null) {
                        array.add(node);
                    }
                });
                yield array;
            }
        };
    }

    static @Nullable JsonNode value(@Nullable Object value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (value) {
            case null -> null;
            case Long number -> nodes.numberNode(number);
            case BigDecimal number -> nodes.numberNode(number);
            case Boolean truth -> nodes.booleanNode(truth);
            case List<?> list -> {
                ArrayNode array = nodes.arrayNode();
                list.forEach(item -> array.add(value(item)));
                yield array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = nodes.objectNode();
                map.forEach((name, member) -> object.set(String.valueOf(name), value(member)));
                yield object;
            }
            default -> nodes.stringNode(value.toString());
        };
    }
}
