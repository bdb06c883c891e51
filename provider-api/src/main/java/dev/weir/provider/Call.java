package dev.weir.provider;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request below the exchange's base address. Query values are encoded as the form of WHATWG URL; its text form
 * shows neither query nor headers, since both carry secrets and personal data.
 *
 * @param elsewhere scheme and authority of an address that the vendor itself has named, such as one to upload to; null for
 *     the exchange's own
 * @param path begins with a slash
 * @param contentType of the body; null exactly when there is no body
 */
@SuppressWarnings("ArrayRecordComponent") // requests are sent, never compared
public record Call(
        String method,
        @Nullable URI elsewhere,
        String path,
        List<Map.Entry<String, String>> query,
        Map<String, String> headers,
        byte @Nullable [] body,
        @Nullable String contentType) {

    public Call {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with a slash: " + path);
        }
        query = List.copyOf(query);
        headers = Map.copyOf(headers);
    }

    public static Call get(String path) {
        return new Call("GET", null, path, List.of(), Map.of(), null, null);
    }

    public static Call post(String path) {
        return new Call("POST", null, path, List.of(), Map.of(), null, null);
    }

    /** A call without a body, in one go. */
    public static Call of(
            String method, String path, List<Map.Entry<String, String>> query, Map<String, String> headers) {
        return new Call(method, null, path, query, headers, null, null);
    }

    public Call query(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(query);
        more.add(Map.entry(name, value));
        return new Call(method, elsewhere, path, more, headers, body, contentType);
    }

    public Call header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Call(method, elsewhere, path, query, more, body, contentType);
    }

    public Call json(byte[] json) {
        return body(json, "application/json");
    }

    public Call body(byte[] bytes, String type) {
        return new Call(method, elsewhere, path, query, headers, bytes, type);
    }

    /**
     * A call to an address that the vendor has named, as it is.
     *
     * @throws IllegalArgumentException when it is none of http or https, or has no host
     */
    public static Call to(String method, String address) {
        URI uri = URI.create(address);
        if (uri.getHost() == null || uri.getScheme() == null || !uri.getScheme().matches("https?")) {
            throw new IllegalArgumentException("no address that can be called");
        }
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new Call(
                method,
                URI.create(uri.getScheme() + "://" + uri.getRawAuthority()),
                uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery(),
                List.of(),
                Map.of(),
                null,
                null);
    }

    /** What the target follows. @param usual the exchange's own address */
    public URI base(URI usual) {
        return elsewhere == null ? usual : elsewhere;
    }

    /** Path and encoded query, ready to follow the base address. */
    public String target() {
        if (query.isEmpty()) {
            return path;
        }
        StringBuilder target = new StringBuilder(path).append('?');
        for (Map.Entry<String, String> pair : query) {
            target.append(encode(pair.getKey()))
                    .append('=')
                    .append(encode(pair.getValue()))
                    .append('&');
        }
        target.setLength(target.length() - 1);
        return target.toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return method + " " + (elsewhere == null ? path : elsewhere);
    }
}
