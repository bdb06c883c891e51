package dev.weir.server.companies;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.companies}. */
final class CompanyTable {

    private final JdbcClient jdbc;

    CompanyTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String UPSERT = """
            INSERT INTO weir.companies AS c (workspace_id, domain, name)
            SELECT ?, w.domain, nullif(w.name, '') FROM unnest(?::text[], ?::text[]) AS w (domain, name) ORDER BY w.domain
            ON CONFLICT (workspace_id, domain) DO UPDATE SET name = excluded.name, updated_at = weir.now()
                WHERE excluded.name <> coalesce(c.name, '')
            """;

    /** @param names by domain; an empty one leaves a company's as it is */
    void upsert(long workspaceId, Map<String, String> names) {
        jdbc.sql(UPSERT)
                .param(workspaceId)
                .param(names.keySet().toArray(String[]::new))
                .param(names.values().toArray(String[]::new))
                .update();
    }

    private static final String BY_IDS = """
            SELECT id, domain, name, created_at, updated_at FROM weir.companies
            WHERE workspace_id = ? AND id = ANY (?) ORDER BY id
            """;

    List<Company> byIds(long workspaceId, Collection<Long> ids) {
        return jdbc.sql(BY_IDS)
                .param(workspaceId)
                .param(ids.stream().mapToLong(Long::longValue).toArray())
                .query((row, _) -> company(row))
                .list();
    }

    private static final String BY_DOMAINS = """
            SELECT id, domain, name, created_at, updated_at FROM weir.companies
            WHERE workspace_id = ? AND domain = ANY (?) ORDER BY domain
            """;

    List<Company> byDomains(long workspaceId, Collection<String> domains) {
        return jdbc.sql(BY_DOMAINS)
                .param(workspaceId)
                .param(domains.toArray(String[]::new))
                .query((row, _) -> company(row))
                .list();
    }

    private static final String PAGE = """
            SELECT id, domain, name, created_at, updated_at FROM weir.companies
            WHERE workspace_id = ? AND id < ? ORDER BY id DESC OFFSET ? LIMIT ?
            """;

    List<Company> page(long workspaceId, long before, long skip, int most) {
        return jdbc.sql(PAGE)
                .params(workspaceId, before, skip, most)
                .query((row, _) -> company(row))
                .list();
    }

    private static final String COUNT = "SELECT count(*) FROM weir.companies WHERE workspace_id = ?";

    long count(long workspaceId) {
        return jdbc.sql(COUNT).param(workspaceId).query(Long.class).single();
    }

    private static final String RENAME = """
            UPDATE weir.companies SET name = ?, updated_at = weir.now()
            WHERE workspace_id = ? AND id = ? AND domain <> 'erased-' || id || '.invalid'
            RETURNING id, domain, name, created_at, updated_at
            """;

    Optional<Company> rename(long workspaceId, long id, @Nullable String name) {
        return jdbc.sql(RENAME)
                .param(name)
                .param(workspaceId)
                .param(id)
                .query((row, _) -> company(row))
                .optional();
    }

    private static Company company(ResultSet row) throws SQLException {
        return new Company(
                row.getLong("id"),
                row.getString("domain"),
                row.getString("name"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }
}
