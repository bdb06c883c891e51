package dev.weir.server.enrolment;

import dev.weir.server.audience.Dutiful;
import dev.weir.server.audience.Finding;
import dev.weir.server.audience.Subscriber;
import dev.weir.server.audience.Subscribers;
import dev.weir.server.jobs.EventType;
import dev.weir.server.jobs.Events;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobMark;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.jobs.StoredRow;
import dev.weir.server.jobs.StoredRows;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.DatabaseTime;
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
import java.util.TreeMap;
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
 * while what has ended may still change; where jobs are many, less often.
 *
 * <p>What was found, how its request ended, the event that tells of it and that it was worked off are one transaction. Jobs
 * of which nothing has moved cost one statement for all together.
 */
public final class Outcomes implements Dutiful {

    /** Why a request failed whose row did not: its subscriber could not be brought up to date. */
    static final String UPDATE_FAILED = "update_failed";

    /** Why a request failed whose job's rows were let go of before anybody looked. */
    static final String PRUNED = "pruned";

    /** Why a request failed whose job's rows cannot be read. */
    static final String UNREADABLE = "unreadable";

    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

    private static final Duration OPEN = Duration.ofSeconds(1);
    private static final Duration OPEN_MOST = Duration.ofSeconds(15);
    private static final Duration ENDED = Duration.ofMinutes(1);
    private static final Duration ENDED_MOST = Duration.ofMinutes(15);

    /** To look at a job takes about a hundredth of that: so much of the time is spent looking, where they are many. */
    private static final Duration EACH = Duration.ofMillis(1);

    /** Jobs in one turn, at least; and on for so long, since each turn looks at all of them. */
    private static final int MOST = 20;

    private static final Duration LONGEST = Duration.ofMillis(700);

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
    private final DatabaseTime time;

    /** When this node looks at jobs that have ended, by workspace. */
    private final Map<Long, Instant> nextLook = new ConcurrentHashMap<>();

    /** In vain, by what was to be kept. A node that dies begins anew. */
    private final Map<Row, Integer> tries = new ConcurrentHashMap<>();

    /** Jobs whose rows could not be read, until they are looked at again. */
    private final Map<Long, Unreadable> unreadable = new ConcurrentHashMap<>();

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
        this.time = new DatabaseTime(jdbc);
    }

    private record Row(long jobId, int index) {}

    private record Unreadable(int times, Instant again) {}

    /** A row that is final, and whom it is about. @param request null where that is about a later run by now */
    private record Ending(
            long subscriberId, int row, @Nullable EnrichmentRequest request, RowOutcome outcome) {

        static Ending of(EnrichmentRequest request, RowOutcome outcome) {
            return new Ending(request.subscriberId(), Objects.requireNonNull(request.rowIndex()), request, outcome);
        }
    }

    @Override
    public @Nullable Instant work(long workspaceId) {
        long begun = System.nanoTime();
        Instant now = transactions.inNone(time::now);
        Instant next = nextLook.get(workspaceId);
        boolean all = next == null || !now.isBefore(next);
        List<WatchTable.Watched> open = transactions.in(workspaceId, () -> table.open(workspaceId));
        List<WatchTable.Watched> ended = all ? transactions.in(workspaceId, () -> table.ended(workspaceId)) : List.of();
        List<WatchTable.Watched> watched = new ArrayList<>(open);
        watched.addAll(ended);
        Map<Long, JobMark> marks = jobs.marks(
                workspaceId, watched.stream().map(WatchTable.Watched::jobId).toList());
        List<WatchTable.Watched> moved = watched.stream()
                .filter(one -> {
                    JobMark mark = marks.get(one.jobId());
                    Unreadable before = unreadable.get(one.jobId());
                    return (before == null || !now.isBefore(before.again()))
                            && !(mark == null ? PRUNED : mark.text()).equals(one.seen());
                })
                .toList();
        int worked = 0;
        for (WatchTable.Watched one : moved) {
            if (worked >= MOST && System.nanoTime() - begun > LONGEST.toNanos()) {
                return AT_ONCE;
            }
            workOff(workspaceId, one, marks.get(one.jobId()), now);
            worked++;
        }
        if (next == null || all) {
            next = now.plus(pause(ended.size(), ENDED, ENDED_MOST));
            nextLook.put(workspaceId, next);
        }
        if (!open.isEmpty()) {
            return now.plus(pause(open.size(), OPEN, OPEN_MOST));
        }
        return all && ended.isEmpty() ? null : next;
    }

    private static Duration pause(int jobs, Duration least, Duration most) {
        Duration pause = EACH.multipliedBy(jobs);
        return pause.compareTo(least) < 0 ? least : pause.compareTo(most) > 0 ? most : pause;
    }

    /** @param mark null where the job is gone */
    private void workOff(long workspaceId, WatchTable.Watched watched, @Nullable JobMark mark, Instant now) {
        Map<Integer, RowOutcome> outcomes;
        try {
            outcomes = mark == null ? null : outcomes(workspaceId, watched.jobId());
            unreadable.remove(watched.jobId());
        } catch (RuntimeException e) {
            if (isOutage(e)) {
                throw e;
            }
            cannotRead(workspaceId, watched, Objects.requireNonNull(mark), now, e);
            return;
        }
        if (mark == null || outcomes == null) {
            String seen = mark == null ? PRUNED : mark.text();
            transactions.in(workspaceId, () -> letGo(workspaceId, watched, seen, PRUNED));
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

    /** The others do not wait for it. Once none of its rows is to come, it is tried so often, and its requests have failed. */
    private void cannotRead(
            long workspaceId, WatchTable.Watched watched, JobMark mark, Instant now, RuntimeException e) {
        Unreadable before = unreadable.get(watched.jobId());
        int times = mark.openRows() > 0 ? 0 : before == null ? 1 : before.times() + 1;
        LOG.warn("what job {} has come to cannot be read ({})", watched.jobId(), words(e));
        if (times < TRIES) {
            unreadable.put(watched.jobId(), new Unreadable(times, now.plus(ENDED)));
            return;
        }
        transactions.in(workspaceId, () -> letGo(workspaceId, watched, mark.text(), UNREADABLE));
        unreadable.remove(watched.jobId());
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

    /** Its rows are not to be had: what had not ended by then never will. */
    private List<Ending> letGo(long workspaceId, WatchTable.Watched watched, String seen, String reason) {
        if (!table.lock(workspaceId, watched)) {
            return List.of();
        }
        List<Ending> lost = requests.ofJob(workspaceId, watched.jobId()).values().stream()
                .filter(request -> request.state() == EnrichmentRequest.State.SUBMITTED)
                .map(request -> Ending.of(request, new RowOutcome(reason, Map.of())))
                .toList();
        settle(workspaceId, watched, lost);
        table.workedOff(workspaceId, watched, seen, true);
        return lost;
    }

    private List<Ending> endings(long workspaceId, WatchTable.Watched watched, Map<Integer, RowOutcome> outcomes) {
        List<Ending> endings = new ArrayList<>();
        Map<Integer, RowOutcome> others = new TreeMap<>(outcomes);
        requests.ofJob(workspaceId, watched.jobId()).forEach((row, request) -> {
            RowOutcome outcome = others.remove(row);
            if (outcome != null && isNews(request, outcome)) {
                endings.add(Ending.of(request, outcome));
            }
        });
        others.values().removeIf(outcome -> outcome.found().isEmpty());
        if (!others.isEmpty()) {
            endings.addAll(ofEarlierRuns(workspaceId, watched.jobId(), others));
        }
        return endings;
    }

    /** What came of rows whose requests have been run once more since: found is found, whatever becomes of the later run. */
    private List<Ending> ofEarlierRuns(long workspaceId, long jobId, Map<Integer, RowOutcome> outcomes) {
        List<Long> whom = table.subscribers(workspaceId, jobId);
        Map<Long, Subscriber> known = subscribers.find(workspaceId, whom);
        List<Ending> endings = new ArrayList<>();
        outcomes.forEach((row, outcome) -> {
            Subscriber subscriber = known.get(whom.get(row));
            if (subscriber != null && outcome.knowsMoreThan(subscriber.found())) {
                endings.add(new Ending(subscriber.id(), row, null, outcome));
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
                                ending.subscriberId(),
                                watched.jobId(),
                                ending.row(),
                                ending.outcome().found()))
                        .toList());
        List<EnrichmentRequests.Ended> ended = new ArrayList<>();
        for (Ending ending : endings) {
            if (ending.request() != null) {
                ended.add(new EnrichmentRequests.Ended(
                        ending.request().id(), ending.outcome().reason()));
            }
        }
        Set<Long> changed = new HashSet<>(requests.ended(workspaceId, watched.jobId(), ended));
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
            if (request != null && changed.contains(request.id()) && failed == (reason != null)) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("subscriberId", request.subscriberId());
                one.put("requestId", request.id());
                one.put("rowIndex", ending.row());
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
        Row row = new Row(watched.jobId(), ending.row());
        try {
            settleAlone(workspaceId, watched, ending);
            tries.remove(row);
            return true;
        } catch (RuntimeException e) {
            if (isOutage(e)) {
                throw e;
            }
            int tried = tries.merge(row, 1, Integer::sum);
            LOG.warn(
                    "could not keep what row {} of job {} found ({}), {} of {}",
                    ending.row(),
                    watched.jobId(),
                    words(e),
                    tried,
                    TRIES);
            if (tried < TRIES) {
                return false;
            }
        }
        if (ending.request() != null) {
            settleAlone(workspaceId, watched, Ending.of(ending.request(), new RowOutcome(UPDATE_FAILED, Map.of())));
        }
        tries.remove(row);
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
