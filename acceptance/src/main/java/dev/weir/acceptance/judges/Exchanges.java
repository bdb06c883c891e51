package dev.weir.acceptance.judges;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests and their answers, as a tool has written them down in an HTTP archive (HAR 1.2). */
final class Exchanges {

    private Exchanges() {}

    /**
     * One of them.
     *
     * @param path without its query
     * @param status 0 when there was no answer
     */
    record Exchange(String method, String path, int status, String body) {}

    /** Reads them one by one, however many there are. */
    static void read(Path archive, Consumer<Exchange> each) throws IOException {
        JsonMapper json = JsonMapper.shared();
        try (JsonParser parser = json.createParser(Files.newInputStream(archive))) {
            JsonToken token = parser.nextToken();
            while (token != null && !(token == JsonToken.PROPERTY_NAME && "entries".equals(parser.currentName()))) {
                token = parser.nextToken();
            }
            parser.nextToken();
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                each.accept(exchange(parser.readValueAsTree()));
            }
        }
    }

    private static Exchange exchange(JsonNode entry) {
        return new Exchange(
                entry.at("/request/method").asString(""),
                path(entry.at("/request/url").asString("")),
                entry.at("/response/status").asInt(0),
                entry.at("/response/content/text").asString(""));
    }

    private static String path(String url) {
        return url.replaceFirst("[?#].*", "").replaceFirst("^https?://[^/]+", "");
    }
}
