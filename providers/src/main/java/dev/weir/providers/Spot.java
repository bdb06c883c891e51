package dev.weir.providers;

import dev.weir.providers.Condition.Test;
import dev.weir.providers.Pointer.WrongShape;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Where in an answer a value stands.
 *
 * @param when what must hold elsewhere in the answer, or nothing is read here
 * @param pick which item of a list is meant; null where no list stands
 */
record Spot(
        Pointer from,
        List<Map.Entry<Pointer, Test>> when,
        @Nullable Pick pick) {

    /** The first item that fits, and where in it the value stands. */
    record Pick(List<Map.Entry<Pointer, Test>> where, Pointer take) {
        Pick {
            where = List.copyOf(where);
        }
    }

    Spot {
        when = List.copyOf(when);
    }

    /**
     * The node, or null when there is none.
     *
     * @throws WrongShape when something above it is of another shape, or no list stands where one is picked from
     */
    @Nullable
    JsonNode read(JsonNode root, Masks masks) {
        if (!Condition.holds(when, root)) {
            return null;
        }
        JsonNode node = from.read(root, masks);
        return node == null || pick == null ? node : picked(pick, node, masks);
    }

    private @Nullable JsonNode picked(Pick pick, JsonNode node, Masks masks) {
        if (!node.isArray()) {
            if (masks.hide(node)) {
                return null;
            }
            throw new WrongShape(from + " is a " + JsonType.of(node).word() + ", not a list");
        }
        for (JsonNode item : node) {
            if (Condition.holds(pick.where(), item)) {
                return pick.take().read(item, masks);
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return from.toString();
    }
}
