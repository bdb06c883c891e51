package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.acceptance.chaos.judge.DestinationFacts.Place;
import dev.weir.acceptance.chaos.judge.DestinationFacts.Result;
import dev.weir.acceptance.chaos.judge.DestinationFacts.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A customer's table has one row for each key that something was stored for, as the newest result says and the vendor knows. */
final class DestinationWall {

    private DestinationWall() {}

    /** What does not fit; empty when all does. */
    static List<Discrepancy> of(DestinationFacts facts) {
        List<Discrepancy> found = new ArrayList<>();
        Map<Place, Result> newest = new HashMap<>();
        Set<Long> numbers = new HashSet<>();
        for (Result result : facts.results()) {
            if (!numbers.add(result.number())) {
                found.add(new Discrepancy(Kind.EFFECT_TWICE, "result " + result.number(), "is logged as stored twice"));
            }
            newest.merge(result.place(), result, (one, other) -> one.number() > other.number() ? one : other);
        }
        Map<Place, List<Stored>> rows = new HashMap<>();
        facts.stored()
                .forEach(row -> rows.computeIfAbsent(row.place(), _ -> new ArrayList<>())
                        .add(row));
        newest.forEach((place, result) -> {
            List<Stored> there = rows.getOrDefault(place, List.of());
            if (there.size() != 1) {
                wrong(place, there.size() + " rows, of which there is to be one, by result " + result.name(), found);
            } else {
                compare(there.getFirst(), result, facts.truth().getOrDefault(place, Map.of()), found);
            }
        });
        rows.keySet().stream()
                .filter(place -> !newest.containsKey(place))
                .forEach(place -> wrong(place, "is there, and no result was stored", found));
        return found;
    }

    private static void compare(Stored row, Result result, Map<String, String> truth, List<Discrepancy> found) {
        if (!row.by().equals(result.name())) {
            wrong(row.place(), "is by result " + row.by() + ", and the newest one is " + result.name(), found);
            return;
        }
        result.columns().forEach((column, value) -> {
            String there = row.columns().get(column);
            if (!value.equals(there)) {
                wrong(row.place(), "has " + column + " " + there + ", and its result says " + value, found);
            }
        });
        truth.forEach((column, value) -> {
            String there = row.columns().get(column);
            if (!value.equals(there)) {
                wrong(row.place(), "has " + column + " " + there + ", and the vendor knows " + value, found);
            }
        });
    }

    private static void wrong(Place place, String detail, List<Discrepancy> found) {
        found.add(new Discrepancy(Kind.DESTINATION_WRONG, place.toString(), detail));
    }
}
