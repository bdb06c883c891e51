package dev.weir.server.enrichment;

import dev.weir.provider.Values;
import dev.weir.server.suppression.Handle;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Whether anybody may still be asked about one row. Used by its thread alone. */
final class RowSuppression {

    /**
     * What a run's load has found.
     *
     * @param version of the list; 0 when nobody was on it
     * @param handles of each row
     * @param suppressed the rows that nobody is asked about
     * @param erased of these, those whose subject was erased
     */
    record Loaded(long version, Map<Integer, Set<Handle>> handles, Set<Integer> suppressed, Set<Integer> erased) {

        static final Loaded NONE = new Loaded(0, Map.of(), Set.of(), Set.of());

        Loaded {
            handles = Map.copyOf(handles);
            suppressed = Set.copyOf(suppressed);
            erased = Set.copyOf(erased);
        }
    }

    private final SuppressionDesk desk;
    private final long workspaceId;
    private final Set<Handle> handles;
    private long version;
    private final boolean erased;
    private boolean holds;

    RowSuppression(SuppressionDesk desk, long workspaceId, int row, Loaded loaded) {
        this.desk = desk;
        this.workspaceId = workspaceId;
        this.handles = new HashSet<>(loaded.handles().getOrDefault(row, Set.of()));
        this.version = loaded.version();
        this.erased = loaded.erased().contains(row);
        this.holds = erased || loaded.suppressed().contains(row);
    }

    /** Whether nobody is asked about the row any more, of which that is known; what held once holds to the end of the run. */
    boolean holds(Values known) {
        if (holds) {
            return true;
        }
        long now = desk.version(workspaceId);
        if (now == 0) {
            return false;
        }
        Set<Handle> all = Handle.of(known);
        boolean more = handles.addAll(all);
        if (more || now != version) {
            version = now;
            holds = desk.isSuppressed(workspaceId, Set.copyOf(handles));
        }
        return holds;
    }

    /** Whether its subject was erased: nothing is made of what is on its way either. */
    boolean erased() {
        return erased;
    }

    /** Whether it was seen to. */
    boolean held() {
        return holds;
    }
}
