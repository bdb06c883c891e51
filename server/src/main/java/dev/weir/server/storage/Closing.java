package dev.weir.server.storage;

import dev.weir.server.waterfall.CellState;
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
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes results out of the outbox and notes what came of them, both in one transaction; what a table has is noted under
 * that table's lease alone.
 */
final class Closing {

    /** After so many refusals a result is given up. */
    static final int TRIES = 5;

    private final Transactions transactions;
    private final ResultTable results;
    private final RefusalTable refusals;
    private final DestinationTable destinations;
    private final LoadTable loads;
    private final Ways ways;
    private final Books books;

    Closing(JdbcClient jdbc, Transactions transactions, Ways ways, Books books) {
        this.transactions = transactions;
        this.results = new ResultTable(jdbc);
        this.refusals = new RefusalTable(jdbc);
        this.destinations = new DestinationTable(jdbc);
        this.loads = new LoadTable(jdbc);
        this.ways = ways;
        this.books = books;
    }

    /** Logs results that nothing is written of. Returns how many. */
    int untold(ResultTable.Flow flow, int most) {
        return transactions.in(flow.workspaceId(), () -> without(flow, results.takeUntold(flow, most)));
    }

    /** Logs results whose step writes them nowhere: they are stored where they are. Returns how many. */
    int alone(ResultTable.Flow flow, int most) {
        return transactions.in(flow.workspaceId(), () -> {
            // Looked at again: it may have been given a table meanwhile.
            Way way = ways.of(flow.workspaceId(), List.of(flow.workflowId()))
                    .getOrDefault(flow.workflowId(), Way.UNKNOWN);
            return way.lane() == null ? without(flow, results.takeAlone(flow, most)) : 0;
        });
    }

    private int without(ResultTable.Flow flow, List<ResultTable.Noted> taken) {
        if (taken.isEmpty()) {
            return 0;
        }
        List<LoadTable.Loaded> loaded = loads.whose(flow.workspaceId(), taken);
        List<LogWrite> drafts =
                books.lines(flow.workspaceId(), loaded, ways.of(flow.workspaceId(), List.of(flow.workflowId())), null);
        List<LogWrite> lines = new ArrayList<>(drafts.size());
        for (int i = 0; i < drafts.size(); i++) {
            lines.add(ended(loaded.get(i), drafts.get(i)));
        }
        books.close(flow.workspaceId(), lines);
        refusals.delete(
                flow.workspaceId(), taken.stream().map(ResultTable.Noted::id).toList());
        return taken.size();
    }

    private static LogWrite ended(LoadTable.Loaded result, LogWrite draft) {
        String reason = result.noted().reason();
        CellState state = result.noted().cellState();
        return switch (state) {
            case COMPLETED -> result.isErased() ? draft.as(LoggedResult.Status.FAILED_TO_DELIVER, Books.ERASED) : draft;
            case SKIPPED -> draft.as(LoggedResult.Status.SKIPPED, reason);
            case IN_DOUBT, CANCELLED -> draft.as(LoggedResult.Status.FAILED_TO_ENRICH, state.text());
            default -> draft.as(LoggedResult.Status.FAILED_TO_ENRICH, reason);
        };
    }

    /**
     * What a write has come to.
     *
     * @param written what is at the table
     * @param refused what the table does not take, with its key, and why
     */
    record Written(List<LogWrite> written, List<Refused> refused) {}

    record Refused(LogWrite line, TargetKey key, String why) {}

    /**
     * Notes a write: what is at the table has come to its end, what was refused is tried again later, or given up.
     *
     * @param workflows all whose results go to that table
     * @param freed keys of written results that others waited for
     * @param works whether the table's failures are over
     * @return whether the table is this node's still; else nothing was noted
     */
    boolean wrote(
            Lane lane,
            DestinationTable.Claim claim,
            Written what,
            Collection<UUID> workflows,
            Collection<TargetKey> freed,
            boolean works) {
        return transactions.in(lane.workspaceId(), () -> {
            if (!destinations.wrote(lane.workspaceId(), claim, what.written().size())) {
                return false;
            }
            if (works) {
                destinations.works(lane.workspaceId(), claim);
            }
            List<LogWrite> lines = new ArrayList<>(ended(lane, what.written()));
            Set<TargetKey> free = new HashSet<>(freed);
            if (!what.refused().isEmpty()) {
                lines.addAll(refuse(lane, what.refused(), free));
            }
            if (!free.isEmpty()) {
                results.letGo(lane.workspaceId(), workflows, free);
            }
            books.close(lane.workspaceId(), lines);
            return true;
        });
    }

    /** Of these lines those whose results were pending until now. */
    private List<LogWrite> ended(Lane lane, List<LogWrite> lines) {
        if (lines.isEmpty()) {
            return lines;
        }
        List<Long> ids = lines.stream().map(LogWrite::resultId).toList();
        Set<Long> ended = new HashSet<>(results.delete(ids));
        refusals.delete(lane.workspaceId(), ids);
        return lines.stream().filter(line -> ended.contains(line.resultId())).toList();
    }

    /** @param free gets the keys of those that are given up */
    private List<LogWrite> refuse(Lane lane, List<Refused> refused, Set<TargetKey> free) {
        Map<Long, Refused> byId = new LinkedHashMap<>();
        refused.forEach(one -> byId.put(one.line().resultId(), one));
        Map<Long, Integer> tries = results.refuse(
                byId.keySet(), byId.values().stream().map(Refused::key).toList());
        Map<Long, String> errors = new HashMap<>();
        List<LogWrite> dead = new ArrayList<>();
        tries.forEach((id, count) -> {
            Refused one = byId.get(id);
            if (one != null) {
                errors.put(id, one.why());
                if (count >= TRIES) {
                    dead.add(one.line().as(LoggedResult.Status.FAILED_TO_DELIVER, one.why()));
                    free.add(one.key());
                }
            }
        });
        refusals.note(lane, errors);
        results.giveUp(dead.stream().map(LogWrite::resultId).toList());
        return dead;
    }

    /** Logs results that end without being written. Returns whether the table is this node's still. */
    boolean over(Lane lane, DestinationTable.Claim claim, List<LogWrite> lines) {
        return transactions.in(lane.workspaceId(), () -> {
            boolean ours = destinations.wrote(lane.workspaceId(), claim, 0);
            if (ours) {
                books.close(lane.workspaceId(), ended(lane, lines));
            }
            return ours;
        });
    }

    /**
     * Notes that a table has failed: it is given back and tried again later. When it has failed for too long, results
     * that were settled before that are given up.
     *
     * @param workflows whose results it has failed
     */
    void failed(
            Lane lane,
            DestinationTable.Claim claim,
            String sentence,
            Collection<UUID> workflows,
            Duration giveUp,
            int together) {
        while (givenUp(lane, claim, sentence, workflows, giveUp, together) > 0) {
            // The next ones.
        }
        transactions.in(lane.workspaceId(), () -> {
            destinations.fails(lane.workspaceId(), claim, sentence);
            return true;
        });
    }

    private int givenUp(
            Lane lane,
            DestinationTable.Claim claim,
            String sentence,
            Collection<UUID> workflows,
            Duration giveUp,
            int together) {
        return transactions.in(lane.workspaceId(), () -> {
            List<Long> old = results.old(lane.workspaceId(), claim.id(), workflows, giveUp, together);
            if (old.isEmpty() || !destinations.wrote(lane.workspaceId(), claim, 0)) {
                return 0;
            }
            List<LoadTable.Loaded> loaded = loads.values(lane.workspaceId(), old, LaneRun.MOST_CHARACTERS);
            String why = "Given up after " + hours(giveUp) + ". " + sentence;
            List<LogWrite> lines =
                    books
                            .lines(lane.workspaceId(), loaded, ways.of(lane.workspaceId(), workflows), lane.text())
                            .stream()
                            .map(line -> line.as(LoggedResult.Status.FAILED_TO_DELIVER, why))
                            .toList();
            Map<Long, String> errors = new HashMap<>();
            lines.forEach(line -> errors.put(line.resultId(), why));
            results.giveUp(errors.keySet());
            refusals.note(lane, errors);
            books.close(lane.workspaceId(), lines);
            return lines.size();
        });
    }

    private static String hours(Duration time) {
        return time.toHours() == 1 ? "an hour" : time.toHours() + " hours";
    }
}
