package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Faults on is as faults off: the same states, values, charges and events, row by row. */
final class ResultWall {

    private ResultWall() {}

    /** What differs; empty when nothing does. @param undisturbed of the same seed; jobs that it does not have are not compared */
    static List<Discrepancy> of(ResultFacts undisturbed, ResultFacts disturbed) {
        List<Discrepancy> found = new ArrayList<>();
        new TreeMap<>(undisturbed.jobs()).forEach((name, expected) -> {
            ResultFacts.Job actual = disturbed.jobs().get(name);
            if (disturbed.otherRows().contains(name)) {
                return;
            }
            if (actual == null) {
                found.add(new Discrepancy(Kind.LOST, name, "was run without faults, and is not there with them"));
            } else {
                compare(name, expected, actual, found);
            }
        });
        return found;
    }

    private static void compare(
            String name, ResultFacts.Job expected, ResultFacts.Job actual, List<Discrepancy> found) {
        // A call may also be lost without faults, where the machine has too much to do.
        if (tellsOfItsRows(expected)
                && tellsOfItsRows(actual)
                && !expected.status().equals(actual.status())) {
            differs(name, expected.status(), actual.status(), found);
        }
        if (expected.rows().size() != actual.rows().size()) {
            found.add(new Discrepancy(
                    Kind.LOST,
                    name,
                    actual.rows().size() + " rows of " + expected.rows().size()));
        }
        new TreeMap<>(expected.rows()).forEach((index, row) -> {
            ResultFacts.Row other = actual.rows().get(index);
            if (other != null && !other.said() && !row.said()) {
                compare(name + " row " + index, row, other, found);
            }
        });
    }

    /** Whether its status follows from what its rows came to by themselves. */
    private static boolean tellsOfItsRows(ResultFacts.Job job) {
        return !job.status().equals(ResultFacts.Job.AN_END)
                && job.rows().values().stream().noneMatch(ResultFacts.Row::said);
    }

    private static void compare(
            String subject, ResultFacts.Row expected, ResultFacts.Row actual, List<Discrepancy> found) {
        if (!expected.cells().equals(actual.cells())) {
            differs(subject, expected.cells(), actual.cells(), found);
        }
        if (expected.charged() != actual.charged()) {
            differs(subject + ", charged", expected.charged(), actual.charged(), found);
        }
        if (!expected.events().equals(actual.events())) {
            differs(subject + ", events", expected.events(), actual.events(), found);
        }
    }

    private static void differs(String subject, Object expected, Object actual, List<Discrepancy> found) {
        found.add(new Discrepancy(Kind.RESULT_DIFFERS, subject, expected + " became " + actual));
    }
}
