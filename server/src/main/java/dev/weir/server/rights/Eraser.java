package dev.weir.server.rights;

import dev.weir.server.audit.Audit;
import dev.weir.server.jobs.Cells;
import dev.weir.server.rights.ErasedRowTable.Rows;
import dev.weir.server.rights.ErasureTable.Place;
import dev.weir.server.rights.ErasureTable.Stored;
import dev.weir.server.storage.DestinationErasure;
import dev.weir.server.suppression.Suppressions;
import dev.weir.server.vault.Vault;
import dev.weir.server.workspace.Transactions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Removes a person or a company from all that a workspace keeps, as {@link Erasures} have ordered it.
 *
 * <p>It goes in steps, each a transaction that also notes where the next one goes on, so that a kill costs one step at most and
 * any number of nodes may take them. First the rows are found that are about the subject, and by them what else it is known by;
 * they are marked, so that no run asks about them or keeps anything of them any more. When no run that began before holds them,
 * they are emptied, with all that hangs on them; then every text of the workspace is looked through for the subject's handles.
 * That is done again until a whole pass finds nothing. The handles are sealed in the vault meanwhile, and nowhere afterwards.
 *
 * <p>Amounts, verdicts, states, times and numbers stay, so that the books remain right.
 */
public final class Eraser {

    /** How long one waits whose step has failed. */
    private static final long PUT_OFF_MILLIS = 30_000;

    private final Transactions transactions;
    private final ErasureTable table;
    private final ErasedRowTable rows;
    private final EmptiedRows emptiedRows;
    private final ErasureStep.Parts parts;

    public Eraser(
            JdbcClient jdbc,
            Transactions transactions,
            Vault vault,
            Suppressions suppressions,
            Audit audit,
            Cells cells) {
        this.transactions = transactions;
        this.table = new ErasureTable(jdbc);
        this.rows = new ErasedRowTable(jdbc);
        this.emptiedRows = new EmptiedRows(rows, cells);
        this.parts = new ErasureStep.Parts(
                table,
                rows,
                new MentionTable(jdbc),
                new SubscriberMentionTable(jdbc),
                new SealedSubjects(table, vault, suppressions),
                suppressions,
                audit,
                emptiedRows);
    }

    /** Does one step of one that is due, in what Weir keeps. Returns whether there was one; one that fails is put off. */
    public boolean step(long workspaceId) {
        return claimed(workspaceId, false, at -> new StepHere(parts, at).take());
    }

    /** Who empties tables that are not Weir's own: see {@link DestinationErasure#erase}. */
    @FunctionalInterface
    public interface Tables {
        List<DestinationErasure.Emptied> erase(
                long workspaceId, Collection<String> weirKeys, Collection<String> handles);
    }

    /**
     * Does one step of one that has come to tables that are not Weir's own.
     *
     * @return whether there was one
     */
    public boolean stepElsewhere(long workspaceId, Tables elsewhere) {
        AtomicReference<StepElsewhere.@Nullable Emptying> outside = new AtomicReference<>();
        boolean any = claimed(workspaceId, true, at -> outside.set(new StepElsewhere(parts, at).emptying()));
        StepElsewhere.Emptying theirs = outside.get();
        if (theirs != null) {
            List<DestinationErasure.Emptied> emptied = elsewhere.erase(workspaceId, theirs.keys(), theirs.handles());
            transactions.in(workspaceId, () -> {
                Stored at = table.lock(workspaceId, theirs.id());
                if (theirs.isOf(at)) {
                    new StepElsewhere(parts, at).emptied(emptied, theirs.last());
                }
                return at;
            });
        }
        return any;
    }

    private boolean claimed(long workspaceId, boolean elsewhere, Consumer<Stored> work) {
        AtomicReference<@Nullable Long> id = new AtomicReference<>();
        try {
            return transactions.in(workspaceId, () -> {
                Optional<Stored> claimed = table.claim(workspaceId, elsewhere);
                claimed.ifPresent(at -> {
                    id.set(at.erasure().id());
                    work.accept(at);
                });
                return claimed.isPresent();
            });
        } catch (RuntimeException e) {
            Long failed = id.get();
            if (failed != null) {
                putOff(workspaceId, failed, e);
            }
            throw e;
        }
    }

    /** So that others are not behind it for ever. */
    private void putOff(long workspaceId, long id, RuntimeException why) {
        try {
            transactions.in(workspaceId, () -> {
                Map<String, String> troubles =
                        new TreeMap<>(table.lock(workspaceId, id).erasure().troubles());
                // Who is being erased stands in no sentence.
                troubles.put(
                        ErasureStep.HERE,
                        "A step failed and is tried again: " + why.getClass().getSimpleName() + ".");
                table.delay(workspaceId, id, troubles, PUT_OFF_MILLIS);
                return troubles;
            });
        } catch (RuntimeException e) {
            why.addSuppressed(e);
        }
    }

    /**
     * Empties again what has come for rows that were erased: answers to calls that had left before, whose vendors took their
     * time. Returns whether anything has.
     */
    public boolean watch(long workspaceId) {
        boolean came = false;
        Place place = Place.START;
        while (true) {
            Place from = place;
            List<Rows> some = transactions.in(
                    workspaceId, () -> rows.watched(workspaceId, from.number(), from.row(), ErasureStep.EMPTIED));
            if (some.isEmpty()) {
                return came;
            }
            for (Rows ofJob : some) {
                came |= transactions.in(workspaceId, () -> {
                    long emptied = emptiedRows.empty(workspaceId, ofJob).values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
                    rows.quieten(workspaceId, ofJob);
                    return emptied > 0;
                });
                place = Place.at(ofJob.jobId(), ofJob.rows()[ofJob.rows().length - 1]);
            }
        }
    }
}
