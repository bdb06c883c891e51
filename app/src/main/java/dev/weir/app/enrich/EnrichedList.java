package dev.weir.app.enrich;

import dev.weir.app.files.FieldResult;
import dev.weir.app.files.FileFormat;
import dev.weir.app.files.OutputColumns;
import dev.weir.app.files.RowWriter;
import dev.weir.provider.Fields;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.RowView;
import dev.weir.server.jobs.RowViews;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes a job's results beside the input's columns: a row for each row, in order. */
final class EnrichedList {

    private static final List<String> PROVENANCE = List.of("provider", "status", "reason");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final InputList input;
    private final EnrichRequest request;
    private final Path out;
    private final FileFormat format;
    private final Set<String> ownColumn;
    private final Map<String, Long> foundByField = new LinkedHashMap<>();
    private final Map<String, Map<String, Long>> unfoundByField = new LinkedHashMap<>();

    /** @param unreadable fields that get a column of their own, since the input's holds what cannot be read */
    EnrichedList(InputList input, EnrichRequest request, Set<String> unreadable) {
        this.input = input;
        this.request = request;
        this.out = target(request, input.table().format());
        this.format = FileFormat.byName(out).orElse(input.table().format());
        this.ownColumn = Set.copyOf(unreadable);
    }

    /** Where the result goes: where the user says, else beside the input. */
    private static Path target(EnrichRequest request, FileFormat format) {
        Path said = request.out();
        if (said != null) {
            return said;
        }
        String name = String.valueOf(request.file().getFileName());
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        return request.file().resolveSibling(stem + ".enriched." + (format == FileFormat.CSV ? "csv" : "jsonl"));
    }

    Path out() {
        return out;
    }

    /** Fails now as writing would later. */
    void requireWritable() {
        try {
            if (Files.exists(out) && Files.isSameFile(out, request.file())) {
                throw Problem.invalid(
                        "output_is_input",
                        "--out is the list itself. Name another file, so that what you have stays as it is.");
            }
        } catch (IOException unreadable) {
            throw Problem.invalid("output_unwritable", out + " cannot be looked at: " + unreadable + ".");
        }
        RowWriter.requireWritable(out);
    }

    /** Writes all rows, or nothing. */
    void write(Job job, RowViews views) {
        OutputColumns columns = OutputColumns.plan(
                input.mapping(),
                columnFields(),
                request.provenance() ? PROVENANCE : List.of(),
                field -> request.refresh() || ownColumn.contains(field));
        request.fields().forEach(field -> foundByField.put(field, 0L));
        try (InputList.TakenRows rows = input.read();
                RowWriter writer = RowWriter.to(out, format, columns.names())) {
            views.forEach(job, Math.toIntExact(input.rows()), view -> {
                writer.write(columns.merge(rows.next(), field -> result(view, field)));
            });
            rows.requireUnchanged();
            writer.commit();
        }
    }

    /** The requested fields, and behind one that is verified what its verifier said. */
    private List<String> columnFields() {
        Demands demands = request.demands();
        if (!demands.flags() && !(demands.verified() && request.provenance())) {
            return request.fields();
        }
        Set<String> fields = new LinkedHashSet<>();
        for (String field : request.fields()) {
            fields.add(field);
            Fields.find(Step.statusOf(field)).ifPresent(status -> fields.add(status.name()));
        }
        return List.copyOf(fields);
    }

    private @Nullable FieldResult result(RowView view, String field) {
        RowView.FoundValue found = view.found().get(field);
        RowView.@Nullable CellView cell = view.cells().stream()
                .filter(candidate -> candidate.step().equals(field))
                .findFirst()
                .orElse(null);
        if (!request.fields().contains(field)) {
            // Told beside what was asked for, and not counted as found.
        } else if (found != null) {
            foundByField.merge(field, 1L, Long::sum);
        } else if (cell != null) {
            String why = why(cell);
            unfoundByField.computeIfAbsent(field, _ -> new TreeMap<>()).merge(why, 1L, Long::sum);
        }
        List<String> provenance = List.of();
        if (request.provenance()) {
            provenance = List.of(
                    found == null ? "" : found.provider(),
                    cell == null ? "" : cell.state().text(),
                    cell == null || cell.reason() == null ? "" : cell.reason());
        }
        if (found == null) {
            return new FieldResult("", false, provenance);
        }
        boolean json = format == FileFormat.JSONL && !(found.value() instanceof String);
        return new FieldResult(
                json ? JSON.writeValueAsString(found.value()) : Fields.toText(found.value()), json, provenance);
    }

    private static String why(RowView.CellView cell) {
        String reason = cell.reason();
        // Of a cell in doubt the reason says only whether the lost call is its own.
        return reason == null || cell.state() == CellState.IN_DOUBT
                ? cell.state().text()
                : reason;
    }

    /** How many rows have a field by this job, as written. */
    Map<String, Long> foundByField() {
        return foundByField;
    }

    /** Why rows do not have it, by field and reason. */
    Map<String, Map<String, Long>> unfoundByField() {
        return unfoundByField;
    }
}
