package dev.weir.providers;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** In which line of a YAML file the thing at a JSON Pointer begins; the file is read for it only when somebody asks. */
final class Lines {

    static final Lines NONE = new Lines(new byte[0]);

    private static final YAMLMapper YAML = new YAMLMapper();

    private final byte[] yaml;
    private @Nullable Map<String, Integer> byPointer;

    Lines(byte[] yaml) {
        this.yaml = yaml;
    }

    /** {@code ", line 12"}, for the nearest thing that is there; empty when nothing is known. */
    String of(String pointer) {
        if (byPointer == null) {
            byPointer = read();
        }
        String at = pointer;
        while (!at.isEmpty()) {
            Integer line = byPointer.get(at);
            if (line != null) {
                return ", line " + line;
            }
            at = at.substring(0, at.lastIndexOf('/'));
        }
        return "";
    }

    private Map<String, Integer> read() {
        Map<String, Integer> lines = new HashMap<>();
        try (JsonParser parser = YAML.createParser(yaml)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                String pointer = parser.streamReadContext().pathAsPointer().toString();
                int line = parser.currentTokenLocation().getLineNr();
                lines.putIfAbsent(pointer, line);
                // Messages name keys as they are written, also those with a slash in them.
                lines.putIfAbsent(pointer.replace("~1", "/").replace("~0", "~"), line);
            }
        } catch (JacksonException unreadable) {
            // What stands before the place that cannot be read is still worth a line.
            return lines;
        }
        return lines;
    }
}
