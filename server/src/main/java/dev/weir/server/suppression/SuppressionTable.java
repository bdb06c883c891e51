package dev.weir.server.suppression;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.suppression} and {@code weir.suppression_list}. */
final class SuppressionTable {

    private final JdbcClient jdbc;

    SuppressionTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String VERSION = """
            SELECT version FROM weir.suppression_list WHERE workspace_id = ? AND entries > 0
            """;

    /** 0 while there is no entry. */
    long version(long workspaceId) {
        return jdbc.sql(VERSION).param(workspaceId).query(Long.class).optional().orElse(0L);
    }

    private static final String BEGIN = """
            INSERT INTO weir.suppression_list (workspace_id) VALUES (?) ON CONFLICT (workspace_id) DO NOTHING
            """;

    private static final String LOCK = """
            SELECT entries FROM weir.suppression_list WHERE workspace_id = ? FOR UPDATE
            """;

    /** Whoever changes a list does so alone. */
    void lock(long workspaceId) {
        jdbc.sql(BEGIN).param(workspaceId).update();
        jdbc.sql(LOCK).param(workspaceId).query(Long.class).single();
    }

    private static final String INSERT = """
            INSERT INTO weir.suppression (workspace_id, kind, hash, added_by)
            SELECT ?, kind, hash, ? FROM unnest(?::smallint[], ?::bytea[]) AS n (kind, hash)
            ON CONFLICT (workspace_id, kind, hash) DO NOTHING
            """;

    int insert(long workspaceId, List<Keyed> entries, String addedBy) {
        return jdbc.sql(INSERT)
                .param(workspaceId)
                .param(addedBy)
                .param(kinds(entries))
                .param(hashes(entries))
                .update();
    }

    private static final String DELETE = """
            DELETE FROM weir.suppression s USING unnest(?::smallint[], ?::bytea[]) AS n (kind, hash)
            WHERE s.workspace_id = ? AND s.kind = n.kind AND s.hash = n.hash
            """;

    int delete(long workspaceId, List<Keyed> entries) {
        return jdbc.sql(DELETE)
                .param(kinds(entries))
                .param(hashes(entries))
                .param(workspaceId)
                .update();
    }

    private static final String CHANGED = """
            UPDATE weir.suppression_list SET entries = entries + ?, version = version + 1, changed_at = weir.now()
            WHERE workspace_id = ?
            """;

    void changed(long workspaceId, int by) {
        jdbc.sql(CHANGED).param(by).param(workspaceId).update();
    }

    // One look-up by the primary key for each.
    private static final String ON_LIST = """
            SELECT s.kind, s.hash
            FROM unnest(?::smallint[], ?::bytea[]) AS n (kind, hash)
            CROSS JOIN LATERAL (SELECT * FROM weir.suppression e
                                WHERE e.workspace_id = ? AND e.kind = n.kind AND e.hash = n.hash LIMIT 1) AS s
            """;

    /** Those of these that are on the list. */
    Set<Keyed> onList(long workspaceId, Collection<Keyed> wanted) {
        List<Keyed> entries = List.copyOf(wanted);
        return new HashSet<>(jdbc.sql(ON_LIST)
                .param(kinds(entries))
                .param(hashes(entries))
                .param(workspaceId)
                .query((row, _) -> new Keyed(row.getInt(1), new Keyed.Hash(row.getBytes(2))))
                .list());
    }

    private static final String COUNTS = """
            SELECT kind, count(*) FROM weir.suppression WHERE workspace_id = ? GROUP BY kind
            """;

    /** How many entries there are, by kind. */
    Map<Integer, Long> counts(long workspaceId) {
        Map<Integer, Long> counts = new TreeMap<>();
        jdbc.sql(COUNTS).param(workspaceId).query(row -> {
            counts.put(row.getInt(1), row.getLong(2));
        });
        return counts;
    }

    private static short[] kinds(List<Keyed> entries) {
        short[] kinds = new short[entries.size()];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = (short) entries.get(i).kind();
        }
        return kinds;
    }

    private static byte[][] hashes(List<Keyed> entries) {
        return entries.stream().map(entry -> entry.hash().bytes()).toArray(byte[][]::new);
    }
}
