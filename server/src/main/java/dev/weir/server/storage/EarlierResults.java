package dev.weir.server.storage;

import dev.weir.server.jobs.Reuse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What steps have come to for companies before, as far as it was stored and is still there. Joins the caller's transaction,
 * which has to see the workspace.
 */
public final class EarlierResults {

    private final EarlierTable table;

    public EarlierResults(JdbcClient jdbc) {
        this.table = new EarlierTable(jdbc);
    }

    /** A step, over all its versions, and a company. */
    public record Asked(UUID workflowId, long companyId) {}

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

    /** Of those that have any, in whatever play, the newest first. */
    public Map<Asked, List<Earlier>> find(long workspaceId, Collection<Asked> asked) {
        return asked.isEmpty() ? Map.of() : table.find(workspaceId, List.copyOf(asked));
    }
}
