package dev.weir.server.audience;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The SQL of {@code weir.subscriber}. Whoever locks several locks them in the order of their addresses, so that two who do so
 * wait for each other and do not block.
 *
 * <p>Many are changed by their place, which each of them is looked up for by its number: a planner that has no statistics of a
 * list that has just come in would go through the whole workspace for each of them. They are locked before, and stay there.
 */
final class SubscriberTable {

    /** A subscriber, and when it was said whether the person is subscribed. */
    record Standing(Subscriber subscriber, Instant statusAt) {

        Draft draft() {
            return new Draft(
                    subscriber.email(), subscriber.type(), subscriber.subscribed(), statusAt, subscriber.given());
        }
    }

    private final JdbcClient jdbc;

    SubscriberTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.subscriber (workspace_id, email, email_type, status, status_at, source_id, given,
                                         created_at, changed_at, seen_at)
            SELECT ?, n.email, n.email_type, n.status, n.status_at, ?, n.given, now.at, now.at, now.at
            FROM unnest(?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[])
                 AS n (email, email_type, status, status_at, given),
                 (SELECT ?::timestamptz AS at) AS now
            ORDER BY n.email
            ON CONFLICT (workspace_id, email) DO NOTHING
            RETURNING email, id
            """;

    /** Those that the workspace has already are left as they are. @return the numbers of the new ones, by address */
    Map<String, Long> insert(long workspaceId, long sourceId, Collection<Draft> drafts, Instant now) {
        Map<String, Long> made = new HashMap<>();
        jdbc.sql(INSERT)
                .param(workspaceId)
                .param(sourceId)
                .param(texts(drafts, Draft::email))
                .param(texts(drafts, Draft::type))
                .param(texts(drafts, Draft::status))
                .param(texts(drafts, draft -> draft.statusAt().toString()))
                .param(texts(drafts, draft -> KeptJson.write(draft.given())))
                .param(Timestamp.from(now))
                .query(row -> {
                    made.put(row.getString("email"), row.getLong("id"));
                });
        return made;
    }

    private static <T> String[] texts(Collection<T> of, Function<T, String> text) {
        return of.stream().map(text).toArray(String[]::new);
    }

    private static final String LOCK_BY_EMAILS = """
            SELECT id, email, email_type, status, status_at, source_id, given, found, created_at, changed_at, seen_at,
                   enriched_at, score, tier, score_version, score_working, scored_at
            FROM weir.subscriber WHERE workspace_id = ? AND email = ANY (?) ORDER BY email FOR UPDATE
            """;

    List<Standing> lockByEmails(long workspaceId, Collection<String> emails) {
        return jdbc.sql(LOCK_BY_EMAILS)
                .param(workspaceId)
                .param(emails.toArray(String[]::new))
                .query((row, _) -> standing(row))
                .list();
    }

    private static final String KNOWN = """
            SELECT email FROM weir.subscriber WHERE workspace_id = ? AND email = ANY (?)
            """;

    /** Those of these addresses that are subscribers'. */
    List<String> known(long workspaceId, Collection<String> emails) {
        return jdbc.sql(KNOWN)
                .param(workspaceId)
                .param(emails.toArray(String[]::new))
                .query((row, _) -> row.getString("email"))
                .list();
    }

    private static final String MERGED = """
            UPDATE weir.subscriber s
            SET status = n.status, status_at = n.status_at, given = n.given, seen_at = now.at,
                changed_at = CASE WHEN n.changed THEN now.at ELSE s.changed_at END,
                score_due = s.score_due OR n.changed
            FROM unnest(?::bigint[], ?::text[], ?::timestamptz[], ?::text[], ?::boolean[])
                 AS n (id, status, status_at, given, changed),
                 (SELECT ?::timestamptz AS at) AS now,
                 LATERAL (SELECT x.ctid FROM weir.subscriber x WHERE x.workspace_id = ? AND x.id = n.id OFFSET 0) AS is_at
            WHERE s.ctid = is_at.ctid
            """;

    /** @param drafts by the numbers of their subscribers */
    void merged(long workspaceId, Map<Long, Draft> drafts, Instant now) {
        jdbc.sql(MERGED)
                .param(drafts.keySet().toArray(Long[]::new))
                .param(texts(drafts.values(), Draft::status))
                .param(texts(drafts.values(), draft -> draft.statusAt().toString()))
                .param(texts(drafts.values(), draft -> KeptJson.write(draft.given())))
                .param(drafts.values().stream().map(Draft::isChanged).toArray(Boolean[]::new))
                .param(Timestamp.from(now))
                .param(workspaceId)
                .update();
    }

    private static final String SEEN = """
            UPDATE weir.subscriber SET seen_at = ? WHERE workspace_id = ? AND id = ANY (?)
            """;

    void seen(long workspaceId, Collection<Long> ids, Instant now) {
        jdbc.sql(SEEN)
                .param(Timestamp.from(now))
                .param(workspaceId)
                .param(ids.toArray(Long[]::new))
                .update();
    }

    private static final String FIND = """
            SELECT id, email, email_type, status, status_at, source_id, given, found, created_at, changed_at, seen_at,
                   enriched_at, score, tier, score_version, score_working, scored_at
            FROM weir.subscriber WHERE workspace_id = ? AND id = ANY (?) ORDER BY id
            """;

    List<Subscriber> find(long workspaceId, Collection<Long> ids) {
        return jdbc.sql(FIND)
                .param(workspaceId)
                .param(ids.toArray(Long[]::new))
                .query((row, _) -> subscriber(row))
                .list();
    }

    private static final String NEWEST = """
            SELECT id, email, email_type, status, status_at, source_id, given, found, created_at, changed_at, seen_at,
                   enriched_at, score, tier, score_version, score_working, scored_at
            FROM weir.subscriber WHERE workspace_id = ? ORDER BY id DESC LIMIT ?
            """;

    List<Subscriber> newest(long workspaceId, int most) {
        return jdbc.sql(NEWEST)
                .params(workspaceId, most)
                .query((row, _) -> subscriber(row))
                .list();
    }

    private static final String LOCK = """
            SELECT id, email, email_type, status, status_at, source_id, given, found, created_at, changed_at, seen_at,
                   enriched_at, score, tier, score_version, score_working, scored_at
            FROM weir.subscriber WHERE workspace_id = ? AND id = ANY (?) ORDER BY email FOR UPDATE
            """;

    List<Subscriber> lock(long workspaceId, Collection<Long> ids) {
        return jdbc.sql(LOCK)
                .param(workspaceId)
                .param(ids.toArray(Long[]::new))
                .query((row, _) -> subscriber(row))
                .list();
    }

    private static final String FOUND = """
            UPDATE weir.subscriber s
            SET found = n.found, enriched_at = now.at,
                changed_at = CASE WHEN n.changed THEN now.at ELSE s.changed_at END,
                score_due = s.score_due OR n.changed
            FROM unnest(?::bigint[], ?::text[], ?::boolean[]) AS n (id, found, changed),
                 (SELECT ?::timestamptz AS at) AS now,
                 LATERAL (SELECT x.ctid FROM weir.subscriber x WHERE x.workspace_id = ? AND x.id = n.id OFFSET 0) AS is_at
            WHERE s.ctid = is_at.ctid
            """;

    /** @param found all that is now, by subscriber @param changed those of which it is something else than before */
    void found(long workspaceId, Map<Long, Map<String, Kept>> found, Collection<Long> changed, Instant now) {
        jdbc.sql(FOUND)
                .param(found.keySet().toArray(Long[]::new))
                .param(texts(found.values(), KeptJson::write))
                .param(found.keySet().stream().map(changed::contains).toArray(Boolean[]::new))
                .param(Timestamp.from(now))
                .param(workspaceId)
                .update();
    }

    private static final String UNSCORED = """
            SELECT s.id, s.email, s.email_type, s.status, s.status_at, s.source_id, s.given, s.found, s.created_at,
                   s.changed_at, s.seen_at, s.enriched_at, s.score, s.tier, s.score_version, s.score_working, s.scored_at
            FROM (SELECT id FROM weir.subscriber WHERE workspace_id = ? AND score_due ORDER BY id LIMIT ?) due
            JOIN weir.subscriber s ON s.workspace_id = ? AND s.id = due.id AND s.score_due
            ORDER BY s.email FOR UPDATE OF s
            """;

    List<Subscriber> lockUnscored(long workspaceId, int most) {
        return jdbc.sql(UNSCORED)
                .params(workspaceId, most, workspaceId)
                .query((row, _) -> subscriber(row))
                .list();
    }

    private static final String AFTER = """
            SELECT s.id, s.email, s.email_type, s.status, s.status_at, s.source_id, s.given, s.found, s.created_at,
                   s.changed_at, s.seen_at, s.enriched_at, s.score, s.tier, s.score_version, s.score_working, s.scored_at
            FROM (SELECT id FROM weir.subscriber WHERE workspace_id = ? AND id > ? ORDER BY id LIMIT ?) page
            JOIN weir.subscriber s ON s.workspace_id = ? AND s.id = page.id
            ORDER BY s.email FOR UPDATE OF s
            """;

    List<Subscriber> lockAfter(long workspaceId, long id, int most) {
        return jdbc.sql(AFTER)
                .params(workspaceId, id, most, workspaceId)
                .query((row, _) -> subscriber(row))
                .list();
    }

    private static final String SCORE = """
            UPDATE weir.subscriber s
            SET score = n.score, tier = n.tier, score_version = n.version, score_working = n.working, scored_at = n.at,
                score_due = false
            FROM unnest(?::bigint[], ?::numeric[], ?::text[], ?::int[], ?::text[], ?::timestamptz[])
                 AS n (id, score, tier, version, working, at),
                 LATERAL (SELECT x.ctid FROM weir.subscriber x WHERE x.workspace_id = ? AND x.id = n.id OFFSET 0) AS is_at
            WHERE s.ctid = is_at.ctid
            """;

    void score(long workspaceId, List<Scored> scores) {
        jdbc.sql(SCORE)
                .param(scores.stream().map(Scored::id).toArray(Long[]::new))
                .param(of(scores, score -> score.points().toPlainString()))
                .param(of(scores, Subscriber.Score::tier))
                .param(of(scores, score -> String.valueOf(score.version())))
                .param(of(scores, Subscriber.Score::working))
                .param(of(scores, score -> score.at().toString()))
                .param(workspaceId)
                .update();
    }

    /** Of each, and null where there is no score. */
    private static @Nullable String[] of(List<Scored> scores, Function<Subscriber.Score, @Nullable String> part) {
        return scores.stream()
                .map(scored -> scored.score() == null ? null : part.apply(scored.score()))
                .toArray(String[]::new);
    }

    private static final String COUNT = "SELECT count(*) FROM weir.subscriber WHERE workspace_id = ?";

    long count(long workspaceId) {
        return jdbc.sql(COUNT).param(workspaceId).query(Long.class).single();
    }

    private static final String SAMPLE = """
            SELECT id
            FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM weir.subscriber WHERE workspace_id = ?) numbered
            WHERE n % ? = 1 % ?
            ORDER BY id
            """;

    /** The first of each so many, by number. */
    List<Long> sample(long workspaceId, long step) {
        return jdbc.sql(SAMPLE)
                .params(workspaceId, step, step)
                .query((row, _) -> row.getLong("id"))
                .list();
    }

    // One plan for all filters would look at everybody where an address is asked for.
    private static final String AS_ASKED = """
            SELECT set_config('plan_cache_mode', 'force_custom_plan', true)
            """;

    private void planAsAsked() {
        jdbc.sql(AS_ASKED).query((row, _) -> row.getString(1)).single();
    }

    private static final String PAGE = """
            SELECT id, email, email_type, status, status_at, source_id, given, found, created_at, changed_at, seen_at,
                   enriched_at, score, tier, score_version, score_working, scored_at
            FROM weir.subscriber
            WHERE workspace_id = ? AND id < ?
              AND (?::text IS NULL OR email_type = ?::text)
              AND (?::text IS NULL OR status = ?::text)
              AND (?::bigint IS NULL OR source_id = ?::bigint)
              AND (?::text IS NULL OR tier = ?::text)
              AND (?::boolean IS NULL OR (enriched_at IS NOT NULL) = ?::boolean)
              AND (?::text IS NULL OR email = ?::text)
            ORDER BY id DESC OFFSET ? LIMIT ?
            """;

    List<Subscriber> page(long workspaceId, Subscribers.Filter filter, long before, long skip, int most) {
        planAsAsked();
        return filtered(jdbc.sql(PAGE).param(workspaceId).param(before), filter)
                .param(skip)
                .param(most)
                .query((row, _) -> subscriber(row))
                .list();
    }

    private static final String COUNT_FILTERED = """
            SELECT count(*) FROM weir.subscriber
            WHERE workspace_id = ?
              AND (?::text IS NULL OR email_type = ?::text)
              AND (?::text IS NULL OR status = ?::text)
              AND (?::bigint IS NULL OR source_id = ?::bigint)
              AND (?::text IS NULL OR tier = ?::text)
              AND (?::boolean IS NULL OR (enriched_at IS NOT NULL) = ?::boolean)
              AND (?::text IS NULL OR email = ?::text)
            """;

    long count(long workspaceId, Subscribers.Filter filter) {
        planAsAsked();
        return filtered(jdbc.sql(COUNT_FILTERED).param(workspaceId), filter)
                .query(Long.class)
                .single();
    }

    private static JdbcClient.StatementSpec filtered(JdbcClient.StatementSpec statement, Subscribers.Filter filter) {
        return statement
                .param(filter.type())
                .param(filter.type())
                .param(filter.status())
                .param(filter.status())
                .param(filter.sourceId())
                .param(filter.sourceId())
                .param(filter.tier())
                .param(filter.tier())
                .param(filter.enriched())
                .param(filter.enriched())
                .param(filter.email())
                .param(filter.email());
    }

    private static Standing standing(ResultSet row) throws SQLException {
        return new Standing(subscriber(row), row.getTimestamp("status_at").toInstant());
    }

    static Subscriber subscriber(ResultSet row) throws SQLException {
        return new Subscriber(
                row.getLong("id"),
                row.getString("email"),
                row.getString("email_type"),
                row.getString("status").equals(Draft.status(true)),
                row.getLong("source_id"),
                KeptJson.read(row.getString("given")),
                KeptJson.read(row.getString("found")),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("changed_at").toInstant(),
                row.getTimestamp("seen_at").toInstant(),
                instant(row.getTimestamp("enriched_at")),
                score(row));
    }

    private static @Nullable Instant instant(@Nullable Timestamp at) {
        return at == null ? null : at.toInstant();
    }

    private static Subscriber.@Nullable Score score(ResultSet row) throws SQLException {
        return row.getBigDecimal("score") == null
                ? null
                : new Subscriber.Score(
                        row.getBigDecimal("score"),
                        row.getString("tier"),
                        row.getInt("score_version"),
                        row.getString("score_working"),
                        row.getTimestamp("scored_at").toInstant());
    }
}
