package dev.weir.providers;

import dev.weir.providers.Pointer.WrongShape;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What a usable answer looks like: places and the JSON types that may stand there. */
record AnswerShape(List<Map.Entry<Pointer, Set<JsonType>>> places) {

    AnswerShape {
        places = List.copyOf(places);
    }

    /** @throws WrongShape at the first place that does not fit */
    void check(JsonNode root) {
        for (Map.Entry<Pointer, Set<JsonType>> place : places) {
            JsonType type = JsonType.of(place.getKey().exact(root));
            if (!place.getValue().contains(type)) {
                throw new WrongShape((place.getKey().toString().isEmpty() ? "the answer" : place.getKey()) + " is "
                        + (type == JsonType.MISSING ? "missing" : "a " + type.word()) + ", not "
                        + place.getValue().stream().map(JsonType::word).sorted().collect(Collectors.joining(" or ")));
            }
        }
    }
}
