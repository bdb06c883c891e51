package dev.weir.providers;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.weir.provider.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON Schema of the declaration language, and its complaints in words that help. */
final class DeclarationSchema {

    private static final JsonNode TEXT =
            JsonMapper.shared().readTree(Providers.resource("provider-declaration.schema.json"));
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(TEXT);

    private DeclarationSchema() {}

    static JsonNode text() {
        return TEXT;
    }

    static void check(JsonNode declaration, Problems problems) {
        List<Error> errors = SCHEMA.validate(declaration);
        for (Error error : errors) {
            Optional<JsonNode> alternatives = alternatives(error);
            if (alternatives.isEmpty()) {
                problems.add(pointer(error), sentence(error));
            } else if (!error.getKeyword().equals("type")) {
                problems.add(pointer(error), sentence(error) + described(alternatives.get()));
            }
        }
        if (problems.none()) {
            // Only types were wrong, one per alternative: that none of them fits is the news.
            errors.forEach(error -> problems.add(
                    pointer(error),
                    "this cannot be read here."
                            + alternatives(error)
                                    .map(DeclarationSchema::described)
                                    .orElse("")));
        }
    }

    /** The schema object with the outermost alternative that the complaint belongs to. */
    private static Optional<JsonNode> alternatives(Error error) {
        JsonNode at = TEXT;
        for (String step : error.getEvaluationPath().toString().split("/", -1)) {
            if (step.equals("anyOf")) {
                return Optional.of(at);
            }
            if (step.equals("$ref")) {
                at = TEXT.at(at.path("$ref").asString().substring(1));
            } else if (!step.isEmpty()) {
                at = at.isArray()
                        ? at.path(Integer.parseInt(step))
                        : at.path(step.replace("~1", "/").replace("~0", "~"));
            }
        }
        return Optional.empty();
    }

    private static String pointer(Error error) {
        return error.getInstanceLocation().toString();
    }

    private static String sentence(Error error) {
        JsonNode schema = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "additionalProperties" -> {
                String name = String.valueOf(error.getProperty());
                yield "'" + name + "' is not known here." + Nearest.question(properties(error), name);
            }
            case "required" -> "'" + error.getProperty() + "' is missing.";
            case "enum" -> {
                List<String> allowed = new ArrayList<>();
                schema.forEach(word -> allowed.add(word.asString()));
                String given = text(error.getInstanceNode());
                yield "'" + given + "' is none of " + String.join(", ", allowed) + "."
                        + Nearest.question(allowed, given) + explained(error);
            }
            case "minimum" ->
                "it is at least " + schema + ", not " + text(error.getInstanceNode()) + "." + explained(error);
            case "pattern" ->
                "'" + text(error.getInstanceNode()) + "' is not of the form " + schema.asString() + "."
                        + explained(error);
            default -> error.getMessage() + "." + explained(error);
        };
    }

    private static String text(JsonNode node) {
        return node.isValueNode() ? node.asString() : node.toString();
    }

    /** The names the schema object knows at the place that had a name too many. */
    private static List<String> properties(Error error) {
        JsonNode at = owner(error).path("properties");
        return at.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static String explained(Error error) {
        return described(owner(error));
    }

    private static String described(JsonNode schema) {
        String description = schema.path("description").asString("");
        return description.isEmpty() ? "" : " " + description;
    }

    /** The schema object whose keyword complained. */
    private static JsonNode owner(Error error) {
        String fragment = error.getSchemaLocation().getFragment().toString();
        int keyword = fragment.lastIndexOf('/');
        return keyword < 0 ? TEXT : TEXT.at(fragment.substring(0, keyword));
    }
}
