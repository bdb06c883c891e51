package dev.weir.server.workspace;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.member}. Who was removed stays, so that what he did keeps his number. */
final class MemberTable {

    private final JdbcClient jdbc;

    MemberTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static Member member(ResultSet row) throws SQLException {
        return new Member(
                row.getLong("id"),
                row.getString("name"),
                row.getString("email"),
                Role.valueOf(row.getString("role")),
                row.getTimestamp("created_at").toInstant());
    }

    private static final String INSERT = """
            INSERT INTO weir.member (workspace_id, name, email, role) VALUES (?, ?, ?, ?)
            ON CONFLICT (workspace_id, lower(email)) WHERE removed_at IS NULL DO NOTHING
            RETURNING id, name, email, role, created_at
            """;

    /** Empty when somebody has that address. */
    Optional<Member> insert(long workspaceId, Member.Wish wish) {
        return jdbc.sql(INSERT)
                .param(workspaceId)
                .param(wish.name())
                .param(wish.email())
                .param(wish.role().name())
                .query((row, _) -> member(row))
                .optional();
    }

    private static final String LIST = """
            SELECT id, name, email, role, created_at FROM weir.member
            WHERE workspace_id = ? AND id > ? AND removed_at IS NULL ORDER BY id OFFSET ? LIMIT ?
            """;

    List<Member> list(long workspaceId, long after, long offset, int most) {
        return jdbc.sql(LIST)
                .param(workspaceId)
                .param(after)
                .param(offset)
                .param(most)
                .query((row, _) -> member(row))
                .list();
    }

    private static final String COUNT =
            "SELECT count(*) FROM weir.member WHERE workspace_id = ? AND removed_at IS NULL";

    long count(long workspaceId) {
        return jdbc.sql(COUNT).param(workspaceId).query(Long.class).single();
    }

    private static final String ONE = """
            SELECT id, name, email, role, created_at FROM weir.member
            WHERE workspace_id = ? AND id = ? AND removed_at IS NULL
            """;

    Optional<Member> find(long workspaceId, long id) {
        return jdbc.sql(ONE)
                .param(workspaceId)
                .param(id)
                .query((row, _) -> member(row))
                .optional();
    }

    private static final String ALL = """
            SELECT id, name, email, role, created_at FROM weir.member
            WHERE workspace_id = ? AND removed_at IS NULL ORDER BY id
            """;

    /** All, in order. */
    List<Member> all(long workspaceId) {
        return jdbc.sql(ALL).param(workspaceId).query((row, _) -> member(row)).list();
    }

    private static final String UPDATE =
            "UPDATE weir.member SET name = ?, email = ?, role = ? WHERE workspace_id = ? AND id = ?";

    void update(long workspaceId, long id, Member.Wish wish) {
        jdbc.sql(UPDATE)
                .param(wish.name())
                .param(wish.email())
                .param(wish.role().name())
                .param(workspaceId)
                .param(id)
                .update();
    }

    private static final String REMOVE =
            "UPDATE weir.member SET removed_at = weir.now() WHERE workspace_id = ? AND id = ?";

    void remove(long workspaceId, long id) {
        jdbc.sql(REMOVE).param(workspaceId).param(id).update();
    }
}
