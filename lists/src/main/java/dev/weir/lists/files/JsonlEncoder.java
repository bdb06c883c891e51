package dev.weir.lists.files;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** One JSON object per line, UTF-8, in the order of the columns; an empty cell is {@code null}. */
final class JsonlEncoder implements RowEncoder {

    private static final JsonMapper JSON =
            JsonMapper.builder(JsonFactory.builder().build()).build();

    private final JsonGenerator json;
    private final List<String> columns;

    JsonlEncoder(OutputStream out, List<String> columns) {
        this.columns = columns;
        // Objects follow each other with our own line feed between; the stream is closed by whoever opened it.
        this.json = JSON.writer()
                .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .withRootValueSeparator("")
                .createGenerator(out);
    }

    @Override
    public void row(List<String> cells, Set<Integer> literal) {
        json.writeStartObject();
        for (int column = 0; column < columns.size(); column++) {
            json.writeName(columns.get(column));
            String cell = cells.get(column);
            if (cell.isEmpty()) {
                json.writeNull();
            } else if (literal.contains(column)) {
                json.writeRawValue(cell);
            } else {
                json.writeString(cell);
            }
        }
        json.writeEndObject();
        json.writeRaw('\n');
    }

    @Override
    public void flush() throws IOException {
        json.flush();
    }
}
