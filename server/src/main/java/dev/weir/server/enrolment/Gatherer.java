package dev.weir.server.enrolment;

import dev.weir.provider.Values;
import dev.weir.server.audience.AudienceSettings;
import dev.weir.server.audience.AudienceSettings.Settings;
import dev.weir.server.audience.AudienceSettings.Waiting;
import dev.weir.server.audience.Dutiful;
import dev.weir.server.audience.Duty;
import dev.weir.server.audience.Subscriber;
import dev.weir.server.audience.Subscribers;
import dev.weir.server.audience.Turns;
import dev.weir.server.catalog.Wanted;
import dev.weir.server.credits.Credits;
import dev.weir.server.credits.Ledger;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.intake.Intake;
import dev.weir.server.intake.Order;
import dev.weir.server.intake.Outlook;
import dev.weir.server.intake.RepeatKey;
import dev.weir.server.intake.Rows;
import dev.weir.server.jobs.About;
import dev.weir.server.jobs.EventType;
import dev.weir.server.jobs.Events;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.Registry;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.workspace.Caller;
import dev.weir.server.workspace.DatabaseTime;
import dev.weir.server.workspace.Transactions;
import dev.weir.server.workspace.Workspace;
import dev.weir.server.workspace.Workspaces;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/**
 * Makes jobs of what is pending, of at most {@value #MOST} subscribers each.
 *
 * <p>What is chosen is chosen without a lock, since planning and quoting a job takes its time; the transaction that makes the
 * job visible looks again, with the workspace's audience locked: whether all of it is still pending, and every cap still has
 * room. If not, the job never was, and what is pending is gathered anew. So however many gather at once, nothing is submitted
 * twice and no cap is passed, and whoever dies on the way leaves all of it pending.
 *
 * <p>Its verbs open their own transactions.
 */
public final class Gatherer {

    /** Subscribers of a job. */
    public static final int MOST = 100;

    /** Reached when the requests and their job are one transaction that is not committed. */
    static final String SUBMITTING = "audience.submitting";

    /** Reached when a job has been made, and nobody has been told. */
    static final String SUBMITTED = "audience.submitted";

    private static final Logger LOG = LoggerFactory.getLogger(Gatherer.class);

    /** So often others may be first. */
    private static final int ROUNDS = 5;

    /** What goes wrong for no reason that we know is tried so often. */
    private static final int TRIES = 3;

    /** With these so many others: whoever alone cannot be submitted keeps no other one back. */
    private static final List<Integer> COMPANY = List.of(MOST, 10, 1);

    private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(5);
    private static final Duration CREDITS_LOOK = Duration.ofMinutes(1);

    /** The code of the ledger's refusal. */
    static final String NOT_ENOUGH_CREDITS = "not_enough_credits";

    private static final String CREDITS = "credits";

    private final GatherTable table;
    private final DatabaseTime time;
    private final AudienceJobTable audienceJobs;
    private final Transactions transactions;
    private final Workspaces workspaces;
    private final AudienceSettings settings;
    private final Subscribers subscribers;
    private final Turns turns;
    private final Ledger ledger;
    private final Events events;
    private final Registry registry;
    private final Intake intake;
    private final BiPredicate<Workspace, String> stopped;
    private final Failpoint failpoint;

    /** @param stopped whether a vendor, by its slug, has stopped a workspace's key until a person acts */
    public Gatherer(
            JdbcClient jdbc,
            Transactions transactions,
            Workspaces workspaces,
            AudienceSettings settings,
            Subscribers subscribers,
            Turns turns,
            Ledger ledger,
            Events events,
            Registry registry,
            Intake intake,
            BiPredicate<Workspace, String> stopped,
            Failpoint failpoint) {
        this.table = new GatherTable(jdbc);
        this.time = new DatabaseTime(jdbc);
        this.audienceJobs = new AudienceJobTable(jdbc);
        this.transactions = transactions;
        this.workspaces = workspaces;
        this.settings = settings;
        this.subscribers = subscribers;
        this.turns = turns;
        this.ledger = ledger;
        this.events = events;
        this.registry = registry;
        this.intake = intake;
        this.stopped = stopped;
        this.failpoint = failpoint;
    }

    /**
     * Somebody who has what is pending run.
     *
     * @param key by which the same is the same job when it is asked for again; null for another one
     * @param also done with the job's number in the transaction that makes it visible
     */
    public record Somebody(Caller.Key caller, @Nullable RepeatKey key, LongConsumer also) {}

    /**
     * Submits some of what is pending, whether it would be by itself or not.
     *
     * @param blueprint that alone; null for the first of them all that can be submitted, of which the oldest request of a kind
     *     has been pending for longest
     * @param sourceId what is pending from there alone; null for all
     * @param most subscribers, at most {@value #MOST}
     * @throws Problem when the workspace's audience is paused, its credits do not suffice for one subscriber, or the
     *     blueprint cannot be carried out
     */
    public Gathered runPending(
            long workspaceId, @Nullable String blueprint, @Nullable Long sourceId, int most, Somebody somebody) {
        RepeatKey key = somebody.key();
        if (key != null) {
            Optional<Long> before = intake.submitted(workspaceId, key);
            if (before.isPresent()) {
                return transactions.in(workspaceId, () -> audienceJobs.made(workspaceId, before.get()));
            }
        }
        Map<String, List<GatherTable.Group>> pending = new LinkedHashMap<>();
        boolean paused = transactions.in(workspaceId, () -> {
            pending(workspaceId, sourceId, false).entrySet().stream()
                    .sorted(Comparator.comparing(each -> since(each.getValue())))
                    .forEach(each -> pending.put(each.getKey(), each.getValue()));
            return settings.get(workspaceId).paused();
        });
        if (paused) {
            throw pausedAudience();
        }
        Gathered last = new Gathered.Nothing();
        Problem refusal = null;
        for (Map.Entry<String, List<GatherTable.Group>> each : pending.entrySet()) {
            if (blueprint == null || blueprint.equals(each.getKey())) {
                try {
                    Gathered gathered = new Gathering(
                                    workspaceId, each.getKey(), each.getValue(), sourceId, most, somebody)
                            .submit();
                    if (gathered instanceof Gathered.Made) {
                        return gathered;
                    }
                    last = gathered instanceof Gathered.Waits ? gathered : last;
                } catch (Problem problem) {
                    // What can be carried out of the others is.
                    refusal = refusal == null ? problem : refusal;
                }
            }
        }
        if (refusal != null) {
            throw refusal;
        }
        return last;
    }

    private static Instant since(List<GatherTable.Group> groups) {
        return groups.stream()
                .map(GatherTable.Group::since)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static Problem pausedAudience() {
        return Problem.conflict(
                "audience_paused",
                "The audience is paused, so nothing is submitted for its subscribers. Have it go on with POST"
                        + " /audience/resume.");
    }

    /**
     * Does the duty {@link Duty#SUBMIT}: submits what is submitted by itself, a job of each blueprint.
     *
     * @return when to look again, see {@link dev.weir.server.audience.Dutiful}
     */
    @Nullable
    public Instant submit(long workspaceId) {
        Map<String, List<GatherTable.Group>> pending = new TreeMap<>();
        Map<String, Waiting> waiting = new HashMap<>();
        Instant now = transactions.in(workspaceId, () -> {
            Settings standing = settings.get(workspaceId);
            if (!standing.paused()) {
                waiting.putAll(standing.waiting());
                pending.putAll(pending(workspaceId, null, true));
                tidy(workspaceId, standing);
            }
            return time.now();
        });
        Instant next = null;
        for (Map.Entry<String, List<GatherTable.Group>> each : pending.entrySet()) {
            Instant until = later(until(waiting, blueprintKey(each.getKey())), until(waiting, CREDITS));
            if (until == null || !until.isAfter(now)) {
                until = switch (new Gathering(workspaceId, each.getKey(), each.getValue(), null, MOST, null).submit()) {
                    case Gathered.Made _ -> Dutiful.AT_ONCE;
                    // Somebody has left, or is in flight for something else; who comes back tells nobody.
                    case Gathered.Nothing _ -> now.plus(Duration.ofMinutes(10));
                    case Gathered.Waits waits -> waits.until();
                };
            }
            next = earlier(next, until);
        }
        return next;
    }

    /** What no cap, and no blueprint of which anything is pending, keeps back is not said to wait. */
    private void tidy(long workspaceId, Settings standing) {
        if (standing.waiting().isEmpty()) {
            return;
        }
        Set<String> pending = pending(workspaceId, null, false).keySet();
        DayCaps caps = DayCaps.now(table, workspaceId, standing, time.now());
        for (String what : standing.waiting().keySet()) {
            boolean stays = caps.isReached(what)
                    || (what.equals(CREDITS) && standing.wish().maxCreditsPerDayMilli() != null)
                    || pending.stream().anyMatch(blueprint -> what.equals(blueprintKey(blueprint)));
            if (pending.isEmpty() || !stays) {
                settings.waitsNoMore(workspaceId, what);
            }
        }
    }

    private static @Nullable Instant until(Map<String, Waiting> waiting, String what) {
        Waiting why = waiting.get(what);
        return why == null ? null : why.until();
    }

    private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
        return a == null || (b != null && b.isAfter(a)) ? b : a;
    }

    private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
        return a == null || (b != null && b.isBefore(a)) ? b : a;
    }

    /** What {@link Waiting} calls it. */
    static String blueprintKey(String blueprint) {
        return "blueprint " + blueprint;
    }

    private Map<String, List<GatherTable.Group>> pending(long workspaceId, @Nullable Long sourceId, boolean automatic) {
        Map<String, List<GatherTable.Group>> byBlueprint = new LinkedHashMap<>();
        for (GatherTable.Group group : table.groups(workspaceId, sourceId)) {
            if (group.automatic() || !automatic) {
                byBlueprint
                        .computeIfAbsent(group.blueprint(), _ -> new ArrayList<>())
                        .add(group);
            }
        }
        return byBlueprint;
    }

    /** What was chosen is not as it was any more. */
    private static final class Moved extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Moved() {
            super("what was gathered has moved", null, false, false);
        }
    }

    /**
     * What the jobs of a day may cost, gone through all of them.
     *
     * @param submitted so many subscribers were then submitted; while it is so many, no job has been added
     */
    private record Costs(LocalDate day, int submitted, long milli) {}

    /** What a job could be made of. @param costs null where no cap is in credits */
    private record Choice(
            List<GatherTable.Candidate> requests,
            List<Values> rows,
            long availableMilli,
            @Nullable Costs costs,
            @Nullable Long leftMilli) {

        List<Long> ids() {
            return requests.stream().map(GatherTable.Candidate::id).toList();
        }

        boolean isFresh() {
            return requests.getFirst().fresh();
        }

        Choice first(int most) {
            return new Choice(
                    List.copyOf(requests.subList(0, most)),
                    List.copyOf(rows.subList(0, most)),
                    availableMilli,
                    costs,
                    leftMilli);
        }
    }

    /** One blueprint's way to a job. */
    private final class Gathering {
        private final Workspace workspace;
        private final String blueprint;
        private List<GatherTable.Group> groups;
        private final @Nullable Long sourceId;
        private final int most;
        private final @Nullable Somebody somebody;
        private @Nullable Gathered instead;

        Gathering(
                long workspaceId,
                String blueprint,
                List<GatherTable.Group> groups,
                @Nullable Long sourceId,
                int most,
                @Nullable Somebody somebody) {
            this.workspace = workspaces.require(workspaceId);
            this.blueprint = blueprint;
            this.groups = groups;
            this.sourceId = sourceId;
            this.most = most;
            this.somebody = somebody;
        }

        Gathered submit() {
            for (int round = 0; round < ROUNDS; round++) {
                Choice choice = transactions.in(workspace.id(), this::choose);
                if (choice == null) {
                    return Objects.requireNonNull(instead);
                }
                try {
                    Gathered gathered = submit(choice);
                    if (gathered != null) {
                        return gathered;
                    }
                } catch (Moved | DuplicateKeyException moved) {
                    // Somebody else was first with some of it, or of the room that a cap had left.
                    LOG.debug("what was gathered has moved: {}", moved.toString());
                    groups = transactions.in(
                            workspace.id(),
                            () -> pending(workspace.id(), sourceId, somebody == null)
                                    .getOrDefault(blueprint, List.of()));
                }
            }
            return new Gathered.Waits("What is pending keeps changing; it is gathered anew.", now().plusSeconds(1));
        }

        private Instant now() {
            return transactions.inNone(time::now);
        }

        // ------------------------------------------------------------------------------------------------ choosing

        private @Nullable Choice choose() {
            Settings standing = settings.get(workspace.id());
            if (standing.paused()) {
                if (somebody != null) {
                    throw pausedAudience();
                }
                return none(new Gathered.Waits("The audience is paused.", null));
            }
            Instant now = time.now();
            DayCaps caps = DayCaps.now(table, workspace.id(), standing, now);
            List<GatherTable.Group> open = new ArrayList<>();
            Map<Long, DayCaps.Cap> reached = new TreeMap<>();
            for (GatherTable.Group group : groups) {
                DayCaps.Cap cap = caps.reached(group.counted());
                if (cap != null) {
                    reached.put(cap.counted(), cap);
                } else if (caps.room(group.counted()) > 0) {
                    open.add(group);
                }
            }
            Gathered kept = new Gathered.Nothing();
            for (DayCaps.Cap cap : reached.values()) {
                if (cap.counted() == DayCaps.ALL || kept instanceof Gathered.Nothing) {
                    kept = new Gathered.Waits(cap.sentence(), caps.midnight());
                }
                capReached(
                        caps, cap.counted(), cap.kind(), cap.trigger(), cap.most(), cap.what(), cap.sentence(), null);
            }
            List<GatherTable.Candidate> chosen =
                    open.isEmpty() ? List.of() : fitting(table.choose(workspace.id(), open, sourceId, most), caps);
            if (chosen.isEmpty()) {
                return none(kept);
            }
            Instant ready = chosen.stream()
                    .map(GatherTable.Candidate::pendingSince)
                    .min(Comparator.naturalOrder())
                    .orElseThrow()
                    .plusSeconds(standing.wish().gatherSeconds());
            if (somebody == null && chosen.size() < MOST && chosen.getFirst().tries() == 0 && ready.isAfter(now)) {
                return none(new Gathered.Waits("More may come to be submitted with it.", ready));
            }
            Long cap = standing.wish().maxCreditsPerDayMilli();
            Costs costs = cap == null ? null : costs(caps, 0);
            Long left = cap == null || costs == null ? null : (Long) (cap - costs.milli());
            if (left != null && left <= 0) {
                return none(creditsReached(standing, caps));
            }
            return known(chosen, costs, left);
        }

        private @Nullable Choice none(Gathered why) {
            instead = why;
            return null;
        }

        /** As many of them, in order, as go into one job and every cap has room for. */
        private List<GatherTable.Candidate> fitting(List<GatherTable.Candidate> candidates, DayCaps caps) {
            Map<Long, Integer> counted = new HashMap<>();
            List<GatherTable.Candidate> fitting = new ArrayList<>();
            int all = Math.min(most, caps.room(DayCaps.ALL));
            for (GatherTable.Candidate candidate : candidates) {
                GatherTable.Candidate first = fitting.isEmpty() ? candidate : fitting.getFirst();
                if (fitting.size() < Math.min(all, COMPANY.get(Math.min(first.tries(), TRIES - 1)))
                        && candidate.fresh() == first.fresh()
                        && candidate.tries() == first.tries()
                        && (candidate.counted() == DayCaps.ALL
                                || counted.merge(candidate.counted(), 1, Integer::sum)
                                        <= caps.room(candidate.counted()))) {
                    fitting.add(candidate);
                }
            }
            return fitting;
        }

        /** With what is known of them; whoever is gone since is left out. */
        private @Nullable Choice known(List<GatherTable.Candidate> chosen, @Nullable Costs costs, @Nullable Long left) {
            Map<Long, Subscriber> known = subscribers.find(
                    workspace.id(),
                    chosen.stream().map(GatherTable.Candidate::subscriberId).toList());
            List<GatherTable.Candidate> there = new ArrayList<>();
            List<Values> rows = new ArrayList<>();
            for (GatherTable.Candidate candidate : chosen) {
                Subscriber subscriber = known.get(candidate.subscriberId());
                if (subscriber != null) {
                    there.add(candidate);
                    rows.add(subscriber.said());
                }
            }
            return there.isEmpty()
                    ? none(new Gathered.Nothing())
                    : new Choice(there, rows, ledger.available(workspace.id()), costs, left);
        }

        private Gathered creditsReached(Settings standing, DayCaps caps) {
            long cap = Objects.requireNonNull(standing.wish().maxCreditsPerDayMilli());
            String sentence =
                    "What the jobs of the day have cost, or may cost yet, leaves no room for another subscriber"
                            + " within " + Credits.text(cap)
                            + " credits. The rest goes on when jobs end below their worst case,"
                            + " at midnight (UTC), or when the cap is raised.";
            Instant soon = time.now().plus(CREDITS_LOOK);
            Instant until = soon.isBefore(caps.midnight()) ? soon : caps.midnight();
            capReached(caps, DayCaps.CREDITS, CREDITS, null, Credits.amount(cap), CREDITS, sentence, until);
            return new Gathered.Waits(sentence, until);
        }

        private void capReached(
                DayCaps caps,
                long counted,
                String kind,
                @Nullable String trigger,
                Number most,
                String what,
                String sentence,
                @Nullable Instant until) {
            settings.waits(workspace.id(), what, "cap_reached", sentence, until == null ? caps.midnight() : until);
            if (table.tell(workspace.id(), caps.day(), counted)) {
                events.audienceCapReached(workspace.id(), kind, trigger, most, caps.day());
            }
        }

        // ---------------------------------------------------------------------------------------------- submitting

        /** @return null when what was chosen has ended otherwise, and more may be pending */
        private @Nullable Gathered submit(Choice chosen) {
            Choice choice = chosen;
            try {
                if (blueprint.equals(SubscriberEnrichment.SLUG)) {
                    transactions.in(
                            workspace.id(), () -> SubscriberEnrichment.ensure(registry, workspace.id(), "weir"));
                }
                Outlook outlook = intake.outlook(order(choice), rows(choice), EnrolmentWording.WORDS);
                requireSomebody(outlook);
                long perRow = outlook.worstRowMilli();
                int affordable = affordable(choice, perRow);
                if (affordable == 0 && choice.leftMilli() != null && choice.leftMilli() < perRow) {
                    return transactions.in(workspace.id(), () -> {
                        Settings standing = settings.get(workspace.id());
                        DayCaps caps = DayCaps.now(table, workspace.id(), standing, time.now());
                        if (standing.wish().maxCreditsPerDayMilli() == null) {
                            throw new Moved();
                        }
                        return creditsReached(standing, caps);
                    });
                }
                // Where not even one is affordable, the refusal is the intake's.
                choice = choice.first(Math.max(1, affordable));
                Choice taken = choice;
                long jobId = intake.submit(
                                order(taken),
                                rows(taken),
                                EnrolmentWording.WORDS,
                                somebody == null ? null : somebody.key(),
                                job -> alongside(job, taken))
                        .jobId();
                failpoint.reached(SUBMITTED);
                return new Gathered.Made(jobId, blueprint, taken.requests().size());
            } catch (Problem problem) {
                return refused(choice, problem);
            } catch (Moved
                    | DuplicateKeyException
                    | TransientDataAccessException
                    | RecoverableDataAccessException
                    | DataAccessResourceFailureException
                    | TransactionException passing) {
                throw passing;
            } catch (RuntimeException unexpected) {
                return failed(choice, unexpected);
            }
        }

        /** Else all of it would be in flight, and wait there for a person to act. */
        private void requireSomebody(Outlook outlook) {
            for (Set<String> asked : outlook.asked()) {
                if (asked.stream().allMatch(provider -> stopped.test(workspace, provider))) {
                    String names = asked.stream().sorted().collect(Collectors.joining(", "));
                    throw Problem.conflict(
                            "provider_stopped",
                            "The vendor has refused the key of " + names + ", or the balance there is used up. Store"
                                    + " another key, or see to it and reset the provider's breaker.");
                }
            }
        }

        private int affordable(Choice choice, long perRow) {
            int all = choice.requests().size();
            if (perRow == 0) {
                return all;
            }
            long milli = workspace.autoGrant() ? Long.MAX_VALUE : choice.availableMilli();
            Long left = choice.leftMilli();
            return (int) Math.min(all, (left == null ? milli : Math.min(milli, left)) / perRow);
        }

        private Rows rows(Choice choice) {
            return Rows.of(choice.rows(), "/subscribers");
        }

        private Order order(Choice choice) {
            int count = choice.requests().size();
            return new Order(
                    workspace,
                    About.Source.AUDIENCE,
                    somebody == null ? null : somebody.caller().keyId(),
                    somebody == null ? null : somebody.caller().memberId(),
                    blueprint + " (" + count + (count == 1 ? " subscriber)" : " subscribers)"),
                    new Wanted(List.of(), Map.of(), Map.of(), OnDoubt.HOLD),
                    blueprint,
                    null,
                    choice.leftMilli(),
                    null,
                    choice.isFresh(),
                    null,
                    Order.Hopeless.KEPT);
        }

        /** In the transaction that makes the job visible, and holds its credits. */
        private void alongside(long jobId, Choice choice) {
            Settings standing = settings.lock(workspace.id());
            DayCaps caps = DayCaps.now(table, workspace.id(), standing, time.now());
            Map<Long, Integer> counted = new TreeMap<>();
            for (GatherTable.Candidate request : choice.requests()) {
                if (request.counted() != DayCaps.ALL) {
                    counted.merge(request.counted(), 1, Integer::sum);
                }
            }
            counted.put(DayCaps.ALL, choice.requests().size());
            Long left = creditsLeft(standing, caps, choice.costs(), jobId);
            if (standing.paused()
                    || counted.entrySet().stream().anyMatch(each -> each.getValue() > caps.room(each.getKey()))
                    || (left != null && ledger.job(workspace.id(), jobId).held() > left)
                    || !table.lock(workspace.id(), choice.requests(), somebody != null)
                    || table.submit(workspace.id(), jobId, choice.ids())
                            < choice.requests().size()) {
                throw new Moved();
            }
            counted.forEach((trigger, submitted) -> table.count(workspace.id(), caps.day(), trigger, submitted));
            Cause cause = somebody == null ? choice.requests().getFirst().cause() : Cause.HAND;
            audienceJobs.insert(
                    workspace.id(),
                    jobId,
                    blueprint,
                    cause,
                    caps.day(),
                    choice.requests().stream()
                            .map(GatherTable.Candidate::subscriberId)
                            .toList());
            settings.waitsNoMore(workspace.id(), blueprintKey(blueprint));
            settings.waitsNoMore(workspace.id(), CREDITS);
            for (long trigger : counted.keySet()) {
                DayCaps.Cap cap = caps.cap(trigger);
                if (cap != null) {
                    settings.waitsNoMore(workspace.id(), cap.what());
                }
            }
            turns.wake(workspace.id(), Duty.OUTCOMES);
            if (somebody != null) {
                somebody.also().accept(jobId);
            }
            failpoint.reached(SUBMITTING);
        }

        /**
         * What the day's jobs may cost yet; null for any amount. The audience is locked.
         *
         * @param before what they came to when this one was chosen
         */
        private @Nullable Long creditsLeft(Settings standing, DayCaps caps, @Nullable Costs before, long jobId) {
            Long cap = standing.wish().maxCreditsPerDayMilli();
            if (cap == null) {
                return null;
            }
            if (before != null
                    && before.day().equals(caps.day())
                    && before.submitted() == table.submitted(workspace.id(), caps.day(), DayCaps.ALL)) {
                return cap - before.milli();
            }
            return cap - costs(caps, jobId).milli();
        }

        /** @param but this job is not counted */
        private Costs costs(DayCaps caps, long but) {
            // In this order: a job that is made in between is counted as one made since.
            int submitted = table.submitted(workspace.id(), caps.day(), DayCaps.ALL);
            return new Costs(caps.day(), submitted, audienceJobs.costs(workspace.id(), caps.day(), but));
        }

        private @Nullable Gathered refused(Choice choice, Problem problem) {
            String sentence = String.valueOf(problem.getMessage());
            if (problem.code().equals("no_usable_input")) {
                // Who lacks a key may have had one a minute ago: for want of it nobody fails.
                if (isHopeless(choice)) {
                    end(choice, 1, "no_input");
                    return null;
                }
                sentence += " Others that need something else could be asked, and have no key. Store the key of one.";
            }
            return waits(problem, sentence);
        }

        private boolean isHopeless(Choice choice) {
            try {
                return intake.isHopeless(order(choice), rows(choice));
            } catch (Problem _) {
                return false;
            }
        }

        private Gathered waits(Problem problem, String sentence) {
            Instant until = transactions.in(
                    workspace.id(),
                    () -> settings.waits(workspace.id(), blueprintKey(blueprint), problem.code(), sentence, null));
            if (somebody != null) {
                throw problem;
            }
            return new Gathered.Waits(sentence, until);
        }

        private Gathered failed(Choice choice, RuntimeException unexpected) {
            LOG.warn(
                    "{} subscribers of workspace {} could not be submitted to {}",
                    choice.requests().size(),
                    workspace.id(),
                    blueprint,
                    unexpected);
            end(choice, TRIES, "not_submitted");
            return new Gathered.Waits(
                    "Submitting failed for a reason of Weir's own, which its log tells; it is tried again.",
                    now().plus(PAUSE_AFTER_ERROR));
        }

        /** After so many tries they fail. */
        private void end(Choice choice, int tries, String reason) {
            transactions.in(workspace.id(), () -> {
                List<Map<String, Object>> failed = new ArrayList<>();
                for (GatherTable.Tried tried : table.tried(workspace.id(), choice.ids(), tries, reason)) {
                    if (tried.reason() != null) {
                        failed.add(Map.of(
                                "subscriberId", tried.subscriberId(),
                                "requestId", tried.requestId(),
                                "reason", tried.reason()));
                    }
                }
                if (!failed.isEmpty()) {
                    events.subscribers(EventType.SUBSCRIBER_ENRICHMENT_FAILED, workspace.id(), null, blueprint, failed);
                }
                return failed;
            });
        }
    }
}
