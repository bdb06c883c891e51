package dev.weir.server.registry;

import static dev.weir.server.registry.StepForm.orNone;

import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.StepForm.StepDestination;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Reads where a step's results are written: its form alone. Whether there is such a table, and whether it takes them, its
 * database says, when a destination is saved and when it is written to.
 */
final class DestinationReader {

    private static final String POINTER = "/destination";
    private static final String FORM = "1 to 63 of A-Z a-z 0-9 _ that begin with no digit";

    private final StepForm form;
    private final StepReading reading;
    private final Mistakes mistakes;

    DestinationReader(StepReading reading) {
        this.reading = reading;
        this.form = reading.form();
        this.mistakes = reading.mistakes();
    }

    void read(List<String> fields) {
        StepDestination said = form.destination();
        if (said != null) {
            requireTable(said);
            Set<String> columns = columns(said, fields);
            requireKeys(said, columns);
        }
    }

    private void requireTable(StepDestination said) {
        String db = said.db();
        String table = said.tableName();
        if (db == null) {
            mistakes.note(POINTER + "/db", "is missing; it is hq or workspace");
        } else {
            reading.word(
                    POINTER + "/db",
                    db,
                    new String[] {StepDestination.HQ, StepDestination.WORKSPACE},
                    UnaryOperator.identity(),
                    StepDestination.HQ);
        }
        if (table == null) {
            mistakes.note(POINTER + "/tableName", "is missing");
        } else if (StepDestination.HQ.equals(db) && !TableNames.isTaken(table)) {
            mistakes.note(
                    POINTER + "/tableName",
                    "is the name of a table, " + FORM + "; in hq its schema is the workspace's");
        } else if (!isTable(table)) {
            mistakes.note(POINTER + "/tableName", "is the name of a table, or schema.table, each " + FORM);
        }
    }

    /** Of that name alone, or {@code schema.table}. */
    private static boolean isTable(String name) {
        String[] parts = name.split("\\.", -1);
        return parts.length <= 2 && Stream.of(parts).allMatch(TableNames::isTaken);
    }

    /** The columns that are written to, those that are filled by themselves among them. */
    private Set<String> columns(StepDestination said, List<String> fields) {
        Set<String> columns = new HashSet<>(TableNames.OURS);
        boolean all = said.fieldMappings() == null;
        said.columns(fields).forEach((field, column) -> {
            String pointer = POINTER + "/fieldMappings" + (all ? "" : "/" + Problem.At.escaped(field));
            if (!fields.contains(field)) {
                mistakes.note(pointer, "is no field of the step");
            }
            if (column == null || !TableNames.isTaken(column)) {
                mistakes.note(
                        pointer,
                        all
                                ? "has to say the column of " + field + ", which cannot be called as the field is"
                                : "names a column, " + FORM);
            } else if (TableNames.OURS.contains(column.toLowerCase(Locale.ROOT))) {
                mistakes.note(pointer, column + " is filled by itself; name another column");
            } else if (!columns.add(column)) {
                mistakes.note(pointer, column + " is another field's column already");
            }
        });
        return columns;
    }

    private void requireKeys(StepDestination said, Set<String> columns) {
        List<String> keys = orNone(said.keys());
        String mode = reading.word(
                POINTER + "/mode",
                said.writes(),
                new String[] {StepDestination.INSERT, StepDestination.UPSERT, StepDestination.UPDATE_IF_BLANK},
                UnaryOperator.identity(),
                StepDestination.INSERT);
        if (StepDestination.INSERT.equals(mode)) {
            if (!keys.isEmpty() && StepDestination.INSERT.equals(said.writes())) {
                mistakes.note(
                        POINTER + "/keys",
                        "are for upsert and update_if_blank: insert finds its row by weir_key alone");
            }
            return;
        }
        if (keys.isEmpty()) {
            mistakes.note(POINTER + "/keys", "are missing: " + mode + " finds a row that is there by them");
        }
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            if (key == null || !columns.contains(key) || TableNames.WEIR_KEY.equals(key)) {
                mistakes.note(
                        POINTER + "/keys/" + i, "is company_id, company_domain, or a column that a field is mapped to");
            } else if (seen.contains(key)) {
                mistakes.note(POINTER + "/keys/" + i, "is named twice");
            }
            seen.add(key);
        }
    }
}
