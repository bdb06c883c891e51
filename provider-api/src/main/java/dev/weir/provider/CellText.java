package dev.weir.provider;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a value into one cell of a table. */
final class CellText {

    private CellText() {}

    static String of(Object value) {
        return switch (value) {
            case List<?> list -> list.stream().map(CellText::of).collect(Collectors.joining("; "));
            case Map<?, ?> map -> json(map);
            case BigDecimal number -> number.toPlainString();
            default -> value.toString();
        };
    }

    private static String json(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> quoted(String.valueOf(entry.getKey())) + ":" + json(entry.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            case List<?> list -> list.stream().map(CellText::json).collect(Collectors.joining(",", "[", "]"));
            case Number _, Boolean _ -> of(value);
            default -> quoted(value.toString());
        };
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\t' -> json.append("\\t");
                case '\r' -> json.append("\\r");
                default -> json.append(c < 0x20 ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return json.append('"').toString();
    }
}
