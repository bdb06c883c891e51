package dev.weir.server.storage;

import dev.weir.server.registry.TableNames;
import dev.weir.server.storage.Mapping.Part;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A result as one JSON object, {@code c0} to {@code cn} for the parts of its mapping, from which the database reads each
 * value as its column's type does; or why it cannot be one.
 *
 * @param json null when it is refused
 * @param blank whether each part has no value
 * @param refusal null when it is not refused
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record RowJson(
        Item item,
        @Nullable String json,
        boolean[] blank,
        @Nullable String refusal) {

    /** Beyond this a number keeps its exponent: nobody's zeros are written out by the million. */
    private static final int MOST_SCALE = 400;

    private static final JsonMapper JSON = JsonMapper.shared();

    static RowJson of(Mapping mapping, Item item) {
        boolean[] blank = new boolean[mapping.parts().size()];
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < blank.length; i++) {
            Part part = mapping.parts().get(i);
            Object value = value(part, item);
            blank[i] = value == null;
            if (value == null) {
                if (mapping.isKey(part)) {
                    return new RowJson(item, null, blank, noKey(part));
                }
                continue;
            }
            String unwritable = unwritable(value);
            if (unwritable != null) {
                return new RowJson(item, null, blank, "Field " + part.field() + " " + unwritable + ".");
            }
            row.put("c" + i, value);
        }
        return new RowJson(item, JSON.writeValueAsString(row), blank, null);
    }

    private static String noKey(Part part) {
        String name = part.column().name();
        return switch (name) {
            case TableNames.COMPANY_ID -> "The row belongs to no company, and key column company_id needs one.";
            case TableNames.COMPANY_DOMAIN ->
                "The row says no company's domain, and key column company_domain needs one.";
            default -> "The result has no value for key column \"" + name + "\" (field " + part.field() + ").";
        };
    }

    private static @Nullable Object value(Part part, Item item) {
        Object value = plain(part.value(item));
        // A text would be read as the array's own notation.
        return value != null && part.column().isArray() && !(value instanceof List) ? List.of(value) : value;
    }

    /** A whole number with its digits: no column of whole numbers reads an exponent. */
    private static @Nullable Object plain(@Nullable Object value) {
        return value instanceof BigDecimal number && number.scale() < 0 && number.scale() >= -MOST_SCALE
                ? number.setScale(0)
                : value;
    }

    private static @Nullable String unwritable(Object value) {
        return switch (value) {
            case String text -> unwritable(text);
            case List<?> list -> first(list);
            case Map<?, ?> map -> {
                String ofName = first(map.keySet());
                yield ofName == null ? first(map.values()) : ofName;
            }
            default -> null;
        };
    }

    private static @Nullable String first(Iterable<?> values) {
        for (Object one : values) {
            String unwritable = one == null ? null : unwritable(one);
            if (unwritable != null) {
                return unwritable;
            }
        }
        return null;
    }

    private static @Nullable String unwritable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return "holds a NUL character, which PostgreSQL keeps in no text";
            }
            if (Character.isSurrogate(c)) {
                boolean paired = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    return "holds half a character (an unpaired surrogate), which no text can keep";
                }
                i++;
            }
        }
        return null;
    }
}
