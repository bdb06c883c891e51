package dev.weir.server.scoring;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The SQL of {@code weir.icp_model}. */
final class IcpModelTable {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private final JdbcClient jdbc;

    IcpModelTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String LOCK = """
            SELECT pg_advisory_xact_lock(hashtextextended('weir.icp_model', ?))
            """;

    /** Until the transaction ends, nobody else makes a version there, or writes a score. */
    void lock(long workspaceId) {
        jdbc.sql(LOCK).param(workspaceId).query((_, _) -> 0).list();
    }

    private static final String INSERT = """
            INSERT INTO weir.icp_model (workspace_id, version, content, made_by) VALUES (?, ?, ?, ?)
            """;

    void insert(long workspaceId, int version, IcpModel model, String by) {
        jdbc.sql(INSERT)
                .params(workspaceId, version, JSON.writeValueAsString(model), by)
                .update();
    }

    private static final String VERSIONS = """
            SELECT * FROM weir.icp_model WHERE workspace_id = ? ORDER BY version DESC
            """;

    List<IcpVersion> versions(long workspaceId) {
        return jdbc.sql(VERSIONS)
                .param(workspaceId)
                .query((row, _) -> version(row))
                .list();
    }

    private static final String NEWEST = """
            SELECT * FROM weir.icp_model WHERE workspace_id = ? ORDER BY version DESC LIMIT 1
            """;

    Optional<IcpVersion> newest(long workspaceId) {
        return jdbc.sql(NEWEST)
                .param(workspaceId)
                .query((row, _) -> version(row))
                .optional();
    }

    private static final String ONE = """
            SELECT * FROM weir.icp_model WHERE workspace_id = ? AND version = ?
            """;

    Optional<IcpVersion> one(long workspaceId, int version) {
        return jdbc.sql(ONE)
                .params(workspaceId, version)
                .query((row, _) -> version(row))
                .optional();
    }

    private static final String RESCORED = """
            UPDATE weir.icp_model
            SET rescored_upto = ?, rescored_at = CASE WHEN ? THEN weir.now() END
            WHERE workspace_id = ? AND version = ?
            """;

    /** @param all whether there is nobody behind that one */
    void rescored(long workspaceId, int version, long upto, boolean all) {
        jdbc.sql(RESCORED).params(upto, all, workspaceId, version).update();
    }

    private static final String RESCORE = """
            UPDATE weir.icp_model SET rescored_upto = 0, rescored_at = NULL
            WHERE workspace_id = ? AND version = (SELECT max(version) FROM weir.icp_model WHERE workspace_id = ?)
            """;

    /** Nobody is scored by the newest version yet. @return whether there is one */
    boolean rescore(long workspaceId) {
        return jdbc.sql(RESCORE).params(workspaceId, workspaceId).update() > 0;
    }

    private static IcpVersion version(ResultSet row) throws SQLException {
        OffsetDateTime rescored = row.getObject("rescored_at", OffsetDateTime.class);
        return new IcpVersion(
                row.getInt("version"),
                JSON.readValue(row.getString("content"), IcpModel.class),
                row.getString("made_by"),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                row.getLong("rescored_upto"),
                rescored == null ? null : rescored.toInstant());
    }
}
