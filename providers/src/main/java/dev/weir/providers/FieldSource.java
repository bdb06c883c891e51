package dev.weir.providers;

import dev.weir.provider.Field;
import dev.weir.provider.FieldKind;
import dev.weir.providers.Pointer.WrongShape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One place where a field's value may stand, and how it is brought into our form.
 *
 * @param from where it stands
 * @param prefix put before a text; empty for none
 * @param join put between the texts of a list that becomes one text; null where lists stay lists
 * @param value what stands for anything found here; null when it is taken as it is
 * @param map the vendor's words in lower case and ours; empty when words are taken as they are
 * @param otherwise with a map: what any other word becomes; null when such a word is no value
 * @param skip placeholders in lower case that are no values
 * @param accepted the JSON types that may stand here
 * @param members for lists of records: our names and their places in an item; empty when items are taken as they are
 * @param each for lists of texts: where the text stands in an item; null when the item is the text
 * @param mobile whether only numbers that can be mobile are taken, or only the others; null for all
 * @param header the header the value stands in, in lower case; null when it stands in the body
 */
record FieldSource(
        Field field,
        Spot from,
        String prefix,
        @Nullable String join,
        @Nullable Object value,
        Map<String, Object> map,
        @Nullable Object otherwise,
        Set<String> skip,
        Set<JsonType> accepted,
        Map<String, Pointer> members,
        @Nullable Pointer each,
        @Nullable String header,
        @Nullable Boolean mobile) {

    /** The JSON types in which vendors write a value of that kind. */
    static Set<JsonType> typesOf(FieldKind kind) {
        return switch (kind) {
            case TEXT,
                    EMAIL,
                    DOMAIN,
                    URL,
                    LINKEDIN_PERSON,
                    LINKEDIN_COMPANY,
                    PHONE,
                    COMPANY_TYPE,
                    EMAIL_STATUS,
                    PHONE_STATUS,
                    COUNTRY_CODE,
                    TIME -> Set.of(JsonType.STRING);
            case INTEGER, COUNT, YEAR, SCORE, DECIMAL -> Set.of(JsonType.NUMBER);
            case BOOLEAN -> Set.of(JsonType.BOOLEAN);
            case LIST -> Set.of(JsonType.ARRAY, JsonType.STRING);
            case RECORDS -> Set.of(JsonType.ARRAY);
            case MAP -> Set.of(JsonType.OBJECT);
            case EMPLOYEE_RANGE -> Set.of(JsonType.STRING, JsonType.NUMBER);
            case SENIORITY -> Set.of(JsonType.STRING, JsonType.ARRAY);
        };
    }

    /**
     * The canonical value; empty when the answer has none.
     *
     * @throws WrongShape when something else than the accepted types stands there
     */
    Optional<Object> read(Answer answer, JsonNode root, Masks masks) {
        if (header != null) {
            return text(answer.header(header));
        }
        JsonNode node = from.read(root, masks);
        if (node == null) {
            return Optional.empty();
        }
        JsonType type = JsonType.of(node);
        if (!accepted.contains(type)) {
            if (masks.types().contains(type)) {
                return Optional.empty();
            }
            throw new WrongShape(from + " is a " + type.word() + ", which " + field.name() + " never is");
        }
        Object raw = raw(node, masks);
        if (raw == null
                || (raw instanceof String text && skip.contains(text.strip().toLowerCase(Locale.ROOT)))) {
            return Optional.empty();
        }
        return field.normalise(raw).filter(value -> mobile == null || NumberPlan.canBeMobile(value) == mobile);
    }

    private Optional<Object> text(String written) {
        String word = written.strip().toLowerCase(Locale.ROOT);
        Object raw = map.isEmpty() ? prefix + written.strip() : map.getOrDefault(word, otherwise);
        return word.isEmpty() || skip.contains(word) || raw == null ? Optional.empty() : field.normalise(raw);
    }

    private @Nullable Object raw(JsonNode node, Masks masks) {
        if (value != null) {
            return node.isString() && node.asString().isBlank() ? null : value;
        }
        if (!map.isEmpty()) {
            String word = node.asString().strip().toLowerCase(Locale.ROOT);
            return word.isEmpty() ? null : map.getOrDefault(word, otherwise);
        }
        if (field.kind() == FieldKind.RECORDS) {
            return records(node);
        }
        if (node.isArray()) {
            List<Object> texts = texts(node, masks);
            return join == null ? texts : texts.stream().map(String::valueOf).collect(Collectors.joining(join));
        }
        Object raw = plain(node);
        return raw instanceof String text && !prefix.isEmpty() ? (text.isBlank() ? null : prefix + text.strip()) : raw;
    }

    private List<Object> texts(JsonNode array, Masks masks) {
        List<Object> texts = new ArrayList<>(array.size());
        for (JsonNode element : array) {
            JsonNode item = each == null ? element : each.read(element, masks);
            if (item == null) {
                continue;
            }
            if (item.isString() || item.isNumber()) {
                texts.add(item.isString() ? item.asString() : number(item));
            } else if (!item.isNull() && !masks.hide(item)) {
                throw new WrongShape(
                        from + " holds a " + JsonType.of(item).word() + ", which " + field.name() + " never does");
            }
        }
        return texts;
    }

    private List<Object> records(JsonNode array) {
        List<Object> records = new ArrayList<>(array.size());
        for (JsonNode item : array) {
            if (!item.isObject()) {
                throw new WrongShape(from + " holds a " + JsonType.of(item).word() + " in place of a record");
            }
            records.add(members.isEmpty() ? plain(item) : pick(item));
        }
        return records;
    }

    private Map<String, Object> pick(JsonNode item) {
        Map<String, Object> record = new LinkedHashMap<>();
        members.forEach((name, pointer) -> {
            JsonNode node = pointer.find(item);
            if (node != null && node.isValueNode()) {
                record.put(name, plain(node));
            }
        });
        return record;
    }

    static Object plain(JsonNode node) {
        return switch (JsonType.of(node)) {
            case NUMBER -> number(node);
            case BOOLEAN -> node.asBoolean();
            case ARRAY -> {
                List<Object> items = new ArrayList<>(node.size());
                node.forEach(item -> items.add(plain(item)));
                yield items;
            }
            case OBJECT -> {
                Map<String, Object> members = new LinkedHashMap<>();
                node.properties().forEach(member -> members.put(member.getKey(), plain(member.getValue())));
                yield members;
            }
            case STRING -> node.asString();
            case NULL, MISSING -> "";
        };
    }

    private static Number number(JsonNode node) {
        if (node.canConvertToExactIntegral() && node.isIntegralNumber() && node.canConvertToLong()) {
            return node.asLong();
        }
        return node.isIntegralNumber() ? new BigDecimal(node.bigIntegerValue()) : node.decimalValue();
    }
}
