package dev.weir.server.catalog;

import dev.weir.server.waterfall.OnDoubt;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * What somebody wants to have found, as he said it; whether it can be is for the {@link Planner} to say.
 *
 * @param fields canonical names, in the order in which they are wanted; one given twice counts once
 * @param waterfalls providers by field, where he says whom to ask
 * @param demands what a value needs to count, by field, where that is more than usual
 */
public record Wanted(
        List<String> fields, Map<String, List<String>> waterfalls, Map<String, Demand> demands, OnDoubt onDoubt) {

    public Wanted {
        fields = List.copyOf(new LinkedHashSet<>(fields));
        waterfalls = Collections.unmodifiableMap(new LinkedHashMap<>(waterfalls));
        demands = Collections.unmodifiableMap(new LinkedHashMap<>(demands));
    }

    Demand demand(String field) {
        return demands.getOrDefault(field, Demand.USUAL);
    }
}
