package dev.weir.server.enrichment;

import dev.weir.provider.OperationSpec;
import dev.weir.server.credits.CapMove;
import dev.weir.server.credits.CapScope;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * What one job moves that caps by day count, by operation: kept for every flush, since only the transaction itself learns
 * whether the workspace has a cap.
 */
final class Counted {

    private static final class Sums {
        private long spent;
        private long open;
        private long doubt;
        private long cost;
        private long costOpen;
        private long costDoubt;
        private boolean admits;
    }

    private final long workspaceId;
    // A plan's own specs: the same operation at other prices is another one here.
    private final Map<OperationSpec, Sums> byOperation = new IdentityHashMap<>();

    Counted(long workspaceId) {
        this.workspaceId = workspaceId;
    }

    /** A charge, or less of one. */
    void posted(OperationSpec spec, long amount) {
        sums(spec).spent += amount;
    }

    /** What the vendor has charged for certain or perhaps. */
    void cost(OperationSpec spec, long milli) {
        sums(spec).cost += milli;
    }

    /** More of an intent in that state, or less. @param cost what it may cost at the vendor, earlier attempts included */
    void intent(OperationSpec spec, IntentTable.State state, long amount, long cost) {
        Sums sum = sums(spec);
        switch (state) {
            case OPEN, WAITING -> {
                sum.open += amount;
                sum.costOpen += cost;
            }
            case DOUBT, REPEAT -> {
                sum.doubt += amount;
                sum.costDoubt += cost;
            }
        }
    }

    /** New intents of it are among these. */
    void admits(OperationSpec spec) {
        sums(spec).admits = true;
    }

    boolean isNothing() {
        return byOperation.isEmpty();
    }

    /**
     * All of it by scope.
     *
     * @param judged whether a scope is to refuse new intents that it has no room for
     * @param promised what has to be left for others under a scope
     */
    static List<CapMove> moves(
            Collection<Counted> jobs, Predicate<CapScope> judged, ToLongFunction<CapScope> promised) {
        Map<CapScope, Sums> byScope = new TreeMap<>();
        for (Counted job : jobs) {
            job.byOperation.forEach((spec, sum) -> {
                String provider = spec.id().provider();
                add(byScope, CapScope.workspace(job.workspaceId), sum, false);
                add(byScope, CapScope.provider(job.workspaceId, provider), sum, false);
                add(byScope, new CapScope(job.workspaceId, provider, spec.unit()), sum, true);
            });
        }
        return byScope.entrySet().stream()
                .map(scope -> new CapMove(
                        scope.getKey(),
                        scope.getValue().spent,
                        scope.getValue().open,
                        scope.getValue().doubt,
                        scope.getValue().admits && judged.test(scope.getKey()),
                        promised.applyAsLong(scope.getKey())))
                .toList();
    }

    private static void add(Map<CapScope, Sums> byScope, CapScope scope, Sums sum, boolean vendor) {
        Sums all = byScope.computeIfAbsent(scope, _ -> new Sums());
        all.spent += vendor ? sum.cost : sum.spent;
        all.open += vendor ? sum.costOpen : sum.open;
        all.doubt += vendor ? sum.costDoubt : sum.doubt;
        all.admits |= sum.admits;
    }

    private Sums sums(OperationSpec spec) {
        return byOperation.computeIfAbsent(spec, _ -> new Sums());
    }
}
