package dev.weir.server.storage;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.result_refusal}. */
final class RefusalTable {

    private final JdbcClient jdbc;

    RefusalTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String UPSERT = """
            INSERT INTO weir.result_refusal (workspace_id, result_id, result_table, error, at)
            SELECT ?, result_id, ?, error, (SELECT weir.now()) FROM unnest(?::bigint[], ?::text[]) AS w (result_id, error)
            ON CONFLICT (workspace_id, result_id) DO UPDATE
                SET result_table = excluded.result_table, error = excluded.error, at = excluded.at
            """;

    /** Why these results were not taken, the last time. */
    void note(Lane lane, Map<Long, String> errors) {
        List<Map.Entry<Long, String>> all = List.copyOf(errors.entrySet());
        jdbc.sql(UPSERT)
                .param(lane.workspaceId())
                .param(lane.text())
                .param(all.stream().mapToLong(Map.Entry::getKey).toArray())
                .param(all.stream()
                        .map(error -> Sentences.kept(error.getValue()))
                        .toArray(String[]::new))
                .update();
    }

    private static final String DELETE =
            "DELETE FROM weir.result_refusal WHERE workspace_id = ? AND result_id = ANY (?)";

    void delete(long workspaceId, Collection<Long> results) {
        jdbc.sql(DELETE)
                .param(workspaceId)
                .param(results.stream().mapToLong(Long::longValue).toArray())
                .update();
    }
}
