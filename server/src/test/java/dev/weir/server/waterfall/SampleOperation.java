package dev.weir.server.waterfall;

import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.OperationSpec.Billing;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Mode;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Pace;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** An operation of which a test says only what matters to it. */
record SampleOperation(String id, List<Set<String>> inputs, List<String> outputs, long priceMilli, Charge charge) {

    /** Asked with a name, charged 1 credit when accepted. */
    static SampleOperation gives(String id, String... outputs) {
        return new SampleOperation(id, List.of(Set.of("name")), List.of(outputs), 1000, Charge.ACCEPTED);
    }

    /** Asked with any one of these, instead of a name. */
    SampleOperation needing(List<Set<String>> alternatives) {
        return new SampleOperation(id, alternatives, outputs, priceMilli, charge);
    }

    SampleOperation needing(String... all) {
        return needing(List.of(Set.of(all)));
    }

    SampleOperation costing(long milli, Charge when) {
        return new SampleOperation(id, inputs, outputs, milli, when);
    }

    OperationSpec spec() {
        return new OperationSpec(
                OperationId.parse(id),
                id,
                1,
                Mode.SYNC,
                inputs,
                Set.of(),
                outputs,
                Billing.RESULT,
                priceMilli,
                "credit",
                priceMilli,
                charge,
                Pace.unlimited(1),
                1,
                Repeat.UNKNOWN,
                false,
                Duration.ofDays(30),
                Duration.ofDays(7),
                Duration.ofSeconds(30));
    }

    Place place() {
        return Place.of(spec(), true);
    }

    /** A merging step over these operations that accepts everything. */
    static Step step(List<String> fields, SampleOperation... operations) {
        return step(Completeness.MERGE, fields, operations);
    }

    static Step step(Completeness completeness, List<String> fields, SampleOperation... operations) {
        return new Step(
                "a-step",
                fields,
                List.of(operations).stream().map(SampleOperation::place).toList(),
                completeness,
                Acceptance.ALL);
    }
}
