package dev.weir.server.enrichment;

import dev.weir.provider.Values;
import dev.weir.server.jobs.Cells;
import dev.weir.server.jobs.InputRow;
import dev.weir.server.jobs.StoredCell;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.suppression.Handle;
import dev.weir.server.suppression.Suppressions;
import dev.weir.server.tickets.Ticket;
import dev.weir.server.workspace.Gathered;
import dev.weir.server.workspace.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells rows whether anybody may still be asked about them.
 *
 * <p>All rows of a run are looked up when it loads them, in one query; after that each asks whether the list has changed,
 * which is read anew when it was read more than a second ago, and is looked up again when it has, or when more is known of it.
 * A workspace whose list is empty pays for reading that, and nothing else.
 */
final class SuppressionDesk implements AutoCloseable {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int TOGETHER = 500;

    private final Suppressions suppressions;
    private final Transactions transactions;
    private final LongSupplier nanos;
    private final Map<Long, Seen> seen = new ConcurrentHashMap<>();
    /** Not the map's own: whoever loads rows holds a connection while it puts what it has read. */
    private final ReentrantLock reading = new ReentrantLock();

    private final Gathered<Question, Boolean> questions;

    /** A list's version, and when it was read. */
    private record Seen(long version, long at) {}

    private record Question(long workspaceId, Set<Handle> handles) {}

    SuppressionDesk(Suppressions suppressions, Transactions transactions, LongSupplier nanos) {
        this.suppressions = suppressions;
        this.transactions = transactions;
        this.nanos = nanos;
        this.questions = new Gathered<>("suppression", 1, TOGETHER, this::answer);
    }

    /** The rows of a run, for each whether it is on the list. Joins the caller's transaction. */
    RowSuppression.Loaded load(long workspaceId, Collection<InputRow> rows, Map<Integer, History> histories) {
        long at = nanos.getAsLong();
        long version = suppressions.version(workspaceId);
        seen.put(workspaceId, new Seen(version, at));
        Set<Integer> erased = new HashSet<>();
        rows.stream().filter(InputRow::erased).forEach(row -> erased.add(row.index()));
        if (version == 0) {
            return erased.isEmpty()
                    ? RowSuppression.Loaded.NONE
                    : new RowSuppression.Loaded(0, Map.of(), Set.of(), erased);
        }
        Map<Integer, Set<Handle>> subjects = new HashMap<>();
        for (InputRow row : rows) {
            History history = histories.get(row.index());
            Values known = ValuesJson.read(row.input());
            subjects.put(row.index(), Handle.of(history == null ? known : known.and(history.kept())));
        }
        return new RowSuppression.Loaded(version, subjects, suppressions.suppressed(workspaceId, subjects), erased);
    }

    /** The list's version, at most a second old; 0 while nobody is on it. */
    long version(long workspaceId) {
        Seen last = fresh(workspaceId);
        if (last != null) {
            return last.version();
        }
        reading.lock();
        try {
            last = fresh(workspaceId);
            if (last == null) {
                long at = nanos.getAsLong();
                last = new Seen(transactions.in(workspaceId, () -> suppressions.version(workspaceId)), at);
                seen.put(workspaceId, last);
            }
            return last.version();
        } finally {
            reading.unlock();
        }
    }

    private @Nullable Seen fresh(long workspaceId) {
        Seen last = seen.get(workspaceId);
        return last != null && nanos.getAsLong() - last.at() < FRESH.toNanos() ? last : null;
    }

    /** Whether any of these is on the list. */
    boolean isSuppressed(long workspaceId, Set<Handle> handles) {
        return !handles.isEmpty() && questions.ask(new Question(workspaceId, handles));
    }

    private List<Boolean> answer(List<Question> asked) {
        Map<Long, Set<Handle>> byWorkspace = new TreeMap<>();
        asked.forEach(question -> byWorkspace
                .computeIfAbsent(question.workspaceId(), _ -> new HashSet<>())
                .addAll(question.handles()));
        Map<Long, Set<Handle>> listed = transactions.in(byWorkspace.keySet(), () -> {
            Map<Long, Set<Handle>> found = new HashMap<>();
            byWorkspace.forEach((workspace, handles) -> found.put(workspace, suppressions.onList(workspace, handles)));
            return found;
        });
        return asked.stream()
                .map(question -> question.handles().stream()
                        .anyMatch(listed.getOrDefault(question.workspaceId(), Set.of())::contains))
                .toList();
    }

    /**
     * Those of some questions, which nobody has been handed yet, that are about somebody on the list: by what is known of
     * their rows, and what they ask with. Joins the caller's transaction.
     */
    Set<Ticket> suppressed(long workspaceId, Collection<Ticket> tickets, Cells cells) {
        if (tickets.isEmpty() || suppressions.version(workspaceId) == 0) {
            return Set.of();
        }
        Map<Long, List<Ticket>> byJob = new TreeMap<>();
        tickets.forEach(ticket ->
                byJob.computeIfAbsent(ticket.jobId(), _ -> new ArrayList<>()).add(ticket));
        Map<Ticket, Set<Handle>> subjects = new HashMap<>();
        byJob.forEach((job, ofJob) -> {
            Set<Integer> rows = new HashSet<>();
            ofJob.forEach(ticket -> rows.add(ticket.rowIndex()));
            Map<Integer, Values> known = new HashMap<>();
            cells.openRows(workspaceId, job, rows).forEach(row -> known.put(row.index(), ValuesJson.read(row.input())));
            for (StoredCell cell : cells.ofRows(workspaceId, job, rows)) {
                known.merge(cell.rowIndex(), ValuesJson.readSourced(cell.kept()).values(), Values::and);
            }
            ofJob.forEach(ticket -> subjects.put(
                    ticket,
                    Handle.of(known.getOrDefault(ticket.rowIndex(), Values.none())
                            .and(new Values(ticket.requireAsk().inputs())))));
        });
        return suppressions.suppressed(workspaceId, subjects);
    }

    @Override
    public void close() {
        questions.close();
    }
}
