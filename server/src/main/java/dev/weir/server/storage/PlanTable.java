package dev.weir.server.storage;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL that reads what jobs do. */
final class PlanTable {

    private final JdbcClient jdbc;

    PlanTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String OF = "SELECT id, plan FROM weir.job WHERE workspace_id = ? AND id = ANY (?)";

    /** Plans of these jobs, JSON. */
    Map<Long, String> of(long workspaceId, Collection<Long> jobs) {
        Map<Long, String> plans = new HashMap<>();
        jdbc.sql(OF)
                .param(workspaceId)
                .param(jobs.stream().mapToLong(Long::longValue).toArray())
                .query(row -> {
                    plans.put(row.getLong("id"), row.getString("plan"));
                });
        return plans;
    }
}
