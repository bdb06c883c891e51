package dev.weir.acceptance.judges;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Public collections of odd texts; CORPORA.md beside them says whose they are. */
final class Texts {

    private static final int DEEP = 100_000;
    private static final int DEEP_OBJECTS = 50_000;
    private static final int NO_TEXT = 0xFF;

    private Texts() {}

    /**
     * One of them.
     *
     * @param name in the collection; of JSONTestSuite its first letter says whether it is JSON (y), not (n) or either (i)
     */
    record Text(String name, byte[] bytes) {}

    /** An address. @param host that a browser would go to; null when it is no address alone, or of no host */
    record Address(String input, @Nullable String host) {}

    /** JSONTestSuite. */
    static List<Text> json() throws IOException {
        List<Text> all = new ArrayList<>();
        resource("json-test-suite.json")
                .forEach(one -> all.add(new Text(
                        one.path("name").asString(), bytes(one.path("input").asString()))));
        all.add(new Text("n_structure_100000_opening_arrays.json", bytes("[".repeat(DEEP))));
        all.add(new Text("n_structure_open_array_object.json", bytes("[{\"\":".repeat(DEEP_OBJECTS))));
        return all;
    }

    private static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        text.codePoints().forEach(one -> {
            if (one == '\uFFFD') {
                bytes.write(NO_TEXT);
            } else {
                bytes.writeBytes(Character.toString(one).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }

    /** The Web Platform Tests' addresses. */
    static List<Address> addresses() throws IOException {
        List<Address> all = new ArrayList<>();
        resource("url-test-data.json")
                .forEach(one -> all.add(new Address(
                        one.path("input").asString(),
                        one.path("hostname").isString() ? one.path("hostname").asString() : null)));
        return all;
    }

    /** A JSON list of texts, such as the Big List of Naughty Strings. */
    static List<String> list(Path file) throws IOException {
        List<String> all = new ArrayList<>();
        JsonMapper.shared().readTree(Files.readString(file)).forEach(one -> all.add(one.asString()));
        return all;
    }

    /** The files of a folder, such as csv-spectrum's. */
    static List<Text> files(Path folder) throws IOException {
        List<Text> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder).sorted()) {
            for (Path file : files.toList()) {
                all.add(new Text(file.getFileName().toString(), Files.readAllBytes(file)));
            }
        }
        return all;
    }

    private static JsonNode resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Texts.class.getResourceAsStream(name), name)) {
            return JsonMapper.shared().readTree(in);
        }
    }
}
