package dev.weir.app.enrich;

import dev.weir.lists.files.HeaderMapping;
import dev.weir.server.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Refuses a list of which no row gives what anybody could be asked with, and says which column may hold it. */
final class NothingToAskWith {

    /** Columns that are not used and shown with their texts; the others are counted. */
    private static final int SHOWN = 12;

    private static final int LONGEST = 24;

    /** Sets of fields that are named, of all that would do. */
    private static final int ALTERNATIVES = 6;

    private NothingToAskWith() {}

    /** @throws Problem {@code no_usable_input} where a wanted field can come of no row */
    static void refuse(InputList list, EnrichRequest request, AskableRows rows) {
        List<String> lost = rows.lost();
        if (lost.isEmpty()) {
            return;
        }
        List<String> details = new ArrayList<>();
        details.add("  the rows give: " + (rows.given().isEmpty() ? "nothing" : String.join(", ", rows.given())));
        List<Set<String>> needed = new ArrayList<>();
        for (String field : lost) {
            List<Set<String>> lacking =
                    rows.lacking(field).stream().limit(ALTERNATIVES).toList();
            needed.addAll(lacking);
            details.add("  for " + field + " they lack " + (lacking.size() == 1 ? "" : "one of: ")
                    + String.join(
                            "; ",
                            lacking.stream().map(one -> String.join(" + ", one)).toList()));
        }
        List<String> unused = unused(list);
        details.addAll(unused);
        details.add(
                unused.isEmpty()
                        ? "Every column that holds anything is used: add one that holds that."
                        : "If a column holds that, say which: " + example(list, request, needed) + ".");
        if (lost.size() < request.fields().size()) {
            details.add("Or leave " + String.join(" and ", lost) + " out of --fields.");
        }
        throw new Problem(
                Problem.Kind.INVALID,
                "no_usable_input",
                "Nobody can be asked for " + String.join(" or ", lost) + ", since "
                        + (list.rows() == 1 ? "the row does not give" : "no row gives")
                        + " what that takes. No job was made. Add what is lacking, as the lines below say.",
                details);
    }

    /** The columns that are taken for nothing and hold something, each with its first texts. */
    private static List<String> unused(InputList list) {
        HeaderMapping mapping = list.mapping();
        List<List<String>> samples = list.table().samples();
        List<Integer> unused = IntStream.range(0, mapping.header().size())
                .filter(column -> !mapping.fieldByColumn().containsKey(column)
                        && !samples.get(column).isEmpty())
                .boxed()
                .toList();
        if (unused.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(List.of("  columns that are not used:"));
        int width = unused.stream()
                .limit(SHOWN)
                .mapToInt(column -> cut(mapping.shown(column)).length())
                .max()
                .orElse(0);
        unused.stream()
                .limit(SHOWN)
                .forEach(column -> lines.add("    " + cut(mapping.shown(column))
                        + " ".repeat(width - cut(mapping.shown(column)).length())
                        + "   "
                        + String.join(
                                ", ",
                                samples.get(column).stream()
                                        .map(Asides::printable)
                                        .map(NothingToAskWith::cut)
                                        .toList())));
        if (unused.size() > SHOWN) {
            lines.add("    and " + Amounts.count(unused.size() - SHOWN) + " more");
        }
        return lines;
    }

    /** What looks like one of the needed by its values, else how it is said. */
    private static String example(InputList list, EnrichRequest request, List<Set<String>> needed) {
        Set<String> fields = new LinkedHashSet<>();
        needed.forEach(fields::addAll);
        List<String> likely = LookAlikes.options(list, request, fields);
        // Every list of people or companies has their names.
        Set<String> usual = needed.stream()
                .filter(one -> one.contains("company.name"))
                .findFirst()
                .orElseGet(() -> needed.isEmpty() ? Set.of("company.name") : needed.getFirst());
        return String.join(
                " ",
                likely.isEmpty()
                        ? usual.stream()
                                .map(field -> "--map 'Header=" + field + "'")
                                .toList()
                        : likely);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
