package dev.weir.server.enrichment;

import dev.weir.provider.OperationId;
import dev.weir.provider.Provider;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.credits.CapBalance;
import dev.weir.server.credits.CapScope;
import dev.weir.server.credits.CapSettings;
import dev.weir.server.credits.Ledger;
import dev.weir.server.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a workspace may spend in a day of UTC, in all and on each provider. A call leaves only if what was spent that day,
 * what is in doubt, what is open and its own price are together within every cap that counts it.
 *
 * <p>Every verb joins the caller's transaction.
 */
public final class Caps {

    private final Ledger ledger;
    private final Catalog catalog;
    private final UsageTable usage;

    public Caps(JdbcClient jdbc, Ledger ledger, Catalog catalog) {
        this.ledger = ledger;
        this.catalog = catalog;
        this.usage = new UsageTable(jdbc);
    }

    /** As they are set. */
    public CapSettings settings(long workspaceId) {
        return ledger.settings(workspaceId);
    }

    /** How they stand today. */
    public List<CapBalance> standing(long workspaceId) {
        return ledger.caps(workspaceId);
    }

    /**
     * Puts these in the place of those that were set before. What was spent today already counts. While this is done
     * nothing of the workspace settles; calls that have left before are not called back.
     *
     * @throws Problem when a provider is not known, or does not bill in that unit
     */
    public void set(long workspaceId, CapSettings wish) {
        wish.caps().keySet().forEach(this::require);
        ledger.freeze(workspaceId, !wish.caps().isEmpty());
        Map<CapScope, CapBalance> counted = new HashMap<>();
        if (!wish.caps().isEmpty()) {
            usage.today(workspaceId).forEach(used -> count(counted, workspaceId, used));
        }
        List<CapBalance> caps = new ArrayList<>();
        new TreeMap<>(wish.caps()).forEach((scope, most) -> {
            CapBalance used = counted.getOrDefault(scope, new CapBalance(scope, 0, 0, 0, 0));
            caps.add(new CapBalance(scope, most, used.spent(), used.open(), used.doubt()));
        });
        ledger.setCaps(workspaceId, caps, wish.low());
    }

    /** @throws Problem when its provider is not known, or does not bill in that unit */
    public void require(CapScope scope) {
        if (scope.provider().isEmpty()) {
            return;
        }
        Provider provider = catalog.require(scope.provider());
        TreeSet<String> units = new TreeSet<>();
        provider.operations().forEach(operation -> units.add(operation.spec().unit()));
        if (!scope.unit().isEmpty() && !units.contains(scope.unit())) {
            throw Problem.invalid(
                    "unknown_unit",
                    scope.provider() + " does not bill in '" + scope.unit() + "', but in " + String.join(", ", units)
                            + ".");
        }
    }

    private void count(Map<CapScope, CapBalance> counted, long workspaceId, UsageTable.Used used) {
        OperationId operation = OperationId.parse(used.operation());
        String unit = used.unit() == null ? catalog.operation(operation).spec().unit() : used.unit();
        String provider = operation.provider();
        add(counted, CapScope.workspace(workspaceId), used.spent(), used.open(), used.doubt());
        add(counted, CapScope.provider(workspaceId, provider), used.spent(), used.open(), used.doubt());
        add(counted, new CapScope(workspaceId, provider, unit), used.cost(), used.costOpen(), used.costDoubt());
    }

    private static void add(Map<CapScope, CapBalance> counted, CapScope scope, long spent, long open, long doubt) {
        counted.merge(
                scope,
                new CapBalance(scope, 0, spent, open, doubt),
                (a, b) -> new CapBalance(scope, 0, a.spent() + b.spent(), a.open() + b.open(), a.doubt() + b.doubt()));
    }
}
