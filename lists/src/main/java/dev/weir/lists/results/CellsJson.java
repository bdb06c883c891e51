package dev.weir.lists.results;

import dev.weir.lists.files.Row;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** A row's cells as they are stored: a JSON array, in which a text is a string and what was a JSON value is itself. */
public final class CellsJson {

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(102)
                            .maxStringLength(1 << 25)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private CellsJson() {}

    public static String write(Row row) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (int column = 0; column < row.cells().size(); column++) {
                if (row.json().contains(column)) {
                    json.writeRawValue(row.cells().get(column));
                } else {
                    json.writeString(row.cells().get(column));
                }
            }
            json.writeEndArray();
        }
        return text.toString();
    }

    /** What {@link #write} wrote. @param index of the row, from 0 */
    static Row read(int index, String stored) {
        List<String> cells = new ArrayList<>();
        Set<Integer> json = new HashSet<>();
        for (JsonNode cell : JSON.readTree(stored)) {
            if (!cell.isString()) {
                json.add(cells.size());
            }
            cells.add(cell.isString() ? cell.stringValue() : JSON.writeValueAsString(cell));
        }
        return new Row(index, index + 2L, cells, json);
    }
}
