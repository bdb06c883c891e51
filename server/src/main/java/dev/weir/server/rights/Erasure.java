package dev.weir.server.rights;

import dev.weir.server.suppression.Handle;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The removal of a person or company from all that a workspace keeps. It does not say of whom.
 *
 * @param given by which sorts of handles it was asked for
 * @param suppresses whether nobody is asked about them any more
 * @param destinations whether tables that results were written to are emptied, too
 * @param troubles what could not be done in these, and what to do, by table
 * @param phase what is being done, for people who watch
 * @param pass how often all was looked through before; it ends when once more finds nothing
 * @param counts all that was counted, as it is stored; read it by {@link #removed}, {@link #delivered} and {@link #emptied}
 * @param doneAt null while it is under way
 */
public record Erasure(
        long id,
        long workspaceId,
        List<Handle.Kind> given,
        boolean suppresses,
        boolean destinations,
        Map<String, String> troubles,
        String phase,
        int pass,
        Map<String, Long> counts,
        String requestedBy,
        Instant requestedAt,
        @Nullable Instant doneAt) {

    public Erasure {
        given = List.copyOf(given);
        troubles = Map.copyOf(troubles);
        counts = Map.copyOf(counts);
    }

    /** The phase in which tables that are not Weir's own are emptied. */
    static final String DESTINATIONS = "destinations";

    private static final String DELIVERED = "delivered:";
    private static final String EMPTIED = "emptied:";

    /** How many results were written into that table, as it is counted. */
    static String deliveredTo(String table) {
        return DELIVERED + table;
    }

    /** How many rows of that table were emptied, as it is counted. */
    static String emptiedIn(String table) {
        return EMPTIED + table;
    }

    /** How many were emptied or removed of what Weir keeps, by what they are. */
    public Map<String, Long> removed() {
        Map<String, Long> removed = new TreeMap<>(counts);
        removed.keySet().removeIf(what -> what.startsWith(DELIVERED) || what.startsWith(EMPTIED));
        return removed;
    }

    /** How many results of theirs were written into tables that are not Weir's own, by table. */
    public Map<String, Long> delivered() {
        return ofTables(DELIVERED);
    }

    /** How many rows were emptied in these, by table. */
    public Map<String, Long> emptied() {
        return ofTables(EMPTIED);
    }

    private Map<String, Long> ofTables(String prefix) {
        Map<String, Long> byTable = new TreeMap<>();
        counts.forEach((what, number) -> {
            if (what.startsWith(prefix)) {
                byTable.put(what.substring(prefix.length()), number);
            }
        });
        return byTable;
    }

    /** Whether all is done but in tables elsewhere that could not be emptied just now. */
    public boolean waitsForTables() {
        return phase.equals(DESTINATIONS) && !troubles.isEmpty();
    }

    public boolean isDone() {
        return doneAt != null;
    }
}
