package dev.weir.server.jobs;

import dev.weir.server.catalog.PlanJson;
import dev.weir.server.waterfall.OnDoubt;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** The SQL of {@code weir.job}: what was asked for. */
final class JobTable {

    private static final String COLUMNS = """
            id, workspace_id, name, plan, max_credits, max_row_credits, worst_row, fresh, created_at,
            rerun_of IS NOT NULL AS rerun
            """;

    private final JdbcClient jdbc;
    private final PlanJson plans;
    private final RowMapper<Job> job;

    JobTable(JdbcClient jdbc, PlanJson plans) {
        this.jdbc = jdbc;
        this.plans = plans;
        this.job = (row, _) -> new Job(
                row.getLong("id"),
                row.getLong("workspace_id"),
                row.getString("name"),
                plans.read(row.getString("plan")),
                (Long) row.getObject("max_credits"),
                (Long) row.getObject("max_row_credits"),
                row.getLong("worst_row"),
                row.getBoolean("fresh"),
                row.getBoolean("rerun"),
                row.getTimestamp("created_at").toInstant());
    }

    private static final String INSERT = """
            INSERT INTO weir.job
                (workspace_id, name, fingerprint, plan, on_doubt, max_credits, max_row_credits, worst_row, fresh,
                 source, created_key, created_member, requested, metadata, expected, p90, rerun_of, said)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
            """;

    long insert(JobRequest request, long worstRow) {
        OnDoubt onDoubt = request.plan().onDoubt();
        About about = request.about();
        return jdbc.sql(INSERT)
                .param(request.workspace().id())
                .param(request.name())
                .param(request.fingerprint())
                .param(PlanJson.write(request.plan()))
                .param(onDoubt.name())
                .param(request.maxCreditsMilli())
                .param(request.maxRowCreditsMilli())
                .param(worstRow)
                .param(request.fresh())
                .param(about.source().name().toLowerCase(Locale.ROOT))
                .param(about.keyId())
                .param(about.memberId())
                .param(about.requested().isEmpty() ? null : JsonMapper.shared().writeValueAsString(about.requested()))
                .param(about.metadata())
                .param(about.expectedMilli())
                .param(about.p90Milli())
                .param(about.rerunOf())
                .param(about.said())
                .query(Long.class)
                .single();
    }

    private static final String BY_ID = "SELECT " + COLUMNS + " FROM weir.job WHERE workspace_id = ? AND id = ?";

    Optional<Job> find(long workspaceId, long jobId) {
        return jdbc.sql(BY_ID).param(workspaceId).param(jobId).query(job).optional();
    }

    private static final String LATEST =
            "SELECT " + COLUMNS + " FROM weir.job WHERE workspace_id = ? ORDER BY id DESC LIMIT ?";

    List<Job> latest(long workspaceId, int most) {
        return jdbc.sql(LATEST).param(workspaceId).param(most).query(job).list();
    }

    List<Job> latestInstalled(long workspaceId, int most) {
        return jdbc
                .sql(LATEST)
                .param(workspaceId)
                .param(most)
                .query((row, number) -> plans.isInstalled(row.getString("plan"))
                        ? Optional.ofNullable(job.mapRow(row, number))
                        : Optional.<Job>empty())
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static final String BY_FINGERPRINT =
            "SELECT " + COLUMNS + " FROM weir.job WHERE workspace_id = ? AND fingerprint = ?";

    Optional<Job> findByFingerprint(long workspaceId, byte[] fingerprint) {
        return jdbc.sql(BY_FINGERPRINT)
                .param(workspaceId)
                .param(fingerprint)
                .query(job)
                .optional();
    }

    private static final String SAID =
            "SELECT said IS NOT DISTINCT FROM ? FROM weir.job WHERE workspace_id = ? AND id = ?";

    /** Whether that is what was submitted under its fingerprint. */
    boolean isSame(long workspaceId, long jobId, byte[] said) {
        return jdbc.sql(SAID)
                .param(said)
                .param(workspaceId)
                .param(jobId)
                .query(Boolean.class)
                .single();
    }

    private static final String FORGET = "UPDATE weir.job SET fingerprint = NULL WHERE workspace_id = ? AND id = ?";

    /** A later submit of the same thing is a job of its own. */
    void forgetFingerprint(long workspaceId, long jobId) {
        jdbc.sql(FORGET).param(workspaceId).param(jobId).update();
    }

    private static final String DELETE = "DELETE FROM weir.job WHERE workspace_id = ? AND id = ?";

    void delete(long workspaceId, long jobId) {
        jdbc.sql(DELETE).param(workspaceId).param(jobId).update();
    }
}
