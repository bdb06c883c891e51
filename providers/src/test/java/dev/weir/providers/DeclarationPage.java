package dev.weir.providers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Writes the reference page of the declaration language from its schema and its standard rules. */
final class DeclarationPage {

    private static final JsonNode SCHEMA = DeclarationSchema.text();

    private DeclarationPage() {}

    static String text() {
        StringBuilder page =
                new StringBuilder("# Provider declarations\n\nGenerated from the JSON Schema; do not edit.\n\n");
        page.append(SCHEMA.path("description").asString()).append("\n\n");
        page.append("A file that is wrong anywhere refuses to load, and so does a slug that is taken. ");
        page.append(
                "The shipped files under `providers/src/main/resources/dev/weir/providers/shipped` are examples.\n");
        section(page, "The file", SCHEMA);
        section(page, "An operation", def("operation"));
        section(page, "`request`", def("operation").path("properties").path("request"));
        section(page, "A reading rule", def("rule"));
        section(page, "`when`", def("rule").path("properties").path("when"));
        page.append("\nA test is ")
                .append(def("test").path("description").asString())
                .append('\n');
        section(
                page,
                "The place of a field's value",
                def("source").path("anyOf").path(1));
        page.append("\nShort form: the JSON Pointer alone. Of several places the first usable value counts. ");
        page.append("A value is brought into the canonical form of its field; what cannot be is not known. ");
        page.append("Another JSON type than the field's kind is written in makes the whole answer a bad answer.\n");
        section(page, "`later`", def("later"));
        section(page, "`later.poll`", def("later").path("properties").path("poll"));
        section(page, "`later.callback`", def("later").path("properties").path("callback"));
        section(
                page,
                "`later.callback.signature`",
                def("later")
                        .path("properties")
                        .path("callback")
                        .path("properties")
                        .path("signature"));
        section(page, "`cost`", def("operation").path("properties").path("cost"));
        section(page, "`price`", def("operation").path("properties").path("price"));
        section(page, "`pace`", def("operation").path("properties").path("pace"));
        page.append("\n## Templates\n\n")
                .append(def("template").path("description").asString())
                .append("\n");
        standard(page);
        return page.toString();
    }

    private static JsonNode def(String name) {
        return SCHEMA.path("$defs").path(name);
    }

    private static void section(StringBuilder page, String title, JsonNode object) {
        page.append("\n## ").append(title).append("\n\n");
        String about = object.has("$schema") ? "" : object.path("description").asString("");
        if (!about.isEmpty()) {
            page.append(about).append("\n\n");
        }
        List<String> required = DeclarationReader.texts(object.path("required"));
        page.append("| name | needed | what |\n|---|---|---|\n");
        object.path("properties")
                .properties()
                .forEach(property -> page.append("| `")
                        .append(property.getKey())
                        .append("` | ")
                        .append(required.contains(property.getKey()) ? "yes" : "")
                        .append(" | ")
                        .append(what(property.getValue()).replace("|", "\\|"))
                        .append(" |\n"));
    }

    private static String what(JsonNode schema) {
        JsonNode meant =
                schema.has("$ref") ? def(schema.path("$ref").asString().substring("#/$defs/".length())) : schema;
        List<String> parts = new ArrayList<>();
        if (meant.has("enum")) {
            parts.add(DeclarationReader.texts(meant.path("enum")).stream()
                            .map(word -> "`" + word + "`")
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        String description =
                schema.path("description").asString(meant.path("description").asString(""));
        if (!description.isEmpty()) {
            parts.add(description);
        }
        return String.join(" ", parts);
    }

    private static void standard(StringBuilder page) {
        page.append("\n## What statuses mean when no rule says otherwise\n\n| status | reply |\n|---|---|\n");
        for (Rule rule : Rule.standard()) {
            String status = rule.when().statuses().stream()
                    .map(range -> range.from() == range.to() ? "" + range.from() : range.from() + "-" + range.to())
                    .collect(Collectors.joining(", "));
            String body = rule.when().body().isEmpty() ? "" : " with a JSON body";
            page.append("| ")
                    .append(status.isEmpty() ? "any other" : status + body)
                    .append(" | `");
            page.append(rule.meaning()).append("` |\n");
        }
        page.append("\nA 2xx whose body is not readable JSON is a bad answer. Limits: depth ")
                .append(JsonBodies.MAX_DEPTH)
                .append(", a text ")
                .append(JsonBodies.MAX_STRING >> 20)
                .append(" MiB, a document ")
                .append(JsonBodies.MAX_DOCUMENT >> 20)
                .append(" MiB.\n");
    }
}
