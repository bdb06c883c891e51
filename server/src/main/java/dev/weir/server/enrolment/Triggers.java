package dev.weir.server.enrolment;

import dev.weir.provider.Nearest;
import dev.weir.server.audience.AudienceSettings;
import dev.weir.server.audience.Dutiful;
import dev.weir.server.audience.Duty;
import dev.weir.server.audience.Sources;
import dev.weir.server.audience.Subscriber;
import dev.weir.server.audience.Subscribers;
import dev.weir.server.audience.Turns;
import dev.weir.server.expressions.Expressions;
import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.Registry;
import dev.weir.server.waterfall.StepCondition;
import dev.weir.server.workspace.Transactions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What is wanted for subscribers when something of them arrives. Every verb joins the caller's transaction.
 *
 * <p>A change waits for arrivals that are being looked at by the words of before, and counts for all that are looked at after
 * it. Each workspace has one that is ready-made, {@link #READY_MADE}.
 */
public final class Triggers {

    /** Wants {@link SubscriberEnrichment} for whoever is new, personal and subscribed. */
    public static final String READY_MADE = "created-personal";

    private static final String READY_MADE_CONDITION =
            "subscriber.type == 'personal' && subscriber.status == 'subscribed'";

    private static final String NOBODY = "weir";

    /** Each looks at every arrival. */
    private static final int MOST = 50;

    /** Of so many subscribers it is told at a time what a condition says. */
    public static final int MOST_TRIED = 100;

    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final int LONGEST_TITLE = 200;

    private final TriggerTable table;
    private final Registry registry;
    private final EnrichmentRequests requests;
    private final Turns turns;
    private final Subscribers subscribers;
    private final Sources sources;
    private final AudienceSettings settings;

    public Triggers(
            JdbcClient jdbc,
            Registry registry,
            EnrichmentRequests requests,
            Turns turns,
            Subscribers subscribers,
            Sources sources,
            AudienceSettings settings) {
        this.table = new TriggerTable(jdbc);
        this.registry = registry;
        this.requests = requests;
        this.turns = turns;
        this.subscribers = subscribers;
        this.sources = sources;
        this.settings = settings;
    }

    /** Who has them look at what arrives. */
    public Dutiful duty(Transactions transactions) {
        return new Triggering(transactions, subscribers, sources, settings, requests, this);
    }

    /**
     * What a condition says of a subscriber.
     *
     * @param taken whether it holds
     * @param trouble why it cannot be told; null when it can
     */
    public record Trial(
            Subscriber subscriber, boolean taken, @Nullable String trouble) {}

    /**
     * What a condition would say of subscribers as they stand, had a source just spoken of them. Nothing is stored.
     *
     * @param created whether it had created them; else it had changed them. All that was ever said of them was said then
     * @param ids of those to look at; null for the newest, at most {@link #MOST_TRIED}
     * @return in the order of {@code ids}, or the newest first
     * @throws Problem where the condition, or who is to be looked at, is not understood
     */
    public List<Trial> tryOut(long workspaceId, String condition, boolean created, @Nullable List<@Nullable Long> ids) {
        Mistakes wrong = new Mistakes();
        noteCondition(condition, wrong);
        wrong.orThrow("bad_trigger", "It cannot be tried");
        TriggerCondition asked = TriggerCondition.over(condition);
        Map<Long, String> slugs = sources.slugs(workspaceId);
        Set<String> foundFirst = settings.get(workspaceId).foundFirst();
        List<Trial> trials = new ArrayList<>();
        for (Subscriber subscriber :
                ids == null ? subscribers.newest(workspaceId, MOST_TRIED) : named(workspaceId, ids)) {
            StepCondition.Told told = asked.on(Triggering.arrival(
                    subscriber,
                    slugs,
                    foundFirst,
                    subscriber.sourceId(),
                    created,
                    subscriber.given().keySet()));
            trials.add(new Trial(subscriber, told.holds(), told.trouble()));
        }
        return trials;
    }

    private List<Subscriber> named(long workspaceId, List<@Nullable Long> ids) {
        if (ids.isEmpty() || ids.size() > MOST_TRIED) {
            throw Problem.invalid(
                            "bad_subscriber_ids",
                            "Name 1 to " + MOST_TRIED + " subscribers, or none to try the newest.")
                    .at("/subscriberIds", "must hold 1 to " + MOST_TRIED + " numbers, or be absent");
        }
        Set<Long> numbers = new HashSet<>();
        for (Long id : ids) {
            if (id != null) {
                numbers.add(id);
            }
        }
        Map<Long, Subscriber> found = subscribers.find(workspaceId, numbers);
        Mistakes wrong = new Mistakes();
        List<Subscriber> named = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            Long id = ids.get(i);
            Subscriber subscriber = id == null ? null : found.get(id);
            if (subscriber == null) {
                wrong.note("/subscriberIds/" + i, "is no subscriber's number");
            } else {
                named.add(subscriber);
            }
        }
        wrong.orThrow("bad_trigger", "It cannot be tried");
        return named;
    }

    /** All of them, by name. */
    public List<Trigger> all(long workspaceId) {
        ensure(workspaceId);
        return table.all(workspaceId);
    }

    /** What the triggers are called, by number: those that have been deleted are not there. */
    public Map<Long, String> slugs(long workspaceId) {
        return table.all(workspaceId).stream().collect(Collectors.toMap(Trigger::id, Trigger::slug));
    }

    /** The one of that name. @throws Problem NOT_FOUND, with the nearest that exists */
    public Trigger one(long workspaceId, String slug) {
        ensure(workspaceId);
        return table.find(workspaceId, slug).orElseThrow(() -> unknown(workspaceId, slug));
    }

    private Problem unknown(long workspaceId, String slug) {
        List<String> names = table.all(workspaceId).stream().map(Trigger::slug).toList();
        return Problem.notFound(
                "unknown_trigger", "There is no trigger '" + slug + "'." + Nearest.question(Set.copyOf(names), slug));
    }

    /** The ready-made one is there. */
    void ensure(long workspaceId) {
        if (table.find(workspaceId, READY_MADE).isEmpty()) {
            table.insert(
                    workspaceId,
                    READY_MADE,
                    new TriggerTable.Said(
                            "Whoever subscribes with a personal address is enriched",
                            true,
                            false,
                            READY_MADE_CONDITION,
                            SubscriberEnrichment.SLUG,
                            Trigger.Mode.NOTE,
                            null),
                    true,
                    NOBODY);
        }
    }

    /** All of them, which nobody else changes until the transaction ends: there is always one, so that all wait for it. */
    List<Trigger> lock(long workspaceId) {
        ensure(workspaceId);
        return table.lock(workspaceId);
    }

    /** What triggers have come to, by {@link TriggerTable.Counted}. */
    void count(long workspaceId, List<TriggerTable.Counted> counts) {
        table.count(workspaceId, counts);
    }

    /** Makes a new one. @throws Problem with all that is wrong with it, and CONFLICT where there is one of that name */
    public Trigger create(long workspaceId, TriggerForm form, String by) {
        if (form.slug() != null && find(lock(workspaceId), form.slug()).isPresent()) {
            throw Problem.conflict(
                            "trigger_exists", "There is a trigger '" + form.slug() + "' already. PUT changes it.")
                    .at("/slug", "must be another one, unless it is sent with PUT");
        }
        return save(workspaceId, form, by);
    }

    /** Makes one be so: a new one, or the one of that name otherwise. @throws Problem with all that is wrong with it */
    public Trigger save(long workspaceId, TriggerForm form, String by) {
        List<Trigger> all = lock(workspaceId);
        Optional<Trigger> before = form.slug() == null ? Optional.empty() : find(all, form.slug());
        TriggerTable.Said said = checked(workspaceId, form, before.orElse(null), by);
        String slug = String.valueOf(form.slug());
        if (before.isPresent()) {
            become(workspaceId, before.get(), said, by);
        } else {
            if (all.size() >= MOST) {
                throw Problem.conflict(
                        "too_many_triggers",
                        "A workspace has at most " + MOST + " triggers. Delete one, or say more in one's condition.");
            }
            table.insert(workspaceId, slug, said, false, by);
        }
        return table.find(workspaceId, slug).orElseThrow();
    }

    /** Switches one on: what it holds of is submitted by itself from now on. @throws Problem NOT_FOUND */
    public Trigger enable(long workspaceId, String slug, String by) {
        return turn(workspaceId, slug, Trigger.Mode.RUN, by);
    }

    /**
     * Switches one off: nothing is submitted for it by itself any more. The ready-made one goes on noting whom it holds of.
     *
     * @throws Problem NOT_FOUND
     */
    public Trigger disable(long workspaceId, String slug, String by) {
        return turn(workspaceId, slug, null, by);
    }

    private Trigger turn(long workspaceId, String slug, Trigger.@Nullable Mode to, String by) {
        Trigger before = locked(workspaceId, slug);
        Trigger.Mode mode = to == null ? before.whenDisabled() : to;
        if (mode == Trigger.Mode.RUN) {
            SubscriberEnrichment.require(registry, workspaceId, before.blueprint(), by);
        }
        become(
                workspaceId,
                before,
                new TriggerTable.Said(
                        before.title(),
                        before.onCreated(),
                        before.onChanged(),
                        before.condition(),
                        before.blueprint(),
                        mode,
                        before.maxPerDay()),
                by);
        return table.find(workspaceId, slug).orElseThrow();
    }

    /** It is gone; what it wanted stays wanted, until somebody says when. @throws Problem NOT_FOUND, CONFLICT of the ready-made */
    public Trigger delete(long workspaceId, String slug) {
        Trigger trigger = locked(workspaceId, slug);
        if (trigger.readyMade()) {
            throw Problem.conflict(
                    "trigger_ready_made", "'" + slug + "' is ready-made and stays. Set its mode to off instead.");
        }
        table.delete(workspaceId, trigger.id());
        requests.byHandFromNow(workspaceId, trigger.id());
        return trigger;
    }

    private void become(long workspaceId, Trigger before, TriggerTable.Said said, String by) {
        table.update(workspaceId, before.id(), said, by);
        if (before.mode() == Trigger.Mode.RUN && said.mode() != Trigger.Mode.RUN) {
            requests.byHandFromNow(workspaceId, before.id());
        }
        if (!Objects.equals(before.maxPerDay(), said.maxPerDay())) {
            // What its cap kept back may fit.
            turns.wake(workspaceId, Duty.SUBMIT);
        }
    }

    private Trigger locked(long workspaceId, String slug) {
        return find(lock(workspaceId), slug).orElseThrow(() -> unknown(workspaceId, slug));
    }

    private static Optional<Trigger> find(List<Trigger> all, String slug) {
        return all.stream().filter(trigger -> trigger.slug().equals(slug)).findFirst();
    }

    // ---------------------------------------------------------------------------------------------------- checking

    private TriggerTable.Said checked(long workspaceId, TriggerForm form, @Nullable Trigger before, String by) {
        Mistakes wrong = new Mistakes();
        if (form.slug() == null || !SLUG.matcher(form.slug()).matches()) {
            wrong.note("/slug", "must be 1 to 63 of a-z, 0-9 and -, not beginning with -");
        }
        if (form.title() != null && form.title().length() > LONGEST_TITLE) {
            wrong.note("/title", "must have at most " + LONGEST_TITLE + " characters");
        }
        if (form.moments().isEmpty()) {
            wrong.note("/on", "must hold created, changed or both");
        }
        noteCondition(form.condition(), wrong);
        noteBlueprint(workspaceId, form.blueprint(), by, wrong);
        Optional<Trigger.Mode> mode = form.mode() == null
                ? Optional.of(before == null ? Trigger.Mode.OFF : before.mode())
                : Trigger.Mode.of(form.mode());
        if (mode.isEmpty()) {
            wrong.note(
                    "/mode",
                    "must be one of "
                            + Arrays.stream(Trigger.Mode.values())
                                    .map(Trigger.Mode::word)
                                    .collect(Collectors.joining(", ")));
        }
        if (form.maxPerDay() != null && form.maxPerDay() <= 0) {
            wrong.note("/maxPerDay", "must be more than 0, or absent for no such cap");
        }
        wrong.orThrow("bad_trigger", "The trigger cannot be saved");
        return new TriggerTable.Said(
                form.title(),
                form.moments().contains(TriggerForm.CREATED),
                form.moments().contains(TriggerForm.CHANGED),
                String.valueOf(form.condition()),
                String.valueOf(form.blueprint()),
                mode.orElseThrow(),
                form.maxPerDay());
    }

    private static void noteCondition(@Nullable String condition, Mistakes wrong) {
        if (condition == null) {
            wrong.note("/condition", "is missing; true takes whatever arrives");
            return;
        }
        wrong.unless("/condition", () -> Expressions.condition(Expressions.About.ARRIVALS, "condition", condition));
    }

    private void noteBlueprint(long workspaceId, @Nullable String blueprint, String by, Mistakes wrong) {
        if (blueprint == null) {
            wrong.note("/blueprint", "is missing");
            return;
        }
        try {
            SubscriberEnrichment.require(registry, workspaceId, blueprint, by);
        } catch (Problem none) {
            wrong.note("/blueprint", String.valueOf(none.getMessage()));
        }
    }
}
