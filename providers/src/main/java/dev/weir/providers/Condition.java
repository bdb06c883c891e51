package dev.weir.providers;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What must hold for a reading rule: status, headers and body, all of them. */
record Condition(List<StatusRange> statuses, Map<String, Test> headers, List<Map.Entry<Pointer, Test>> body) {

    /** Both ends belong to it. */
    record StatusRange(int from, int to) {
        boolean holds(int status) {
            return status >= from && status <= to;
        }

        /** Reads {@code 404}, {@code 5xx} or {@code 500-599}, as the schema demands it. */
        static StatusRange parse(String text) {
            if (text.endsWith("xx")) {
                int first = (text.charAt(0) - '0') * 100;
                return new StatusRange(first, first + 99);
            }
            int dash = text.indexOf('-');
            return dash < 0
                    ? new StatusRange(Integer.parseInt(text), Integer.parseInt(text))
                    : new StatusRange(
                            Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
        }
    }

    /** A demand on one value. */
    sealed interface Test {
        record Present() implements Test {}

        record Absent() implements Test {}

        /** Any of these words, which are in lower case. */
        record OneOf(Set<String> words) implements Test {}

        /** A text with this in it, which is in lower case. */
        record Contains(String part) implements Test {}

        default boolean holds(@Nullable String text) {
            return switch (this) {
                case Present() -> text != null && !text.isBlank();
                case Absent() -> text == null || text.isBlank();
                case OneOf(Set<String> words) ->
                    text != null && words.contains(text.strip().toLowerCase(Locale.ROOT));
                case Contains(String part) ->
                    text != null && text.toLowerCase(Locale.ROOT).contains(part);
            };
        }
    }

    boolean holds(Answer answer) {
        if (!statuses.isEmpty() && !statusHolds(answer.status())) {
            return false;
        }
        for (Map.Entry<String, Test> header : headers.entrySet()) {
            if (!header.getValue().holds(answer.header(header.getKey()))) {
                return false;
            }
        }
        return body.isEmpty() || bodyHolds(answer.json());
    }

    private boolean statusHolds(int status) {
        for (StatusRange range : statuses) {
            if (range.holds(status)) {
                return true;
            }
        }
        return false;
    }

    private boolean bodyHolds(@Nullable JsonNode root) {
        return root != null && holds(body, root);
    }

    /** Whether all of these demands on a document hold. */
    static boolean holds(List<Map.Entry<Pointer, Test>> demands, JsonNode root) {
        for (Map.Entry<Pointer, Test> place : demands) {
            JsonNode node = place.getKey().find(root);
            if (!place.getValue().holds(text(node))) {
                return false;
            }
        }
        return true;
    }

    /** Scalars as they are written; a list or object that holds something as any text. */
    private static @Nullable String text(@Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        return node.isContainer() ? (node.isEmpty() ? null : "[]") : node.asString();
    }
}
