package dev.weir.app.enrich;

import dev.weir.lists.files.Row;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Counts, for each wanted field, the rows that have it, and those that lack it and give nothing that anybody could be asked
 * with, even if whatever is asked for before it is found.
 */
final class AskableRows {

    /** Different sets of known fields that are remembered; of a list with more, some are reckoned again. */
    private static final int REMEMBERED = 4_096;

    /** So many of what would do are named. */
    private static final int NAMED = 4;

    private final Plan plan;
    private final Map<Set<String>, Set<String>> hopelessWith = new LinkedHashMap<>();
    private final Map<String, Long> had = new LinkedHashMap<>();
    private final Map<String, Asides.Cells> hopeless = new LinkedHashMap<>();
    private final Set<String> given = new TreeSet<>();
    private long rows;

    AskableRows(Plan plan) {
        this.plan = plan;
    }

    /** @param known the fields that a row of the job brings along */
    void look(Row row, Set<String> known) {
        rows++;
        given.addAll(known);
        Set<String> left = hopelessWith.get(known);
        if (left == null) {
            left = hopelessWith(known);
            if (hopelessWith.size() < REMEMBERED) {
                hopelessWith.put(Set.copyOf(known), left);
            }
        }
        for (Step step : plan.steps()) {
            if (left.contains(step.name())) {
                hopeless.computeIfAbsent(step.name(), _ -> new Asides.Cells()).add(row, "");
            } else if (known.containsAll(step.fields())) {
                had.merge(step.name(), 1L, Long::sum);
            }
        }
    }

    private Set<String> hopelessWith(Set<String> known) {
        Set<String> obtainable = new HashSet<>(known);
        Set<String> left = new LinkedHashSet<>();
        for (Step step : plan.steps()) {
            if (known.containsAll(step.fields())) {
                continue;
            }
            if (!step.looksUp()
                    || step.finds().stream().anyMatch(place -> place.spec().canBeAskedWith(obtainable))) {
                obtainable.addAll(step.fields());
            } else {
                left.add(step.name());
            }
        }
        return left;
    }

    /** The fields that no row has and nobody can be asked for in any row. */
    List<String> lost() {
        return plan.steps().stream()
                .map(Step::name)
                .filter(field -> rows > 0
                        && !had.containsKey(field)
                        && hopeless.containsKey(field)
                        && hopeless.get(field).count() == rows)
                .toList();
    }

    /** The fields that some row gives. */
    Set<String> given() {
        return given;
    }

    /**
     * What would do for a field, beside what a row gives for which nobody can be asked: sets of fields, the smallest first,
     * none of which holds another.
     */
    List<Set<String>> lacking(String field) {
        Set<Set<String>> all = new LinkedHashSet<>();
        for (Set<String> inputs : inputs(field)) {
            for (Set<String> known : hopelessKinds(field)) {
                Set<String> lacking = new TreeSet<>(inputs);
                lacking.removeAll(known);
                all.add(lacking);
            }
        }
        return all.stream()
                .filter(one -> all.stream().noneMatch(other -> !other.equals(one) && one.containsAll(other)))
                .sorted(Comparator.comparingInt(AskableRows::rarity))
                .toList();
    }

    private List<Set<String>> hopelessKinds(String field) {
        return hopelessWith.entrySet().stream()
                .filter(entry -> entry.getValue().contains(field))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Fewer fields are sooner had, and a mobile number seldom. */
    private static int rarity(Set<String> fields) {
        return fields.size() + (fields.contains("person.mobile_phone") ? 2 : 0);
    }

    private Collection<Set<String>> inputs(String field) {
        List<Set<String>> inputs = new ArrayList<>();
        plan.steps().stream()
                .filter(step -> step.name().equals(field))
                .flatMap(step -> step.finds().stream())
                .map(Place::spec)
                .forEach(spec -> spec.inputs().forEach(one -> {
                    if (!one.contains(field)) {
                        inputs.add(Set.copyOf(one));
                    }
                }));
        return inputs;
    }

    /** A sentence for the fields that some rows lack and nobody can be asked for there, one for all of the same rows. */
    List<String> sentences() {
        Map<String, List<String>> byRows = new LinkedHashMap<>();
        hopeless.forEach((field, cells) -> byRows.computeIfAbsent(
                        cells.rows() + (cells.count() == 1 ? ", which gives" : ", which give") + " too little ("
                                + cells.place() + ")",
                        _ -> new ArrayList<>())
                .add(field));
        List<String> sentences = new ArrayList<>();
        byRows.forEach((some, fields) -> sentences.add("Nobody can be asked for " + String.join(" or ", fields) + " in "
                + some + "; it stays empty there. Any of these would do beside: "
                + lacking(fields.getFirst()).stream()
                        .limit(NAMED)
                        .map(one -> String.join(" + ", one))
                        .collect(Collectors.joining("; "))
                + "."));
        return sentences;
    }
}
