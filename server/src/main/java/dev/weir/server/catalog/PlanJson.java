package dev.weir.server.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import dev.weir.server.expressions.Expressions;
import dev.weir.server.waterfall.Acceptance;
import dev.weir.server.waterfall.AcceptanceRule;
import dev.weir.server.waterfall.CatchAll;
import dev.weir.server.waterfall.Completeness;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Role;
import dev.weir.server.waterfall.Step;
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
            @Nullable Boolean guess) {}

    /** @param acceptanceCondition an expression that has to be true of a value; null for none */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record PinnedStep(
            String name,
            List<String> fields,
            List<PinnedPlace> places,
            Completeness completeness,
            Set<String> refusedStatuses,
            int minConfidence,
            @Nullable CatchAll catchAll,
            @Nullable String acceptanceCondition) {}

    private record PinnedPlan(List<PinnedStep> steps, OnDoubt onDoubt) {}

    /** Writes the plan. */
    public static String write(Plan plan) {
        return MAPPER.writeValueAsString(
                new PinnedPlan(plan.steps().stream().map(PlanJson::pin).toList(), plan.onDoubt()));
    }

    /**
     * The plan that was written so.
     *
     * @throws dev.weir.server.problem.Problem when it names an operation that is not installed any more, or holds an
     *     expression that is not understood any more
     */
    public Plan read(String json) {
        PinnedPlan pinned = MAPPER.readValue(json, PinnedPlan.class);
        return new Plan(pinned.steps().stream().map(this::step).toList(), pinned.onDoubt());
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
            Demand demand = new Demand(
                    step.minConfidence(), catchAll(step), verifiers(step), step.acceptanceCondition());
            if (!demand.equals(Demand.USUAL)) {
                demands.put(step.name(), demand);
            }
        }
        return new Wanted(
                pinned.steps().stream().map(PinnedStep::name).toList(), waterfalls, demands, pinned.onDoubt());
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
                rule == null ? null : rule.text());
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
                place.role() instanceof Role.Guess ? true : null);
    }

    private Step step(PinnedStep pinned) {
        return new Step(
                pinned.name(),
                pinned.fields(),
                pinned.places().stream().map(this::place).toList(),
                pinned.completeness(),
                acceptance(pinned));
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
                                "The condition for " + pinned.name(), pinned.fields().getFirst(), condition));
    }

    /** Plans of before there was a policy for catch-all addresses took them all. */
    private static CatchAll catchAll(PinnedStep pinned) {
        return pinned.catchAll() == null ? CatchAll.ACCEPT_AND_FLAG : pinned.catchAll();
    }

    private Place place(PinnedPlace pinned) {
        OperationSpec now =
                catalog.operation(OperationId.parse(pinned.operation())).spec();
        return new Place(pinned.key(), repriced(now, pinned), role(pinned));
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
                now.deadline());
    }
}
