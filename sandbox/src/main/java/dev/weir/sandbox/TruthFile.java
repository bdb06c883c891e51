package dev.weir.sandbox;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The truth for a whole list, as a CSV beside it. */
final class TruthFile {
    private final Truth truth;
    private final Map<String, String> headerToField;
    private final Map<String, List<VendorOperation>> waterfalls = new LinkedHashMap<>();

    TruthFile(
            Truth truth,
            Map<String, String> headerToField,
            List<String> fields,
            Map<String, List<String>> waterfallPerField) {
        this.truth = truth;
        this.headerToField = Map.copyOf(headerToField);
        for (String field : fields) {
            List<String> entries = waterfallPerField.getOrDefault(field, List.of());
            waterfalls.put(
                    field,
                    entries.stream()
                            .flatMap(entry -> VendorOperation.meantBy(entry, field).stream())
                            .toList());
        }
    }

    void write(Path input, Path out) throws IOException {
        try (var reader = CsvReader.builder().detectBomHeader(true).ofCsvRecord(input);
                var writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out)) {
            var rows = reader.iterator();
            if (!rows.hasNext()) {
                return;
            }
            List<String> headers = rows.next().getFields();
            var first = new ArrayList<>(headers);
            first.addAll(waterfalls.keySet());
            writer.writeRecord(first);
            while (rows.hasNext()) {
                writer.writeRecord(row(headers, rows.next()));
            }
        }
    }

    private List<String> row(List<String> headers, CsvRecord record) {
        var known = new HashMap<String, String>();
        for (int i = 0; i < Math.min(headers.size(), record.getFieldCount()); i++) {
            String field = headerToField.get(headers.get(i));
            if (field != null && !record.getField(i).isBlank()) {
                known.put(field, record.getField(i));
            }
        }
        var row = new ArrayList<>(record.getFields());
        waterfalls.forEach((field, waterfall) -> {
            if (!known.containsKey(field)) {
                truth.value(waterfall, known, field).ifPresent(found -> known.put(field, found.value()));
            }
            row.add(known.getOrDefault(field, ""));
        });
        return row;
    }
}
