package dev.weir.server.storage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for results that are due, and has each table written to on a thread of its own, which holds the table's lease.
 *
 * <p>So one table that is slow or hangs delays its own results alone. What needs no table is logged here, by statements over
 * many results, and waits for none.
 */
final class Dispatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    /** Statements over results that need no table, for one step in one look. */
    private static final int PLAIN_ROUNDS = 4;

    /** A table that another node has, or that is not to be tried yet, is not asked for more often. */
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Of all places, one workspace has one in so many; and of those again, tables that fail. */
    private static final int SHARE = 4;

    /** Those that a workspace has at least, where there are so many. */
    private static final int LEAST_PLACES = 4;

    /** How long those who write have to end when this ends. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LaneRun.Parts parts;
    private final Outbox outbox;
    private final Map<Lane, LaneRun> underWay = new ConcurrentHashMap<>();
    private final Map<Lane, Long> notBefore = new ConcurrentHashMap<>();
    private final Semaphore news = new Semaphore(0);
    private final Semaphore end = new Semaphore(0);
    private final Runnable told = news::release;
    private final Thread looking = Thread.ofPlatform().name("storage").daemon().unstarted(this::look);
    private final Thread keeping =
            Thread.ofPlatform().name("storage-leases").daemon().unstarted(this::keep);
    private volatile boolean closing;
    private volatile boolean closed;
    /** Whether something went wrong in the look that is going on; of the looking thread alone. */
    private boolean failed;
    /** Whether the newest look failed. */
    private volatile boolean troubled;
    /** When the newest look began that left nothing under way. */
    private volatile long quietSince = System.nanoTime();

    private record Found(List<ResultTable.Flow> untold, List<ResultTable.Flow> due) {}

    Dispatch(LaneRun.Parts parts, Outbox outbox) {
        this.parts = parts;
        this.outbox = outbox;
    }

    void start() {
        outbox.onResult(told);
        looking.start();
        keeping.start();
    }

    /** Tables of a workspace that were not to be tried yet may be, now. */
    void tryNow(long workspaceId) {
        notBefore.keySet().removeIf(lane -> lane.workspaceId() == workspaceId);
        news.release();
    }

    private void look() {
        while (!closed) {
            boolean more = false;
            long began = System.nanoTime();
            try {
                Found found = parts.transactions()
                        .inNone(() -> new Found(
                                parts.results().untold(), parts.results().due()));
                failed = false;
                more = startLanes(found.due());
                more |= logPlain(found.untold());
                if (!more && !failed && underWay.isEmpty()) {
                    quietSince = began;
                }
                troubled = failed;
            } catch (RuntimeException e) {
                troubled = true;
                LOG.warn("could not look for results, trying again: {}", e.toString());
            }
            if (!closing) {
                pause(parts.settings().gather().toNanos(), end);
            }
            if (!more && pause(parts.settings().poll().toNanos(), news)) {
                news.drainPermits();
            }
        }
    }

    /** Returns whether somebody wanted it to end sooner. */
    private static boolean pause(long nanos, Semaphore until) {
        try {
            return until.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            // Nobody interrupts these loops; they end when this is closed.
            return false;
        }
    }

    /** Returns whether there may be more of it. */
    private boolean logPlain(List<ResultTable.Flow> untold) {
        boolean more = false;
        for (ResultTable.Flow flow : untold) {
            more |= drain(
                    flow, () -> parts.closing().untold(flow, parts.settings().together()));
        }
        return more;
    }

    /** Returns whether it did not come to an end. What goes wrong with one step's results keeps no others waiting. */
    private boolean drain(ResultTable.Flow flow, IntSupplier some) {
        try {
            for (int round = 0; round < PLAIN_ROUNDS && !closed; round++) {
                if (some.getAsInt() < parts.settings().together()) {
                    return false;
                }
            }
            return true;
        } catch (RuntimeException e) {
            failed = true;
            LOG.warn(
                    "results of workflow {} of workspace {} could not be logged, trying again: {}",
                    flow.workflowId(),
                    flow.workspaceId(),
                    e.toString());
            return false;
        }
    }

    /** Returns whether there may be more for which there is no table. */
    private boolean startLanes(List<ResultTable.Flow> flows) {
        Map<Long, List<UUID>> due = new HashMap<>();
        flows.forEach(flow ->
                due.computeIfAbsent(flow.workspaceId(), _ -> new ArrayList<>()).add(flow.workflowId()));
        boolean more = false;
        Set<Lane> lanes = new HashSet<>();
        for (Map.Entry<Long, List<UUID>> entry : due.entrySet()) {
            long workspaceId = entry.getKey();
            Map<UUID, Way> ways;
            try {
                ways = parts.transactions().in(workspaceId, () -> parts.ways().of(workspaceId, entry.getValue()));
            } catch (RuntimeException e) {
                failed = true;
                LOG.warn(
                        "could not read where results of workspace {} go, trying again: {}", workspaceId, e.toString());
                continue;
            }
            for (Map.Entry<UUID, Way> way : ways.entrySet()) {
                Lane lane = way.getValue().lane();
                if (lane == null) {
                    ResultTable.Flow flow = new ResultTable.Flow(workspaceId, way.getKey());
                    more |= drain(
                            flow,
                            () -> parts.closing().alone(flow, parts.settings().together()));
                } else {
                    lanes.add(lane);
                }
            }
        }
        List<Lane> inTurn = new ArrayList<>(lanes);
        Collections.shuffle(inTurn);
        inTurn.forEach(this::start);
        return more;
    }

    private void start(Lane lane) {
        long now = System.nanoTime();
        notBefore.values().removeIf(nanos -> nanos - now <= 0);
        if (closed || underWay.containsKey(lane) || notBefore.containsKey(lane) || isFull(lane)) {
            return;
        }
        boolean alsoFailing = !isFullOfFailing(lane);
        Optional<DestinationTable.Claim> claim;
        try {
            claim = parts.transactions()
                    .in(
                            lane.workspaceId(),
                            () -> parts.destinations()
                                    .claim(lane, parts.settings().lease(), alsoFailing));
        } catch (RuntimeException e) {
            failed = true;
            LOG.warn("could not take {} of workspace {}: {}", lane.text(), lane.workspaceId(), e.toString());
            return;
        }
        if (claim.isEmpty()) {
            notBefore.put(lane, now + AGAIN_NANOS);
            return;
        }
        LaneRun run = new LaneRun(parts, lane, claim.get(), () -> closed);
        underWay.put(lane, run);
        Thread.ofVirtual().name("storage-" + lane.text()).start(() -> {
            boolean well = false;
            try {
                well = run.run();
            } finally {
                if (!well) {
                    notBefore.put(lane, System.nanoTime() + AGAIN_NANOS);
                }
                underWay.remove(lane);
                // What came for it meanwhile.
                news.release();
            }
        });
    }

    /** A workspace of many tables that hang leaves places to others. */
    private boolean isFull(Lane next) {
        int places = places(next.db());
        return count(next.db(), _ -> true) >= places
                || count(next.db(), run -> run.lane().workspaceId() == next.workspaceId())
                        >= Math.min(places, Math.max(LEAST_PLACES, places / SHARE));
    }

    /** Tables that fail, most of which only keep us waiting, leave places to those that work. */
    private boolean isFullOfFailing(Lane next) {
        int places = share(places(next.db()));
        return count(next.db(), LaneRun::isFailing) >= places
                || count(next.db(), run -> run.isFailing() && run.lane().workspaceId() == next.workspaceId())
                        >= share(places);
    }

    private static int share(int places) {
        return Math.max(1, places / SHARE);
    }

    private int places(Route.Db db) {
        return db == Route.Db.HQ
                ? parts.settings().hqTables()
                : parts.settings().tables();
    }

    private long count(Route.Db db, Predicate<LaneRun> which) {
        return underWay.values().stream()
                .filter(run -> run.lane().db() == db && which.test(run))
                .count();
    }

    /** Whoever hangs at a table holds its lease: nobody else would fare better. */
    private void keep() {
        while (!closed) {
            pause(parts.settings().lease().toNanos() / 4, end);
            for (LaneRun run : underWay.values()) {
                try {
                    parts.transactions()
                            .in(
                                    run.lane().workspaceId(),
                                    () -> parts.destinations()
                                            .keep(
                                                    run.lane().workspaceId(),
                                                    run.claim(),
                                                    parts.settings().lease()));
                } catch (RuntimeException e) {
                    LOG.warn("could not keep {}: {}", run.lane().text(), e.toString());
                }
            }
        }
    }

    /**
     * Goes on for a moment, until nothing is due that it can write; what is being written then is noted first, unless it takes
     * long, and is written again by whoever comes next.
     */
    @Override
    public void close() {
        if (looking.getState() == Thread.State.NEW) {
            return;
        }
        long now = System.nanoTime();
        closing = true;
        end.release();
        news.release();
        boolean interrupted =
                await(now + parts.settings().farewell().toNanos(), () -> troubled || quietSince - now >= 0);
        closed = true;
        outbox.noMore(told);
        news.release();
        end.release(2);
        interrupted |= await(System.nanoTime() + PATIENCE_NANOS, () -> !looking.isAlive() && underWay.isEmpty());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether it was interrupted meanwhile. */
    private static boolean await(long until, BooleanSupplier reached) {
        boolean interrupted = false;
        while (!reached.getAsBoolean() && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(2_000_000);
            interrupted |= Thread.interrupted();
        }
        return interrupted;
    }
}
