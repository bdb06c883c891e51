package dev.weir.app.enrich;

import dev.weir.app.files.HeaderMapping;
import dev.weir.app.files.Row;
import dev.weir.app.files.Rows;
import dev.weir.app.files.Table;
import dev.weir.provider.Fields;
import dev.weir.provider.Values;
import dev.weir.server.jobs.ValuesJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;

/** The user's list, as canonical values. What cannot be read as its field's kind is not known, and counted. */
final class InputList {

    private final Table table;
    private final HeaderMapping mapping;
    private final EnrichRequest request;

    private InputList(Table table, HeaderMapping mapping, EnrichRequest request) {
        this.table = table;
        this.mapping = mapping;
        this.request = request;
    }

    static InputList open(EnrichRequest request) {
        Table table = Table.open(request.file());
        return new InputList(table, HeaderMapping.of(table.header(), request.map(), new CanonicalFields()), request);
    }

    Table table() {
        return table;
    }

    HeaderMapping mapping() {
        return mapping;
    }

    /** Rows that take part. */
    long rows() {
        return request.limit() == 0 ? table.rows() : Math.min(request.limit(), table.rows());
    }

    /** The fields that rows may bring along. */
    List<String> knownFields() {
        return mapping.fieldByColumn().values().stream()
                .filter(field -> !(request.refresh() && request.fields().contains(field)))
                .toList();
    }

    /** The rows that take part; the caller closes. */
    TakenRows read() {
        return new TakenRows(table.read(), rows());
    }

    /** What a row says that can be used. */
    Values values(Row row) {
        Map<String, Object> known = new LinkedHashMap<>();
        mapping.values(row).forEach((field, text) -> {
            if (!(request.refresh() && request.fields().contains(field))) {
                Fields.find(field).flatMap(found -> found.normalise(text)).ifPresent(value -> known.put(field, value));
            }
        });
        return new Values(known);
    }

    /** Reads the list through once and counts. */
    Survey survey() {
        Map<String, Long> unreadable = new TreeMap<>();
        Map<String, Long> firstLine = new TreeMap<>();
        Map<String, Long> known = new TreeMap<>();
        try (TakenRows rows = read()) {
            while (rows.hasNext()) {
                Row row = rows.next();
                Values values = values(row);
                values.fields().forEach(field -> known.merge(field, 1L, Long::sum));
                mapping.values(row).keySet().stream()
                        .filter(field -> knownFields().contains(field))
                        .filter(field -> !values.fields().contains(field))
                        .forEach(field -> {
                            unreadable.merge(field, 1L, Long::sum);
                            firstLine.putIfAbsent(field, row.line());
                        });
            }
        }
        return new Survey(rows(), known, unreadable, firstLine);
    }

    /**
     * The list in numbers.
     *
     * @param known rows that bring a field along, by field
     * @param unreadable rows whose text for a field cannot be read, by field
     * @param firstLine of the file, where that happens first
     */
    record Survey(long rows, Map<String, Long> known, Map<String, Long> unreadable, Map<String, Long> firstLine) {

        Survey {
            known = Map.copyOf(known);
            unreadable = new TreeMap<>(unreadable);
            firstLine = Map.copyOf(firstLine);
        }

        List<String> warnings() {
            return unreadable.entrySet().stream()
                    .map(entry -> entry.getValue() + (entry.getValue() == 1 ? " row has a " : " rows have a ")
                            + entry.getKey() + " that cannot be read as one (first on line "
                            + firstLine.get(entry.getKey()) + "); there it counts as unknown.")
                    .toList();
        }
    }

    /** The rows' canonical values as JSON, for a job. */
    static final class Inputs implements Iterator<String> {
        private final InputList list;
        private final TakenRows rows;

        Inputs(InputList list, TakenRows rows) {
            this.list = list;
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public String next() {
            return ValuesJson.write(list.values(rows.next()));
        }
    }

    /** The first rows of a table. */
    static final class TakenRows implements Iterator<Row>, AutoCloseable {
        private final Rows rows;
        private long left;

        private TakenRows(Rows rows, long most) {
            this.rows = rows;
            this.left = most;
        }

        @Override
        public boolean hasNext() {
            // Asked once more after its last row, the table checks that nobody has changed it meanwhile.
            boolean more = rows.hasNext();
            return left > 0 && more;
        }

        /** Asks once more after the last row, which has the table compare its bytes. */
        void requireUnchanged() {
            if (hasNext()) {
                throw new IllegalStateException("further rows take part");
            }
        }

        @Override
        public Row next() {
            if (left == 0) {
                throw new NoSuchElementException("no further row takes part");
            }
            left--;
            return rows.next();
        }

        @Override
        public void close() {
            try {
                rows.close();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
