package dev.weir.server.enrichment;

import dev.weir.server.storage.EarlierResults;
import dev.weir.server.workspace.Gathered;
import dev.weir.server.workspace.Transactions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads earlier results when a row's turn has come to take one: those of a few rows at a time, for they may be long. */
final class EarlierDesk implements AutoCloseable {

    private static final int TOGETHER = 20;

    private final EarlierResults results;
    private final Transactions transactions;
    private final Gathered<Wanted, Optional<EarlierResults.Earlier>> reads;

    private record Wanted(long workspaceId, EarlierResults.Place place) {}

    EarlierDesk(EarlierResults results, Transactions transactions) {
        this.results = results;
        this.transactions = transactions;
        this.reads = new Gathered<>("earlier-results", 1, TOGETHER, this::read);
    }

    /** What is there; empty where it is gone. */
    Optional<EarlierResults.Earlier> read(long workspaceId, EarlierResults.Place place) {
        return reads.ask(new Wanted(workspaceId, place));
    }

    private List<Optional<EarlierResults.Earlier>> read(List<Wanted> wanted) {
        Map<Long, List<EarlierResults.Place>> byWorkspace = new TreeMap<>();
        wanted.forEach(one -> byWorkspace
                .computeIfAbsent(one.workspaceId(), _ -> new ArrayList<>())
                .add(one.place()));
        Map<Wanted, EarlierResults.Earlier> found = transactions.in(byWorkspace.keySet(), () -> {
            Map<Wanted, EarlierResults.Earlier> all = new HashMap<>();
            byWorkspace.forEach((workspace, places) -> results.read(workspace, places)
                    .forEach((place, earlier) -> all.put(new Wanted(workspace, place), earlier)));
            return all;
        });
        return wanted.stream().map(one -> Optional.ofNullable(found.get(one))).toList();
    }

    @Override
    public void close() {
        reads.close();
    }
}
