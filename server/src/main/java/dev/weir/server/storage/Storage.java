package dev.weir.server.storage;

import dev.weir.server.egress.Failpoint;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.Registry;
import dev.weir.server.workspace.Transactions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Results on their way to the tables of their steps, and those tables.
 *
 * <p>Where a result goes is read from its step's row in the registry at each delivery. A result is written at least once and
 * its effect is there once; results of one table that share a key there are written in the order in which they were settled,
 * one after the other. {@link #report} and {@link #changed} join the caller's transaction; what reads opens its own where
 * there is none.
 */
public final class Storage implements AutoCloseable {

    private static final int REPLAYED_TOGETHER = 5_000;

    private final Transactions transactions;
    private final Outbox outbox;
    private final Reports reports;
    private final ResultTable results;
    private final StandingTable standings;
    private final RefusalTable refusals;
    private final DestinationTable destinations;
    private final Ways ways;
    private final StorageSettings settings;
    private final Dispatch dispatch;

    public Storage(
            JdbcClient jdbc,
            Transactions transactions,
            Registry registry,
            Outbox outbox,
            Targets targets,
            StorageSettings settings,
            Failpoint failpoint) {
        this.transactions = transactions;
        this.reports = new Reports(jdbc, transactions, registry, outbox);
        this.outbox = outbox;
        this.results = new ResultTable(jdbc);
        this.standings = new StandingTable(jdbc);
        this.refusals = new RefusalTable(jdbc);
        this.destinations = new DestinationTable(jdbc);
        this.ways = new Ways(registry);
        this.settings = settings;
        Books books = new Books(jdbc);
        Closing closing = new Closing(jdbc, transactions, ways, books);
        this.dispatch = new Dispatch(
                LaneRun.Parts.of(jdbc, transactions, ways, books, closing, targets, settings, failpoint), outbox);
    }

    /** For whoever looks and delivers nothing: it reaches no database of workspaces', and need not be closed. */
    public static Storage looking(JdbcClient jdbc, Transactions transactions, Registry registry, Outbox outbox) {
        return new Storage(
                jdbc,
                transactions,
                registry,
                outbox,
                (_, _) -> {
                    throw new IllegalStateException("nothing is delivered here");
                },
                StorageSettings.DEFAULT.delivering(false),
                Failpoint.NONE);
    }

    /** Begins to deliver, where the settings say that this program does. */
    public void begin() {
        if (settings.delivers()) {
            dispatch.start();
        }
    }

    /**
     * A result of a step that was worked out elsewhere; it goes the way of all results of that step.
     *
     * @param companyDomain as it is written; a company that the workspace does not know by it is known from then on
     * @param data result field to value, as JSON has them
     * @param batchId the job that it is of; null for none: the log calls it {@code manual}
     * @param by who reports it
     * @return its number
     * @throws Problem for a step, company or job that the workspace does not have, and for data that cannot be kept
     */
    public long report(
            long workspaceId,
            UUID workflowId,
            @Nullable Long companyId,
            @Nullable String companyDomain,
            Map<String, ? extends @Nullable Object> data,
            @Nullable Long batchId,
            String by) {
        return reports.take(workspaceId, workflowId, companyId, companyDomain, data, batchId, by);
    }

    /**
     * A step's destination, or the workspace's database, is another one: tables that failed are tried again at once. Without
     * that it would be noticed within a minute.
     */
    public void changed(long workspaceId) {
        transactions.in(workspaceId, () -> {
            destinations.tryNow(workspaceId);
            transactions.afterCommit(() -> dispatch.tryNow(workspaceId));
            return true;
        });
    }

    /** The tables that results of a workspace went to, or were to go to. */
    public List<Destination> destinations(long workspaceId) {
        return transactions.in(workspaceId, () -> {
            Map<UUID, Way> all = waysIn(workspaceId);
            return destinations.all(workspaceId).stream()
                    .map(stored -> destination(workspaceId, stored, all))
                    .toList();
        });
    }

    /** One of them. @throws Problem NOT_FOUND */
    public Destination destination(long workspaceId, long id) {
        return transactions.in(
                workspaceId, () -> destination(workspaceId, stored(workspaceId, id), waysIn(workspaceId)));
    }

    private DestinationTable.Stored stored(long workspaceId, long id) {
        return destinations
                .find(workspaceId, id)
                .orElseThrow(() -> Problem.notFound("unknown_destination", "There is no destination " + id + "."));
    }

    /** Those of all workflows of which something is pending or was given up. */
    private Map<UUID, Way> waysIn(long workspaceId) {
        Set<UUID> workflows = new HashSet<>(results.pendingIn(workspaceId));
        workflows.addAll(standings.deadIn(workspaceId));
        return ways.of(workspaceId, workflows);
    }

    private Destination destination(long workspaceId, DestinationTable.Stored stored, Map<UUID, Way> all) {
        List<UUID> workflows = new ArrayList<>();
        Set<String> slugs = new LinkedHashSet<>();
        all.forEach((workflow, way) -> {
            if (stored.lane().equals(way.lane())) {
                workflows.add(workflow);
                slugs.add(String.valueOf(way.slug()));
            }
        });
        StandingTable.Standing standing = standings.standing(workspaceId, workflows).values().stream()
                .reduce(StandingTable.Standing.NONE, StandingTable.Standing::and);
        return new Destination(
                stored.id(),
                stored.lane().db().text(),
                stored.lane().table(),
                slugs.stream().sorted().toList(),
                stored.failures(),
                stored.failingSince(),
                stored.retryAt(),
                stored.error(),
                standing.pending(),
                standing.oldest(),
                standing.dead(),
                stored.written(),
                stored.writtenAt());
    }

    /**
     * Results of a workspace that were given up, the newest first.
     *
     * @param workflowId of this step alone; null for any
     * @param destinationId of steps alone whose results go there now; null for any
     * @param before only those of smaller numbers than this
     * @param skip so many of them are passed over
     * @throws Problem NOT_FOUND for a destination that there is not
     */
    public List<DeadLetter> deadLetters(
            long workspaceId,
            @Nullable UUID workflowId,
            @Nullable Long destinationId,
            long before,
            long skip,
            int most) {
        return transactions.in(workspaceId, () -> {
            Map<UUID, Way> dead = dead(workspaceId, workflowId, destinationId);
            return standings.dead(workspaceId, dead.keySet(), before, skip, most).stream()
                    .map(one -> letter(one, dead.getOrDefault(one.workflowId(), Way.UNKNOWN)))
                    .toList();
        });
    }

    /** How many there are. */
    public long countDeadLetters(long workspaceId, @Nullable UUID workflowId, @Nullable Long destinationId) {
        return transactions.in(
                workspaceId,
                () ->
                        standings
                                .standing(
                                        workspaceId,
                                        dead(workspaceId, workflowId, destinationId)
                                                .keySet())
                                .values()
                                .stream()
                                .mapToLong(StandingTable.Standing::dead)
                                .sum());
    }

    private Map<UUID, Way> dead(long workspaceId, @Nullable UUID workflowId, @Nullable Long destinationId) {
        List<UUID> workflows = standings.deadIn(workspaceId).stream()
                .filter(workflow -> workflowId == null || workflow.equals(workflowId))
                .toList();
        Map<UUID, Way> dead = ways.of(workspaceId, workflows);
        if (destinationId != null) {
            Lane lane = stored(workspaceId, destinationId).lane();
            dead.values().removeIf(way -> !lane.equals(way.lane()));
        }
        return dead;
    }

    private static DeadLetter letter(StandingTable.Dead dead, Way way) {
        return new DeadLetter(
                dead.id(),
                dead.workflowId(),
                way.slug() == null ? dead.workflowId().toString() : way.slug(),
                dead.jobId(),
                dead.rowIndex(),
                dead.table(),
                dead.error(),
                dead.settledAt(),
                dead.refusedAt());
    }

    /**
     * Has a result that was given up tried anew, wherever its step's results go now. It is written as if it had been settled
     * just now, and so may write over what was settled after it.
     *
     * @throws Problem NOT_FOUND when none of that number was given up
     */
    public void replay(long workspaceId, long resultId) {
        transactions.in(workspaceId, () -> {
            if (!standings.replay(workspaceId, resultId)) {
                throw Problem.notFound("unknown_dead_letter", "No result " + resultId + " was given up.");
            }
            refusals.delete(workspaceId, List.of(resultId));
            outbox.tell();
            return true;
        });
    }

    /**
     * Has all results tried anew that were given up and whose steps' results go there now.
     *
     * @return how many
     * @throws Problem NOT_FOUND
     */
    public long replayAll(long workspaceId, long destinationId) {
        Collection<UUID> workflows = transactions.in(
                workspaceId, () -> dead(workspaceId, null, destinationId).keySet());
        long replayed = 0;
        while (true) {
            int some = transactions.in(workspaceId, () -> {
                List<Long> ids = standings.replay(workspaceId, workflows, REPLAYED_TOGETHER);
                refusals.delete(workspaceId, ids);
                outbox.tell();
                return ids.size();
            });
            replayed += some;
            if (some < REPLAYED_TOGETHER) {
                return replayed;
            }
        }
    }

    /** What is on its way in all workspaces. @param workspaceIds all that there are */
    public StorageLoad load(Collection<Long> workspaceIds) {
        StandingTable.Load load = transactions.inNone(standings::load);
        DestinationTable.Counts tables = transactions.in(workspaceIds, destinations::counts);
        return new StorageLoad(load.pending(), load.dead(), load.oldestSeconds(), tables.healthy(), tables.failing());
    }

    /** What is being written is noted; the rest is left for others. */
    @Override
    public void close() {
        if (settings.delivers()) {
            dispatch.close();
        }
    }
}
