package dev.weir.server.storage;

import dev.weir.server.jobs.CellCodes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL that reads what results are: their values, and whose they are. */
final class LoadTable {

    /**
     * A result with what it stands for.
     *
     * @param input JSON, what its row came with; null when there is no such row, or it was erased
     * @param kept JSON, what its cell keeps; null when there is no such cell
     * @param data JSON, what was reported; null when it was erased, and of a cell's
     * @param reportedOf the job that a reporter named
     */
    record Loaded(
            ResultTable.Noted noted,
            @Nullable String input,
            @Nullable String kept,
            @Nullable String data,
            @Nullable Long companyId,
            @Nullable String reportedDomain,
            @Nullable Long reportedOf) {

        boolean isOutside() {
            return noted.outsideId() != null;
        }

        /** Whether there is nothing left of its values. */
        boolean isErased() {
            return isOutside() ? data == null : kept == null || input == null;
        }

        /** The job that it is of. */
        @Nullable
        Long jobId() {
            return isOutside() ? reportedOf : Long.valueOf(noted.jobId());
        }
    }

    private static final RowMapper<Loaded> LOADED = (row, _) -> new Loaded(
            ResultTable.noted(row),
            row.getString("input"),
            row.getString("kept"),
            row.getString("data"),
            number(row, "company_id"),
            row.getString("company_domain"),
            number(row, "batch_id"));

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        return (Long) row.getObject(column);
    }

    private static final int FETCHED = 50;

    private final JdbcClient jdbc;

    LoadTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    // One look-up of what was reported for each result, however small the table was when that was planned.
    private static final String VALUES = """
            SELECT r.id, r.workflow_id, r.job_id, r.row_idx, r.step, r.outside_id, r.cell_state, r.reason,
                   w.input, c.kept, nullif(o.data, '{}') AS data, coalesce(o.company_id, w.company_id) AS company_id,
                   o.company_domain, o.batch_id
            FROM weir.result r
            LEFT JOIN weir.job_row w ON w.workspace_id = r.workspace_id AND w.job_id = r.job_id
                AND w.row_idx = r.row_idx AND w.erased_at IS NULL AND r.outside_id IS NULL
            LEFT JOIN weir.cell c ON c.workspace_id = r.workspace_id AND c.job_id = r.job_id
                AND c.row_idx = r.row_idx AND c.step = r.step AND r.outside_id IS NULL
            LEFT JOIN LATERAL (SELECT s.company_id, s.company_domain, s.data, s.batch_id FROM weir.outside_result s
                               WHERE s.workspace_id = r.workspace_id AND s.id = r.outside_id LIMIT 1) AS o ON true
            WHERE r.workspace_id = ? AND r.id = ANY (?) AND r.state = 0
            ORDER BY r.id
            """;

    /** These results in the order of their ids, as far as their texts together are no longer than that; one at least. */
    List<Loaded> values(long workspaceId, Collection<Long> ids, long mostCharacters) {
        List<Loaded> loaded = new ArrayList<>(ids.size());
        try (Stream<Loaded> all = jdbc
                .sql(VALUES)
                .withFetchSize(FETCHED)
                .param(workspaceId)
                .param(ids.stream().mapToLong(Long::longValue).toArray())
                .query(LOADED)
                .stream()) {
            long characters = 0;
            for (Iterator<Loaded> each = all.iterator(); characters < mostCharacters && each.hasNext(); ) {
                Loaded next = each.next();
                characters += length(next.input()) + length(next.kept()) + length(next.data());
                loaded.add(next);
            }
        }
        return loaded;
    }

    // The same of a result as isErased, and no value is read.
    private static final String THERE = """
            SELECT count(*)
            FROM weir.result r
            LEFT JOIN weir.job_row w ON w.workspace_id = r.workspace_id AND w.job_id = r.job_id
                AND w.row_idx = r.row_idx AND w.erased_at IS NULL AND r.outside_id IS NULL
            LEFT JOIN weir.cell c ON c.workspace_id = r.workspace_id AND c.job_id = r.job_id
                AND c.row_idx = r.row_idx AND c.step = r.step AND r.outside_id IS NULL
            LEFT JOIN LATERAL (SELECT s.data FROM weir.outside_result s
                               WHERE s.workspace_id = r.workspace_id AND s.id = r.outside_id LIMIT 1) AS o ON true
            WHERE r.workspace_id = ? AND r.id = ANY (?) AND r.state = 0
              AND CASE WHEN r.outside_id IS NULL THEN w.input IS NOT NULL AND c.kept IS NOT NULL ELSE o.data <> '{}' END
            """;

    /** How many of these results are pending and have their values still. */
    int there(long workspaceId, Collection<Long> ids) {
        return jdbc.sql(THERE)
                .param(workspaceId)
                .param(ids.stream().mapToLong(Long::longValue).toArray())
                .query(Integer.class)
                .single();
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static final String WHOSE = """
            SELECT r.id, r.workflow_id, r.job_id, r.row_idx, r.step, r.outside_id, r.cell_state, r.reason,
                   w.input, CASE WHEN c.kept IS NOT NULL THEN '' END AS kept,
                   CASE WHEN o.data <> '{}' THEN '' END AS data,
                   coalesce(o.company_id, w.company_id) AS company_id, o.company_domain, o.batch_id
            FROM unnest(?::bigint[], ?::uuid[], ?::bigint[], ?::int[], ?::smallint[], ?::bigint[], ?::smallint[], ?::text[])
                 WITH ORDINALITY AS r (id, workflow_id, job_id, row_idx, step, outside_id, cell_state, reason, n)
            LEFT JOIN weir.job_row w ON w.workspace_id = ? AND w.job_id = r.job_id AND w.row_idx = r.row_idx
                AND w.erased_at IS NULL AND r.outside_id IS NULL
            LEFT JOIN weir.cell c ON c.workspace_id = ? AND c.job_id = r.job_id AND c.row_idx = r.row_idx
                AND c.step = r.step AND r.outside_id IS NULL
            LEFT JOIN LATERAL (SELECT s.company_id, s.company_domain, s.data, s.batch_id FROM weir.outside_result s
                               WHERE s.workspace_id = ? AND s.id = r.outside_id LIMIT 1) AS o ON true
            ORDER BY r.n
            """;

    /** The same of results that are not pending any more, without their values. */
    List<Loaded> whose(long workspaceId, List<ResultTable.Noted> results) {
        int n = results.size();
        long[] ids = new long[n];
        String[] workflows = new String[n];
        long[] jobs = new long[n];
        int[] rows = new int[n];
        short[] steps = new short[n];
        @Nullable Long[] outside = new @Nullable Long[n];
        short[] states = new short[n];
        @Nullable String[] reasons = new @Nullable String[n];
        for (int i = 0; i < n; i++) {
            ResultTable.Noted result = results.get(i);
            ids[i] = result.id();
            workflows[i] = result.workflowId().toString();
            jobs[i] = result.jobId();
            rows[i] = result.rowIndex();
            steps[i] = (short) result.step();
            outside[i] = result.outsideId();
            states[i] = CellCodes.of(result.cellState());
            reasons[i] = result.reason();
        }
        return jdbc.sql(WHOSE)
                .param(ids)
                .param(workflows)
                .param(jobs)
                .param(rows)
                .param(steps)
                .param(outside)
                .param(states)
                .param(reasons)
                .param(workspaceId)
                .param(workspaceId)
                .param(workspaceId)
                .query(LOADED)
                .list();
    }
}
