package dev.weir.app.knowing;

import dev.weir.lists.files.FileFormat;
import dev.weir.lists.files.RowWriter;
import dev.weir.provider.Fields;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.StoredCell;
import dev.weir.server.jobs.StoredRow;
import dev.weir.server.jobs.StoredRows;
import dev.weir.server.waterfall.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what a job knows of its rows: the fields that came in, by their canonical names, then those it was for. The
 * list's own columns are not stored; `weir enrich` on the same list writes those.
 */
public final class JobExport {

    private static final int ROWS_AT_ONCE = 1_000;

    private final Job job;
    private final int totalRows;
    private final StoredRows rows;
    private final boolean provenance;

    public JobExport(Job job, int totalRows, StoredRows rows, boolean provenance) {
        this.job = job;
        this.totalRows = totalRows;
        this.rows = rows;
        this.provenance = provenance;
    }

    /** All rows, or nothing. */
    public void write(Path out) {
        Set<String> fields = new LinkedHashSet<>();
        each(row -> fields.addAll(row.input().fields()));
        job.plan().steps().forEach(step -> fields.addAll(step.fields()));
        List<String> columns = new ArrayList<>();
        columns.add("row");
        for (String field : fields) {
            columns.add(field);
            if (provenance && step(field) >= 0) {
                columns.addAll(List.of(field + ".provider", field + ".status", field + ".reason"));
            }
        }
        FileFormat format = FileFormat.byName(out).orElse(FileFormat.CSV);
        try (RowWriter writer = RowWriter.to(out, format, columns)) {
            each(row -> write(row, fields, writer));
            writer.commit();
        }
    }

    private void each(Consumer<StoredRow> take) {
        for (int lo = 0; lo < totalRows; lo += ROWS_AT_ONCE) {
            rows.read(job, lo, Math.min(lo + ROWS_AT_ONCE, totalRows)).forEach(take);
        }
    }

    /** The step that asked for a field; -1 when none did. */
    private int step(String field) {
        List<Step> steps = job.plan().steps();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).fields().contains(field)) {
                return i;
            }
        }
        return -1;
    }

    private void write(StoredRow row, Set<String> fields, RowWriter writer) {
        Map<String, Object> values = new LinkedHashMap<>(row.input().byField());
        Map<String, String> from = new LinkedHashMap<>();
        for (StoredRow.Kept kept : row.kept()) {
            if (values.putIfAbsent(kept.field(), kept.value()) == null && kept.place() >= 0) {
                from.put(
                        kept.field(),
                        job.plan()
                                .steps()
                                .get(kept.step())
                                .place(kept.place())
                                .key());
            }
        }
        List<String> cells = new ArrayList<>();
        Set<Integer> json = new HashSet<>();
        cells.add(String.valueOf(row.listIndex() + 1));
        json.add(0);
        for (String field : fields) {
            Object value = values.get(field);
            if (value != null && !(value instanceof String)) {
                json.add(cells.size());
                cells.add(
                        value instanceof Number || value instanceof Boolean
                                ? Fields.toText(value)
                                : JsonMapper.shared().writeValueAsString(value));
            } else {
                cells.add(value == null ? "" : Fields.toText(value));
            }
            if (provenance && step(field) >= 0) {
                int index = step(field);
                StoredCell cell = row.cells().stream()
                        .filter(one -> one.step() == index)
                        .findFirst()
                        .orElse(null);
                cells.add(from.getOrDefault(field, ""));
                cells.add(cell == null ? "pending" : cell.state().text());
                cells.add(cell == null || cell.reason() == null ? "" : cell.reason());
            }
        }
        writer.write(cells, json);
    }
}
