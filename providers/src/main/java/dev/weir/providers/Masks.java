package dev.weir.providers;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The JSON types that stand for a value the vendor holds but does not show. */
record Masks(Set<JsonType> types) {

    static final Masks NONE = new Masks(Set.of());

    Masks {
        types = Set.copyOf(types);
    }

    boolean hide(JsonNode node) {
        return types.contains(JsonType.of(node));
    }
}
