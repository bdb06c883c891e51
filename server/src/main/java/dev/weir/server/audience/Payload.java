package dev.weir.server.audience;

import dev.weir.server.problem.Problem;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A delivery's body, read. It is anybody's: depth, sizes and numbers are bounded.
 *
 * @param text as it came
 * @param json of a form: an object of its parameters, those that are there more than once as lists
 */
record Payload(String text, JsonNode json) {

    private static final int DEPTH = 100;
    private static final int MOST_PARAMETERS = 2_000;
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String MULTIPART = "multipart/form-data";
    private static final Pattern BOUNDARY =
            Pattern.compile("(?i);\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))");
    private static final Pattern NAME = Pattern.compile("(?i)(?:^|;)\\s*name=\"([^\"]*)\"");

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxNameLength(10_000)
                            .maxNumberLength(500)
                            .build())
                    // So that half a character in a text can be kept, and NUL.
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    /**
     * @throws Problem UNSUPPORTED where it is neither JSON nor a form, {@code bad_body} where it is not what it says it is
     */
    static Payload of(@Nullable String contentType, byte[] body) {
        String type =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean json = type.isEmpty() || type.endsWith("/json") || type.endsWith("+json") || type.equals("text/plain");
        if (!json && !type.equals(FORM) && !type.equals(MULTIPART)) {
            throw new Problem(
                    Problem.Kind.UNSUPPORTED,
                    "unsupported_media_type",
                    "Deliveries are read as application/json, " + FORM + " or " + MULTIPART + ".");
        }
        String text = text(body);
        JsonNode read = json ? json(text) : type.equals(FORM) ? form(text) : parts(String.valueOf(contentType), text);
        return new Payload(text, read);
    }

    private static String text(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            if (text.indexOf('\0') < 0) {
                return text;
            }
        } catch (CharacterCodingException unreadable) {
            // Said below.
        }
        throw Problem.invalid("bad_body", "The body is no text in UTF-8.");
    }

    private static JsonNode json(String text) {
        return inner(text)
                .orElseThrow(() -> Problem.invalid(
                        "bad_body",
                        "The body is no well-formed JSON, has a name twice, or nests deeper than " + DEPTH
                                + " levels."));
    }

    /** A text that is itself JSON; empty for one that is not. */
    static Optional<JsonNode> inner(String text) {
        try {
            String begun = text.startsWith("\ufeff") ? text.substring(1) : text;
            JsonNode node = JSON.readTree(begun);
            return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (JacksonException | NumberFormatException unreadable) {
            // The latter of an exponent that is too long for any number.
            return Optional.empty();
        }
    }

    private static JsonNode form(String text) {
        ObjectNode parameters = JsonNodeFactory.instance.objectNode();
        String[] pairs = text.split("&", -1);
        requireFew(pairs.length);
        for (String pair : pairs) {
            if (pair.isBlank()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
            put(parameters, name, value);
        }
        return parameters;
    }

    private static void requireFew(int parameters) {
        if (parameters > MOST_PARAMETERS) {
            throw Problem.invalid("bad_body", "The form has more than " + MOST_PARAMETERS + " parameters.");
        }
    }

    private static void put(ObjectNode parameters, String name, String value) {
        JsonNode before = parameters.get(name);
        if (before == null) {
            parameters.put(name, value);
        } else if (before instanceof ArrayNode list) {
            list.add(value);
        } else {
            parameters.set(
                    name, JsonNodeFactory.instance.arrayNode().add(before).add(value));
        }
    }

    /** The texts of a form in parts (RFC 7578); files make it no text in UTF-8, or stand there as their text. */
    private static JsonNode parts(String contentType, String text) {
        Matcher said = BOUNDARY.matcher(contentType);
        if (!said.find()) {
            throw Problem.invalid("bad_body", "The form says no boundary between its parts.");
        }
        String boundary = "\r\n--" + (said.group(1) == null ? said.group(2) : said.group(1));
        String all = "\r\n" + text;
        ObjectNode parameters = JsonNodeFactory.instance.objectNode();
        int count = 0;
        int begin = all.indexOf(boundary);
        for (int end = next(all, boundary, begin); end >= 0; begin = end, end = next(all, boundary, begin)) {
            requireFew(++count);
            String part = all.substring(begin + boundary.length(), end);
            int blank = part.indexOf("\r\n\r\n");
            String name = blank < 0 ? null : name(part.substring(0, blank));
            if (name != null) {
                put(parameters, name, part.substring(blank + 4));
            }
        }
        return parameters;
    }

    private static int next(String all, String boundary, int begin) {
        return begin < 0 ? -1 : all.indexOf(boundary, begin + boundary.length());
    }

    private static @Nullable String name(String headers) {
        for (String header : headers.split("\r\n", -1)) {
            if (header.regionMatches(true, 0, "Content-Disposition:", 0, "Content-Disposition:".length())) {
                Matcher name = NAME.matcher(header.substring("Content-Disposition:".length()));
                return name.find() ? name.group(1) : null;
            }
        }
        return null;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.strip(), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException unreadable) {
            throw Problem.invalid("bad_body", "The form has a % that is followed by no two hexadecimal digits.");
        }
    }

    /** A part of it, in ASCII. */
    static String written(JsonNode part) {
        return JSON.writeValueAsString(part);
    }
}
