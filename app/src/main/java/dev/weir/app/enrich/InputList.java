package dev.weir.app.enrich;

import dev.weir.lists.files.HeaderMapping;
import dev.weir.lists.files.Row;
import dev.weir.lists.files.Rows;
import dev.weir.lists.files.Table;
import dev.weir.lists.reading.Aside;
import dev.weir.lists.reading.ReadRow;
import dev.weir.lists.reading.UnderstoodList;
import dev.weir.provider.Values;
import dev.weir.server.jobs.NewRow;
import dev.weir.server.jobs.NewRows;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The user's list, as canonical values. What is written somewhere and does not count as known is counted. */
final class InputList {

    private final UnderstoodList list;
    private final Table table;
    private final HeaderMapping mapping;
    private final EnrichRequest request;

    private InputList(UnderstoodList list, EnrichRequest request) {
        this.list = list;
        this.table = list.table();
        this.mapping = list.mapping();
        this.request = request;
    }

    static InputList open(EnrichRequest request) {
        Table table = Table.open(request.file(), request.list().reading());
        return new InputList(
                UnderstoodList.of(
                        table, request.map(), request.fields(), request.list().country()),
                request);
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
        return list.fields().stream().filter(field -> !isAnew(field)).toList();
    }

    /** Whether websites stand in for the domains that the list does not have; one that is asked for is asked for. */
    boolean givesDomain() {
        return list.givesDomain();
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
        Map<String, Object> known = new LinkedHashMap<>(list.read(row).known().byField());
        known.keySet().removeIf(this::isAnew);
        return new Values(known);
    }

    /** What a row says, and what of it does not count. */
    ReadRow read(Row row) {
        return list.read(row);
    }

    /** The wanted fields that the list has no column for. */
    List<String> absentFields() {
        return request.fields().stream()
                .filter(field -> mapping.columnOf(field).isEmpty())
                .toList();
    }

    /** Reads the list through once and counts. @param plan whom one may ask */
    Survey survey(Plan plan) {
        Counting counting = new Counting(plan);
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
        return new Survey(
                counting.asked, counting.known, counting.asides, counting.thousands, counting.beside, counting.askable);
    }

    /** What a reading of the list gathers. */
    private final class Counting {
        private final Asides asides = new Asides();
        private final Thousands thousands = new Thousands(mapping);
        private final Set<String> beside = new TreeSet<>();
        private final Map<String, Long> known = new TreeMap<>();
        private final AskedRows asked = new AskedRows();
        private final RowKeys seen = new RowKeys();
        private final RowKey key;
        private final AskableRows askable;

        Counting(Plan plan) {
            this.askable = new AskableRows(plan);
            this.key = RowKey.of(request.list().dedupeBy(), mapping, list.fields());
            if (key.isOfCompanies() && !request.list().dropDuplicates()) {
                request.fields().stream()
                        .filter(field -> field.startsWith("person."))
                        .findFirst()
                        .ifPresent(this::refuseMixing);
            }
        }

        void take(Row row) {
            ReadRow read = list.read(row);
            if (request.list().onlyMissing() && lacksNothing(row, read)) {
                asked.skip();
                return;
            }
            List<String> same = key.of(row, read.readable());
            int first = same.isEmpty() ? -1 : seen.find(same);
            if (first >= 0) {
                asked.repeat(first);
                if (!request.list().dropDuplicates()) {
                    beside.addAll(read.aside().keySet());
                }
                return;
            }
            int jobRow = asked.ask();
            if (!same.isEmpty()) {
                seen.add(same, jobRow);
            }
            read.aside().forEach((field, why) -> {
                if (!isAnew(field)) {
                    asides.add(field, why, row, text(row, field));
                    beside.add(field);
                }
            });
            thousands.look(row, read);
            Set<String> brought = read.known().fields();
            if (request.refresh()) {
                brought = new HashSet<>(brought);
                brought.removeIf(InputList.this::isAnew);
            }
            brought.forEach(field -> known.merge(field, 1L, Long::sum));
            askable.look(row, brought);
        }

        private String text(Row row, String field) {
            return row.cells().get(mapping.columnOf(field).orElseThrow());
        }

        private void refuseMixing(String field) {
            String keys = String.join(",", request.list().dedupeBy());
            throw Problem.invalid(
                    "key_mixes_people",
                    "Rows that share " + keys + " may be about different people, and each would get the first one's "
                            + field + ". Add what tells them apart, such as --dedupe-by " + keys
                            + ",person.full_name, or keep one row of each with --drop-duplicates.");
        }

        /** A cell that holds something is nobody's to fill, unless it says that there is nothing. */
        private boolean lacksNothing(Row row, ReadRow read) {
            return request.fields().stream()
                    .noneMatch(field -> mapping.columnOf(field).isEmpty()
                            || text(row, field).isBlank()
                            || read.aside().get(field) == Aside.PLACEHOLDER);
        }
    }

    /**
     * The list in numbers.
     *
     * @param asked which rows become the job's
     * @param known rows of the job that bring a field along, by field
     * @param asides cells of the job's rows that hold something and count as unknown
     * @param thousands numbers of the job's rows that may have been meant otherwise
     * @param beside the fields whose column has such cells in rows that get answers
     * @param askable in which of the job's rows anybody can be asked
     */
    record Survey(
            AskedRows asked,
            Map<String, Long> known,
            Asides asides,
            Thousands thousands,
            Set<String> beside,
            AskableRows askable) {

        Survey {
            known = Map.copyOf(known);
            beside = Set.copyOf(beside);
        }

        /** The rows of the job. */
        long rows() {
            return asked.asked();
        }
    }

    /** The rows that are asked for. */
    static final class Asked implements Iterator<Row> {
        private final TakenRows rows;
        private final AskedRows asked;
        private @Nullable Row ahead;

        Asked(TakenRows rows, AskedRows asked) {
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
        public Row next() {
            if (!hasNext() || ahead == null) {
                throw new NoSuchElementException("no further row is asked for");
            }
            Row row = ahead;
            ahead = null;
            return row;
        }
    }

    /** The same rows, as a job takes them in. */
    static final class Inputs implements NewRows {
        private final InputList list;
        private final Asked rows;
        private long handed;

        Inputs(InputList list, TakenRows rows, AskedRows asked) {
            this.list = list;
            this.rows = new Asked(rows, asked);
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public NewRow next() {
            Row row = rows.next();
            Integer listed = row.index() == handed++ ? null : Integer.valueOf(Math.toIntExact(row.index()));
            return new NewRow(ValuesJson.write(list.values(row)), null, listed);
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
