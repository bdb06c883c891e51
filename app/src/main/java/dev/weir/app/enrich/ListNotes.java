package dev.weir.app.enrich;

import java.util.ArrayList;
import java.util.List;

/** What a person should know of how a list's rows become a job's. */
final class ListNotes {

    private ListNotes() {}

    static List<String> of(InputList list, InputList.Survey survey, ListOptions options) {
        List<String> notes = new ArrayList<>();
        if (list.givesDomain()) {
            notes.add("  company.domain is taken from company.website where that is a company's own.");
        }
        AskedRows asked = survey.asked();
        if (!options.dedupeBy().isEmpty()) {
            notes.add("  " + rows(asked.repeated(), "repeats", "repeat") + " the "
                    + String.join(" + ", options.dedupeBy())
                    + " of an earlier row: "
                    + (options.dropDuplicates()
                            ? "asked once, and left out of the result."
                            : "asked once, and given the same answers."));
        }
        List<String> absent = list.absentFields();
        if (options.onlyMissing() && !absent.isEmpty()) {
            notes.add("  The list has no column for " + String.join(", ", absent) + ": "
                    + (absent.size() == 1
                            ? "one is added, and every row is asked for it."
                            : "they are added, and every row is asked for them."));
        } else if (options.onlyMissing()) {
            notes.add("  " + rows(asked.complete(), "lacks", "lack")
                    + " nothing that is asked for, and nobody is asked for "
                    + (asked.complete() == 1 ? "it." : "them."));
        }
        return notes;
    }

    private static String rows(int count, String one, String many) {
        return Amounts.count(count) + (count == 1 ? " row " + one : " rows " + many);
    }
}
