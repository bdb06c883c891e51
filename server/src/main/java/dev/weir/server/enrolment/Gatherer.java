package dev.weir.server.enrolment;

import dev.weir.server.audience.AudienceSettings;
import dev.weir.server.audience.AudienceSettings.Settings;
import dev.weir.server.audience.AudienceSettings.Waiting;
import dev.weir.server.audience.Dutiful;
import dev.weir.server.audience.Duty;
import dev.weir.server.audience.Subscribers;
import dev.weir.server.audience.Turns;
import dev.weir.server.credits.Ledger;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.intake.Intake;
import dev.weir.server.intake.RepeatKey;
import dev.weir.server.jobs.Events;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.Registry;
import dev.weir.server.workspace.Caller;
import dev.weir.server.workspace.DatabaseTime;
import dev.weir.server.workspace.Transactions;
import dev.weir.server.workspace.Workspace;
import dev.weir.server.workspace.Workspaces;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

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

    private static final Logger LOG = LoggerFactory.getLogger(Gatherer.class);

    /** So often others may be first. */
    private static final int ROUNDS = 5;

    private final GatherTable table;
    private final AudienceJobTable audienceJobs;
    private final DatabaseTime time;
    private final Transactions transactions;
    private final Workspaces workspaces;
    private final AudienceSettings settings;
    private final Intake intake;
    private final Chooser chooser;
    private final Submitter submitter;

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
        this.audienceJobs = new AudienceJobTable(jdbc);
        this.time = new DatabaseTime(jdbc);
        this.transactions = transactions;
        this.workspaces = workspaces;
        this.settings = settings;
        this.intake = intake;
        DayCredits credits = new DayCredits(table, audienceJobs);
        ReachedCaps reachedCaps = new ReachedCaps(table, settings, events, time);
        this.chooser = new Chooser(table, settings, subscribers, ledger, credits, reachedCaps, time);
        Alongside alongside = new Alongside(table, audienceJobs, settings, turns, ledger, credits, time, failpoint);
        this.submitter = new Submitter(
                transactions,
                table,
                settings,
                events,
                registry,
                intake,
                stopped,
                reachedCaps,
                alongside,
                time,
                failpoint);
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
            throw Chooser.paused();
        }
        Gathered last = new Gathered.Nothing();
        Problem refusal = null;
        for (Map.Entry<String, List<GatherTable.Group>> each : pending.entrySet()) {
            if (blueprint == null || blueprint.equals(each.getKey())) {
                try {
                    Gathered gathered = gather(
                            new Gathering(workspaces.require(workspaceId), each.getKey(), sourceId, most, somebody),
                            each.getValue());
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
            Instant until = later(until(waiting, Gathering.what(each.getKey())), until(waiting, DayCredits.WHAT));
            if (until == null || !until.isAfter(now)) {
                Gathering gathering = new Gathering(workspaces.require(workspaceId), each.getKey(), null, MOST, null);
                until = switch (gather(gathering, each.getValue())) {
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

    private Gathered gather(Gathering gathering, List<GatherTable.Group> pending) {
        long workspaceId = gathering.workspaceId();
        List<GatherTable.Group> groups = pending;
        for (int round = 0; round < ROUNDS; round++) {
            List<GatherTable.Group> seen = groups;
            Chosen chosen = transactions.in(workspaceId, () -> chooser.choose(gathering, seen));
            try {
                Gathered gathered = switch (chosen) {
                    case Chosen.None none -> none.instead();
                    case Chosen.Choice choice -> submitter.submit(gathering, choice);
                };
                if (gathered != null) {
                    return gathered;
                }
            } catch (Moved | DuplicateKeyException moved) {
                // Somebody else was first with some of it, or of the room that a cap had left.
                LOG.debug("what was gathered has moved: {}", moved.toString());
                groups = transactions.in(
                        workspaceId,
                        () -> pending(workspaceId, gathering.sourceId(), gathering.byItself())
                                .getOrDefault(gathering.blueprint(), List.of()));
            }
        }
        return new Gathered.Waits(
                "What is pending keeps changing; it is gathered anew.",
                transactions.inNone(time::now).plusSeconds(1));
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
                    || (what.equals(DayCredits.WHAT) && standing.wish().maxCreditsPerDayMilli() != null)
                    || pending.stream().anyMatch(blueprint -> what.equals(Gathering.what(blueprint)));
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
}
