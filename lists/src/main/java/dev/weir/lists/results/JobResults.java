package dev.weir.lists.results;

import dev.weir.lists.files.FileFormat;
import dev.weir.lists.files.Header;
import dev.weir.lists.files.HeaderMapping;
import dev.weir.lists.files.OutputColumns;
import dev.weir.lists.files.Row;
import dev.weir.lists.files.RowWriter;
import dev.weir.lists.reading.CompanyColumn;
import dev.weir.provider.Fields;
import dev.weir.provider.Values;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.ListShape;
import dev.weir.server.jobs.OriginalRows;
import dev.weir.server.jobs.StoredRows;
import dev.weir.server.waterfall.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A job's rows with what was found for them, in their order.
 *
 * <p>Of a job that was uploaded as a list, all of the list's columns stand as they came, and found values fill its empty
 * cells or columns of their own. Of any other, the fields stand that came in, by their canonical names, behind the row's
 * number in its list, from 1, and the company it is about, where a row is about one. Rows are read in short transactions, some thousand at once.
 */
public final class JobResults {

    private static final int ROWS_AT_ONCE = 1_000;

    private final Weir weir;
    private final Job job;
    private final int totalRows;
    private final boolean provenance;
    private final FileFormat format;
    private final FoundCells found;
    private final Optional<ListShape> list;
    private final HeaderMapping mapping;
    private final OutputColumns columns;
    private final Set<String> wanted;

    private JobResults(
            Weir weir, Job job, int totalRows, FileFormat format, boolean provenance, Optional<ListShape> list) {
        this.weir = weir;
        this.job = job;
        this.totalRows = totalRows;
        this.format = format;
        this.provenance = provenance;
        this.found = new FoundCells(format);
        this.list = list;
        this.mapping = list.map(JobResults::mappingOf).orElseGet(this::mappingOfFields);
        this.wanted = new LinkedHashSet<>();
        job.plan().steps().forEach(step -> wanted.addAll(step.fields()));
        this.columns = OutputColumns.plan(
                mapping,
                shownFields(job.plan().steps()),
                this::provenance,
                false,
                goesBeside(list.map(ListShape::beside).orElse(Set.of())));
    }

    /**
     * Looks what columns there are; of a job that is no list, by reading its rows once.
     *
     * @param provenance whether columns say who gave each value, and why one is missing
     * @throws dev.weir.server.problem.Problem {@code output_xlsx_limit} for what no workbook holds
     */
    public static JobResults of(Weir weir, Job job, int totalRows, FileFormat format, boolean provenance) {
        Optional<ListShape> list = weir.originalRows().list(job);
        JobResults results = new JobResults(weir, job, totalRows, format, provenance, list);
        RowWriter.requireRoom(
                format,
                totalRows,
                results.columns.names().size(),
                list.map(ListShape::longestCell).orElse(0));
        return results;
    }

    /** Their names, in order. */
    public List<String> columns() {
        return columns.names();
    }

    /** Writes all rows; committing is the caller's. @param writer of {@link #columns} */
    public void write(RowWriter writer) {
        Inputs inputs = list.isPresent() ? new Originals(weir.originalRows()) : new Records(weir.storedRows());
        weir.rows().forEach(job, totalRows, view -> {
            Row row = inputs.next(view.index());
            writer.write(columns.merge(row, field -> found.of(view, field, provenance(field))));
        });
    }

    private static HeaderMapping mappingOf(ListShape list) {
        return new HeaderMapping(new Header(list.columns()), list.fieldByColumn(), List.of());
    }

    private HeaderMapping mappingOfFields() {
        Set<String> fields = new LinkedHashSet<>();
        boolean ofCompanies = false;
        StoredRows stored = weir.storedRows();
        for (int lo = 0; lo < totalRows; lo += ROWS_AT_ONCE) {
            for (StoredRows.Input row : stored.inputs(job, lo, Math.min(lo + ROWS_AT_ONCE, totalRows))) {
                fields.addAll(row.values().fields());
                ofCompanies |= row.companyId() != null;
            }
        }
        List<String> names = new ArrayList<>(ofCompanies ? List.of("row", CompanyColumn.NAME) : List.of("row"));
        Map<Integer, String> byColumn = new TreeMap<>();
        for (String field : fields) {
            byColumn.put(names.size(), field);
            names.add(field);
        }
        return new HeaderMapping(new Header(names), byColumn, List.of());
    }

    /** The wanted fields, and behind one that is verified what its verifier said. */
    private static List<String> shownFields(List<Step> steps) {
        Set<String> fields = new LinkedHashSet<>();
        for (Step step : steps) {
            fields.addAll(step.fields());
            if (!step.verifiers().isEmpty()) {
                step.fields()
                        .forEach(field ->
                                Fields.find(Step.statusOf(field)).ifPresent(status -> fields.add(status.name())));
            }
        }
        return List.copyOf(fields);
    }

    /** A status goes where the value goes that it is about. */
    private static Predicate<String> goesBeside(Set<String> fields) {
        return field ->
                fields.contains(field) || fields.stream().map(Step::statusOf).anyMatch(status -> status.equals(field));
    }

    private List<String> provenance(String field) {
        return !provenance ? List.of() : wanted.contains(field) ? FoundCells.PROVENANCE : FoundCells.SIDE_PROVENANCE;
    }

    /** The job's rows as they came in, each asked for once and in order. */
    private abstract class Inputs {
        private List<Row> ahead = List.of();
        private int from;

        Row next(int index) {
            if (index >= from + ahead.size()) {
                from = index;
                ahead = read(index, Math.min(index + ROWS_AT_ONCE, totalRows));
            }
            return ahead.get(index - from);
        }

        abstract List<Row> read(int lo, int hi);
    }

    private final class Originals extends Inputs {
        private final OriginalRows originals;

        Originals(OriginalRows originals) {
            this.originals = originals;
        }

        @Override
        List<Row> read(int lo, int hi) {
            List<Row> rows = new ArrayList<>(hi - lo);
            for (String stored : originals.read(job, lo, hi)) {
                rows.add(CellsJson.read(lo + rows.size(), stored));
            }
            return rows;
        }
    }

    private final class Records extends Inputs {
        private final StoredRows stored;

        Records(StoredRows stored) {
            this.stored = stored;
        }

        @Override
        List<Row> read(int lo, int hi) {
            List<Row> rows = new ArrayList<>(hi - lo);
            for (StoredRows.Input row : stored.inputs(job, lo, hi)) {
                rows.add(row(lo + rows.size(), row.listIndex(), row.companyId(), row.values()));
            }
            return rows;
        }

        private Row row(int index, int listIndex, @Nullable Long companyId, Values input) {
            List<String> cells = new ArrayList<>(List.of(String.valueOf(listIndex + 1)));
            Set<Integer> json = new HashSet<>(format == FileFormat.CSV ? Set.of() : Set.of(0));
            if (mapping.header().names().contains(CompanyColumn.NAME)) {
                if (companyId != null && format != FileFormat.CSV) {
                    json.add(cells.size());
                }
                cells.add(companyId == null ? "" : String.valueOf(companyId));
            }
            mapping.fieldByColumn().values().forEach(field -> {
                Object value = input.get(field).orElse(null);
                if (value != null && found.isJson(value)) {
                    json.add(cells.size());
                }
                cells.add(value == null ? "" : found.text(value));
            });
            return new Row(index, index + 2L, cells, json);
        }
    }
}
