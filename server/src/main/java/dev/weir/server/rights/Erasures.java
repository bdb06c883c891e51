package dev.weir.server.rights;

import dev.weir.server.problem.Problem;
import dev.weir.server.suppression.Handle;
import dev.weir.server.suppression.Suppressions;
import dev.weir.server.vault.Vault;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Orders to remove a person or a company from all that a workspace keeps, and how far they are; {@link Eraser} carries them
 * out. Its verbs join the caller's transaction.
 */
public final class Erasures {

    private final ErasureTable table;
    private final SealedSubjects subjects;
    private final Suppressions suppressions;

    public Erasures(JdbcClient jdbc, Vault vault, Suppressions suppressions) {
        this.table = new ErasureTable(jdbc);
        this.subjects = new SealedSubjects(table, vault, suppressions);
        this.suppressions = suppressions;
    }

    /**
     * Takes the order: when the transaction is committed, nobody is asked about them any more.
     *
     * @param handles what the subject is known by
     * @param suppress whether to put it on the suppression list, now and for good
     * @param destinations whether to empty what was written of it into tables that are not Weir's own
     * @param by as the audit writes it
     * @throws Problem when there are none
     */
    public Erasure request(
            long workspaceId, Collection<Handle> handles, boolean suppress, boolean destinations, String by) {
        if (handles.isEmpty()) {
            throw Problem.invalid(
                    "nobody_named", "Say who is to be erased: by e-mail address, LinkedIn URL or domain.");
        }
        Map<String, Long> counts = new TreeMap<>();
        if (suppress) {
            counts.put("suppressions", (long) suppressions.add(workspaceId, handles, by));
        }
        List<Handle.Kind> given =
                handles.stream().map(Handle::kind).distinct().sorted().toList();
        long id = table.insert(workspaceId, given, suppress, destinations, counts, by);
        subjects.seal(workspaceId, id, given, new Subject(new LinkedHashSet<>(handles)));
        return find(workspaceId, id);
    }

    /** @throws Problem when there is no such */
    public Erasure find(long workspaceId, long id) {
        return table.find(workspaceId, id)
                .orElseThrow(() -> Problem.notFound("unknown_erasure", "There is no erasure " + id + "."));
    }

    /** Newest first, those before number {@code before}. */
    public List<Erasure> page(long workspaceId, long before, long offset, int most) {
        return table.page(workspaceId, before, offset, most);
    }

    /** How many there are. */
    public long count(long workspaceId) {
        return table.count(workspaceId);
    }
}
