package dev.weir.server.audience;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.audience_upload}. */
final class UploadTable {

    private final JdbcClient jdbc;

    UploadTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.audience_upload (workspace_id, source_id, name, uploaded_by) VALUES (?, ?, ?, ?) RETURNING id
            """;

    long insert(long workspaceId, long sourceId, String name, String by) {
        return jdbc.sql(INSERT)
                .params(workspaceId, sourceId, name, by)
                .query(Long.class)
                .single();
    }

    private static final String ADD = """
            UPDATE weir.audience_upload
            SET created = created + ?, updated = updated + ?, unchanged = unchanged + ?, refused = refused + ?,
                told_at = weir.now()
            WHERE workspace_id = ? AND id = ? AND state = 'running'
            """;

    /** @return whether it runs still */
    boolean add(long workspaceId, long id, Upload.Counts counts) {
        return jdbc.sql(ADD)
                        .params(counts.created(), counts.updated(), counts.unchanged(), counts.refused())
                        .params(workspaceId, id)
                        .update()
                == 1;
    }

    private static final String END = """
            UPDATE weir.audience_upload SET state = ?, error = ?, ended_at = weir.now()
            WHERE workspace_id = ? AND id = ? AND state = 'running'
            """;

    void end(long workspaceId, long id, Upload.State state, @Nullable String error) {
        jdbc.sql(END).param(word(state)).param(error).params(workspaceId, id).update();
    }

    private static final String END_ABANDONED = """
            UPDATE weir.audience_upload SET state = 'failed', error = ?, ended_at = weir.now()
            WHERE workspace_id = ? AND state = 'running' AND told_at < weir.now() - ? * interval '1 millisecond'
            """;

    void endAbandoned(long workspaceId, Duration silent, String error) {
        jdbc.sql(END_ABANDONED).params(error, workspaceId, silent.toMillis()).update();
    }

    private static final String FIND = """
            SELECT id, source_id, name, state, created, updated, unchanged, refused, error, uploaded_by, started_at, ended_at
            FROM weir.audience_upload WHERE workspace_id = ? AND id = ?
            """;

    Optional<Upload> find(long workspaceId, long id) {
        return jdbc.sql(FIND)
                .params(workspaceId, id)
                .query((row, _) -> upload(row))
                .optional();
    }

    private static final String PAGE = """
            SELECT id, source_id, name, state, created, updated, unchanged, refused, error, uploaded_by, started_at, ended_at
            FROM weir.audience_upload WHERE workspace_id = ? AND id < ? ORDER BY id DESC OFFSET ? LIMIT ?
            """;

    List<Upload> page(long workspaceId, long before, long skip, int most) {
        return jdbc.sql(PAGE)
                .params(workspaceId, before, skip, most)
                .query((row, _) -> upload(row))
                .list();
    }

    private static final String COUNT = "SELECT count(*) FROM weir.audience_upload WHERE workspace_id = ?";

    long count(long workspaceId) {
        return jdbc.sql(COUNT).param(workspaceId).query(Long.class).single();
    }

    private static Upload upload(ResultSet row) throws SQLException {
        Timestamp ended = row.getTimestamp("ended_at");
        return new Upload(
                row.getLong("id"),
                row.getLong("source_id"),
                row.getString("name"),
                Upload.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                new Upload.Counts(
                        row.getLong("created"),
                        row.getLong("updated"),
                        row.getLong("unchanged"),
                        row.getLong("refused")),
                row.getString("error"),
                row.getString("uploaded_by"),
                row.getTimestamp("started_at").toInstant(),
                ended == null ? null : ended.toInstant());
    }

    private static String word(Upload.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
