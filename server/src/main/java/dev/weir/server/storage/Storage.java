package dev.weir.server.storage;

import dev.weir.server.companies.Companies;
import dev.weir.server.companies.Company;
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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;

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
    private final Registry registry;
    private final Outbox outbox;
    private final Companies companies;
    private final ResultTable results;
    private final RefusalTable refusals;
    private final DestinationTable destinations;
    private final OutsideTable outside;
    private final PlanTable plans;
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
        this.registry = registry;
        this.outbox = outbox;
        this.companies = new Companies(jdbc);
        this.results = new ResultTable(jdbc);
        this.refusals = new RefusalTable(jdbc);
        this.destinations = new DestinationTable(jdbc);
        this.outside = new OutsideTable(jdbc);
        this.plans = new PlanTable(jdbc);
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
        return transactions.in(workspaceId, () -> {
            if (registry.ofWorkflows(workspaceId, List.of(workflowId)).isEmpty()) {
                throw Problem.notFound("unknown_workflow", "There is no step of workflow " + workflowId + ".");
            }
            if (batchId != null && plans.of(workspaceId, List.of(batchId)).isEmpty()) {
                String sentence = "There is no job " + batchId + ".";
                throw Problem.invalid("unknown_job", sentence).at("/batchId", sentence);
            }
            String json = json(data);
            Optional<Company> company = company(workspaceId, companyId, companyDomain);
            long id = outside.insert(
                    workspaceId,
                    workflowId,
                    company.map(Company::id).orElse(null),
                    company.map(Company::domain).orElse(null),
                    json,
                    batchId,
                    by);
            long resultId = results.insertOutside(workspaceId, workflowId, id);
            outbox.tell();
            return resultId;
        });
    }

    private static String json(Map<String, ? extends @Nullable Object> data) {
        if (data.isEmpty()) {
            throw Problem.invalid("bad_data", "data is empty; it is an object from result fields to their values.")
                    .at("/data", "must have at least one field");
        }
        try {
            String json = Reported.write(data);
            Reported.read(json);
            return json;
        } catch (JacksonException unreadable) {
            throw Problem.invalid("bad_data", "data cannot be kept: it is nested too deeply, or too long.")
                    .at("/data", "must be nested less deeply, and shorter");
        }
    }

    private Optional<Company> company(long workspaceId, @Nullable Long companyId, @Nullable String written) {
        String domain = written == null
                ? null
                : Companies.domain(written)
                        .orElseThrow(
                                () -> Problem.invalid("bad_domain", "companyDomain is no domain, such as example.com.")
                                        .at("/companyDomain", "must be a domain"));
        if (companyId == null) {
            return domain == null
                    ? Optional.empty()
                    : companies.ensure(workspaceId, List.of(new Companies.Wish(domain, null))).values().stream()
                            .findFirst();
        }
        Company known = companies.findUnerased(workspaceId, List.of(companyId)).get(companyId);
        if (known == null) {
            String sentence = "There is no company " + companyId + ".";
            throw Problem.invalid("unknown_company", sentence).at("/companyId", sentence);
        }
        if (domain != null && !domain.equals(known.domain())) {
            String sentence = "Company " + companyId + " has another domain. Leave one of the two out.";
            throw Problem.invalid("other_company", sentence).at("/companyDomain", sentence);
        }
        return Optional.of(known);
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
        workflows.addAll(results.deadIn(workspaceId));
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
        ResultTable.Standing standing = results.standing(workspaceId, workflows).values().stream()
                .reduce(ResultTable.Standing.NONE, ResultTable.Standing::and);
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
            return results.dead(workspaceId, dead.keySet(), before, skip, most).stream()
                    .map(one -> letter(one, dead.getOrDefault(one.workflowId(), Way.UNKNOWN)))
                    .toList();
        });
    }

    /** How many there are. */
    public long countDeadLetters(long workspaceId, @Nullable UUID workflowId, @Nullable Long destinationId) {
        return transactions.in(
                workspaceId,
                () ->
                        results
                                .standing(
                                        workspaceId,
                                        dead(workspaceId, workflowId, destinationId)
                                                .keySet())
                                .values()
                                .stream()
                                .mapToLong(ResultTable.Standing::dead)
                                .sum());
    }

    private Map<UUID, Way> dead(long workspaceId, @Nullable UUID workflowId, @Nullable Long destinationId) {
        List<UUID> workflows = results.deadIn(workspaceId).stream()
                .filter(workflow -> workflowId == null || workflow.equals(workflowId))
                .toList();
        Map<UUID, Way> dead = ways.of(workspaceId, workflows);
        if (destinationId != null) {
            Lane lane = stored(workspaceId, destinationId).lane();
            dead.values().removeIf(way -> !lane.equals(way.lane()));
        }
        return dead;
    }

    private static DeadLetter letter(ResultTable.Dead dead, Way way) {
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
            if (!results.replay(workspaceId, resultId)) {
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
                List<Long> ids = results.replay(workspaceId, workflows, REPLAYED_TOGETHER);
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
        ResultTable.Load load = transactions.inNone(results::load);
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
