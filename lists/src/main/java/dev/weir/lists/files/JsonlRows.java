package dev.weir.lists.files;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The objects of a JSONL file, one per line; blank lines are none. Strings are taken as they are, {@code null} and what
 * is absent as empty, everything else as its JSON text.
 */
final class JsonlRows implements RawRows {

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxStringLength(CsvRows.MAX_CELL)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final ListFile file;
    private final BoundedLines lines;
    private final Map<String, Integer> columns = new LinkedHashMap<>();
    private long index;

    /** @param columns those known beforehand, in order */
    JsonlRows(ListFile file, Reader text, List<String> columns) {
        this.file = file;
        this.lines = new BoundedLines(file, text);
        columns.forEach(this::column);
    }

    @Override
    public List<String> columns() {
        return List.copyOf(columns.keySet());
    }

    @Override
    public @Nullable Row next() {
        String line = nextLine();
        return line == null ? null : row(line);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private @Nullable String nextLine() {
        try {
            String line = lines.next();
            while (line != null && line.isBlank()) {
                line = lines.next();
            }
            return line;
        } catch (IOException broken) {
            throw InputFile.brokeOff(file, broken);
        }
    }

    private Row row(String line) {
        JsonNode object = parse(line);
        List<String> cells = new ArrayList<>(columns.size());
        Set<Integer> json = new HashSet<>();
        for (Map.Entry<String, JsonNode> property : object.properties()) {
            int column = column(property.getKey());
            while (cells.size() <= column) {
                cells.add("");
            }
            JsonNode value = property.getValue();
            if (value.isString()) {
                cells.set(column, refuseNul(value.stringValue()));
            } else if (!value.isNull()) {
                cells.set(column, refuseNul(JSON.writeValueAsString(value)));
                json.add(column);
            }
        }
        return new Row(index++, lines.number(), cells, json);
    }

    private JsonNode parse(String line) {
        JsonNode value;
        try {
            value = JSON.readTree(line);
        } catch (JacksonException broken) {
            throw refused("is not JSON (" + broken.getOriginalMessage() + ")");
        } catch (NumberFormatException broken) {
            throw refused("has a number whose exponent is too long");
        }
        if (!value.isObject()) {
            throw refused(
                    value.isArray()
                            ? "holds a list where one object per line is expected; jq -c '.[]' makes lines of it"
                            : "holds no object; each line must be one JSON object");
        }
        return value;
    }

    private int column(String name) {
        Integer known = columns.get(refuseNul(name));
        if (known != null) {
            return known;
        }
        if (columns.size() == CsvRows.MAX_COLUMNS) {
            throw refused("brings the file to more than " + CsvRows.MAX_COLUMNS + " different names");
        }
        columns.put(name, columns.size());
        return columns.size() - 1;
    }

    private String refuseNul(String text) {
        if (text.indexOf('\0') >= 0) {
            throw Problem.invalid(
                    "file_nul",
                    file + ", line " + lines.number()
                            + ": a NUL character (\\u0000), which cannot be stored. Remove it.");
        }
        return text;
    }

    private Problem refused(String why) {
        return Problem.invalid("file_jsonl", file + ", line " + lines.number() + " " + why + ".");
    }
}
