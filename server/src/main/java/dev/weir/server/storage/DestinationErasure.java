package dev.weir.server.storage;

import dev.weir.server.registry.Registry;
import dev.weir.server.registry.StepVersion;
import dev.weir.server.workspace.Transactions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Empties what was written of somebody, in the tables that the workspace's steps write to. Rows are found by our row key, and
 * by a value that is one of the subject's handles; what is emptied is the columns that are mapped now, and
 * {@code company_domain}. The rows themselves stay, as do our row key and the company's number: the program may not delete there.
 *
 * <p>Call it when no result of theirs is on its way any more; doing it twice does no harm.
 */
public final class DestinationErasure {

    private static final int TOGETHER = 1_000;

    private final Transactions transactions;
    private final Registry registry;
    private final Ways ways;
    private final DestinationTable destinations;
    private final TargetTables targets;

    public DestinationErasure(JdbcClient jdbc, Transactions transactions, Registry registry, TargetTables targets) {
        this.transactions = transactions;
        this.registry = registry;
        this.ways = new Ways(registry);
        this.destinations = new DestinationTable(jdbc);
        this.targets = targets;
    }

    /**
     * What became of a table.
     *
     * @param table as the log names it, such as {@code hq.people}
     * @param rows that were emptied now
     * @param trouble what could not be done there, and what to do; null when all was
     * @param passing whether it may work later though nobody does anything
     */
    public record Emptied(String table, long rows, @Nullable String trouble, boolean passing) {

        private static Emptied byHand(Lane lane, @Nullable String trouble) {
            return new Emptied(lane.text(), 0, trouble, false);
        }
    }

    /**
     * Empties them, in one table after the other. Opens no transaction of Weir's around its calls.
     *
     * @param weirKeys of their results: {@code <job>:<row>:<step>}, or {@code outside:<id>}
     * @param handles what they are known by, such as addresses and domains, in their canonical form; case does not count
     */
    public List<Emptied> erase(long workspaceId, Collection<String> weirKeys, Collection<String> handles) {
        Set<Lane> lanes = new HashSet<>();
        Map<Route, Lane> routes = new LinkedHashMap<>();
        List<Emptied> emptied = new ArrayList<>();
        transactions.in(workspaceId, () -> {
            Map<UUID, Way> found = ways.of(
                    workspaceId,
                    registry.steps(workspaceId).stream()
                            .map(StepVersion::workflowId)
                            .toList());
            for (Way way : found.values()) {
                if (way.lane() != null) {
                    lanes.add(way.lane());
                    if (way.route() != null) {
                        routes.put(way.route(), way.lane());
                    } else {
                        emptied.add(Emptied.byHand(way.lane(), way.mistake()));
                    }
                }
            }
            destinations.all(workspaceId).stream()
                    .filter(table -> table.written() > 0 && !lanes.contains(table.lane()))
                    .forEach(
                            table -> emptied.add(
                                    Emptied.byHand(
                                            table.lane(),
                                            "Results went there before, and no step says any more in which columns. Empty it by hand.")));
            return emptied;
        });
        Set<String> known = new LinkedHashSet<>(weirKeys);
        known.addAll(handles);
        routes.forEach((route, lane) -> emptied.add(erase(workspaceId, route, lane, List.copyOf(known))));
        return emptied;
    }

    private Emptied erase(long workspaceId, Route route, Lane lane, List<String> known) {
        long rows = 0;
        try (TableTarget table = targets.openTable(workspaceId, route)) {
            for (int from = 0; from < known.size(); from += TOGETHER) {
                rows += table.empty(known.subList(from, Math.min(from + TOGETHER, known.size())));
            }
            return new Emptied(lane.text(), rows, table.left(), false);
        } catch (Target.Unavailable unavailable) {
            return new Emptied(lane.text(), rows, unavailable.getMessage(), !unavailable.isConfiguration());
        } catch (RuntimeException unexpected) {
            // What it says may be somebody's.
            return new Emptied(
                    lane.text(), rows, "It failed: " + unexpected.getClass().getSimpleName() + ".", true);
        }
    }
}
