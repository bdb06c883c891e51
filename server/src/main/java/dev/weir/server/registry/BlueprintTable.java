package dev.weir.server.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.blueprint}. Whoever reads sees his own blueprints and everybody's. */
final class BlueprintTable {

    private final JdbcClient jdbc;

    BlueprintTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.blueprint (workspace_id, slug, version, title, steps, on_failure, created_by)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """;

    void insert(long workspaceId, int version, BlueprintForm form, String createdBy) {
        jdbc.sql(INSERT)
                .param(workspaceId)
                .param(form.slug())
                .param(version)
                .param(form.title() == null ? "" : form.title())
                .param(form.stepNames().toArray(String[]::new))
                .param(form.onFailure() == null ? "mark" : form.onFailure())
                .param(createdBy)
                .update();
    }

    private static final String NEWEST = """
            SELECT DISTINCT ON (workspace_id, slug) * FROM weir.blueprint
            WHERE workspace_id IN (0, ?)
            ORDER BY workspace_id, slug, version DESC
            """;

    /** The newest version of each, everybody's first, by name. */
    List<BlueprintVersion> newest(long workspaceId) {
        return jdbc.sql(NEWEST)
                .param(workspaceId)
                .query((row, n) -> blueprint(row))
                .list();
    }

    private static final String VERSIONS = """
            SELECT * FROM weir.blueprint WHERE workspace_id = ? AND slug = ? ORDER BY version DESC
            """;

    List<BlueprintVersion> versions(long workspaceId, String slug) {
        return jdbc.sql(VERSIONS)
                .param(workspaceId)
                .param(slug)
                .query((row, n) -> blueprint(row))
                .list();
    }

    private static final String ONE = """
            SELECT * FROM weir.blueprint WHERE workspace_id = ? AND slug = ? AND version = ?
            """;

    Optional<BlueprintVersion> one(long workspaceId, String slug, int version) {
        return jdbc.sql(ONE)
                .param(workspaceId)
                .param(slug)
                .param(version)
                .query((row, n) -> blueprint(row))
                .optional();
    }

    private static final String LATEST = """
            SELECT * FROM weir.blueprint WHERE workspace_id = ? AND slug = ? ORDER BY version DESC LIMIT 1
            """;

    Optional<BlueprintVersion> latest(long workspaceId, String slug) {
        return jdbc.sql(LATEST)
                .param(workspaceId)
                .param(slug)
                .query((row, n) -> blueprint(row))
                .optional();
    }

    private static final String USED = """
            UPDATE weir.blueprint SET used_at = weir.now()
            WHERE workspace_id = ? AND slug = ? AND version = ? AND used_at IS NULL
            """;

    void used(long workspaceId, String slug, int version) {
        jdbc.sql(USED).param(workspaceId).param(slug).param(version).update();
    }

    private static final String RETIRE = """
            UPDATE weir.blueprint SET retired_at = CASE WHEN ? THEN weir.now() END
            WHERE workspace_id = ? AND slug = ? AND (retired_at IS NULL) = ?
            """;

    /** @param retired whether it is to be so; false brings it back */
    void retire(long workspaceId, String slug, boolean retired) {
        jdbc.sql(RETIRE)
                .param(retired)
                .param(workspaceId)
                .param(slug)
                .param(retired)
                .update();
    }

    private static BlueprintVersion blueprint(ResultSet row) throws SQLException {
        return new BlueprintVersion(
                row.getLong("workspace_id"),
                row.getInt("version"),
                new BlueprintForm(
                        row.getString("slug"),
                        row.getString("title"),
                        StepTable.texts(row, "steps"),
                        row.getString("on_failure")),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                StepTable.instant(row, "used_at"),
                StepTable.instant(row, "retired_at"));
    }
}
