package dev.weir.server.rest;

import dev.weir.server.problem.Problem;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a request has to say, and says right. */
final class Given {

    private static final Pattern NEXT_WORD = Pattern.compile("(?=[A-Z])");

    private Given() {}

    /** @throws Problem when the body has no such property, or null there */
    static <T> T required(String property, @Nullable T value) {
        if (value == null) {
            throw Problem.invalid("missing_property", "The body has to have " + property + ".")
                    .at("/" + Problem.At.escaped(property), "is missing");
        }
        return value;
    }

    /**
     * One of some words.
     *
     * @param name of the property or parameter
     * @param text what each is called
     * @throws Problem that says which words there are
     */
    static <E> E oneOf(String name, String said, E[] all, Function<E, String> text) {
        return oneOf(name, "/" + name, said, all, text);
    }

    /** The same. @param pointer where it stands, when that is not the name */
    static <E> E oneOf(String name, String pointer, String said, E[] all, Function<E, String> text) {
        for (E one : all) {
            if (text.apply(one).equals(said)) {
                return one;
            }
        }
        String must = "must be one of " + Arrays.stream(all).map(text).collect(Collectors.joining(", "));
        throw Problem.invalid(
                        "bad_" + String.join("_", NEXT_WORD.split(name)).toLowerCase(Locale.ROOT),
                        name + " is '" + said + "'; it " + must + ".")
                .at(pointer, must);
    }
}
