package dev.weir.acceptance.temporal;

import dev.weir.acceptance.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks all the time at who holds which batch, until closed. A database that is away is asked again. */
public final class Leases implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(40);
    private static final String HELD = "SELECT id, epoch, node FROM weir.batch WHERE state = 1";

    /** A batch, held by a node under an epoch. */
    public record Held(long batch, long epoch, long node) {}

    private final JdbcClient sql;
    private final Set<Held> seen = ConcurrentHashMap.newKeySet();
    private final AtomicInteger looks = new AtomicInteger();
    private final Thread looker;
    private final Duration every;
    private volatile boolean over;

    private Leases(JdbcClient sql, Duration every) {
        this.sql = sql;
        this.every = every;
        this.looker = Thread.ofVirtual().unstarted(this::look);
    }

    static Leases watch(JdbcClient sql) {
        return watch(sql, EVERY);
    }

    /** The same, so often. */
    public static Leases watch(JdbcClient sql, Duration every) {
        Leases leases = new Leases(sql, every);
        leases.looker.start();
        return leases;
    }

    private void look() {
        while (!over) {
            try {
                seen.addAll(held(sql));
                looks.incrementAndGet();
            } catch (DataAccessException away) {
                // Of what nobody can look at nothing is told.
            }
            Waiting.pause(every);
        }
    }

    /** Who holds what at this moment. */
    static List<Held> held(JdbcClient sql) {
        return sql.sql(HELD)
                .query((row, _) -> new Held(row.getLong(1), row.getLong(2), row.getLong(3)))
                .list();
    }

    /** How often each batch was granted. */
    static Map<Long, Long> epochs(JdbcClient sql) {
        Map<Long, Long> epochs = new HashMap<>();
        sql.sql("SELECT id, epoch FROM weir.batch")
                .query((row, _) -> epochs.put(row.getLong(1), row.getLong(2)))
                .list();
        return epochs;
    }

    /** How many batches each node was seen with. */
    Map<Long, Integer> byNode() {
        Map<Long, Set<Long>> batches = new HashMap<>();
        seen.forEach(held ->
                batches.computeIfAbsent(held.node(), _ -> new HashSet<>()).add(held.batch()));
        Map<Long, Integer> counts = new TreeMap<>();
        batches.forEach((node, some) -> counts.put(node, some.size()));
        return counts;
    }

    /** Batches that were seen with more than one node, one after the other. */
    public long changedHands() {
        Map<Long, Set<Long>> nodes = new HashMap<>();
        seen.forEach(held ->
                nodes.computeIfAbsent(held.batch(), _ -> new HashSet<>()).add(held.node()));
        return nodes.values().stream().filter(some -> some.size() > 1).count();
    }

    /** Grants that two nodes were seen with: there must be none. */
    public List<Held> doubled() {
        Map<Long, Map<Long, Held>> first = new HashMap<>();
        List<Held> doubled = new ArrayList<>();
        for (Held held : seen) {
            Held other =
                    first.computeIfAbsent(held.batch(), _ -> new HashMap<>()).putIfAbsent(held.epoch(), held);
            if (other != null) {
                doubled.add(held);
            }
        }
        return doubled;
    }

    /** How often it could look. */
    public int looks() {
        return looks.get();
    }

    @Override
    public void close() {
        over = true;
        try {
            looker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
