package dev.weir.server.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.provider.FieldKind;
import dev.weir.provider.FunctionProvider;
import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import dev.weir.server.compute.Computations;
import dev.weir.server.expressions.Expressions;
import dev.weir.server.waterfall.Acceptance;
import dev.weir.server.waterfall.AcceptanceRule;
import dev.weir.server.waterfall.BlueprintOrigin;
import dev.weir.server.waterfall.Cap;
import dev.weir.server.waterfall.CatchAll;
import dev.weir.server.waterfall.Completeness;
import dev.weir.server.waterfall.Computation;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.OnFailure;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Role;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepCondition;
import dev.weir.server.waterfall.StepKind;
import dev.weir.server.waterfall.StepOrigin;
import dev.weir.server.waterfall.StepPolicy;
import dev.weir.server.waterfall.StepRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A plan as a job pins it: whom it asks, in which order, under which prices. Everything else an operation declares
 * (address, reading, pace) is taken from the present catalog.
 */
public final class PlanJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Catalog catalog;

    public PlanJson(Catalog catalog) {
        this.catalog = catalog;
    }

    /**
     * @param unit the vendor's, in which it costs; null in plans of before it was pinned
     * @param verifies the index of the place whose find it verifies
     * @param guess true when it only guesses
     * @param function what the step said of the function it asks; null where the operation says it itself
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record PinnedPlace(
            String key,
            String operation,
            int version,
            long cost,
            @Nullable String unit,
            long price,
            OperationSpec.Charge charge,
            @Nullable Integer verifies,
            @Nullable Boolean guess,
            @Nullable PinnedFunction function) {}

    private record PinnedFunction(List<Set<String>> inputs, Set<String> helpers, List<String> outputs) {}

    /** What a step says where it says other than usual. @param cap in 1/1000 credit */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record PinnedRules(
            StepPolicy.@Nullable Retry retry,
            @Nullable Duration maxWait,
            @Nullable Duration timeOut,
            @Nullable OnFailure onFailure,
            @Nullable Map<String, FieldKind> types,
            @Nullable StepOrigin origin,
            @Nullable String condition,
            @Nullable Long cap,
            @Nullable Duration reuse) {}

    private record PinnedAwait(List<String> events, Duration timeOut) {}

    private record PinnedCompute(String function, Map<String, Object> config) {}

    /**
     * What is null in it was not said in plans of its day, or is as usual.
     *
     * @param acceptanceCondition an expression that has to be true of a value
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record PinnedStep(
            String name,
            List<String> fields,
            List<PinnedPlace> places,
            Completeness completeness,
            Set<String> refusedStatuses,
            int minConfidence,
            @Nullable CatchAll catchAll,
            @Nullable String acceptanceCondition,
            @Nullable PinnedAwait await,
            @Nullable PinnedCompute compute,
            @Nullable PinnedRules rules) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record PinnedPlan(
            List<PinnedStep> steps,
            OnDoubt onDoubt,
            @Nullable BlueprintOrigin blueprint,
            @Nullable Integer from) {}

    /** Writes the plan. */
    public static String write(Plan plan) {
        return MAPPER.writeValueAsString(new PinnedPlan(
                plan.steps().stream().map(PlanJson::pin).toList(),
                plan.onDoubt(),
                plan.blueprint(),
                plan.from() == 0 ? null : plan.from()));
    }

    /**
     * The plan that was written so.
     *
     * @throws dev.weir.server.problem.Problem when it names an operation that is not installed any more, or holds an
     *     expression that is not understood any more
     */
    public Plan read(String json) {
        PinnedPlan pinned = MAPPER.readValue(json, PinnedPlan.class);
        Integer from = pinned.from();
        return new Plan(
                pinned.steps().stream().map(this::step).toList(),
                pinned.onDoubt(),
                pinned.blueprint(),
                from == null ? 0 : from);
    }

    /** Whether all its operations are installed. */
    public boolean isInstalled(String json) {
        return MAPPER.readValue(json, PinnedPlan.class).steps().stream()
                .flatMap(step -> step.places().stream())
                .map(place -> OperationId.parse(place.operation()))
                .allMatch(id -> catalog.find(id.provider())
                        .flatMap(provider -> provider.operation(id.operation()))
                        .isPresent());
    }

    /** What a plan asks, as one would say it, whether or not all of it is still installed. */
    public static Wanted wanted(String json) {
        PinnedPlan pinned = MAPPER.readValue(json, PinnedPlan.class);
        Map<String, List<String>> waterfalls = new LinkedHashMap<>();
        Map<String, Demand> demands = new LinkedHashMap<>();
        for (PinnedStep step : pinned.steps()) {
            waterfalls.put(step.name(), finders(step));
            Demand demand =
                    new Demand(step.minConfidence(), catchAll(step), verifiers(step), step.acceptanceCondition());
            if (!demand.equals(Demand.USUAL)) {
                demands.put(step.name(), demand);
            }
        }
        return new Wanted(
                pinned.steps().stream().map(PinnedStep::name).toList(), waterfalls, demands, pinned.onDoubt());
    }

    /** What a plan was made of, whether or not all of it is still installed. */
    public static Pinned origin(String json) {
        PinnedPlan pinned = MAPPER.readValue(json, PinnedPlan.class);
        return new Pinned(
                pinned.blueprint(),
                pinned.steps().stream()
                        .map(step -> new Pinned.Step(step.name(), kindText(step), step.fields(), origin(step.rules())))
                        .toList());
    }

    private static String kindText(PinnedStep pinned) {
        return pinned.await() != null ? "await" : pinned.compute() != null ? "compute" : StepKind.LOOKUP.text();
    }

    private static StepKind kind(PinnedStep pinned) {
        PinnedAwait await = pinned.await();
        PinnedCompute compute = pinned.compute();
        if (compute != null) {
            return new StepKind.Compute(Computations.of(
                    compute.function(),
                    compute.config(),
                    pinned.fields(),
                    rules(pinned.name(), pinned.rules()).types()));
        }
        return await == null ? StepKind.LOOKUP : new StepKind.Await(await.events(), await.timeOut());
    }

    /** A bare slug stands for the operations of its provider that follow each other. */
    private static List<String> finders(PinnedStep step) {
        List<String> names = new ArrayList<>();
        for (PinnedPlace place : step.places()) {
            boolean included = !names.isEmpty() && place.key().startsWith(names.getLast() + ".");
            if (place.verifies() == null && !included) {
                names.add(place.key());
            }
        }
        return names;
    }

    private static List<String> verifiers(PinnedStep step) {
        return step.places().stream()
                .filter(place -> Objects.equals(place.verifies(), 0))
                .map(place -> OperationId.parse(place.operation()).provider())
                .toList();
    }

    private static PinnedStep pin(Step step) {
        AcceptanceRule rule = step.acceptance().rule();
        return new PinnedStep(
                step.name(),
                step.fields(),
                step.places().stream().map(PlanJson::pin).toList(),
                step.completeness(),
                step.acceptance().refusedStatuses(),
                step.acceptance().minConfidence(),
                step.acceptance().catchAll(),
                rule == null ? null : rule.text(),
                step.kind() instanceof StepKind.Await(List<String> events, Duration timeOut)
                        ? new PinnedAwait(events, timeOut)
                        : null,
                step.kind() instanceof StepKind.Compute(Computation computation)
                        ? new PinnedCompute(computation.function(), computation.config())
                        : null,
                pin(step.rules()));
    }

    private static @Nullable PinnedRules pin(StepRules rules) {
        StepPolicy policy = rules.policy();
        StepCondition condition = rules.condition();
        return rules.equals(StepRules.USUAL)
                ? null
                : new PinnedRules(
                        policy.retry(),
                        policy.maxWait(),
                        policy.timeOut(),
                        rules.onFailure(),
                        rules.types(),
                        rules.origin(),
                        condition == null ? null : condition.text(),
                        rules.cap().equals(Cap.NONE) ? null : rules.cap().milli(),
                        rules.reuse());
    }

    private static PinnedPlace pin(Place place) {
        OperationSpec spec = place.spec();
        return new PinnedPlace(
                place.key(),
                spec.id().toString(),
                spec.version(),
                spec.costMilli(),
                spec.unit(),
                spec.priceMilli(),
                spec.charge(),
                place.role() instanceof Role.Verify(int candidate) ? candidate : null,
                place.role() instanceof Role.Guess ? true : null,
                place.ofFunction() ? new PinnedFunction(spec.inputs(), spec.helpers(), spec.outputs()) : null);
    }

    private Step step(PinnedStep pinned) {
        StepRules rules = rules(pinned.name(), pinned.rules());
        return new Step(
                pinned.name(),
                pinned.fields(),
                pinned.places().stream()
                        .map(place -> place(place).within(rules.policy().timeOut()))
                        .toList(),
                pinned.completeness(),
                acceptance(pinned),
                kind(pinned),
                rules);
    }

    private static @Nullable StepOrigin origin(@Nullable PinnedRules pinned) {
        return pinned == null ? null : pinned.origin();
    }

    private static StepRules rules(String step, @Nullable PinnedRules pinned) {
        if (pinned == null) {
            return StepRules.USUAL;
        }
        OnFailure onFailure = pinned.onFailure();
        String condition = pinned.condition();
        Map<String, FieldKind> types = pinned.types();
        Long cap = pinned.cap();
        return new StepRules(
                new StepPolicy(pinned.retry(), pinned.maxWait(), pinned.timeOut()),
                onFailure == null ? OnFailure.MARK : onFailure,
                types == null ? Map.of() : types,
                pinned.origin(),
                condition == null ? null : Expressions.condition("The condition of " + step, condition),
                cap == null ? Cap.NONE : new Cap(cap),
                pinned.reuse());
    }

    private static Acceptance acceptance(PinnedStep pinned) {
        String condition = pinned.acceptanceCondition();
        return new Acceptance(
                pinned.refusedStatuses(),
                pinned.minConfidence(),
                catchAll(pinned),
                condition == null
                        ? null
                        : Expressions.acceptance(
                                "The condition for " + pinned.name(),
                                pinned.fields(),
                                rules(pinned.name(), pinned.rules()).types(),
                                condition));
    }

    /** Plans of before there was a policy for catch-all addresses took them all. */
    private static CatchAll catchAll(PinnedStep pinned) {
        return pinned.catchAll() == null ? CatchAll.ACCEPT_AND_FLAG : pinned.catchAll();
    }

    private Place place(PinnedPlace pinned) {
        OperationId id = OperationId.parse(pinned.operation());
        PinnedFunction function = pinned.function();
        OperationSpec now = function == null
                ? catalog.operation(id).spec()
                : catalog.function(
                        id,
                        new FunctionProvider.Function(
                                id.operation(),
                                function.inputs(),
                                function.helpers(),
                                function.outputs(),
                                pinned.price()));
        return new Place(pinned.key(), repriced(now, pinned), role(pinned), function != null);
    }

    private static Role role(PinnedPlace pinned) {
        if (pinned.verifies() != null) {
            return new Role.Verify(pinned.verifies());
        }
        return Boolean.TRUE.equals(pinned.guess()) ? Role.GUESS : Role.FIND;
    }

    private static OperationSpec repriced(OperationSpec now, PinnedPlace pinned) {
        return new OperationSpec(
                now.id(),
                now.title(),
                pinned.version(),
                now.mode(),
                now.inputs(),
                now.helpers(),
                now.outputs(),
                now.billing(),
                pinned.cost(),
                pinned.unit() == null ? now.unit() : pinned.unit(),
                pinned.price(),
                pinned.charge(),
                now.pace(),
                now.batchSize(),
                now.repeat(),
                now.lookUp(),
                now.hitFresh(),
                now.missFresh(),
                now.deadline(),
                now.prior());
    }
}
