package dev.weir.server.rest;

import dev.weir.server.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a body has to have. */
final class Given {

    private Given() {}

    /** @throws Problem when the body has no such property, or null there */
    static <T> T required(String property, @Nullable T value) {
        if (value == null) {
            throw Problem.invalid("missing_property", "The body has to have " + property + ".")
                    .at(List.of(new Problem.At("/" + Pointers.escaped(property), "is missing")));
        }
        return value;
    }
}
