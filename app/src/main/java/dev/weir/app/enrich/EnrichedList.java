package dev.weir.app.enrich;

import dev.weir.app.files.FieldResult;
import dev.weir.app.files.FileFormat;
import dev.weir.app.files.OutputColumns;
import dev.weir.app.files.Row;
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
    private final AskedRows asked;
    private final Set<String> ownColumn;
    private final Map<String, Long> foundByField = new LinkedHashMap<>();
    private final Map<String, Map<String, Long>> unfoundByField = new LinkedHashMap<>();

    /** A field some of whose texts cannot be read gets a column of its own, since the input's holds them. */
    EnrichedList(InputList input, EnrichRequest request, InputList.Survey survey) {
        this.input = input;
        this.request = request;
        this.out = target(request, input.table().format());
        this.format = FileFormat.byName(out).orElse(input.table().format());
        this.asked = survey.asked();
        this.ownColumn = request.list().onlyMissing()
                ? Set.of()
                : Set.copyOf(survey.unreadable().keySet());
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
        return request.file().resolveSibling(stem + ".enriched." + format.ending());
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
            throw Problem.invalid(
                    "output_unwritable",
                    out + " cannot be looked at: " + unreadable + ". Name another file with --out.");
        }
        RowWriter.requireRoom(
                format, input.rows(), columns().names().size(), input.table().longestCell());
        RowWriter.requireWritable(out);
    }

    private OutputColumns columns() {
        return OutputColumns.plan(
                input.mapping(),
                columnFields(),
                request.provenance() ? PROVENANCE : List.of(),
                field -> request.refresh() || ownColumn.contains(field));
    }

    /** Writes all rows, or nothing. */
    void write(Job job, RowViews views) {
        OutputColumns columns = columns();
        request.fields().forEach(field -> foundByField.put(field, 0L));
        try (InputList.TakenRows rows = input.read();
                RowWriter writer = RowWriter.to(out, format, columns.names())) {
            Unasked unasked = new Unasked(job, views, rows, columns, writer);
            views.forEach(job, asked.asked(), view -> {
                Row row = unasked.writeUpToNextAsked();
                writer.write(columns.merge(row, field -> result(view, field, true)));
            });
            unasked.writeRest();
            rows.requireUnchanged();
            writer.commit();
        }
    }

    /** Writes the rows between those of the job: each as it is, or with what its earlier twin got. */
    private final class Unasked {
        private final Job job;
        private final RowViews views;
        private final InputList.TakenRows rows;
        private final OutputColumns columns;
        private final RowWriter writer;

        Unasked(Job job, RowViews views, InputList.TakenRows rows, OutputColumns columns, RowWriter writer) {
            this.job = job;
            this.views = views;
            this.rows = rows;
            this.columns = columns;
            this.writer = writer;
        }

        Row writeUpToNextAsked() {
            Row row = rows.next();
            while (!asked.isAsked(row.index())) {
                write(row);
                row = rows.next();
            }
            return row;
        }

        void writeRest() {
            while (rows.hasNext()) {
                write(rows.next());
            }
        }

        private void write(Row row) {
            int twin = asked.answering(row.index());
            if (twin < 0) {
                writer.write(columns.merge(row, _ -> null));
            } else if (!request.list().dropDuplicates()) {
                RowView view = views.row(job, twin);
                writer.write(columns.merge(row, field -> result(view, field, false)));
            }
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

    /** @param counts whether the row is one of the job's, and not an earlier one's twin; fields nobody asked for never count */
    private @Nullable FieldResult result(RowView view, String field, boolean counts) {
        RowView.FoundValue found = view.found().get(field);
        RowView.@Nullable CellView cell = view.cells().stream()
                .filter(candidate -> candidate.step().equals(field))
                .findFirst()
                .orElse(null);
        if (!counts || !request.fields().contains(field)) {
            return shown(found, cell);
        }
        if (found != null) {
            foundByField.merge(field, 1L, Long::sum);
        } else if (cell != null) {
            String why = why(cell);
            unfoundByField.computeIfAbsent(field, _ -> new TreeMap<>()).merge(why, 1L, Long::sum);
        }
        return shown(found, cell);
    }

    private FieldResult shown(RowView.@Nullable FoundValue found, RowView.@Nullable CellView cell) {
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
        boolean json = switch (format) {
            case CSV -> false;
            case JSONL -> !(found.value() instanceof String);
            case XLSX -> found.value() instanceof Number || found.value() instanceof Boolean;
        };
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
