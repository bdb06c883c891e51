package dev.weir.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A query string and a body of JSON, read. Members of the body are named by their path, such as {@code contacts.0.email};
 * blank values count as not given; of a repeated name the first counts.
 */
final class Params {
    /** Parameters that do not make two calls different questions. */
    private static final Set<String> NO_QUESTION = Set.of(
            "api_key",
            "apikey",
            "apiId",
            "key",
            "max_duration",
            "webhook_url",
            "webhook_id",
            "webhook_events.contact_finished",
            "callback_url",
            "callbackUrl");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final TreeMap<String, String> values = new TreeMap<>();
    private JsonNode body = JSON.missingNode();
    private byte[] raw = new byte[0];
    private String base = "";

    /**
     * @param query without its question mark
     * @throws IllegalArgumentException when a percent sign is not followed by two hexadecimal digits
     */
    Params(String query) {
        int at = 0;
        while (at < query.length()) {
            int end = query.indexOf('&', at);
            end = end < 0 ? query.length() : end;
            int equals = query.indexOf('=', at);
            if (equals > at && equals < end) {
                values.putIfAbsent(decoded(query.substring(at, equals)), decoded(query.substring(equals + 1, end)));
            }
            at = end + 1;
        }
    }

    /**
     * @param query without its question mark
     * @param body empty for none
     * @throws IllegalArgumentException when either cannot be read
     */
    Params(String query, byte[] body) {
        this(query);
        if (body.length > 0) {
            try {
                this.body = JSON.readTree(body);
                flatten("", this.body);
            } catch (JacksonException unreadable) {
                throw new IllegalArgumentException("The body is not JSON", unreadable);
            }
        }
    }

    private void flatten(String path, JsonNode node) {
        String below = path.isEmpty() ? "" : path + ".";
        if (node.isObject()) {
            node.properties().forEach(member -> flatten(below + member.getKey(), member.getValue()));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                flatten(below + i, node.path(i));
            }
        } else if (!node.isNull()) {
            values.putIfAbsent(path, node.asString());
        }
    }

    /** With a body that is a file, and asks nothing by itself. */
    Params carrying(byte[] file) {
        raw = file;
        return this;
    }

    /** The file that came as the body; empty for none. */
    byte[] file() {
        return raw;
    }

    /** Called at that address of the sandbox. */
    Params at(String address) {
        base = address;
        return this;
    }

    /** The address of the sandbox that was called, for those who tell others of their own. */
    String base() {
        return base;
    }

    /** The body as it was read; missing when there was none. */
    JsonNode body() {
        return body;
    }

    /** With one more parameter, such as a part of the path. */
    Params with(String name, String value) {
        values.put(name, value);
        return this;
    }

    @Nullable
    String get(String name) {
        String value = values.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    boolean isTrue(String name) {
        return "true".equalsIgnoreCase(get(name));
    }

    /** The parameters in order, trimmed and in lower case: equal for two calls that ask the same. */
    String question() {
        var question = new StringBuilder(96);
        values.forEach((name, value) -> {
            if (!value.isBlank() && !NO_QUESTION.contains(name)) {
                question.append(question.isEmpty() ? "" : "&").append(name).append('=');
                question.append(plain(value));
            }
        });
        return question.toString();
    }

    private static String plain(String value) {
        var plain = new StringBuilder(value.length());
        for (String word : value.strip().toLowerCase(Locale.ROOT).split("\\s+", -1)) {
            plain.append(plain.isEmpty() ? "" : " ").append(word);
        }
        return plain.toString();
    }

    private static String decoded(String text) {
        return text.indexOf('%') < 0 && text.indexOf('+') < 0 ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
