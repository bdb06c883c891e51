package dev.weir.server.storage;

import dev.weir.server.egress.Failpoint;
import dev.weir.server.workspace.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes to one table what is due for it, batch after batch, until nothing is, it fails, or others' turn has come.
 *
 * <p>Results are taken in the order of their ids. What shares a key at the table is written one after the other: of a batch
 * at first those that are the first of their key, by step, then those that are the second, and so on. One that is refused
 * holds up those behind it of its key, and no other.
 *
 * <p>A step whose row in the registry, or whose columns, do not fit the table holds up its own results alone, though its
 * table counts as failing until that is mended.
 */
final class LaneRun {

    /** Texts of one batch, together; with one result beyond it at most. */
    static final long MOST_CHARACTERS = 2_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(LaneRun.class);

    /** What a table that failed is tried with. */
    private static final int PROBE = 10;

    private static final int MOST_ROUTES = 4;
    private static final Duration TURN = Duration.ofSeconds(30);

    /** A batch that took longer was too large: well before the table's database ends a transaction. */
    private static final Duration SLOW = Duration.ofSeconds(10);

    /** What lanes work with. */
    record Parts(
            Transactions transactions,
            ResultTable results,
            LoadTable loads,
            DestinationTable destinations,
            Ways ways,
            Books books,
            Closing closing,
            Targets targets,
            StorageSettings settings,
            Failpoint failpoint) {

        static Parts of(
                JdbcClient jdbc,
                Transactions transactions,
                Ways ways,
                Books books,
                Closing closing,
                Targets targets,
                StorageSettings settings,
                Failpoint failpoint) {
            return new Parts(
                    transactions,
                    new ResultTable(jdbc),
                    new LoadTable(jdbc),
                    new DestinationTable(jdbc),
                    ways,
                    books,
                    closing,
                    targets,
                    settings,
                    failpoint);
        }
    }

    /** The table is another node's by now: nothing may be noted any more. */
    private static final class Lost extends Exception {
        private static final long serialVersionUID = 1L;

        Lost() {
            super("the table is another node's", null, false, false);
        }
    }

    /** Values of the batch were erased, or otherwise went, since it was loaded: the rest is loaded anew. */
    private static final class Stale extends Exception {
        private static final long serialVersionUID = 1L;

        Stale() {
            super("values have gone meanwhile", null, false, false);
        }
    }

    /** A result that is to be written. */
    private record Ready(UUID workflow, Route route, Item item, LogWrite line) {}

    private record Keyed(Ready ready, TargetKey key) {
        long id() {
            return ready.line().resultId();
        }
    }

    /**
     * What is next.
     *
     * @param workflows all whose results go to this table
     * @param over results whose values are not there any more
     */
    private record Batch(Collection<UUID> workflows, List<Ready> ready, List<LogWrite> over) {
        boolean isEmpty() {
            return ready.isEmpty() && over.isEmpty();
        }
    }

    private final Parts parts;
    private final Lane lane;
    private final DestinationTable.Claim claim;
    private final BooleanSupplier stopping;
    private final Map<Route, Target> targets = new HashMap<>();
    private final Map<UUID, String> broken = new LinkedHashMap<>();
    /** Results of the next batch, at most: fewer after a failure and after what took long, so that no table gets more than it can take in time. */
    private int together;

    private volatile boolean failing;
    private boolean lost;
    private boolean stale;

    LaneRun(Parts parts, Lane lane, DestinationTable.Claim claim, BooleanSupplier stopping) {
        this.parts = parts;
        this.lane = lane;
        this.claim = claim;
        this.stopping = stopping;
        this.failing = claim.failures() > 0;
        this.together = failing
                ? Math.min(PROBE, parts.settings().together())
                : parts.settings().together();
    }

    /** Whether the table failed the last time, and nothing was written since. */
    boolean isFailing() {
        return failing;
    }

    Lane lane() {
        return lane;
    }

    DestinationTable.Claim claim() {
        return claim;
    }

    /** @return false when something went wrong that is not the table's, so that it is better tried again a little later */
    boolean run() {
        try {
            Collection<UUID> workflows = List.of();
            try {
                long end = System.nanoTime() + TURN.toNanos();
                while (!stopping.getAsBoolean() && System.nanoTime() < end) {
                    Batch batch = next(together);
                    workflows = batch.workflows();
                    if (batch.isEmpty()) {
                        break;
                    }
                    try {
                        long began = System.nanoTime();
                        write(batch);
                        together = System.nanoTime() - began > SLOW.toNanos()
                                ? Math.max(1, together / 2)
                                : Math.min(parts.settings().together(), together * 2);
                    } catch (Stale _) {
                        // What has gone is not of the next batch, or comes to its end with it.
                    }
                }
            } catch (Target.Unavailable unavailable) {
                fail(sentence(unavailable), workflows);
                return true;
            }
            if (broken.isEmpty()) {
                release();
            } else {
                fail(broken.values().iterator().next(), broken.keySet());
            }
            return true;
        } catch (Lost _) {
            LOG.info("{} of workspace {} is written to by another server now", lane.text(), lane.workspaceId());
            return false;
        } catch (RuntimeException e) {
            LOG.warn(
                    "results for {} of workspace {} could not be noted: {}",
                    lane.text(),
                    lane.workspaceId(),
                    e.toString());
            releaseQuietly();
            return false;
        } finally {
            closeTargets();
        }
    }

    private static String sentence(Target.Unavailable unavailable) {
        return String.valueOf(unavailable.getMessage());
    }

    private void fail(String sentence, Collection<UUID> workflows) {
        parts.closing()
                .failed(
                        lane,
                        claim,
                        sentence,
                        workflows,
                        parts.settings().giveUp(),
                        parts.settings().together());
    }

    private void release() {
        parts.transactions().in(lane.workspaceId(), () -> {
            parts.destinations().release(lane.workspaceId(), claim);
            return true;
        });
    }

    private void releaseQuietly() {
        try {
            release();
        } catch (RuntimeException _) {
            // Its lease ends by itself.
        }
    }

    private Batch next(int most) throws Lost {
        Batch batch = parts.transactions().in(lane.workspaceId(), () -> {
            if (!parts.destinations()
                    .keep(lane.workspaceId(), claim, parts.settings().lease())) {
                return null;
            }
            return load(most);
        });
        if (batch == null) {
            throw new Lost();
        }
        return batch;
    }

    private Batch load(int most) {
        List<UUID> pending = parts.results().pendingIn(lane.workspaceId());
        Map<UUID, Way> ways = parts.ways().of(lane.workspaceId(), pending);
        List<UUID> ours = new ArrayList<>();
        ways.forEach((workflow, way) -> {
            if (lane.equals(way.lane())) {
                if (way.mistake() != null) {
                    broken.put(workflow, way.mistake());
                } else if (!broken.containsKey(workflow)) {
                    ours.add(workflow);
                }
            }
        });
        List<Long> ids = parts.results().next(lane.workspaceId(), ours, most);
        if (ids.isEmpty()) {
            return new Batch(ours, List.of(), List.of());
        }
        List<LoadTable.Loaded> loaded = parts.loads().values(lane.workspaceId(), ids, MOST_CHARACTERS);
        List<LogWrite> lines = parts.books().lines(lane.workspaceId(), loaded, ways, lane.text());
        List<Ready> ready = new ArrayList<>(loaded.size());
        List<LogWrite> over = new ArrayList<>();
        for (int i = 0; i < loaded.size(); i++) {
            LoadTable.Loaded result = loaded.get(i);
            LogWrite line = lines.get(i);
            Way way = ways.get(result.noted().workflowId());
            if (result.isErased()) {
                over.add(line.as(LoggedResult.Status.FAILED_TO_DELIVER, Books.ERASED));
            } else if (way != null && way.route() != null) {
                try {
                    ready.add(new Ready(line.workflowId(), way.route(), Books.item(result, line), line));
                } catch (RuntimeException damaged) {
                    LOG.warn("the values of result {} cannot be read: {}", line.resultId(), damaged.getClass());
                    over.add(line.as(LoggedResult.Status.FAILED_TO_DELIVER, Books.UNREADABLE));
                }
            }
        }
        return new Batch(ours, ready, over);
    }

    private void write(Batch batch) throws Target.Unavailable, Lost, Stale {
        if (!batch.over().isEmpty() && !parts.closing().over(lane, claim, batch.over())) {
            throw new Lost();
        }
        List<Keyed> all = keyed(batch);
        if (all.isEmpty()) {
            return;
        }
        Map<TargetKey, Long> before = blocking(batch, all);
        Map<TargetKey, Long> stuck = new HashMap<>(before);
        List<ResultTable.HeldUp> held = new ArrayList<>();
        for (Map<Route, List<Keyed>> round : rounds(all)) {
            for (Map.Entry<Route, List<Keyed>> group : round.entrySet()) {
                List<Keyed> free = new ArrayList<>();
                for (Keyed one : group.getValue()) {
                    Long first = stuck.get(one.key());
                    if (first != null && first < one.id()) {
                        held.add(new ResultTable.HeldUp(one.id(), one.key(), first));
                    } else {
                        free.add(one);
                    }
                }
                if (!free.isEmpty()) {
                    write(group.getKey(), free, before.keySet(), stuck, batch.workflows());
                }
            }
        }
        if (!held.isEmpty()) {
            parts.transactions().inNone(() -> {
                parts.results().holdUp(held);
                return true;
            });
        }
    }

    /** By what each is found, in order; without those whose step does not fit the table. */
    private List<Keyed> keyed(Batch batch) throws Target.Unavailable {
        List<Keyed> keyed = new ArrayList<>(batch.ready().size());
        for (Ready ready : batch.ready()) {
            Target target = target(ready.route(), ready.workflow());
            if (target != null) {
                keyed.add(new Keyed(ready, key(target, ready.item())));
            }
        }
        return keyed;
    }

    private TargetKey key(Target target, Item item) throws Target.Unavailable {
        try {
            return new TargetKey(target.key(item));
        } catch (RuntimeException e) {
            throw unexpected(e);
        }
    }

    private Target.Unavailable unexpected(RuntimeException e) {
        LOG.warn("writing to {} of workspace {} failed", lane.text(), lane.workspaceId(), e);
        return new Target.Unavailable(
                "Writing failed in a way that nobody has foreseen ("
                        + e.getClass().getSimpleName() + "). The server's log says more.",
                false);
    }

    /** What is pending of these keys, was tried or held up before, and is not of this batch. */
    private Map<TargetKey, Long> blocking(Batch batch, List<Keyed> all) {
        Set<TargetKey> keys = new HashSet<>();
        all.forEach(one -> keys.add(one.key()));
        List<Long> ids = all.stream().map(Keyed::id).toList();
        return parts.transactions()
                .inNone(() -> parts.results().blocking(lane.workspaceId(), batch.workflows(), keys, ids));
    }

    /** The first of each key, then the second of each, and so on; each round by step. */
    private static List<Map<Route, List<Keyed>>> rounds(List<Keyed> all) {
        Map<TargetKey, Integer> seen = new HashMap<>();
        List<Map<Route, List<Keyed>>> rounds = new ArrayList<>();
        for (Keyed one : all) {
            int round = seen.merge(one.key(), 1, Integer::sum) - 1;
            if (round == rounds.size()) {
                rounds.add(new LinkedHashMap<>());
            }
            rounds.get(round)
                    .computeIfAbsent(one.ready().route(), _ -> new ArrayList<>())
                    .add(one);
        }
        return rounds;
    }

    /** Null when its step does not fit the table. */
    private @Nullable Target target(Route route, UUID workflow) throws Target.Unavailable {
        if (broken.containsKey(workflow)) {
            return null;
        }
        Target open = targets.get(route);
        if (open != null) {
            return open;
        }
        if (targets.size() >= MOST_ROUTES) {
            closeTargets();
        }
        try {
            Target opened = parts.targets().open(lane.workspaceId(), route);
            targets.put(route, opened);
            return opened;
        } catch (Target.Unavailable unavailable) {
            if (!unavailable.isConfiguration()) {
                throw unavailable;
            }
            broken.put(workflow, sentence(unavailable));
            return null;
        } catch (RuntimeException e) {
            throw unexpected(e);
        }
    }

    /** @param waited keys for which others wait */
    private void write(
            Route route,
            List<Keyed> ready,
            Set<TargetKey> waited,
            Map<TargetKey, Long> stuck,
            Collection<UUID> workflows)
            throws Target.Unavailable, Lost, Stale {
        Target target = target(route, ready.getFirst().ready().workflow());
        if (target == null) {
            return;
        }
        List<Long> ids = ready.stream().map(Keyed::id).toList();
        stale = false;
        List<Target.Outcome> outcomes;
        try {
            outcomes =
                    target.write(ready.stream().map(one -> one.ready().item()).toList(), () -> isOurs(ids));
        } catch (Target.Unavailable unavailable) {
            if (lost) {
                throw new Lost();
            }
            if (stale) {
                throw new Stale();
            }
            if (!unavailable.isConfiguration()) {
                throw unavailable;
            }
            ready.forEach(one -> broken.put(one.ready().workflow(), sentence(unavailable)));
            targets.remove(route, target);
            target.close();
            return;
        } catch (RuntimeException e) {
            throw unexpected(e);
        }
        if (lost) {
            throw new Lost();
        }
        parts.failpoint().reached("storage.written");
        List<LogWrite> written = new ArrayList<>();
        List<Closing.Refused> refused = new ArrayList<>();
        Set<TargetKey> freed = new HashSet<>();
        for (int i = 0; i < ready.size(); i++) {
            Keyed one = ready.get(i);
            switch (outcomes.get(i)) {
                case Target.Outcome.Written _ -> {
                    written.add(one.ready().line());
                    if (waited.contains(one.key())) {
                        freed.add(one.key());
                    }
                }
                case Target.Outcome.Refused(String why) -> {
                    refused.add(new Closing.Refused(one.ready().line(), one.key(), why));
                    stuck.put(one.key(), one.id());
                }
            }
        }
        boolean works = failing && broken.isEmpty();
        if (!parts.closing().wrote(lane, claim, new Closing.Written(written, refused), workflows, freed, works)) {
            throw new Lost();
        }
        failing &= !works;
        parts.failpoint().reached("storage.noted");
    }

    /**
     * Asked while nobody else can write to the table, or empty it: whether it is this node's still, and the values of all of
     * these are there still. Whoever erases somebody marks his rows first and empties tables then: what is written here is
     * emptied after it, or is not written. Where our own database does not answer, it is not.
     */
    private boolean isOurs(List<Long> ids) {
        boolean ours = false;
        try {
            ours = parts.transactions().in(lane.workspaceId(), () -> {
                if (!parts.destinations()
                        .keep(lane.workspaceId(), claim, parts.settings().lease())) {
                    return false;
                }
                stale = parts.loads().there(lane.workspaceId(), ids) < ids.size();
                return true;
            });
        } catch (RuntimeException e) {
            LOG.warn("could not ask whose {} of workspace {} is: {}", lane.text(), lane.workspaceId(), e.toString());
        }
        lost |= !ours;
        return ours && !stale;
    }

    private void closeTargets() {
        targets.values().forEach(Target::close);
        targets.clear();
    }
}
