package dev.weir.acceptance.chaos.judge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds whose question a call asked: of the rows that ask its vendor, those that have every value which any row has. */
final class Askers {

    private final Map<String, Set<Asking.Row>> byValue = new HashMap<>();
    private final Map<String, Set<Asking.Row>> byVendor = new HashMap<>();

    /** @param values all that is known of each row, as {@link Call#plain} has it */
    Askers(Map<Asking.Row, Set<String>> values) {
        values.forEach((row, some) -> some.forEach(
                value -> byValue.computeIfAbsent(value, _ -> new HashSet<>()).add(row)));
    }

    /** That row asks that vendor, or may have. */
    void asks(String vendor, Asking.Row row) {
        byVendor.computeIfAbsent(vendor, _ -> new HashSet<>()).add(row);
    }

    /** Who may have asked it; empty when nobody has. */
    Set<Asking.Row> of(Call call) {
        Set<Asking.Row> asked = known(call);
        asked.retainAll(byVendor.getOrDefault(call.vendor(), Set.of()));
        return asked;
    }

    /** The rows with all that the question says, whomever they ask. */
    private Set<Asking.Row> known(Call call) {
        List<Set<Asking.Row>> having = new ArrayList<>();
        for (String value : call.values()) {
            Set<Asking.Row> rows = byValue.get(value);
            if (rows != null) {
                having.add(rows);
            }
        }
        if (having.isEmpty()) {
            return new HashSet<>();
        }
        // What many have in common is looked up, not gone through.
        having.sort(Comparator.comparingInt(Set::size));
        Set<Asking.Row> known = new HashSet<>();
        for (Asking.Row row : having.getFirst()) {
            if (having.stream().allMatch(rows -> rows.contains(row))) {
                known.add(row);
            }
        }
        return known;
    }
}
