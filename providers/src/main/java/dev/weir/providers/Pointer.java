package dev.weir.providers;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A JSON Pointer that tells "not there" from "not of this shape": a vendor that puts a text where an object belongs has
 * changed its answer, and must not be read as knowing nothing.
 */
final class Pointer {

    private final String text;
    private final String[] steps;

    private Pointer(String text, String[] steps) {
        this.text = text;
        this.steps = steps;
    }

    /** @param text a pointer in the syntax of RFC 6901, as the schema of declarations demands it */
    static Pointer of(String text) {
        if (text.isEmpty()) {
            return new Pointer(text, new String[0]);
        }
        String[] steps = text.substring(1).split("/", -1);
        for (int i = 0; i < steps.length; i++) {
            steps[i] = steps[i].replace("~1", "/").replace("~0", "~");
        }
        return new Pointer(text, steps);
    }

    /**
     * The node, or null when it or something above it is missing or null.
     *
     * @param masks types that stand for a hidden value, above the node too
     * @throws WrongShape when something above it is neither an object nor, for a number, a list
     */
    @Nullable
    JsonNode read(JsonNode root, Masks masks) {
        JsonNode at = root;
        for (String step : steps) {
            JsonNode next = switch (at.getNodeType()) {
                case OBJECT -> at.get(step);
                case ARRAY -> element(at, step);
                default -> {
                    if (masks.hide(at)) {
                        yield null;
                    }
                    throw new WrongShape(
                            text + " stands below a " + JsonType.of(at).word());
                }
            };
            if (next == null || next.isNull()) {
                return null;
            }
            at = next;
        }
        return at.isNull() ? null : at;
    }

    /** As {@link #read}, and null where the shape is wrong. */
    @Nullable
    JsonNode find(JsonNode root) {
        try {
            return read(root, Masks.NONE);
        } catch (WrongShape elsewhere) {
            return null;
        }
    }

    /** The node as it is, a JSON null included; null only when there is none. */
    @Nullable
    JsonNode exact(JsonNode root) {
        JsonNode at = root;
        for (String step : steps) {
            at = at.isArray() ? element(at, step) : at.get(step);
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    private @Nullable JsonNode element(JsonNode array, String step) {
        if (step.isEmpty() || step.length() > 6 || !step.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new WrongShape(text + " stands below an array");
        }
        return array.get(Integer.parseInt(step));
    }

    @Override
    public String toString() {
        return text;
    }

    /** The answer is not of the declared shape. Carries no stack: it is an outcome, not a mistake of ours. */
    static final class WrongShape extends RuntimeException {
        private static final long serialVersionUID = 1;

        WrongShape(String message) {
            super(message, null, false, false);
        }
    }
}
