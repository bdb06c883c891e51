package dev.weir.server.intake;

import dev.weir.provider.Provider;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.catalog.Planner;
import dev.weir.server.catalog.Waterfalls;
import dev.weir.server.catalog.Wording;
import dev.weir.server.insight.Past;
import dev.weir.server.insight.Quote;
import dev.weir.server.insight.Quotes;
import dev.weir.server.jobs.About;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobRequest;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.jobs.engine.Engine;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.Recipe;
import dev.weir.server.registry.Registry;
import dev.weir.server.waterfall.Estimate;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.WorstCase;
import dev.weir.server.workspace.Transactions;
import dev.weir.server.workspace.Workspace;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes orders. Whatever is wrong with one is a {@link Problem} in the words of the door it came through, and nothing is
 * stored then.
 */
public final class Intake {

    private final Catalog catalog;
    private final Jobs jobs;
    private final Quotes quotes;
    private final Registry registry;
    private final Transactions transactions;
    private final Engine engine;
    private final BiPredicate<Workspace, Provider> reachable;
    private final boolean reached;

    /**
     * @param reachable whether a workspace has a credential for a provider, or needs none
     * @param reached whether vendors reach this server, to call back
     */
    public Intake(
            Catalog catalog,
            Jobs jobs,
            Quotes quotes,
            Registry registry,
            Transactions transactions,
            Engine engine,
            BiPredicate<Workspace, Provider> reachable,
            boolean reached) {
        this.catalog = catalog;
        this.jobs = jobs;
        this.quotes = quotes;
        this.registry = registry;
        this.transactions = transactions;
        this.engine = engine;
        this.reachable = reachable;
        this.reached = reached;
    }

    /** What an order would cost, as far as what was asked before tells. Asks nobody and stores nothing. */
    public Quote quote(Order order, Rows rows, Wording wording) {
        Prepared prepared = prepare(order, rows, wording);
        return quote(order, rows, prepared, Quotes.Care.FULL);
    }

    /** What an order would come to; asks nobody and stores nothing. @throws Problem for one that cannot be carried out */
    public Outlook outlook(Order order, Rows rows, Wording wording) {
        Plan plan = prepare(order, rows, wording).plan();
        long worst = WorstCase.perRowMilli(plan);
        Long cap = order.maxRowCreditsMilli();
        return new Outlook(
                cap == null ? worst : Math.min(worst, cap),
                plan.steps().stream()
                        .map(step -> step.finds().stream()
                                .map(place -> place.spec().id().provider())
                                .collect(Collectors.toSet()))
                        .filter(providers -> !providers.isEmpty())
                        .toList());
    }

    /**
     * Whether no key that is missing could help: nobody whom the blueprint of an order may ask can ever be asked with what its
     * rows bring along, whether there is a key for them or not.
     *
     * @throws Problem for a blueprint that cannot be carried out with any key
     */
    public boolean isHopeless(Order order, Rows rows) {
        long workspaceId = order.workspace().id();
        String blueprint = Objects.requireNonNull(order.blueprint(), "blueprint");
        Plan plan = transactions
                .in(
                        workspaceId,
                        () -> registry.recipe(
                                workspaceId, blueprint, order.wanted().onDoubt(), _ -> true))
                .plan();
        return plan.unaskable(Survey.of(plan, rows).known()).size()
                == plan.steps().size();
    }

    /**
     * Takes a job in; an engine runs it from then on.
     *
     * @param key null where a repeated submit is another job
     * @param alongside done with the job's number in the transaction that makes it visible; not for a repeated one
     * @throws Problem also when the workspace cannot cover the worst case ({@code quote} is a {@link Quote} then), when
     *     something else was submitted under the key, and when the same is being submitted just now
     */
    public Taken submit(Order order, Rows rows, Wording wording, @Nullable RepeatKey key, LongConsumer alongside) {
        if (key != null) {
            // Before anything is looked at: what was accepted once is not judged again by what has changed since.
            Optional<Job> before = jobs.findSubmitted(order.workspace().id(), key.fingerprint(), key.said());
            if (before.isPresent()) {
                return repeated(before.get(), rows);
            }
        }
        Prepared prepared = prepare(order, rows, wording);
        Quote quote = quote(order, rows, prepared, Quotes.Care.BRIEF);
        try (Rows.Storing storing = rows.store()) {
            Jobs.Taken taken = jobs.take(request(order, prepared, quote, key), storing, engine, jobId -> {
                if (prepared.recipe() != null) {
                    registry.used(prepared.recipe());
                }
                alongside.accept(jobId);
            });
            return new Taken(taken.job().id(), taken.before(), prepared.survey().hopeless());
        } catch (Problem problem) {
            throw problem.kind() == Problem.Kind.NOT_ENOUGH_CREDITS ? problem.with("quote", quote) : problem;
        }
    }

    /** The job that was submitted under that key before. @throws Problem when something else was, or just now is */
    public Optional<Long> submitted(long workspaceId, RepeatKey key) {
        return jobs.findSubmitted(workspaceId, key.fingerprint(), key.said()).map(Job::id);
    }

    private static Taken repeated(Job job, Rows rows) {
        return new Taken(job.id(), true, Survey.of(job.plan(), rows).hopeless());
    }

    /** The fields that an order is for; none for a blueprint that nobody knows, which the order itself is refused for. */
    public List<String> fields(Order order) {
        String blueprint = order.blueprint();
        UUID workflow = order.workflow();
        if (workflow != null) {
            return transactions.in(
                    order.workspace().id(),
                    () -> registry.workflowFields(order.workspace().id(), workflow));
        }
        return blueprint == null
                ? order.wanted().fields()
                : transactions.in(
                        order.workspace().id(),
                        () -> registry.fields(order.workspace().id(), blueprint));
    }

    /**
     * An order that can be carried out.
     *
     * @param recipe what the plan was made of; null for a list of fields, and for one step
     * @param fields that it is for
     */
    private record Prepared(
            Plan plan,
            List<String> fields,
            Survey survey,
            @Nullable Recipe recipe) {}

    private Prepared prepare(Order order, Rows rows, Wording wording) {
        String blueprint = order.blueprint();
        Predicate<Provider> mine = provider -> reachable.test(order.workspace(), provider);
        if (blueprint != null) {
            long workspaceId = order.workspace().id();
            Recipe recipe = transactions.in(
                    workspaceId,
                    () -> registry.recipe(workspaceId, blueprint, order.wanted().onDoubt(), mine));
            catalog.requireAnswers(recipe.plan(), reached);
            Survey survey = surveyed(order, rows, recipe.plan(), recipe.neededInputs());
            Planner.requireSomeUse(recipe.plan(), survey.known(), () -> wording.noUsableInput(recipe.neededInputs()));
            return new Prepared(recipe.plan(), recipe.fields(), survey, recipe);
        }
        UUID workflow = order.workflow();
        if (workflow != null) {
            long workspaceId = order.workspace().id();
            Plan plan = transactions.in(
                    workspaceId,
                    () -> registry.byHand(workspaceId, workflow, order.wanted().onDoubt(), mine));
            catalog.requireAnswers(plan, reached);
            String needed = Place.neededInputs(plan.steps().stream().flatMap(step -> step.finds().stream()));
            Survey survey = surveyed(order, rows, plan, needed);
            return new Prepared(plan, plan.steps().getFirst().fields(), survey, null);
        }
        Planner planner = new Planner(catalog, mine, wording);
        Waterfalls waterfalls = planner.choose(order.wanted());
        catalog.requireAnswers(waterfalls.plan(List.of()), reached);
        Survey survey = surveyed(order, rows, waterfalls.plan(List.of()), waterfalls.neededInputs());
        return new Prepared(
                planner.plan(waterfalls, survey.known()), order.wanted().fields(), survey, null);
    }

    private static Survey surveyed(Order order, Rows rows, Plan plan, String needed) {
        Survey survey = Survey.of(plan, rows);
        if (survey.counted().count() == 0) {
            throw Problem.invalid("no_rows", "There are no rows to enrich; give at least one.");
        }
        if (order.hopeless() == Order.Hopeless.REFUSED) {
            requireNone(survey.hopeless(), rows, needed);
        }
        return survey;
    }

    private static void requireNone(HopelessRows hopeless, Rows rows, String needed) {
        if (hopeless.count() > 0) {
            throw Problem.invalid(
                            "no_usable_input",
                            (hopeless.count() == 1 ? "For one row" : "For " + hopeless.count() + " rows")
                                    + " nobody can be asked for anything, so nothing was submitted. Each needs one of: "
                                    + needed + ".")
                    .at(hopeless.first().stream()
                            .map(index -> new Problem.At(
                                    rows.place(index), "gives nothing that a provider can be asked with"))
                            .toList())
                    .with("hopelessRows", hopeless.count());
        }
    }

    private Quote quote(Order order, Rows rows, Prepared prepared, Quotes.Care care) {
        Past past = quotes.past(order.workspace().id(), order.fresh(), care);
        try (Rows.Reading reading = rows.read()) {
            return Quotes.of(
                    prepared.plan(),
                    prepared.survey().counted(),
                    reading,
                    Rows.Given::values,
                    order.maxRowCreditsMilli(),
                    order.maxCreditsMilli(),
                    past,
                    care);
        }
    }

    private static JobRequest request(Order order, Prepared prepared, Quote quote, @Nullable RepeatKey key) {
        Estimate likely = quote.likely();
        About about = new About(
                order.source(),
                order.keyId(),
                order.memberId(),
                prepared.fields(),
                order.metadata(),
                likely.expectedMilli(),
                likely.p90Milli(),
                null,
                key == null ? null : key.said());
        return new JobRequest(
                order.workspace(),
                order.jobName(prepared.plan()),
                key == null ? null : key.fingerprint(),
                prepared.plan(),
                order.maxCreditsMilli(),
                order.maxRowCreditsMilli(),
                order.fresh(),
                about);
    }
}
