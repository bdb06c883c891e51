package dev.weir.providers;

import dev.weir.providers.Condition.StatusRange;
import dev.weir.providers.Condition.Test;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads reading rules. */
final class RuleReader {

    private RuleReader() {}

    static List<Rule> rules(JsonNode list, String at, Problems problems) {
        List<Rule> rules = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            JsonNode node = list.path(i);
            Rule.Meaning meaning = Rule.Meaning.valueOf(node.path("reply").asString());
            if (node.has("after") && meaning != Rule.Meaning.AGAIN && meaning != Rule.Meaning.THROTTLED) {
                problems.add(at + "/" + i + "/after", "only AGAIN and THROTTLED name a wait of their own.");
            }
            if (node.has("milli") && node.path("free").asBoolean(false)) {
                problems.add(at + "/" + i + "/milli", "what is free has no price; take one of the two off.");
            }
            if (node.has("more") && meaning != Rule.Meaning.FOUND) {
                problems.add(at + "/" + i + "/more", "only FOUND can be followed by more.");
            }
            rules.add(new Rule(
                    condition(node.path("when")),
                    meaning,
                    price(node),
                    places(node.path("retryAfter")),
                    node.has("after") ? Durations.read(node.path("after"), Duration.ZERO) : null,
                    node.path("more").asBoolean(false)));
        }
        return rules;
    }

    /** What such an answer costs; null where the operation's price rules. */
    private static @Nullable Long price(JsonNode rule) {
        if (rule.path("free").asBoolean(false)) {
            return 0L;
        }
        return rule.has("milli") ? rule.path("milli").asLong() : null;
    }

    static Condition condition(JsonNode when) {
        JsonNode status = when.path("status");
        List<StatusRange> statuses = new ArrayList<>();
        if (status.isArray()) {
            status.forEach(one -> statuses.add(StatusRange.parse(one.asString())));
        } else if (!status.isMissingNode()) {
            statuses.add(StatusRange.parse(status.asString()));
        }
        Map<String, Test> headers = new LinkedHashMap<>();
        when.path("header")
                .properties()
                .forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), test(header.getValue())));
        return new Condition(statuses, headers, demands(when.path("body")));
    }

    /** Pointers and what must hold there. */
    static List<Map.Entry<Pointer, Test>> demands(JsonNode node) {
        List<Map.Entry<Pointer, Test>> demands = new ArrayList<>();
        node.properties().forEach(place -> demands.add(Map.entry(Pointer.of(place.getKey()), test(place.getValue()))));
        return demands;
    }

    private static Test test(JsonNode node) {
        if (node.isString()) {
            return node.asString().equals("present") ? new Test.Present() : new Test.Absent();
        }
        if (node.has("contains")) {
            return new Test.Contains(word(node.path("contains")));
        }
        return new Test.OneOf(node.has("equals") ? Set.of(word(node.path("equals"))) : words(node.path("oneOf")));
    }

    private static List<Place> places(JsonNode list) {
        List<Place> places = new ArrayList<>(list.size());
        list.forEach(node -> places.add(place(node)));
        return places;
    }

    static Place place(JsonNode node) {
        return node.has("header")
                ? new Place.Header(
                        node.path("header").asString().toLowerCase(Locale.ROOT),
                        node.path("epoch").asBoolean(false))
                : new Place.Body(Pointer.of(node.path("pointer").asString()));
    }

    /** Scalars as they are compared: as text, in lower case. */
    static Set<String> words(JsonNode list) {
        return DeclarationReader.texts(list).stream()
                .map(word -> word.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String word(JsonNode scalar) {
        return scalar.asString().strip().toLowerCase(Locale.ROOT);
    }
}
