package dev.weir.providers;

import dev.weir.provider.Nearest;
import dev.weir.providers.DeclarationReader.Common;
import dev.weir.providers.RequestTemplate.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads the request of one operation and sees that nothing in it is left to chance. */
final class Templates {

    /** The one member of an object that stands for the first of its items that is known. */
    private static final String FIRST = "$first";

    /** The one member of an object that stands for a list of what it holds, once for each item of a submission. */
    private static final String EACH = "$each";

    private static final List<String> LATES =
            List.of(Filling.REFERENCE, Filling.CALLBACK, Filling.VENDOR_ID, Filling.ITEM_KEY);

    private final String at;
    private final Common common;
    private final Problems problems;
    private final List<Set<String>> inputs;
    private final Set<String> known = new HashSet<>();
    private final Set<String> sent = new HashSet<>();
    private final Sending sending;
    private boolean inEach;
    private int lists;

    /** What a request is for, which decides what may stand in it. */
    enum Sending {
        /** One question, answered at once. */
        ASK,
        /** One question, answered later. */
        SUBMIT_ONE,
        /** Many questions, answered later. */
        SUBMIT_MANY,
        /** Asking how far a submission is. */
        POLL
    }

    /** @param inputs the operation's alternatives */
    Templates(String at, Common common, List<Set<String>> inputs, Set<String> helpers, Problems problems) {
        this(at, common, inputs, helpers, Sending.ASK, problems);
    }

    Templates(
            String at,
            Common common,
            List<Set<String>> inputs,
            Set<String> helpers,
            Sending sending,
            Problems problems) {
        this.at = at;
        this.sending = sending;
        this.common = common;
        this.problems = problems;
        this.inputs = inputs;
        inputs.forEach(known::addAll);
        known.addAll(helpers);
    }

    RequestTemplate read(JsonNode request) {
        List<Template> path = path(request.path("path").asString());
        List<Map.Entry<String, List<Template>>> query = query(request.path("query"));
        Map<String, Template> headers = new LinkedHashMap<>(common.headers());
        headers.putAll(headers(request.path("headers"), at + "/headers", problems));
        headers.forEach((name, template) -> checkHeader(name, template));
        JsonNode json = request.path("json");
        Shape body = json.isMissingNode() ? null : shape(json, at + "/json");
        for (String field : known) {
            if (!sent.contains(field) && sending != Sending.POLL) {
                problems.add(
                        at, "the input " + field + " is never sent; use {" + field + "} or take it off the inputs.");
            }
        }
        if (sending == Sending.SUBMIT_MANY && lists != 1) {
            problems.add(
                    at + "/json", "a batch of questions needs {" + EACH + ": …} once, where the list of them stands.");
        }
        return new RequestTemplate(request.path("method").asString(), path, query, headers, body);
    }

    static Map<String, Template> headers(JsonNode node, String at, Problems problems) {
        Map<String, Template> headers = new LinkedHashMap<>();
        node.properties()
                .forEach(header -> headers.put(
                        header.getKey().toLowerCase(Locale.ROOT),
                        Template.parse(header.getValue().asString(), problems, at + "/" + header.getKey())));
        return headers;
    }

    private List<Template> path(String text) {
        List<Template> segments = new ArrayList<>();
        for (String segment : text.substring(1).split("/", -1)) {
            Template template = template(segment, at + "/path");
            if (!template.secrets().isEmpty()) {
                problems.add(at + "/path", "a secret in the path ends up in every log; send it in a header.");
            }
            for (String field : template.fields()) {
                if (!inputs.stream().allMatch(alternative -> alternative.contains(field))) {
                    problems.add(at + "/path", field + " stands in the path, so every input alternative must name it.");
                }
            }
            segments.add(template);
        }
        return segments;
    }

    private List<Map.Entry<String, List<Template>>> query(JsonNode node) {
        List<Map.Entry<String, List<Template>>> query = new ArrayList<>();
        node.properties().forEach(parameter -> {
            String place = at + "/query/" + parameter.getKey();
            List<Template> templates = new ArrayList<>();
            JsonNode value = parameter.getValue();
            for (JsonNode text : value.isArray() ? value : List.of(value)) {
                templates.add(template(text.asString(), place));
            }
            boolean secret =
                    templates.stream().anyMatch(template -> !template.secrets().isEmpty());
            if (secret && !common.secretsInQuery()) {
                problems.add(
                        place,
                        "a secret in the query ends up in logs; send it in a header, or declare 'secretsInQuery: true'"
                                + " where the vendor takes it nowhere else.");
            }
            query.add(Map.entry(parameter.getKey(), templates));
        });
        return query;
    }

    /** Values of rows never become headers: a line break in one would end the header. */
    private void checkHeader(String name, Template template) {
        String place = at + "/headers/" + name;
        checkSecrets(template, place);
        if (!template.fields().isEmpty()) {
            problems.add(place, "a header is made of constants and secrets; send " + template.fields() + " elsewhere.");
        }
    }

    private Shape shape(JsonNode node, String place) {
        if (node.size() == 1 && node.path(FIRST).isArray()) {
            return new Shape.First(items(node.path(FIRST), place + "/" + FIRST));
        }
        if (node.size() == 1 && node.has(EACH)) {
            return each(node.path(EACH), place + "/" + EACH);
        }
        return switch (JsonType.of(node)) {
            case OBJECT -> {
                Map<String, Shape> members = new LinkedHashMap<>();
                node.properties()
                        .forEach(member ->
                                members.put(member.getKey(), shape(member.getValue(), place + "/" + member.getKey())));
                yield new Shape.Members(members);
            }
            case ARRAY -> new Shape.Items(items(node, place));
            case STRING -> new Shape.Text(template(node.asString(), place));
            case NUMBER, BOOLEAN, NULL, MISSING -> new Shape.Constant(node);
        };
    }

    private Shape each(JsonNode item, String place) {
        boolean many = sending == Sending.SUBMIT_ONE || sending == Sending.SUBMIT_MANY;
        if (!many || inEach) {
            problems.add(place, "'" + EACH + "' stands once in the request of an operation that answers later.");
        }
        lists++;
        inEach = true;
        Shape shape = shape(item, place);
        inEach = false;
        return new Shape.Each(shape);
    }

    private List<Shape> items(JsonNode array, String place) {
        List<Shape> items = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            items.add(shape(array.path(i), place + "/" + i));
        }
        return items;
    }

    private Template template(String text, String place) {
        Template template = Template.parse(text, problems, place);
        for (String field : template.fields()) {
            sent.add(field);
            if (!known.contains(field)) {
                problems.add(place, unknown(field));
            }
        }
        for (String name : template.lates()) {
            if (!isKnown(name)) {
                problems.add(place, "{" + name + "} is not known here." + Nearest.question(LATES, name));
            }
        }
        if (sending == Sending.SUBMIT_MANY && !inEach && !template.fields().isEmpty()) {
            problems.add(place, template.fields() + " belong to one item of many; use them below '" + EACH + "'.");
        }
        checkSecrets(template, place);
        return template;
    }

    private boolean isKnown(String late) {
        return switch (late) {
            case Filling.REFERENCE, Filling.CALLBACK -> sending != Sending.ASK;
            case Filling.VENDOR_ID -> sending == Sending.POLL;
            case Filling.ITEM_KEY -> inEach || sending == Sending.SUBMIT_ONE;
            default -> false;
        };
    }

    private String unknown(String field) {
        return "{" + field + "} is none of the operation's inputs and helpers." + Nearest.question(known, field);
    }

    private void checkSecrets(Template template, String place) {
        for (String name : template.secrets()) {
            if (!common.secrets().contains(name)) {
                problems.add(
                        place,
                        "{secret." + name + "} is not declared; add '" + name + "' to 'secrets'."
                                + Nearest.question(common.secrets(), name));
            }
        }
    }
}
