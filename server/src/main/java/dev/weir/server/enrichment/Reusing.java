package dev.weir.server.enrichment;

import dev.weir.provider.Fields;
import dev.weir.provider.Values;
import dev.weir.server.storage.EarlierResults;
import dev.weir.server.waterfall.Step;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * That a step takes an earlier result for the row's company instead of asking.
 *
 * @param workflowId of the step, over all its versions
 * @param most how old such a result may be
 */
record Reusing(UUID workflowId, Duration most) {

    /** What it looks for. */
    EarlierResults.Asked of(long company) {
        return new EarlierResults.Asked(workflowId, company, most);
    }

    boolean takes(EarlierResults.Earlier earlier) {
        return earlier.age().compareTo(most) <= 0;
    }

    /**
     * What an earlier result gives a cell: all that the row lacks of the step's fields, with what verifiers said of them.
     * None where it does not give all of that, or the row lacks nothing: then the step does what it does without it.
     */
    static Values values(Step step, Values known, EarlierResults.Earlier earlier) {
        Map<String, Object> values = new LinkedHashMap<>();
        boolean lacking = false;
        for (String field : step.fields()) {
            if (!known.has(field)) {
                lacking = true;
                Object raw = earlier.values().get(field);
                Optional<Object> value = raw == null ? Optional.empty() : value(step, field, raw, earlier);
                if (value.isEmpty()) {
                    return Values.none();
                }
                values.put(field, value.get());
            }
        }
        for (String status :
                List.copyOf(values.keySet()).stream().map(Step::statusOf).toList()) {
            Object said = earlier.values().get(status);
            if (said != null && !earlier.isReported() && !known.has(status)) {
                values.putIfAbsent(status, said);
            }
        }
        return lacking ? new Values(values) : Values.none();
    }

    /** What a cell kept has its field's form already, unless the step says another one now. */
    private static Optional<Object> value(Step step, String field, Object raw, EarlierResults.Earlier earlier) {
        boolean typed = step.rules().types().containsKey(field);
        boolean asItIs = !typed && (!earlier.isReported() || (raw instanceof Boolean && Fields.isCustom(field)));
        return asItIs ? Optional.of(raw) : step.rules().field(field).normalise(raw);
    }
}
