package dev.weir.acceptance.judges;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;

/** Requests without a body as they go over a connection, for those who need it for themselves. */
final class Wire {

    private Wire() {}

    /** @param more headers, each with its line's end */
    static byte[] bytes(HttpRequest request, String more) {
        URI uri = request.uri();
        StringBuilder head = new StringBuilder(request.method() + " " + uri.getRawPath());
        if (uri.getRawQuery() != null) {
            head.append('?').append(uri.getRawQuery());
        }
        head.append(" HTTP/1.1\r\nHost: ").append(uri.getAuthority()).append("\r\n");
        request.headers()
                .map()
                .forEach((name, values) ->
                        head.append(name).append(": ").append(values.getFirst()).append("\r\n"));
        return head.append(more).append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }
}
