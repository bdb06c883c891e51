package dev.weir.lists.results;

import dev.weir.lists.files.FieldResult;
import dev.weir.lists.files.FileFormat;
import dev.weir.provider.Fields;
import dev.weir.server.jobs.RowView;
import dev.weir.server.waterfall.CellState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What was found for a row, as cells of a list. */
public final class FoundCells {

    /** Who gave a value, how its cell stands, and why it is missing: behind {@code field.} the columns of a wanted field. */
    public static final List<String> PROVENANCE = List.of("provider", "status", "reason");

    /** Of a field that nobody asked for by itself. */
    public static final List<String> SIDE_PROVENANCE = List.of("provider");

    private static final JsonMapper JSON = JsonMapper.shared();

    private final FileFormat format;

    public FoundCells(FileFormat format) {
        this.format = format;
    }

    /** @param provenance of {@link #PROVENANCE} those that are wanted */
    public FieldResult of(RowView view, String field, List<String> provenance) {
        RowView.FoundValue found = view.found().get(field);
        RowView.CellView cell = cell(view, field);
        List<String> said =
                provenance.stream().map(name -> said(name, found, cell)).toList();
        return found == null
                ? new FieldResult("", false, said)
                : new FieldResult(text(found.value()), isJson(found.value()), said);
    }

    /** The cell of the step that is for a field: of several the first that had something to do; null for none. */
    public static RowView.@Nullable CellView cell(RowView view, String field) {
        RowView.CellView idle = null;
        for (RowView.CellView candidate : view.cells()) {
            if (candidate.fields().contains(field)) {
                if (candidate.state() != CellState.SKIPPED) {
                    return candidate;
                }
                idle = idle == null ? candidate : idle;
            }
        }
        return idle;
    }

    private static String said(String provenance, RowView.@Nullable FoundValue found, RowView.@Nullable CellView cell) {
        return switch (provenance) {
            case "provider" -> found == null ? "" : found.provider();
            case "status" -> cell == null ? "" : cell.state().text();
            default -> cell == null || cell.reason() == null ? "" : cell.reason();
        };
    }

    /** A value as the text of a cell. */
    String text(Object value) {
        return isJson(value) ? JSON.writeValueAsString(value) : Fields.toText(value);
    }

    /** Whether that text is a JSON value rather than a string. */
    boolean isJson(Object value) {
        return switch (format) {
            case CSV -> false;
            case JSONL -> !(value instanceof String);
            case XLSX -> value instanceof Number || value instanceof Boolean;
        };
    }
}
