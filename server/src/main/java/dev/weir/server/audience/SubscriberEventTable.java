package dev.weir.server.audience;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.subscriber_event}. */
final class SubscriberEventTable {

    /** What came of an arrival. @param changes see {@link KeptJson} */
    record Entry(
            Arrived.Outcome outcome,
            @Nullable Long subscriberId,
            byte @Nullable [] delivery,
            @Nullable String payload,
            String changes,
            @Nullable String reason,
            Instant occurredAt) {}

    /** What came of enrichment. @param changes see {@link KeptJson} */
    record Enrichment(Arrived.Outcome outcome, long subscriberId, long jobId, int rowIdx, String changes) {}

    private final JdbcClient jdbc;

    SubscriberEventTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String KNOWN = """
            SELECT delivery, outcome, subscriber_id, reason FROM weir.subscriber_event
            WHERE workspace_id = ? AND source_id = ? AND delivery = ANY (?::bytea[]) AND delivery IS NOT NULL
            """;

    /** What became of deliveries that have been here before. */
    Map<ByteBuffer, Arrived> known(long workspaceId, long sourceId, Collection<ByteBuffer> deliveries) {
        Map<ByteBuffer, Arrived> known = new HashMap<>();
        jdbc.sql(KNOWN)
                .param(workspaceId)
                .param(sourceId)
                .param(deliveries.stream().map(ByteBuffer::array).toArray(byte[][]::new))
                .query(row -> {
                    known.put(
                            ByteBuffer.wrap(row.getBytes("delivery")),
                            new Arrived(
                                    Arrived.Outcome.of(row.getString("outcome")),
                                    row.getObject("subscriber_id", Long.class),
                                    row.getString("reason"),
                                    true));
                });
        return known;
    }

    private static final String INSERT = """
            INSERT INTO weir.subscriber_event (workspace_id, source_id, kind, subscriber_id, delivery, outcome, payload,
                                               changes, reason, considered, occurred_at, at)
            SELECT ?, ?, ?, n.subscriber_id, n.delivery, n.outcome, n.payload, n.changes, n.reason,
                   n.outcome NOT IN ('created', 'updated'), n.occurred_at, now.at
            FROM unnest(?::bigint[], ?::bytea[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[])
                 AS n (subscriber_id, delivery, outcome, payload, changes, reason, occurred_at),
                 (SELECT ?::timestamptz AS at) AS now
            ON CONFLICT (workspace_id, source_id, delivery) WHERE delivery IS NOT NULL DO NOTHING
            """;

    /** @return how many; one that has been delivered meanwhile is none of them */
    int insert(long workspaceId, From from, List<Entry> entries, Instant now) {
        return jdbc.sql(INSERT)
                .param(workspaceId)
                .param(from.sourceId())
                .param(from.kind().word())
                .param(entries.stream().map(Entry::subscriberId).toArray(Long[]::new))
                .param(entries.stream().map(Entry::delivery).toArray(byte[][]::new))
                .param(texts(entries, entry -> entry.outcome().word()))
                .param(texts(entries, Entry::payload))
                .param(texts(entries, Entry::changes))
                .param(texts(entries, Entry::reason))
                .param(texts(entries, entry -> entry.occurredAt().toString()))
                .param(Timestamp.from(now))
                .update();
    }

    private static <T> @Nullable String[] texts(List<T> of, Function<T, @Nullable String> text) {
        return of.stream().map(text).toArray(String[]::new);
    }

    private static final String INSERT_ENRICHED = """
            INSERT INTO weir.subscriber_event (workspace_id, kind, subscriber_id, outcome, changes, job_id, row_idx,
                                               considered, occurred_at, at)
            SELECT ?, 'enrichment', n.subscriber_id, n.outcome, n.changes, n.job_id, n.row_idx, true, now.at, now.at
            FROM unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::int[])
                 AS n (subscriber_id, outcome, changes, job_id, row_idx),
                 (SELECT ?::timestamptz AS at) AS now
            WHERE n.outcome <> 'unchanged' OR NOT EXISTS (
                SELECT FROM weir.subscriber_event e
                WHERE e.workspace_id = ? AND e.subscriber_id = n.subscriber_id AND e.job_id = n.job_id)
            """;

    /** One that changed nothing is noted once for each job. */
    void insertEnriched(long workspaceId, List<Enrichment> entries, Instant now) {
        jdbc.sql(INSERT_ENRICHED)
                .param(workspaceId)
                .param(entries.stream().map(Enrichment::subscriberId).toArray(Long[]::new))
                .param(texts(entries, entry -> entry.outcome().word()))
                .param(texts(entries, Enrichment::changes))
                .param(entries.stream().map(Enrichment::jobId).toArray(Long[]::new))
                .param(entries.stream().map(Enrichment::rowIdx).toArray(Integer[]::new))
                .param(Timestamp.from(now))
                .param(workspaceId)
                .update();
    }

    // One that retention or an erasure has in hand is waited for: whoever passed it over would sleep over it.
    private static final String UNCONSIDERED = """
            SELECT e.id AS event_id, e.source_id AS event_source_id, e.outcome, e.changes,
                   s.id, s.email, s.email_type, s.status, s.status_at, s.source_id, s.given, s.found, s.created_at,
                   s.changed_at, s.seen_at, s.enriched_at, s.score, s.tier, s.score_version, s.score_working, s.scored_at
            FROM weir.subscriber_event e
            JOIN weir.subscriber s ON s.workspace_id = e.workspace_id AND s.id = e.subscriber_id
            WHERE e.workspace_id = ? AND NOT e.considered
            ORDER BY e.id LIMIT ? FOR UPDATE OF e
            """;

    List<News> lockUnconsidered(long workspaceId, int most) {
        return jdbc.sql(UNCONSIDERED)
                .params(workspaceId, most)
                .query((row, _) -> new News(
                        row.getLong("event_id"),
                        row.getLong("event_source_id"),
                        Arrived.Outcome.of(row.getString("outcome")) == Arrived.Outcome.CREATED,
                        KeptJson.readChanges(row.getString("changes")).keySet(),
                        SubscriberTable.subscriber(row)))
                .list();
    }

    private static final String CONSIDERED = """
            UPDATE weir.subscriber_event SET considered = true
            WHERE workspace_id = ? AND id = ANY (?) AND NOT considered
            """;

    void considered(long workspaceId, Collection<Long> ids) {
        jdbc.sql(CONSIDERED).param(workspaceId).param(ids.toArray(Long[]::new)).update();
    }

    private static final String PAGE = """
            SELECT id, kind, source_id, outcome, changes, reason, job_id, row_idx, occurred_at, at, NULL AS payload
            FROM weir.subscriber_event
            WHERE workspace_id = ? AND subscriber_id = ? AND id < ? ORDER BY id DESC OFFSET ? LIMIT ?
            """;

    List<SubscriberEvent> page(long workspaceId, long subscriberId, long before, long skip, int most) {
        return jdbc.sql(PAGE)
                .params(workspaceId, subscriberId, before, skip, most)
                .query((row, _) -> event(row))
                .list();
    }

    private static final String COUNT = """
            SELECT count(*) FROM weir.subscriber_event WHERE workspace_id = ? AND subscriber_id = ?
            """;

    long count(long workspaceId, long subscriberId) {
        return jdbc.sql(COUNT)
                .params(workspaceId, subscriberId)
                .query(Long.class)
                .single();
    }

    private static final String FIND = """
            SELECT id, kind, source_id, outcome, changes, reason, job_id, row_idx, occurred_at, at, payload
            FROM weir.subscriber_event WHERE workspace_id = ? AND subscriber_id = ? AND id = ?
            """;

    Optional<SubscriberEvent> find(long workspaceId, long subscriberId, long id) {
        return jdbc.sql(FIND)
                .params(workspaceId, subscriberId, id)
                .query((row, _) -> event(row))
                .optional();
    }

    private static SubscriberEvent event(ResultSet row) throws SQLException {
        return new SubscriberEvent(
                row.getLong("id"),
                row.getString("kind"),
                row.getObject("source_id", Long.class),
                Arrived.Outcome.of(row.getString("outcome")),
                KeptJson.readChanges(row.getString("changes")),
                row.getString("reason"),
                row.getObject("job_id", Long.class),
                row.getObject("row_idx", Integer.class),
                row.getTimestamp("occurred_at").toInstant(),
                row.getTimestamp("at").toInstant(),
                row.getString("payload"));
    }
}
