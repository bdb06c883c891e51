package dev.weir.providers;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Where an answer states a number: in a header or in its body. */
sealed interface Place {

    /** A header, its name in lower case. @param epoch whether its number is a time, in seconds since 1970 */
    record Header(String name, boolean epoch) implements Place {
        Header(String name) {
            this(name, false);
        }
    }

    record Body(Pointer pointer) implements Place {}

    /** What stands there, as text; null when nothing does. */
    default @Nullable String text(Answer answer) {
        return switch (this) {
            case Header header -> {
                String value = answer.header(header.name()).strip();
                yield value.isEmpty() ? null : value;
            }
            case Body(Pointer pointer) -> {
                JsonNode root = answer.json();
                JsonNode node = root == null ? null : pointer.find(root);
                yield node == null || node.isContainer() ? null : node.asString();
            }
        };
    }

    /** The number that stands there, 0 or more; null when there is none of a sane size. */
    default @Nullable BigDecimal number(Answer answer) {
        String text = text(answer);
        if (text == null || text.length() > 20 || !text.matches("\\d+(\\.\\d+)?")) {
            return null;
        }
        return new BigDecimal(text);
    }
}
