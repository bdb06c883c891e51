package dev.weir.app.enrich;

import dev.weir.app.files.HeaderMapping;
import dev.weir.app.files.Row;
import dev.weir.app.files.Rows;
import dev.weir.app.files.Table;
import dev.weir.provider.Fields;
import dev.weir.provider.Values;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The user's list, as canonical values. What cannot be read as its field's kind is not known, and counted. */
final class InputList {

    private static final String WEBSITE = "company.website";
    private static final String DOMAIN = "company.domain";

    private final Table table;
    private final HeaderMapping mapping;
    private final EnrichRequest request;
    private final InputForms forms;

    private InputList(Table table, HeaderMapping mapping, EnrichRequest request) {
        this.table = table;
        this.mapping = mapping;
        this.request = request;
        this.forms = new InputForms(request.list().country());
    }

    static InputList open(EnrichRequest request) {
        Table table = Table.open(request.file(), request.list().reading());
        HeaderMapping mapping = HeaderMapping.of(table.header(), request.map(), new CanonicalFields(), table.samples());
        if (request.list().onlyMissing()) {
            requireColumns(request, mapping);
        }
        return new InputList(table, mapping, request);
    }

    private static void requireColumns(EnrichRequest request, HeaderMapping mapping) {
        for (String field : request.fields()) {
            if (mapping.columnOf(field).isEmpty()) {
                throw Problem.invalid(
                        "no_column",
                        "--only-missing fills columns that are there, and no column of the list holds " + field
                                + ". Say which does with --map 'Header=" + field + "', or leave --only-missing out.");
            }
        }
    }

    Table table() {
        return table;
    }

    HeaderMapping mapping() {
        return mapping;
    }

    /** Rows that take part, whether they are asked for or not. */
    long rows() {
        return request.limit() == 0 ? table.rows() : Math.min(request.limit(), table.rows());
    }

    /** The fields that rows may bring along. */
    List<String> knownFields() {
        List<String> known = new ArrayList<>(mapping.fieldByColumn().values().stream()
                .filter(field -> !isAnew(field))
                .toList());
        if (givesDomain()) {
            known.add(DOMAIN);
        }
        return known;
    }

    /** Whether websites stand in for the domains that the list does not have; one that is asked for is asked for. */
    boolean givesDomain() {
        return mapping.columnOf(WEBSITE).isPresent()
                && mapping.columnOf(DOMAIN).isEmpty()
                && !request.fields().contains(DOMAIN);
    }

    private boolean isAnew(String field) {
        return request.refresh() && request.fields().contains(field);
    }

    /** The rows that take part; the caller closes. */
    TakenRows read() {
        return new TakenRows(table.read(), rows());
    }

    /** What a row says that can be used. */
    Values values(Row row) {
        Map<String, Object> known = readable(row);
        known.keySet().removeIf(this::isAnew);
        return new Values(known);
    }

    private Map<String, Object> readable(Row row) {
        Map<String, String> texts = mapping.values(row);
        Map<String, Object> readable = new LinkedHashMap<>();
        texts.forEach((field, text) -> Fields.find(field)
                .flatMap(found -> forms.read(found, text, texts))
                .ifPresent(value -> readable.put(field, value)));
        String website = texts.get(WEBSITE);
        if (website != null && givesDomain()) {
            InputForms.domainOf(website).ifPresent(domain -> readable.put(DOMAIN, domain));
        }
        return readable;
    }

    /** Reads the list through once and counts. */
    Survey survey() {
        Counting counting = new Counting();
        try (TakenRows rows = read()) {
            while (rows.hasNext()) {
                counting.take(rows.next());
            }
        }
        if (counting.asked.asked() == 0) {
            throw Problem.invalid(
                    "nothing_missing",
                    "No row lacks " + String.join(" or ", request.fields())
                            + ", so there is nothing to fill. Leave --only-missing out to have further columns.");
        }
        return new Survey(counting.asked, counting.known, counting.unreadable, counting.firstLine);
    }

    /** What a reading of the list gathers. */
    private final class Counting {
        private final Map<String, Long> unreadable = new TreeMap<>();
        private final Map<String, Long> firstLine = new TreeMap<>();
        private final Map<String, Long> known = new TreeMap<>();
        private final AskedRows asked = new AskedRows();
        private final RowKeys seen = new RowKeys();
        private final RowKey key;

        Counting() {
            List<String> keyed = new ArrayList<>(mapping.fieldByColumn().values());
            if (givesDomain()) {
                keyed.add(DOMAIN);
            }
            this.key = RowKey.of(request.list().dedupeBy(), mapping, keyed);
            if (key.isOfCompanies() && !request.list().dropDuplicates()) {
                request.fields().stream()
                        .filter(field -> field.startsWith("person."))
                        .findFirst()
                        .ifPresent(this::refuseMixing);
            }
        }

        void take(Row row) {
            if (request.list().onlyMissing() && lacksNothing(row)) {
                asked.skip();
                return;
            }
            Map<String, Object> readable = readable(row);
            List<String> same = key.of(row, readable);
            int first = same.isEmpty() ? -1 : seen.find(same);
            if (first >= 0) {
                asked.repeat(first);
                return;
            }
            int jobRow = asked.ask();
            if (!same.isEmpty()) {
                seen.add(same, jobRow);
            }
            mapping.values(row).keySet().stream()
                    .filter(field -> !isAnew(field) && !readable.containsKey(field))
                    .forEach(field -> {
                        unreadable.merge(field, 1L, Long::sum);
                        firstLine.putIfAbsent(field, row.line());
                    });
            readable.keySet().stream()
                    .filter(field -> !isAnew(field))
                    .forEach(field -> known.merge(field, 1L, Long::sum));
        }

        private void refuseMixing(String field) {
            String keys = String.join(",", request.list().dedupeBy());
            throw Problem.invalid(
                    "key_mixes_people",
                    "Rows that share " + keys + " may be about different people, and each would get the first one's "
                            + field + ". Add what tells them apart, such as --dedupe-by " + keys
                            + ",person.full_name, or keep one row of each with --drop-duplicates.");
        }

        private boolean lacksNothing(Row row) {
            return request.fields().stream()
                    .noneMatch(field -> row.cells()
                            .get(mapping.columnOf(field).orElseThrow())
                            .isBlank());
        }
    }

    /**
     * The list in numbers.
     *
     * @param asked which rows become the job's
     * @param known rows of the job that bring a field along, by field
     * @param unreadable rows of the job whose text for a field cannot be read, by field
     * @param firstLine of the file, where that happens first
     */
    record Survey(AskedRows asked, Map<String, Long> known, Map<String, Long> unreadable, Map<String, Long> firstLine) {

        Survey {
            known = Map.copyOf(known);
            unreadable = new TreeMap<>(unreadable);
            firstLine = Map.copyOf(firstLine);
        }

        /** The rows of the job. */
        long rows() {
            return asked.asked();
        }

        List<String> warnings() {
            return unreadable.entrySet().stream()
                    .map(entry -> entry.getValue() + (entry.getValue() == 1 ? " row has a " : " rows have a ")
                            + entry.getKey() + " that cannot be read as one (first on line "
                            + firstLine.get(entry.getKey()) + "); there it counts as unknown.")
                    .toList();
        }
    }

    /** The canonical values of the rows that are asked for, as JSON. */
    static final class Inputs implements Iterator<String> {
        private final InputList list;
        private final TakenRows rows;
        private final AskedRows asked;
        private @Nullable Row ahead;

        Inputs(InputList list, TakenRows rows, AskedRows asked) {
            this.list = list;
            this.rows = rows;
            this.asked = asked;
        }

        @Override
        public boolean hasNext() {
            while (ahead == null && rows.hasNext()) {
                Row row = rows.next();
                ahead = asked.isAsked(row.index()) ? row : null;
            }
            return ahead != null;
        }

        @Override
        public String next() {
            if (!hasNext() || ahead == null) {
                throw new NoSuchElementException("no further row is asked for");
            }
            Row row = ahead;
            ahead = null;
            return ValuesJson.write(list.values(row));
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
