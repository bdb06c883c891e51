package dev.weir.providers;

import dev.weir.provider.Ask;
import dev.weir.provider.Field;
import dev.weir.provider.Fields;
import dev.weir.provider.FunctionProvider;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The contract with what users run themselves: {@code {"status": "found", "data": {"person.work_email": "…"},
 * "creditsCharged": 1}}. All of it may be left out; nothing at all says that the work is done.
 *
 * <p>A member of data is named as the field is, with underscores for dots, or without its first part where that is clear:
 * {@code person.work_email}, {@code person_work_email}, {@code work_email}. What was not asked for is left alone.
 */
final class FunctionResult {

    private static final Set<String> FOUND = Set.of("found", "done", "ok", "success", "complete", "completed");
    private static final Set<String> MISSED = Set.of("not_found", "none", "empty");
    private static final Set<String> FAILED = Set.of("error", "failed", "failure");
    private static final int LONGEST = 200;

    private FunctionResult() {}

    /** Whether a document says by its status that it is a result, and no mere word that work has begun. */
    static boolean isFinal(@Nullable JsonNode root) {
        String status = root == null ? "" : word(root.path("status"));
        return FOUND.contains(status) || MISSED.contains(status) || FAILED.contains(status);
    }

    /** What the bytes of a result say. */
    static Reply read(byte[] body, Ask ask) {
        JsonNode root = new String(body, StandardCharsets.UTF_8).isBlank()
                ? JsonNodeFactory.instance.objectNode()
                : JsonBodies.read(body);
        return root == null || !root.isObject()
                ? bad("a result is a JSON object such as {\"data\": {…}}", Receipt.free(body))
                : read(root, body, ask);
    }

    /**
     * What a result says.
     *
     * @param body kept as evidence
     */
    static Reply read(JsonNode root, byte[] body, Ask ask) {
        Receipt receipt = receipt(root, body);
        String status = word(root.path("status"));
        if (FAILED.contains(status)) {
            return new Reply.Trouble(0, error(root.path("error")));
        }
        if (MISSED.contains(status)) {
            return new Reply.NotFound(receipt);
        }
        if (!status.isEmpty() && !FOUND.contains(status)) {
            return bad("status '" + shortened(status) + "' is none of found, not_found and error", receipt);
        }
        JsonNode data = root.path("data");
        if (!data.isMissingNode() && !data.isNull() && !data.isObject()) {
            return bad("data is a " + JsonType.of(data).word() + ", not an object of fields", receipt);
        }
        return data(data, ask, receipt);
    }

    private static Reply data(JsonNode data, Ask ask, Receipt receipt) {
        Map<String, Object> values = new LinkedHashMap<>();
        List<String> strangers = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : data.properties()) {
            Optional<Field> field = meant(member.getKey(), ask.wanted());
            if (field.isEmpty()) {
                strangers.add(member.getKey());
                continue;
            }
            Object raw = raw(member.getValue());
            if (raw == null) {
                continue;
            }
            Optional<Object> value = value(field.get(), raw);
            if (value.isEmpty()) {
                return bad(
                        "data." + shortened(member.getKey()) + " cannot be read as "
                                + field.get().name() + " ("
                                + field.get().kind().name().toLowerCase(Locale.ROOT) + ")",
                        receipt);
            }
            values.putIfAbsent(field.get().name(), value.get());
        }
        ask.wanted().stream().filter(FunctionProvider::saysDone).forEach(field -> values.putIfAbsent(field, "true"));
        if (!values.isEmpty()) {
            return new Reply.Found(new Values(values), receipt);
        }
        return strangers.isEmpty() || strangers.size() < data.size()
                ? new Reply.NotFound(receipt)
                : bad(
                        "data names nothing that was wanted (" + String.join(", ", ask.wanted()) + "), but "
                                + shortened(String.join(", ", strangers)),
                        receipt);
    }

    /**
     * A field of a workspace's own is a text; a step that says otherwise reads a number or a truth from it, and a list or a
     * map as it is.
     */
    private static Optional<Object> value(Field field, Object raw) {
        if (!Fields.isCustom(field.name())) {
            return field.normalise(raw);
        }
        return raw instanceof List<?> || raw instanceof Map<?, ?>
                ? Optional.of(raw)
                : field.normalise(raw instanceof Boolean truth ? truth.toString() : raw);
    }

    private static Optional<Field> meant(String name, List<String> wanted) {
        List<String> meant = wanted.stream()
                .filter(field -> field.equals(name) || field.replace('.', '_').equals(name))
                .toList();
        if (meant.isEmpty()) {
            meant = wanted.stream()
                    .filter(field -> {
                        String rest = field.substring(field.indexOf('.') + 1);
                        return rest.equals(name) || rest.replace('.', '_').equals(name);
                    })
                    .toList();
        }
        return meant.size() == 1 ? Fields.find(meant.getFirst()) : Optional.empty();
    }

    /** Null where there is no value: null, an empty text, list or object. */
    private static @Nullable Object raw(JsonNode node) {
        return switch (JsonType.of(node)) {
            case NULL, MISSING -> null;
            case STRING -> node.asString().isBlank() ? null : node.asString();
            case BOOLEAN -> node.asBoolean();
            case NUMBER ->
                node.isIntegralNumber() && node.canConvertToLong() ? (Object) node.asLong() : node.decimalValue();
            case ARRAY, OBJECT -> node.isEmpty() ? null : FieldSource.plain(node);
        };
    }

    private static Receipt receipt(JsonNode root, byte[] body) {
        JsonNode charged = root.has("creditsCharged") ? root.path("creditsCharged") : root.path("credits_charged");
        BigDecimal credits = charged.isNumber() ? charged.decimalValue() : null;
        boolean sane = credits != null
                && credits.signum() >= 0
                && credits.precision() - credits.scale() <= 9
                && credits.scale() <= 1_000;
        long milli = sane && credits != null
                ? credits.movePointRight(3).setScale(0, RoundingMode.UP).longValue()
                : 0;
        return new Receipt(milli, sane, null, null, body);
    }

    private static String error(JsonNode error) {
        String text =
                error.isObject() ? error.path("message").asString("") : error.isValueNode() ? error.asString("") : "";
        return text.isBlank() ? "it failed, and does not say why" : shortened(text);
    }

    private static String word(JsonNode node) {
        return node.isString() ? node.asString().strip().toLowerCase(Locale.ROOT) : "";
    }

    private static Reply bad(String detail, Receipt receipt) {
        return new Reply.BadAnswer(detail, receipt);
    }

    /** One line of it that can be shown. */
    static String shortened(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + " …" : line;
    }
}
