package dev.weir.lists.files;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Lets rows through but for the lines that Salesforce writes below those of a report: its name, a copyright notice, who
 * made it. They have one cell each, are the last of the file, and the notice tells them.
 */
final class ReportFooter {

    private static final Pattern NOTICE = Pattern.compile("(?i)copyright \\(c\\).*salesforce.*");

    /** A footer has five or six lines. */
    private static final int MOST = 8;

    private final boolean possible;
    private final Consumer<Row> rows;
    private final Deque<Row> held = new ArrayDeque<>();

    /**
     * @param named the columns of the file; where there is but one, a footer cannot be told
     * @param rows takes those that are rows, in order
     */
    ReportFooter(int named, Consumer<Row> rows) {
        this.possible = named > 1 && named < Integer.MAX_VALUE;
        this.rows = rows;
    }

    void take(Row row) {
        if (!possible || row.cells().size() != 1) {
            held.forEach(rows);
            held.clear();
            rows.accept(row);
            return;
        }
        held.add(row);
        if (held.size() > MOST) {
            rows.accept(held.remove());
        }
    }

    /** After the last row: what to tell the user. */
    List<String> end() {
        // The line above the notice is the report's name.
        while (!held.isEmpty() && !isNotice(held.peekFirst()) && !secondIsNotice()) {
            rows.accept(held.remove());
        }
        return held.isEmpty()
                ? List.of()
                : List.of("The last " + held.size() + " lines, from line "
                        + held.getFirst().line() + " on, are the report's footer and no rows.");
    }

    private boolean secondIsNotice() {
        return held.stream().skip(1).findFirst().filter(ReportFooter::isNotice).isPresent();
    }

    private static boolean isNotice(Row row) {
        return NOTICE.matcher(row.cells().getFirst()).matches();
    }
}
