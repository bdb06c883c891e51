package dev.weir.server.rest;

import dev.weir.server.problem.Problem;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Why a JSON body cannot be read, in words of the body and not of the classes it is read into. */
final class Unreadable {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** The parser has no type of its own for it. */
    private static final Pattern TWICE = Pattern.compile("^Duplicate Object property \"(.*?)\"");

    private Unreadable() {}

    static Problem of(JacksonException failure) {
        String why = why(failure);
        return Problem.invalid("bad_body", "The body cannot be read: " + why + ".")
                .at(List.of(new Problem.At(Pointers.of(failure), why)));
    }

    /** Without a full stop. */
    static String why(JacksonException failure) {
        if (failure instanceof UnrecognizedPropertyException unknown) {
            Collection<Object> known = unknown.getKnownPropertyIds();
            return "'" + unknown.getPropertyName() + "' is no property here"
                    + (known == null || known.isEmpty()
                            ? ""
                            : "; there are "
                                    + known.stream()
                                            .map(String::valueOf)
                                            .sorted()
                                            .collect(Collectors.joining(", ")));
        }
        if (failure instanceof StreamConstraintsException) {
            return "it nests deeper than " + RestSettings.Limits.JSON_DEPTH + " levels, or has a text longer than "
                    + RestSettings.Limits.JSON_TEXT + " characters, a name longer than "
                    + RestSettings.Limits.JSON_NAME + ", or a number of more than 1000 digits";
        }
        if (failure instanceof WholeTexts.Unstorable unstorable) {
            return "this has " + unstorable.what();
        }
        if (failure instanceof MismatchedInputException mismatched) {
            return "this must be " + kind(mismatched.getTargetType());
        }
        Matcher twice = TWICE.matcher(String.valueOf(failure.getOriginalMessage()));
        if (twice.find()) {
            return "'" + twice.group(1) + "' is there twice";
        }
        return "it is no well-formed JSON"
                + (failure.getLocation() == null || failure.getLocation().getLineNr() < 1
                        ? ""
                        : " at line " + failure.getLocation().getLineNr() + ", column "
                                + failure.getLocation().getColumnNr());
    }

    /** What a value of that type is, for a human. */
    static String kind(@Nullable Class<?> type) {
        if (type == null) {
            return "something else";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> JSON.convertValue(constant, String.class))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (type == String.class) {
            return "a text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == long.class || type == Long.class || type == int.class || type == Integer.class) {
            return "a whole number";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "a number";
        }
        if (type == Instant.class) {
            return "a time such as 2026-12-31T23:59:59Z";
        }
        if (type == UUID.class) {
            return "a UUID such as 01234567-89ab-cdef-0123-456789abcdef";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return type.isRecord() || Map.class.isAssignableFrom(type) ? "an object" : "something else";
    }
}
