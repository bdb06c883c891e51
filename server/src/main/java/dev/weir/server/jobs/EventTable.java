package dev.weir.server.jobs;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.event}. */
final class EventTable {

    private static final RowMapper<Event> EVENT = (row, _) -> new Event(
            row.getLong("id"),
            row.getLong("workspace_id"),
            row.getString("public_id"),
            EventType.find(row.getString("type")).orElseThrow(),
            (Long) row.getObject("job_id"),
            (Long) row.getObject("sequence"),
            row.getString("body"),
            row.getTimestamp("at").toInstant());

    private final JdbcClient jdbc;

    EventTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.event (workspace_id, public_id, type, job_id, sequence, body, at)
            VALUES (?, ?, ?, ?::bigint, ?::bigint, ?, ?) RETURNING id
            """;

    long insert(
            long workspaceId,
            String publicId,
            EventType type,
            @Nullable Long jobId,
            @Nullable Long sequence,
            String body,
            Instant at) {
        return jdbc.sql(INSERT)
                .param(workspaceId)
                .param(publicId)
                .param(type.text())
                .param(jobId)
                .param(sequence)
                .param(body)
                .param(at.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single();
    }

    private static final String FIND = """
            SELECT id, workspace_id, public_id, type, job_id, sequence, body, at FROM weir.event
            WHERE workspace_id = ? AND id = ?
            """;

    Optional<Event> find(long workspaceId, long id) {
        return jdbc.sql(FIND).param(workspaceId).param(id).query(EVENT).optional();
    }
}
