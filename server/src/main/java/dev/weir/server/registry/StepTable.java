package dev.weir.server.registry;

import dev.weir.server.problem.Problem;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The SQL of {@code weir.enrichment_registry}. Whoever reads sees his own steps and everybody's. */
final class StepTable {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final JdbcClient jdbc;

    StepTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String LOCK = """
            SELECT pg_advisory_xact_lock(hashtextextended('weir.registry', ?))
            """;

    /** Until the transaction ends, nobody else makes a version in that workspace through this door. */
    void lock(long workspaceId) {
        jdbc.sql(LOCK).param(workspaceId).query((row, n) -> 0).list();
    }

    private static final String INSERT = """
            INSERT INTO weir.enrichment_registry
                (workspace_id, workflow_id, version, workflow_slug, title, overall_step_number, kind, type, provider,
                 operations, function, fields, field_types, waterfall, completeness, condition, acceptance, verification,
                 retry_policy, max_wait, time_out, reuse, caps, on_failure, destination_db, destination_table_name,
                 destination_field_mappings, destination_write_mode, destination_key_columns, config, created_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?, ?, ?, ?::json, ?, ?::json, ?, ?, ?, ?::json, ?, ?, ?, ?::json,
                    ?, ?, ?::json, ?)
            """;

    void insert(long workspaceId, UUID workflowId, int version, StepForm form, String createdBy) {
        StepForm.StepDestination to = form.destination();
        jdbc.sql(INSERT)
                .param(workspaceId)
                .param(workflowId)
                .param(version)
                .param(form.name())
                .param(form.title() == null ? "" : form.title())
                .param(form.overallStepNumber())
                .param(form.kind())
                .param(form.type())
                .param(form.provider())
                .param(texts(form.operations()))
                .param(form.function())
                .param(texts(form.fields()))
                .param(JSON.writeValueAsString(StepForm.orNone(form.types())))
                .param(texts(form.waterfall()))
                .param(form.completeness() == null ? "merge" : form.completeness())
                .param(form.condition())
                .param(json(form.acceptance()))
                .param(texts(form.verify()))
                .param(json(form.retry()))
                .param(form.maxWait())
                .param(form.timeOut())
                .param(form.reuse())
                .param(json(form.caps()))
                .param(form.onFailure())
                .param(to == null ? null : to.db())
                .param(to == null ? null : to.tableName())
                .param(to == null ? null : json(to.fieldMappings()))
                .param(to == null ? null : to.mode())
                .param(texts(to == null ? null : to.keys()))
                .param(JSON.writeValueAsString(StepForm.orNone(form.config())))
                .param(createdBy)
                .update();
    }

    private static String[] texts(@Nullable List<String> texts) {
        return StepForm.orNone(texts).toArray(String[]::new);
    }

    private static @Nullable String json(@Nullable Object value) {
        return value == null ? null : JSON.writeValueAsString(value);
    }

    private static final String NEWEST = """
            SELECT DISTINCT ON (workspace_id, workflow_slug) * FROM weir.enrichment_registry
            WHERE workspace_id IN (0, ?)
            ORDER BY workspace_id, workflow_slug, version DESC
            """;

    /** The newest version of each, everybody's first, by name. */
    List<StepVersion> newest(long workspaceId) {
        return jdbc.sql(NEWEST).param(workspaceId).query((row, n) -> step(row)).list();
    }

    private static final String OF_WORKFLOWS = """
            SELECT r.*
            FROM unnest(?::uuid[]) AS w (id)
            CROSS JOIN LATERAL (SELECT * FROM weir.enrichment_registry s
                                WHERE s.workspace_id IN (0, ?) AND s.workflow_id = w.id
                                ORDER BY s.workspace_id DESC, s.version DESC LIMIT 1) AS r
            """;

    /** The newest version of each; where a workspace and everybody have one, the workspace's. */
    List<StepVersion> ofWorkflows(long workspaceId, Collection<UUID> workflows) {
        return jdbc.sql(OF_WORKFLOWS)
                .param(workflows.stream().map(UUID::toString).toArray(String[]::new))
                .param(workspaceId)
                .query((row, n) -> step(row))
                .list();
    }

    private static final String VERSIONS = """
            SELECT * FROM weir.enrichment_registry
            WHERE workspace_id = ? AND workflow_slug = ? ORDER BY version DESC
            """;

    List<StepVersion> versions(long workspaceId, String name) {
        return jdbc.sql(VERSIONS)
                .param(workspaceId)
                .param(name)
                .query((row, n) -> step(row))
                .list();
    }

    private static final String ONE = """
            SELECT * FROM weir.enrichment_registry
            WHERE workspace_id = ? AND workflow_slug = ? AND version = ?
            """;

    Optional<StepVersion> one(long workspaceId, String name, int version) {
        return jdbc.sql(ONE)
                .param(workspaceId)
                .param(name)
                .param(version)
                .query((row, n) -> step(row))
                .optional();
    }

    private static final String LATEST = """
            SELECT * FROM weir.enrichment_registry
            WHERE workspace_id = ? AND workflow_slug = ? ORDER BY version DESC LIMIT 1
            """;

    Optional<StepVersion> latest(long workspaceId, String name) {
        return jdbc.sql(LATEST)
                .param(workspaceId)
                .param(name)
                .query((row, n) -> step(row))
                .optional();
    }

    private static final String DESTINE = """
            UPDATE weir.enrichment_registry
            SET destination_db = ?, destination_table_name = ?, destination_field_mappings = ?::json,
                destination_write_mode = ?, destination_key_columns = ?
            WHERE workspace_id = ? AND workflow_slug = ?
            """;

    void destine(long workspaceId, String name, StepForm.@Nullable StepDestination to) {
        jdbc.sql(DESTINE)
                .param(to == null ? null : to.db())
                .param(to == null ? null : to.tableName())
                .param(to == null ? null : json(to.fieldMappings()))
                .param(to == null ? null : to.mode())
                .param(texts(to == null ? null : to.keys()))
                .param(workspaceId)
                .param(name)
                .update();
    }

    private static final String RETIRE = """
            UPDATE weir.enrichment_registry SET retired_at = CASE WHEN ? THEN weir.now() END
            WHERE workspace_id = ? AND workflow_slug = ? AND (retired_at IS NULL) = ?
            """;

    /** @param retired whether it is to be so; false brings it back */
    void retire(long workspaceId, String name, boolean retired) {
        jdbc.sql(RETIRE)
                .param(retired)
                .param(workspaceId)
                .param(name)
                .param(retired)
                .update();
    }

    private static StepVersion step(ResultSet row) throws SQLException {
        List<Problem.At> unreadable = new ArrayList<>();
        String db = row.getString("destination_db");
        StepForm form = new StepForm(
                row.getString("workflow_slug"),
                row.getString("title"),
                (Integer) row.getObject("overall_step_number"),
                row.getString("kind"),
                row.getString("type"),
                row.getString("provider"),
                texts(row, "operations"),
                row.getString("function"),
                texts(row, "fields"),
                read(row, "field_types", "/types", new TypeReference<Map<String, String>>() {}, unreadable),
                texts(row, "waterfall"),
                row.getString("completeness"),
                row.getString("condition"),
                read(row, "acceptance", "/acceptance", new TypeReference<StepForm.StepAcceptance>() {}, unreadable),
                texts(row, "verification"),
                read(row, "retry_policy", "/retry", new TypeReference<StepForm.StepRetry>() {}, unreadable),
                row.getString("max_wait"),
                row.getString("time_out"),
                row.getString("reuse"),
                read(row, "caps", "/caps", new TypeReference<StepForm.StepCaps>() {}, unreadable),
                row.getString("on_failure"),
                db == null
                        ? null
                        : new StepForm.StepDestination(
                                db,
                                row.getString("destination_table_name"),
                                read(
                                        row,
                                        "destination_field_mappings",
                                        "/destination/fieldMappings",
                                        new TypeReference<Map<String, String>>() {},
                                        unreadable),
                                row.getString("destination_write_mode"),
                                texts(row, "destination_key_columns")),
                read(row, "config", "/config", new TypeReference<Map<String, Object>>() {}, unreadable));
        return new StepVersion(
                row.getLong("workspace_id"),
                row.getObject("workflow_id", UUID.class),
                row.getInt("version"),
                form,
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "retired_at"),
                unreadable);
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : java.util.Arrays.asList((String[]) array.getArray());
    }

    /** Anybody may have written the row: what cannot be read is noted, and not thrown. */
    private static <T> @Nullable T read(
            ResultSet row, String column, String pointer, TypeReference<T> type, List<Problem.At> unreadable)
            throws SQLException {
        String json = row.getString(column);
        if (json == null) {
            return null;
        }
        try {
            return JSON.readValue(json, type);
        } catch (JacksonException wrong) {
            unreadable.add(new Problem.At(pointer, "cannot be read: " + wrong.getOriginalMessage()));
            return null;
        }
    }
}
