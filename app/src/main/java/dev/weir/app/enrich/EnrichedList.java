package dev.weir.app.enrich;

import dev.weir.lists.files.FieldResult;
import dev.weir.lists.files.FileFormat;
import dev.weir.lists.files.OutputColumns;
import dev.weir.lists.files.Row;
import dev.weir.lists.files.RowWriter;
import dev.weir.lists.results.FoundCells;
import dev.weir.provider.Fields;
import dev.weir.provider.Values;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.RowView;
import dev.weir.server.jobs.RowViews;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.SkipReason;
import dev.weir.server.waterfall.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Writes a job's results beside the input's columns: a row for each row, in order. */
final class EnrichedList {

    private static final String KNOWN = SkipReason.ALREADY_KNOWN.text();

    private final InputList input;
    private final EnrichRequest request;
    private final Path out;
    private final FileFormat format;
    private final FoundCells found;
    private final AskedRows asked;
    private final OutputColumns columns;
    private final Map<String, FieldCount.Running> counts = new LinkedHashMap<>();
    private final Map<String, Asides.Cells> beside = new LinkedHashMap<>();
    private long guarded;

    EnrichedList(InputList input, EnrichRequest request, InputList.Survey survey) {
        this.input = input;
        this.request = request;
        this.out = target(request, input.table().format());
        this.format = FileFormat.byName(out).orElse(input.table().format());
        this.found = new FoundCells(format);
        this.asked = survey.asked();
        this.columns = OutputColumns.plan(
                input.mapping(), columnFields(), this::provenance, request.refresh(), goesBeside(survey.beside()));
    }

    /** What a verifier said is no field that was asked for: of that only who said it is known. */
    private List<String> provenance(String field) {
        return !request.provenance()
                ? List.of()
                : request.fields().contains(field) ? FoundCells.PROVENANCE : FoundCells.SIDE_PROVENANCE;
    }

    /** A status goes where the value goes that it is about. */
    private static Predicate<String> goesBeside(Set<String> fields) {
        return field ->
                fields.contains(field) || fields.stream().map(Step::statusOf).anyMatch(status -> status.equals(field));
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
                format, input.rows(), columns.names().size(), input.table().longestCell());
        RowWriter.requireWritable(out);
    }

    /** What a person should know of columns that hold values for cells that are not empty. */
    Optional<String> besideNote() {
        List<String> added = columnFields().stream()
                .flatMap(field -> columns.besideOf(field).stream())
                .map(name -> "\"" + name + "\"")
                .toList();
        return added.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Cells with N/A and the like, or with anything else that counts as unknown, stay as they are: what"
                                + " is found for them goes into the added column" + (added.size() == 1 ? " " : "s ")
                                + String.join(", ", added) + ". Cells with nothing in them are filled.");
    }

    /** Writes all rows, or nothing. */
    void write(Job job, RowViews views) {
        request.fields().forEach(field -> counts.put(field, new FieldCount.Running(asked.complete())));
        try (InputList.TakenRows rows = input.read();
                RowWriter writer = RowWriter.to(out, format, columns.names())) {
            Unasked unasked = new Unasked(job, views, rows, writer);
            views.forEach(job, asked.asked(), view -> {
                Row row = unasked.writeUpToNextAsked();
                request.fields().forEach(field -> count(view, field));
                writer.write(columns.merge(row, field -> placed(row, field, result(view, field))));
            });
            unasked.writeRest();
            rows.requireUnchanged();
            writer.commit();
            guarded = writer.guarded();
        }
    }

    /** Writes the rows between those of the job: each as it is, or with what its earlier twin got. */
    private final class Unasked {
        private final Job job;
        private final RowViews views;
        private final InputList.TakenRows rows;
        private final RowWriter writer;

        Unasked(Job job, RowViews views, InputList.TakenRows rows, RowWriter writer) {
            this.job = job;
            this.views = views;
            this.rows = rows;
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
                Values own = input.values(row);
                writer.write(columns.merge(row, field -> {
                    FieldResult result = result(view, field);
                    return placed(row, field, own.has(field) ? result.withoutText() : result);
                }));
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

    private FieldResult result(RowView view, String field) {
        return found.of(view, field, provenance(field));
    }

    /** Notes the values that go beside their row's own cell. */
    private FieldResult placed(Row row, String field, FieldResult result) {
        if (!result.text().isEmpty() && request.fields().contains(field) && columns.goesBeside(row, field)) {
            String text = row.cells().get(input.mapping().columnOf(field).orElseThrow());
            beside.computeIfAbsent(field, _ -> new Asides.Cells()).add(row, text);
        }
        return result;
    }

    /** Counts a row of the job; rows that get an earlier one's answers are not counted. */
    private void count(RowView view, String field) {
        RowView.CellView cell = FoundCells.cell(view, field);
        FieldCount.Running running = Objects.requireNonNull(counts.get(field));
        if (view.found().containsKey(field)) {
            running.found();
        } else if (cell != null && why(cell).equals(KNOWN)) {
            running.had();
        } else if (cell != null) {
            running.missed(why(cell));
        }
    }

    private static String why(RowView.CellView cell) {
        String reason = cell.reason();
        // Of a cell in doubt the reason says only whether the lost call is its own.
        return reason == null || cell.state() == CellState.IN_DOUBT
                ? cell.state().text()
                : reason;
    }

    /** What came of each field, as written. */
    Map<String, FieldCount> counts() {
        Map<String, FieldCount> ended = new LinkedHashMap<>();
        counts.forEach((field, running) -> ended.put(field, running.soFar()));
        return ended;
    }

    /** Cells that got an apostrophe, as written. */
    long guarded() {
        return guarded;
    }

    /** The job's rows, and those of the list that are none of them. */
    AskedRows asked() {
        return asked;
    }

    /** Which values went beside cells that are not empty, as written. */
    List<Report.Beside> beside() {
        return beside.entrySet().stream()
                .map(entry -> new Report.Beside(
                        entry.getKey(),
                        columns.besideOf(entry.getKey()).orElseThrow(),
                        entry.getValue().count(),
                        entry.getValue().first()))
                .toList();
    }
}
