package dev.weir.server.audience;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.audience_source}. */
final class SourceTable {

    private final JdbcClient jdbc;

    SourceTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String ENSURE = """
            INSERT INTO weir.audience_source (workspace_id, slug, created_by) VALUES (?, ?, 'weir')
            ON CONFLICT (workspace_id, slug) DO NOTHING
            """;

    /** Whoever comes second waits for the first one's commit, and finds it then. */
    void ensure(long workspaceId, String slug) {
        jdbc.sql(ENSURE).params(workspaceId, slug).update();
    }

    private static final String INSERT = """
            INSERT INTO weir.audience_source (workspace_id, slug, title, template, token_hash, signature, mapping, merge, cron,
                                              cron_zone, cron_next, is_active, created_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (workspace_id, slug) DO NOTHING RETURNING id
            """;

    /** What of a source is its maker's to say. @param tokenHash null where nothing is delivered */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Said(
            @Nullable String title,
            @Nullable String template,
            byte @Nullable [] tokenHash,
            @Nullable String signature,
            @Nullable String mapping,
            From.Merge merge,
            @Nullable Timetable timetable,
            @Nullable Instant next,
            boolean active) {}

    /** Its number; empty when the workspace has one of that name. */
    Optional<Long> insert(long workspaceId, String slug, Said said, String by) {
        return jdbc.sql(INSERT)
                .param(workspaceId)
                .param(slug)
                .param(said.title())
                .param(said.template())
                .param(said.tokenHash())
                .param(said.signature())
                .param(said.mapping())
                .param(word(said.merge()))
                .param(cron(said))
                .param(zone(said))
                .param(timestamp(said.next()))
                .param(said.active())
                .param(by)
                .query(Long.class)
                .optional();
    }

    private static final String UPDATE = """
            UPDATE weir.audience_source
            SET title = ?, template = ?, token_hash = ?, signature = ?, mapping = ?, merge = ?, cron = ?, cron_zone = ?,
                cron_next = ?, is_active = ?, updated_at = weir.now()
            WHERE workspace_id = ? AND id = ?
            """;

    void update(long workspaceId, long id, Said said) {
        jdbc.sql(UPDATE)
                .param(said.title())
                .param(said.template())
                .param(said.tokenHash())
                .param(said.signature())
                .param(said.mapping())
                .param(word(said.merge()))
                .param(cron(said))
                .param(zone(said))
                .param(timestamp(said.next()))
                .param(said.active())
                .param(workspaceId)
                .param(id)
                .update();
    }

    private static String word(From.Merge merge) {
        return merge.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String cron(Said said) {
        return said.timetable() == null ? null : said.timetable().cron();
    }

    private static String zone(Said said) {
        return said.timetable() == null ? "UTC" : said.timetable().zone();
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant time) {
        return time == null ? null : Timestamp.from(time);
    }

    private static final String BY_SLUG = """
            SELECT s.*, weir.now() AS now FROM weir.audience_source s WHERE workspace_id = ? AND slug = ?
            """;

    Optional<Source> find(long workspaceId, String slug) {
        return jdbc.sql(BY_SLUG)
                .params(workspaceId, slug)
                .query((row, _) -> source(row))
                .optional();
    }

    private static final String SLUGS = "SELECT id, slug FROM weir.audience_source WHERE workspace_id = ?";

    Map<Long, String> slugs(long workspaceId) {
        Map<Long, String> slugs = new HashMap<>();
        jdbc.sql(SLUGS).param(workspaceId).query(row -> {
            slugs.put(row.getLong("id"), row.getString("slug"));
        });
        return slugs;
    }

    private static final String LOCK = """
            SELECT s.*, weir.now() AS now FROM weir.audience_source s WHERE workspace_id = ? AND slug = ?
            FOR NO KEY UPDATE
            """;

    /** No other changes it until the transaction ends; what is delivered to it is taken in meanwhile. */
    Optional<Stored> lock(long workspaceId, String slug) {
        return jdbc.sql(LOCK)
                .params(workspaceId, slug)
                .query((row, _) -> new Stored(source(row), row.getBytes("token_hash")))
                .optional();
    }

    private static final String LOCK_TO_DELETE = """
            SELECT s.*, weir.now() AS now FROM weir.audience_source s WHERE workspace_id = ? AND slug = ? FOR UPDATE
            """;

    /** The same, and what is being taken in from there is waited for. */
    Optional<Source> lockToDelete(long workspaceId, String slug) {
        return jdbc.sql(LOCK_TO_DELETE)
                .params(workspaceId, slug)
                .query((row, _) -> source(row))
                .optional();
    }

    private static final String HOLD = """
            SELECT id FROM weir.audience_source WHERE workspace_id = ? AND id = ? FOR KEY SHARE
            """;

    /** It stays until the transaction ends. @return whether it is still there */
    boolean hold(long workspaceId, long id) {
        return jdbc.sql(HOLD)
                .params(workspaceId, id)
                .query(Long.class)
                .optional()
                .isPresent();
    }

    /** A source, and the hash of its token. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Stored(Source source, byte @Nullable [] tokenHash) {}

    private static final String PAGE = """
            SELECT s.*, weir.now() AS now FROM weir.audience_source s WHERE workspace_id = ? AND id > ?
            ORDER BY id OFFSET ? LIMIT ?
            """;

    /** The oldest first. */
    List<Source> page(long workspaceId, long after, long offset, int limit) {
        return jdbc.sql(PAGE)
                .params(workspaceId, after, offset, limit)
                .query((row, _) -> source(row))
                .list();
    }

    private static final String COUNT = "SELECT count(*) FROM weir.audience_source WHERE workspace_id = ?";

    long count(long workspaceId) {
        return jdbc.sql(COUNT).param(workspaceId).query(Long.class).single();
    }

    private static final String READDRESS = """
            UPDATE weir.audience_source SET token_hash = ?, updated_at = weir.now() WHERE workspace_id = ? AND id = ?
            """;

    void readdress(long workspaceId, long id, byte[] tokenHash) {
        jdbc.sql(READDRESS).params(tokenHash, workspaceId, id).update();
    }

    private static final String RESECRET = """
            UPDATE weir.audience_source
            SET secret_number = secret_number + 1,
                previous_until = CASE WHEN secret_number = 0 THEN NULL ELSE weir.now() + ? * interval '1 millisecond' END,
                updated_at = weir.now()
            WHERE workspace_id = ? AND id = ? RETURNING secret_number
            """;

    /** The number of the new secret; the one before counts beside it for that long. */
    int resecret(long workspaceId, long id, Duration overlap) {
        return jdbc.sql(RESECRET)
                .params(overlap.toMillis(), workspaceId, id)
                .query(Integer.class)
                .single();
    }

    private static final String IS_KNOWN = """
            SELECT EXISTS (SELECT FROM weir.subscriber WHERE workspace_id = ? AND source_id = ?)
                OR EXISTS (SELECT FROM weir.subscriber_event WHERE workspace_id = ? AND source_id = ?)
                OR EXISTS (SELECT FROM weir.audience_upload WHERE workspace_id = ? AND source_id = ?)
            """;

    /** Whether anything says that it came from there. */
    boolean isKnown(long workspaceId, long id) {
        return jdbc.sql(IS_KNOWN)
                .params(workspaceId, id, workspaceId, id, workspaceId, id)
                .query(Boolean.class)
                .single();
    }

    private static final String DEACTIVATE = """
            UPDATE weir.audience_source
            SET is_active = false, cron = NULL, cron_next = NULL, updated_at = weir.now()
            WHERE workspace_id = ? AND id = ?
            """;

    /** Nothing more is taken from it, and nothing is submitted for it by itself. */
    void deactivate(long workspaceId, long id) {
        jdbc.sql(DEACTIVATE).params(workspaceId, id).update();
    }

    private static final String DELETE = "DELETE FROM weir.audience_source WHERE workspace_id = ? AND id = ?";

    void delete(long workspaceId, long id) {
        jdbc.sql(DELETE).params(workspaceId, id).update();
    }

    /** A token's hash, and the workspace that it names. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Token(long workspaceId, byte[] hash) {}

    /** A source that a token leads to. @param now the database's time */
    record Addressed(long workspaceId, Source source, Instant now) {}

    private static final String ADDRESSED = """
            SELECT t.n, s.*, (SELECT weir.now()) AS now
            FROM unnest(?::bigint[], ?::bytea[]) WITH ORDINALITY AS t (workspace_id, hash, n)
            CROSS JOIN LATERAL (SELECT * FROM weir.audience_source f
                                WHERE f.workspace_id = t.workspace_id AND f.token_hash = t.hash LIMIT 1) AS s
            """;

    /** By their index in what was given; those that lead nowhere are not there. */
    Map<Integer, Addressed> addressed(List<Token> tokens) {
        Map<Integer, Addressed> found = new TreeMap<>();
        jdbc.sql(ADDRESSED)
                .param(tokens.stream().mapToLong(Token::workspaceId).toArray())
                .param(tokens.stream().map(Token::hash).toArray(byte[][]::new))
                .query(row -> {
                    found.put(
                            row.getInt("n") - 1,
                            new Addressed(
                                    row.getLong("workspace_id"),
                                    source(row),
                                    row.getTimestamp("now").toInstant()));
                });
        return found;
    }

    private static final String DUE = """
            SELECT s.*, weir.now() AS now FROM weir.audience_source s
            WHERE workspace_id = ? AND cron_next IS NOT NULL AND cron_next <= weir.now() AND is_active
            ORDER BY cron_next LIMIT ? FOR NO KEY UPDATE SKIP LOCKED
            """;

    /** Whose time has come. */
    List<Source> due(long workspaceId, int most) {
        return jdbc.sql(DUE)
                .params(workspaceId, most)
                .query((row, _) -> source(row))
                .list();
    }

    private static final String ADVANCE = """
            UPDATE weir.audience_source SET cron_next = ? WHERE workspace_id = ? AND id = ? AND cron IS NOT NULL
            """;

    void advance(long workspaceId, long id, Instant next) {
        jdbc.sql(ADVANCE).params(Timestamp.from(next), workspaceId, id).update();
    }

    private static final String NEXT = """
            SELECT min(cron_next) FROM weir.audience_source WHERE workspace_id = ? AND cron_next IS NOT NULL AND is_active
            """;

    /** The first time that comes for any. */
    Optional<Instant> next(long workspaceId) {
        return jdbc.sql(NEXT)
                .param(workspaceId)
                .query((row, _) -> Optional.ofNullable(instant(row.getTimestamp(1))))
                .single();
    }

    private static Source source(ResultSet row) throws SQLException {
        Instant now = row.getTimestamp("now").toInstant();
        Instant until = instant(row.getTimestamp("previous_until"));
        String signature = row.getString("signature");
        String mapping = row.getString("mapping");
        String cron = row.getString("cron");
        return new Source(
                row.getLong("id"),
                row.getString("slug"),
                row.getString("title"),
                row.getString("template"),
                signature == null ? null : Signature.stored(signature),
                mapping == null ? null : Mapping.stored(mapping),
                From.Merge.valueOf(row.getString("merge").toUpperCase(Locale.ROOT)),
                row.getInt("secret_number"),
                until != null && now.isBefore(until) ? until : null,
                cron == null ? null : new Timetable(cron, row.getString("cron_zone")),
                instant(row.getTimestamp("cron_next")),
                row.getBoolean("is_active"),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
