package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Pace;
import dev.weir.provider.Provider;
import dev.weir.server.credits.Credits;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A provider with all that is declared of it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ProviderView(
        String slug,
        String title,

        @Schema(description = "All fields that any of its operations gives")
        List<String> fields,

        @Schema(description = "The names of the secrets that a credential for it has")
        List<String> secrets,

        @Schema(description = "Whether a vendor's free call can test a credential")
        boolean testable,

        @Schema(
                description =
                        "Why nobody is asked there unless a waterfall names it; absent for a provider like any other")
        @Nullable
        String off,

        @Schema(description = "Whether it only guesses, without asking anybody")
        boolean guesses,

        @Schema(description = "In the order in which the bare slug offers them to a waterfall")
        List<OperationView> operations,

        @Schema(description = "What the vendor's pages leave open")
        List<String> unconfirmed,

        Breakers.@Nullable BreakerView breaker) {

    /** One thing that it can be asked. */
    record OperationView(
            @Schema(description = "As a waterfall names it: slug.operation")
            String name,

            String title,
            int version,

            @Schema(description = "sync, or async: the answer comes later")
            String mode,

            @Schema(description = "Alternatives in order of preference, each the fields that must be known")
            List<TreeSet<String>> inputs,

            @Schema(description = "Fields that are sent along when they are known")
            TreeSet<String> helpers,

            @Schema(description = "The fields that it can give")
            List<String> outputs,

            Map<String, Object> inputSchema,
            Map<String, Object> outputSchema,

            @Schema(description = "What the customer pays, in credits")
            BigDecimal price,

            @Schema(description = "When: accepted (a value was), answered (found or not), never")
            String charge,

            @Schema(description = "The vendor's price, in its own unit")
            BigDecimal vendorCost,

            String vendorUnit,

            @Schema(description = "What the vendor bills for: result, call, nothing")
            String vendorBills,

            PaceView pace,

            @Schema(description = "How many questions one call may carry")
            int batchSize,

            AbilitiesView abilities,

            @Schema(description = "The longest a call may take, in seconds")
            long deadlineSeconds,

            @Schema(description = "How long a find is reused, in seconds")
            long hitFreshSeconds,

            @Schema(description = "How long a miss is believed, in seconds")
            long missFreshSeconds,

            @Schema(description = "The share of finds that quotes take, 0 to 1, until it is measured")
            double declaredHitRate) {}

    /** How fast one credential may ask. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PaceView(
            @Schema(description = "Absent when there is no such limit") @Nullable
            Integer perSecond,

            @Nullable Integer perMinute,
            int concurrency) {}

    /** What can be done about an answer that was lost. */
    record AbilitiesView(
            @Schema(description = "What asking again costs at the vendor: free, billed, unknown")
            String repeat,

            @Schema(description = "Whether the vendor can say afterwards what became of a call")
            boolean lookUp) {}

    static ProviderView of(Provider provider, Breakers.@Nullable BreakerView breaker) {
        return new ProviderView(
                provider.slug(),
                provider.title(),
                provider.operations().stream()
                        .flatMap(operation -> operation.spec().outputs().stream())
                        .distinct()
                        .sorted()
                        .toList(),
                provider.secrets(),
                provider.freeCall().isPresent(),
                provider.off().orElse(null),
                provider.guesses(),
                provider.operations().stream()
                        .map(operation -> operation(operation.spec()))
                        .toList(),
                provider.unconfirmed(),
                breaker);
    }

    private static OperationView operation(OperationSpec spec) {
        return new OperationView(
                spec.id().toString(),
                spec.title(),
                spec.version(),
                word(spec.mode()),
                spec.inputs().stream().map(TreeSet::new).toList(),
                new TreeSet<>(spec.helpers()),
                spec.outputs(),
                FieldSchemas.input(spec),
                FieldSchemas.output(spec),
                Credits.amount(spec.priceMilli()),
                word(spec.charge()),
                Credits.amount(spec.costMilli()),
                spec.unit(),
                word(spec.billing()),
                pace(spec.pace()),
                spec.batchSize(),
                new AbilitiesView(word(spec.repeat()), spec.lookUp()),
                spec.deadline().toSeconds(),
                spec.hitFresh().toSeconds(),
                spec.missFresh().toSeconds(),
                spec.prior());
    }

    private static PaceView pace(Pace pace) {
        return new PaceView(
                pace.perSecond() == 0 ? null : pace.perSecond(),
                pace.perMinute() == 0 ? null : pace.perMinute(),
                pace.concurrency());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
