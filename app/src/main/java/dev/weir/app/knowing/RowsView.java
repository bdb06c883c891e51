package dev.weir.app.knowing;

import dev.weir.app.enrich.Amounts;
import dev.weir.app.text.Listing;
import dev.weir.app.text.Wrapped;
import dev.weir.provider.Fields;
import dev.weir.provider.Nearest;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.ListPlace;
import dev.weir.server.jobs.StoredCell;
import dev.weir.server.jobs.StoredRow;
import dev.weir.server.jobs.StoredRows;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Cells of a job, a line for each. @param more whether there are others that fit the filter */
public record RowsView(Job job, int totalRows, List<Line> cells, boolean more) {

    private static final int ROWS_AT_ONCE = 1_000;

    /** Which cells. @param from the first row, as the list counts, from 1 @param limit at most so many */
    public record Filter(
            @Nullable String field,
            @Nullable String state,
            @Nullable String why,
            int from,
            int limit) {

        boolean takes(Line line) {
            return (field == null || line.step().equals(field))
                    && (state == null || line.state().equals(state))
                    && (why == null || why.equals(line.reason()));
        }
    }

    /** One cell. @param row from 1, as the list counts @param found by field */
    public record Line(
            int row, String step, String state, @Nullable String reason, Map<String, Object> found, String from) {}

    public RowsView {
        cells = List.copyOf(cells);
    }

    /** @throws Problem when the filter names a field or state there is not */
    public static RowsView of(Job job, int totalRows, StoredRows rows, Filter filter) {
        check(job, filter);
        List<Line> lines = new ArrayList<>();
        int first = rows.atOrBehind(job, Math.max(0, filter.from() - 1))
                .map(ListPlace::row)
                .orElse(totalRows);
        for (int lo = first; lo < totalRows; lo += ROWS_AT_ONCE) {
            for (StoredRow row : rows.read(job, lo, Math.min(lo + ROWS_AT_ONCE, totalRows))) {
                for (Line line : lines(job, row)) {
                    if (filter.takes(line)) {
                        if (lines.size() >= Math.max(1, filter.limit())) {
                            return new RowsView(job, totalRows, lines, true);
                        }
                        lines.add(line);
                    }
                }
            }
        }
        return new RowsView(job, totalRows, lines, false);
    }

    private static void check(Job job, Filter filter) {
        List<String> steps = job.plan().steps().stream().map(Step::name).toList();
        if (filter.field() != null && !steps.contains(filter.field())) {
            throw Problem.notFound(
                    "unknown_field",
                    "Job " + job.id() + " did not ask for '" + filter.field() + "'; it asked for "
                            + String.join(", ", steps) + ". Name one of these."
                            + Nearest.question(steps, filter.field()));
        }
        List<String> states =
                Arrays.stream(CellState.values()).map(CellState::text).toList();
        if (filter.state() != null && !states.contains(filter.state())) {
            throw Problem.invalid(
                    "unknown_state",
                    "There is no state '" + filter.state() + "'. Name one of " + String.join(", ", states) + "."
                            + Nearest.question(states, filter.state()));
        }
    }

    private static List<Line> lines(Job job, StoredRow row) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < job.plan().steps().size(); i++) {
            Step step = job.plan().steps().get(i);
            int index = i;
            StoredCell cell = row.cells().stream()
                    .filter(one -> one.step() == index)
                    .findFirst()
                    .orElse(null);
            if (cell == null) {
                lines.add(new Line(row.listIndex() + 1, step.name(), CellState.PENDING.text(), null, Map.of(), ""));
            } else {
                Map<String, Object> found = new LinkedHashMap<>();
                Set<String> from = new TreeSet<>();
                row.kept().stream().filter(kept -> kept.step() == index).forEach(kept -> {
                    found.put(kept.field(), kept.value());
                    String provider = kept.provider(step);
                    from.add(provider.isEmpty() ? "?" : provider);
                });
                lines.add(new Line(
                        row.listIndex() + 1,
                        step.name(),
                        cell.state().text(),
                        cell.reason(),
                        found,
                        String.join(", ", from)));
            }
        }
        return lines;
    }

    public List<String> lines(int width) {
        Listing listing = new Listing("row", "field", "state", "why", "value", "from");
        for (Line line : cells) {
            listing.row(
                    Amounts.count(line.row()),
                    line.step(),
                    line.state(),
                    line.reason() == null ? "" : line.reason(),
                    String.join(
                            "; ",
                            line.found().values().stream()
                                    .map(Fields::toText)
                                    .map(RowsView::oneLine)
                                    .toList()),
                    line.from());
        }
        List<String> lines = new ArrayList<>(
                cells.isEmpty()
                        ? List.of("No cell of job " + job.id() + " is so, in " + Amounts.count(totalRows) + " rows.")
                        : listing.lines(width));
        if (more) {
            lines.addAll(Wrapped.lines(
                    "",
                    "There are more; go on with --from " + (cells.getLast().row() + 1) + ", or raise --limit.",
                    width));
        }
        return lines;
    }

    /** One line of a value that may hold a whole page. */
    private static String oneLine(String text) {
        String flat = text.replaceAll("\\p{Cntrl}+", " ");
        return flat.length() <= 60 ? flat : flat.substring(0, 57) + "...";
    }

    public String json() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("jobId", job.id());
        document.put("totalRecords", totalRows);
        List<Map<String, Object>> all = new ArrayList<>();
        for (Line line : cells) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("row", line.row());
            one.put("field", line.step());
            one.put("state", line.state());
            one.put("reason", line.reason());
            one.put("found", line.found());
            one.put("from", line.from());
            all.add(one);
        }
        document.put("cells", all);
        document.put("more", more);
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }
}
