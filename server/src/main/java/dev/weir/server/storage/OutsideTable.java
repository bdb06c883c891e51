package dev.weir.server.storage;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.outside_result}. */
final class OutsideTable {

    private final JdbcClient jdbc;

    OutsideTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.outside_result
                (workspace_id, workflow_id, company_id, company_domain, data, batch_id, reported_by)
            VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id
            """;

    long insert(
            long workspaceId,
            UUID workflowId,
            @Nullable Long companyId,
            @Nullable String companyDomain,
            String data,
            @Nullable Long batchId,
            String by) {
        return jdbc.sql(INSERT)
                .param(workspaceId)
                .param(workflowId)
                .param(companyId)
                .param(companyDomain)
                .param(data)
                .param(batchId)
                .param(by)
                .query(Long.class)
                .single();
    }
}
