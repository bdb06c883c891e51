package dev.weir.acceptance.chaos.judge;

import java.util.HashMap;
import java.util.HashSet;
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
        Set<Asking.Row> asked = new HashSet<>(known(call));
        asked.retainAll(byVendor.getOrDefault(call.vendor(), Set.of()));
        return asked;
    }

    /** The rows with all that the question says, whomever they ask. */
    private Set<Asking.Row> known(Call call) {
        Set<Asking.Row> known = null;
        for (String value : call.values()) {
            Set<Asking.Row> rows = byValue.get(value);
            if (rows != null) {
                Set<Asking.Row> both = new HashSet<>(rows);
                if (known != null) {
                    both.retainAll(known);
                }
                known = both;
            }
        }
        return known == null ? Set.of() : known;
    }
}
