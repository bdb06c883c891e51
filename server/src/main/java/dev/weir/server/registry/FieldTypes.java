package dev.weir.server.registry;

import dev.weir.provider.FieldKind;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The types that a step may give its own fields, by the word they are written as. */
final class FieldTypes {

    static final Map<String, FieldKind> ALL = Collections.unmodifiableMap(declare());

    private FieldTypes() {}

    private static Map<String, FieldKind> declare() {
        Map<String, FieldKind> types = new LinkedHashMap<>();
        types.put("text", FieldKind.TEXT);
        types.put("number", FieldKind.DECIMAL);
        types.put("integer", FieldKind.INTEGER);
        types.put("score", FieldKind.SCORE);
        types.put("boolean", FieldKind.BOOLEAN);
        types.put("time", FieldKind.TIME);
        types.put("email", FieldKind.EMAIL);
        types.put("phone", FieldKind.PHONE);
        types.put("url", FieldKind.URL);
        types.put("domain", FieldKind.DOMAIN);
        types.put("list", FieldKind.LIST);
        types.put("map", FieldKind.MAP);
        types.put("records", FieldKind.RECORDS);
        return types;
    }
}
