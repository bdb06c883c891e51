package dev.weir.server.storage;

import dev.weir.server.jobs.Reuse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What steps have come to for companies before, as far as it was stored and is still there. Joins the caller's transaction,
 * which has to see the workspace.
 *
 * <p>Where it is and what it is are two look-ups: values may be long, and of many places only few are read.
 */
public final class EarlierResults {

    private final EarlierTable table;

    public EarlierResults(JdbcClient jdbc) {
        this.table = new EarlierTable(jdbc);
    }

    /**
     * What is looked for.
     *
     * @param workflowId of a step, over all its versions
     * @param most how old it may be
     */
    public record Asked(UUID workflowId, long companyId, Duration most) {}

    /**
     * Where a result is: in a cell of a job, or among what was reported.
     *
     * @param jobId null with all of the cell where it was reported
     * @param outsideId null where a cell has it
     */
    public record Place(
            @Nullable Long jobId,
            @Nullable Integer rowIndex,
            @Nullable Integer step,
            @Nullable Long outsideId) {}

    /**
     * A result.
     *
     * @param values by field: as a cell kept them, or as they were reported
     * @param from where they were found or reported; of values that were reused themselves, where these are from
     * @param age since they were found or reported
     */
    public record Earlier(Map<String, Object> values, Reuse from, Duration age) {

        /** Whether they have the form in which somebody reported them, and not that of their fields. */
        public boolean isReported() {
            return from.jobId() == null;
        }
    }

    /** Of those that have any, in whatever play, where the newest few are, the newest first. */
    public Map<Asked, List<Place>> find(long workspaceId, Collection<Asked> asked) {
        return asked.isEmpty() ? Map.of() : table.find(workspaceId, List.copyOf(asked));
    }

    /** What is there; nothing where it is gone, or somebody was erased from it. */
    public Map<Place, Earlier> read(long workspaceId, Collection<Place> places) {
        return places.isEmpty() ? Map.of() : table.read(workspaceId, List.copyOf(places));
    }
}
