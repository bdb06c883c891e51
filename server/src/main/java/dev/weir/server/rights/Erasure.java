package dev.weir.server.rights;

import dev.weir.server.suppression.Handle;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
 * @param counts how many were emptied or removed, by what they are; and under {@code delivered:<table>} how many results of
 *     theirs were written into tables that are not Weir's own, {@code emptied:<table>} how many rows were emptied there
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

    public boolean isDone() {
        return doneAt != null;
    }
}
