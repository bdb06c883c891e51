package dev.weir.provider;

import java.util.Map;
import java.util.Optional;

/** The canonical fields, by name. */
public final class Fields {

    private static final Map<String, Field> ALL = Map.of();

    private Fields() {}

    public static Optional<Field> find(String name) {
        return Optional.ofNullable(ALL.get(name));
    }
}
