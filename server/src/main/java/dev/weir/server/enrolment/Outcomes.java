package dev.weir.server.enrolment;

import dev.weir.server.audience.Dutiful;
import dev.weir.server.audience.Finding;
import dev.weir.server.audience.Subscribers;
import dev.weir.server.jobs.EventType;
import dev.weir.server.jobs.Events;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobMark;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.jobs.StoredRow;
import dev.weir.server.jobs.StoredRows;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Transactions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/**
 * Takes what jobs of requests have come to back to requests and subscribers: each second while rows are to come, each minute
 * while what has ended may still change.
 *
 * <p>What was found, how its request ended, the event that tells of it and that it was worked off are one transaction. Jobs
 * of which nothing has moved cost one statement for all together.
 */
public final class Outcomes implements Dutiful {

    /** Why a request failed whose row did not: its subscriber could not be brought up to date. */
    static final String UPDATE_FAILED = "update_failed";

    /** Why a request failed whose job's rows were let go of before anybody looked. */
    static final String PRUNED = "pruned";

    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

    private static final Duration OPEN = Duration.ofSeconds(1);
    private static final Duration ENDED = Duration.ofMinutes(1);

    /** Jobs in one turn. */
    private static final int MOST = 20;

    /** A job of requests has no more rows. */
    private static final int ROWS = 100;

    /** How often a subscriber is to be brought up to date before its request has failed, a second between each. */
    private static final int TRIES = 3;

    private final Transactions transactions;
    private final Jobs jobs;
    private final StoredRows rows;
    private final Events events;
    private final Subscribers subscribers;
    private final EnrichmentRequests requests;
    private final WatchTable table;

    /** When this node last looked at jobs that have ended, by workspace. */
    private final Map<Long, Instant> looked = new ConcurrentHashMap<>();

    /** In vain, by request. A node that dies begins anew. */
    private final Map<Long, Integer> tries = new ConcurrentHashMap<>();

    public Outcomes(
            JdbcClient jdbc,
            Transactions transactions,
            Jobs jobs,
            Events events,
            Subscribers subscribers,
            EnrichmentRequests requests) {
        this.transactions = transactions;
        this.jobs = jobs;
        this.rows = new StoredRows(jdbc, transactions);
        this.events = events;
        this.subscribers = subscribers;
        this.requests = requests;
        this.table = new WatchTable(jdbc);
    }

    /** A row that is final, and its request. */
    private record Ending(EnrichmentRequest request, RowOutcome outcome) {}

    @Override
    public @Nullable Instant work(long workspaceId) {
        Instant now = transactions.inNone(table::now);
        Instant last = looked.get(workspaceId);
        boolean all = last == null || !now.isBefore(last.plus(ENDED));
        List<WatchTable.Watched> open = transactions.in(workspaceId, () -> table.open(workspaceId));
        List<WatchTable.Watched> ended =
                all ? transactions.in(workspaceId, () -> table.ended(workspaceId)) : List.of();
        List<WatchTable.Watched> watched = new ArrayList<>(open);
        watched.addAll(ended);
        Map<Long, JobMark> marks = jobs.marks(
                workspaceId,
                watched.stream().map(WatchTable.Watched::jobId).toList());
        List<WatchTable.Watched> moved = watched.stream()
                .filter(one -> {
                    JobMark mark = marks.get(one.jobId());
                    return !(mark == null ? PRUNED : mark.text()).equals(one.seen());
                })
                .toList();
        for (WatchTable.Watched one : moved.subList(0, Math.min(MOST, moved.size()))) {
            workOff(workspaceId, one, marks.get(one.jobId()));
        }
        if (moved.size() > MOST) {
            return AT_ONCE;
        }
        if (all) {
            looked.put(workspaceId, now);
        }
        if (!open.isEmpty()) {
            return now.plus(OPEN);
        }
        return all && ended.isEmpty() ? null : (last == null || all ? now : last).plus(ENDED);
    }

    /** @param mark null where the job is gone */
    private void workOff(long workspaceId, WatchTable.Watched watched, @Nullable JobMark mark) {
        Map<Integer, RowOutcome> outcomes = mark == null ? null : outcomes(workspaceId, watched.jobId());
        if (mark == null || outcomes == null) {
            transactions.in(workspaceId, () -> letGo(workspaceId, watched, mark == null ? PRUNED : mark.text()));
            return;
        }
        try {
            transactions.in(workspaceId, () -> {
                if (table.lock(workspaceId, watched)) {
                    settle(workspaceId, watched, endings(workspaceId, watched, outcomes));
                    table.workedOff(workspaceId, watched, mark.text(), mark.openRows() == 0);
                }
                return watched;
            });
        } catch (RuntimeException e) {
            if (isOutage(e)) {
                throw e;
            }
            LOG.warn("what job {} has come to could not be kept ({}); trying row by row", watched.jobId(), words(e));
            oneByOne(workspaceId, watched, outcomes, mark);
        }
    }

    /** What the job's final rows have come to; null when its rows are gone. */
    private @Nullable Map<Integer, RowOutcome> outcomes(long workspaceId, long jobId) {
        Job job = jobs.get(workspaceId, jobId);
        Map<Integer, RowOutcome> outcomes = new LinkedHashMap<>();
        try {
            for (StoredRow row : rows.read(job, 0, ROWS)) {
                RowOutcome.of(row, job.plan()).ifPresent(outcome -> outcomes.put(row.index(), outcome));
            }
        } catch (Problem gone) {
            if (gone.kind() == Problem.Kind.GONE) {
                return null;
            }
            throw gone;
        }
        return outcomes;
    }

    /** Its rows are gone: what had not ended by then never will. */
    private List<Ending> letGo(long workspaceId, WatchTable.Watched watched, String seen) {
        if (!table.lock(workspaceId, watched)) {
            return List.of();
        }
        List<Ending> lost = requests.ofJob(workspaceId, watched.jobId()).values().stream()
                .filter(request -> request.state() == EnrichmentRequest.State.SUBMITTED)
                .map(request -> new Ending(request, new RowOutcome(PRUNED, Map.of())))
                .toList();
        settle(workspaceId, watched, lost);
        table.workedOff(workspaceId, watched, seen, true);
        return lost;
    }

    private List<Ending> endings(
            long workspaceId, WatchTable.Watched watched, Map<Integer, RowOutcome> outcomes) {
        List<Ending> endings = new ArrayList<>();
        requests.ofJob(workspaceId, watched.jobId()).forEach((row, request) -> {
            RowOutcome outcome = outcomes.get(row);
            if (outcome != null && isNews(request, outcome)) {
                endings.add(new Ending(request, outcome));
            }
        });
        return endings;
    }

    /** Whether a row says more than was worked off before. What is to be run anew has not ended, whatever comes late. */
    private static boolean isNews(EnrichmentRequest request, RowOutcome outcome) {
        return switch (request.state()) {
            case SUBMITTED -> true;
            case PENDING -> outcome.isNews(request.pendingSince());
            case COMPLETED, FAILED ->
                !UPDATE_FAILED.equals(request.reason())
                        && (!Objects.equals(outcome.reason(), request.reason())
                                || outcome.isNews(Objects.requireNonNull(request.endedAt())));
        };
    }

    /** Joins the caller's transaction. */
    private void settle(long workspaceId, WatchTable.Watched watched, Collection<Ending> endings) {
        subscribers.found(
                workspaceId,
                endings.stream()
                        .filter(ending -> ending.outcome().reason() == null
                                || !ending.outcome().found().isEmpty())
                        .map(ending -> new Finding(
                                ending.request().subscriberId(),
                                watched.jobId(),
                                Objects.requireNonNull(ending.request().rowIndex()),
                                ending.outcome().found()))
                        .toList());
        Set<Long> changed = new HashSet<>(requests.ended(
                workspaceId,
                watched.jobId(),
                endings.stream()
                        .map(ending -> new EnrichmentRequests.Ended(
                                ending.request().id(), ending.outcome().reason()))
                        .toList()));
        tell(EventType.SUBSCRIBER_ENRICHED, workspaceId, watched, endings, changed);
        tell(EventType.SUBSCRIBER_ENRICHMENT_FAILED, workspaceId, watched, endings, changed);
    }

    private void tell(
            EventType type,
            long workspaceId,
            WatchTable.Watched watched,
            Collection<Ending> endings,
            Set<Long> changed) {
        boolean failed = type == EventType.SUBSCRIBER_ENRICHMENT_FAILED;
        List<Map<String, Object>> told = new ArrayList<>();
        for (Ending ending : endings) {
            EnrichmentRequest request = ending.request();
            String reason = ending.outcome().reason();
            if (changed.contains(request.id()) && failed == (reason != null)) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("subscriberId", request.subscriberId());
                one.put("requestId", request.id());
                one.put("rowIndex", Objects.requireNonNull(request.rowIndex()));
                if (reason != null) {
                    one.put("reason", reason);
                }
                told.add(one);
            }
        }
        if (!told.isEmpty()) {
            events.subscribers(type, workspaceId, watched.jobId(), watched.blueprint(), told);
        }
    }

    /** Somebody of them cannot be brought up to date; the others do not wait for that. */
    private void oneByOne(
            long workspaceId, WatchTable.Watched watched, Map<Integer, RowOutcome> outcomes, JobMark mark) {
        List<Ending> endings = transactions.in(workspaceId, () -> endings(workspaceId, watched, outcomes));
        boolean more = false;
        for (Ending ending : endings) {
            more |= !settled(workspaceId, watched, ending);
        }
        if (!more) {
            transactions.in(workspaceId, () -> {
                table.workedOff(workspaceId, watched, mark.text(), mark.openRows() == 0);
                return watched;
            });
        }
    }

    /** Returns false when it is to be tried again. */
    private boolean settled(long workspaceId, WatchTable.Watched watched, Ending ending) {
        long request = ending.request().id();
        try {
            settleAlone(workspaceId, watched, ending);
            tries.remove(request);
            return true;
        } catch (RuntimeException e) {
            if (isOutage(e)) {
                throw e;
            }
            int tried = tries.merge(request, 1, Integer::sum);
            LOG.warn("could not keep what enrichment request {} found ({}), {} of {}", request, words(e), tried, TRIES);
            if (tried < TRIES) {
                return false;
            }
        }
        settleAlone(workspaceId, watched, new Ending(ending.request(), new RowOutcome(UPDATE_FAILED, Map.of())));
        tries.remove(request);
        return true;
    }

    private void settleAlone(long workspaceId, WatchTable.Watched watched, Ending ending) {
        transactions.in(workspaceId, () -> {
            if (table.lock(workspaceId, watched)) {
                settle(workspaceId, watched, List.of(ending));
            }
            return ending;
        });
    }

    /** What went wrong, without what the database says: it repeats values. */
    private static String words(RuntimeException e) {
        return NestedExceptionUtils.getMostSpecificCause(e) instanceof SQLException sql
                ? e.getClass().getSimpleName() + ", SQLSTATE " + sql.getSQLState()
                : e.getClass().getSimpleName();
    }

    /** Whether it says nothing of what was to be kept: the database is not to be had, or others were in the way. */
    private static boolean isOutage(RuntimeException e) {
        return e instanceof TransientDataAccessException
                || e instanceof NonTransientDataAccessResourceException
                || e instanceof RecoverableDataAccessException
                || e instanceof TransactionException;
    }
}
