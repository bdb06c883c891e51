package dev.weir.server.enrolment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.audience_trigger}. */
final class TriggerTable {

    /** What of a trigger is its maker's to say. */
    record Said(
            @Nullable String title,
            boolean onCreated,
            boolean onChanged,
            String condition,
            String blueprint,
            Trigger.Mode mode,
            @Nullable Integer maxPerDay) {}

    /** What a trigger has come to. @param error null where it could be told of all */
    record Counted(long id, int fired, @Nullable String error) {}

    private final JdbcClient jdbc;

    TriggerTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String ALL = """
            SELECT * FROM weir.audience_trigger WHERE workspace_id = ? ORDER BY slug
            """;

    /** By name. */
    List<Trigger> all(long workspaceId) {
        return jdbc.sql(ALL).param(workspaceId).query((row, _) -> trigger(row)).list();
    }

    private static final String LOCK = """
            SELECT * FROM weir.audience_trigger WHERE workspace_id = ? ORDER BY slug FOR NO KEY UPDATE
            """;

    /** The same; nobody else changes, or goes by, any of them until the transaction ends. */
    List<Trigger> lock(long workspaceId) {
        return jdbc.sql(LOCK).param(workspaceId).query((row, _) -> trigger(row)).list();
    }

    private static final String FIND = """
            SELECT * FROM weir.audience_trigger WHERE workspace_id = ? AND slug = ?
            """;

    Optional<Trigger> find(long workspaceId, String slug) {
        return jdbc.sql(FIND)
                .params(workspaceId, slug)
                .query((row, _) -> trigger(row))
                .optional();
    }

    private static final String INSERT = """
            INSERT INTO weir.audience_trigger (workspace_id, slug, title, on_created, on_changed, condition, blueprint, mode,
                                               max_per_day, ready_made, updated_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (workspace_id, slug) DO NOTHING
            """;

    /** Whoever comes second waits for the first one's commit, and makes none. */
    void insert(long workspaceId, String slug, Said said, boolean readyMade, String by) {
        jdbc.sql(INSERT)
                .param(workspaceId)
                .param(slug)
                .param(said.title())
                .param(said.onCreated())
                .param(said.onChanged())
                .param(said.condition())
                .param(said.blueprint())
                .param(said.mode().word())
                .param(said.maxPerDay())
                .param(readyMade)
                .param(by)
                .update();
    }

    private static final String UPDATE = """
            UPDATE weir.audience_trigger
            SET title = ?, on_created = ?, on_changed = ?, condition = ?, blueprint = ?, mode = ?, max_per_day = ?,
                error = NULL, error_at = NULL, updated_by = ?, updated_at = weir.now()
            WHERE workspace_id = ? AND id = ?
            """;

    /** What could not be told by the words of before is forgotten. */
    void update(long workspaceId, long id, Said said, String by) {
        jdbc.sql(UPDATE)
                .param(said.title())
                .param(said.onCreated())
                .param(said.onChanged())
                .param(said.condition())
                .param(said.blueprint())
                .param(said.mode().word())
                .param(said.maxPerDay())
                .param(by)
                .param(workspaceId)
                .param(id)
                .update();
    }

    private static final String DELETE = "DELETE FROM weir.audience_trigger WHERE workspace_id = ? AND id = ?";

    void delete(long workspaceId, long id) {
        jdbc.sql(DELETE).params(workspaceId, id).update();
    }

    private static final String COUNT = """
            UPDATE weir.audience_trigger t
            SET fired = t.fired + c.fired, error = coalesce(c.error, t.error),
                error_at = CASE WHEN c.error IS NULL THEN t.error_at ELSE weir.now() END
            FROM unnest(?::bigint[], ?::int[], ?::text[]) AS c (id, fired, error)
            WHERE t.workspace_id = ? AND t.id = c.id
            """;

    void count(long workspaceId, List<Counted> counts) {
        jdbc.sql(COUNT)
                .param(counts.stream().mapToLong(Counted::id).toArray())
                .param(counts.stream().mapToInt(Counted::fired).toArray())
                .param(counts.stream().map(Counted::error).toArray(String[]::new))
                .param(workspaceId)
                .update();
    }

    private static Trigger trigger(ResultSet row) throws SQLException {
        Timestamp errorAt = row.getTimestamp("error_at");
        return new Trigger(
                row.getLong("id"),
                row.getString("slug"),
                row.getString("title"),
                row.getBoolean("on_created"),
                row.getBoolean("on_changed"),
                row.getString("condition"),
                row.getString("blueprint"),
                Trigger.Mode.of(row.getString("mode")).orElseThrow(),
                row.getObject("max_per_day", Integer.class),
                row.getBoolean("ready_made"),
                row.getLong("fired"),
                row.getString("error"),
                errorAt == null ? null : errorAt.toInstant(),
                row.getString("updated_by"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }
}
