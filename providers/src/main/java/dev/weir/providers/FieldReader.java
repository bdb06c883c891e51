package dev.weir.providers;

import dev.weir.provider.Field;
import dev.weir.provider.FieldKind;
import dev.weir.provider.Fields;
import dev.weir.provider.Nearest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads where an operation's fields come from. */
final class FieldReader {

    private static final List<String> NOT_OF_HEADERS =
            List.of("members", "each", "accept", "when", "pick", "join", "value");

    private final String at;
    private final Problems problems;

    FieldReader(String at, Problems problems) {
        this.at = at;
        this.problems = problems;
    }

    /** The field of that name; when there is none, that is a problem. */
    static Optional<Field> field(String name, String at, Problems problems) {
        Optional<Field> field = Fields.find(name);
        if (field.isEmpty()) {
            List<String> names = Fields.all().stream().map(Field::name).toList();
            problems.add(
                    at,
                    "'" + name + "' is no canonical field." + Nearest.question(names, name)
                            + " A field of your own is named custom.<name>.");
        }
        return field;
    }

    Map<String, List<FieldSource>> read(JsonNode fields) {
        Map<String, List<FieldSource>> sources = new LinkedHashMap<>();
        fields.properties().forEach(entry -> {
            String place = at + "/" + entry.getKey();
            field(entry.getKey(), place, problems).ifPresent(field -> {
                List<FieldSource> places = new ArrayList<>();
                JsonNode value = entry.getValue();
                if (value.isArray()) {
                    for (int i = 0; i < value.size(); i++) {
                        places.add(source(field, value.path(i), place + "/" + i));
                    }
                } else {
                    places.add(source(field, value, place));
                }
                sources.put(field.name(), places);
            });
        });
        return sources;
    }

    private FieldSource source(Field field, JsonNode node, String place) {
        if (node.isString()) {
            return new FieldSource(
                    field,
                    new Spot(Pointer.of(node.asString()), List.of(), null),
                    "",
                    null,
                    null,
                    Map.of(),
                    null,
                    Set.of(),
                    accepted(field, node, false),
                    Map.of(),
                    null,
                    null,
                    null);
        }
        if (node.has("header") && NOT_OF_HEADERS.stream().anyMatch(node::has)) {
            problems.add(place + "/header", "a header is a text: " + NOT_OF_HEADERS + " belong to 'from'.");
        }
        if (node.has("numbers") && field.kind() != FieldKind.PHONE) {
            problems.add(place + "/numbers", field.name() + " is no phone number.");
        }
        if (node.has("each") && field.kind() != FieldKind.LIST) {
            problems.add(place + "/each", field.name() + " is no list of texts, so it has no 'each'.");
        }
        Map<String, Object> map = map(field, node.path("map"), place + "/map");
        JsonNode otherwise = node.path("otherwise");
        if (!otherwise.isMissingNode() && map.isEmpty()) {
            problems.add(place + "/otherwise", "'otherwise' needs a 'map' that it completes.");
        }
        Map<String, Pointer> members = new LinkedHashMap<>();
        node.path("members")
                .properties()
                .forEach(member -> members.put(
                        member.getKey(), Pointer.of(member.getValue().asString())));
        if (!members.isEmpty() && field.kind() != FieldKind.RECORDS) {
            problems.add(place + "/members", field.name() + " is no list of records, so it has no members.");
        }
        if (node.has("join") && field.kind() != FieldKind.TEXT) {
            problems.add(place + "/join", field.name() + " is no text, so nothing is joined for it.");
        }
        JsonNode value = node.path("value");
        return new FieldSource(
                field,
                spot(node),
                node.path("prefix").asString(""),
                node.has("join") ? node.path("join").asString() : null,
                value.isMissingNode() ? null : canonical(field, value, place + "/value"),
                map,
                otherwise.isMissingNode() ? null : canonical(field, otherwise, place + "/otherwise"),
                RuleReader.words(node.path("skip")),
                accepted(field, node, !map.isEmpty()),
                members,
                node.has("each") ? Pointer.of(node.path("each").asString()) : null,
                node.has("header") ? node.path("header").asString().toLowerCase(Locale.ROOT) : null,
                node.has("numbers") ? node.path("numbers").asString().equals("mobile") : null);
    }

    private static Spot spot(JsonNode node) {
        JsonNode pick = node.path("pick");
        return new Spot(
                Pointer.of(node.path("from").asString()),
                RuleReader.demands(node.path("when")),
                pick.isMissingNode()
                        ? null
                        : new Spot.Pick(
                                RuleReader.demands(pick.path("where")),
                                Pointer.of(pick.path("take").asString())));
    }

    private static Set<JsonType> accepted(Field field, JsonNode node, boolean mapped) {
        Set<JsonType> types = EnumSet.copyOf(FieldSource.typesOf(field.kind()));
        if (mapped) {
            types.addAll(Set.of(JsonType.STRING, JsonType.NUMBER, JsonType.BOOLEAN));
        }
        if (node.has("join")) {
            types.add(JsonType.ARRAY);
        }
        DeclarationReader.texts(node.path("accept")).forEach(word -> types.add(JsonType.named(word)));
        return types;
    }

    private Map<String, Object> map(Field field, JsonNode node, String place) {
        Map<String, Object> map = new LinkedHashMap<>();
        node.properties().forEach(word -> {
            Object ours = canonical(field, word.getValue(), place + "/" + word.getKey());
            if (ours != null) {
                map.put(word.getKey().strip().toLowerCase(Locale.ROOT), ours);
            }
        });
        return map;
    }

    /** Our word must be one that the field knows as it stands. */
    private @Nullable Object canonical(Field field, JsonNode node, String place) {
        Object raw = node.isBoolean() ? node.asBoolean() : node.isNumber() ? node.decimalValue() : node.asString();
        Optional<Object> value = field.normalise(raw);
        if (value.isEmpty()) {
            problems.add(
                    place,
                    "'" + node.asString() + "' is no value of " + field.name() + " ("
                            + field.kind().name().toLowerCase(Locale.ROOT) + ").");
        }
        return value.orElse(null);
    }
}
