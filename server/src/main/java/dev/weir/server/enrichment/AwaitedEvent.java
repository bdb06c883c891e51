package dev.weir.server.enrichment;

import dev.weir.provider.Fields;
import dev.weir.provider.Values;
import dev.weir.server.waterfall.CellEnd;
import dev.weir.server.waterfall.CellReason;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the event that a step has awaited makes of its cell. */
final class AwaitedEvent {

    /** Has come as soon as what was asked before in the row has ended. */
    static final String ENRICHMENT_COMPLETE = "enrichment-complete";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    /** No place gave it. */
    private static final int OUTSIDE = -1;

    private AwaitedEvent() {}

    /** Whether an awaited event needs no signal: the row's steps come one after another. */
    static boolean hasComeOfItself(Plan plan, int index, StepKind.Await await) {
        return await.events().contains(ENRICHMENT_COMPLETE)
                && plan.steps().subList(0, index).stream().anyMatch(step -> step.kind() instanceof StepKind.Lookup);
    }

    /** Whether what the event says can make a difference to a later step. */
    static boolean isRead(Plan plan, int index) {
        return plan.steps().subList(index + 1, plan.steps().size()).stream()
                .anyMatch(step -> step.reads(StepKind.Await.EVENT));
    }

    /** The step's fields that are not known. */
    static List<String> missing(Step step, Values known) {
        return step.fields().stream().filter(field -> !known.has(field)).toList();
    }

    /** The cell's end by what the payload says of its fields. @param payload JSON */
    static CellEnd end(Step step, Values known, String payload) {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Integer> sources = new LinkedHashMap<>();
        List<String> wanted = missing(step, known);
        JsonNode said = read(payload);
        for (String field : wanted) {
            value(step, field, said.get(field)).ifPresent(value -> {
                values.put(field, value);
                sources.put(field, OUTSIDE);
            });
        }
        List<String> missing =
                wanted.stream().filter(field -> !values.containsKey(field)).toList();
        Values kept = values.isEmpty() ? Values.none() : new Values(values);
        return missing.isEmpty()
                ? new CellEnd.Completed(kept, sources)
                : new CellEnd.Failed(CellReason.NOT_FOUND, kept, sources, missing);
    }

    private static JsonNode read(String payload) {
        try {
            return JSON.readTree(payload);
        } catch (JacksonException | NumberFormatException unreadable) {
            // The latter of an exponent that is too long for any number.
            return JSON.createObjectNode();
        }
    }

    /** The value that is said of a field; empty where there is none, or none that can be read as what the field is. */
    private static Optional<Object> value(Step step, String field, @Nullable JsonNode said) {
        if (said == null || said.isNull()) {
            return Optional.empty();
        }
        // What nobody gave a type may be true or false as well as a text.
        return said.isBoolean()
                        && Fields.isCustom(field)
                        && !step.rules().types().containsKey(field)
                ? Optional.of(said.booleanValue())
                : step.rules().field(field).normalise(JSON.treeToValue(said, Object.class));
    }
}
