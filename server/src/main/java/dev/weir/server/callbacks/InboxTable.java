package dev.weir.server.callbacks;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.inbox}. */
final class InboxTable {

    /** Bytes of bodies of one statement, about. */
    private static final int STATEMENT_BYTES = 8 << 20;

    private final JdbcClient jdbc;

    InboxTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    // In the order of the index, as every other transaction takes them: two with the same copies would wait for each
    // other.
    private static final String KEEP = """
            INSERT INTO weir.inbox (workspace_id, kind, submission_id, ticket_id, headers, body, hash, copies, received_at,
                                    due_at)
            SELECT workspace_id, kind, nullif(submission_id, 0), nullif(ticket_id, 0), headers, body, hash, copies,
                   (SELECT weir.now()), (SELECT weir.now())
            FROM unnest(?::bigint[], ?::smallint[], ?::bigint[], ?::bigint[], ?::text[], ?::bytea[], ?::bytea[], ?::int[])
                 AS i (workspace_id, kind, submission_id, ticket_id, headers, body, hash, copies)
            ON CONFLICT (workspace_id, kind, coalesce(submission_id, 0), coalesce(ticket_id, 0), hash)
                DO UPDATE SET copies = weir.inbox.copies + excluded.copies
            RETURNING workspace_id, kind, coalesce(submission_id, 0), coalesce(ticket_id, 0), hash, copies
            """;

    /** What tells two apart. */
    private record Same(long workspaceId, int kind, long submissionId, long ticketId, String hash)
            implements Comparable<Same> {

        static Same of(Incoming one) {
            return new Same(
                    one.workspaceId(),
                    one.kind().code,
                    orZero(one.submissionId()),
                    orZero(one.ticketId()),
                    HexFormat.of().formatHex(one.hash()));
        }

        @Override
        public int compareTo(Same other) {
            int order = Long.compare(workspaceId, other.workspaceId);
            order = order == 0 ? Integer.compare(kind, other.kind) : order;
            order = order == 0 ? Long.compare(submissionId, other.submissionId) : order;
            order = order == 0 ? Long.compare(ticketId, other.ticketId) : order;
            return order == 0 ? hash.compareTo(other.hash) : order;
        }
    }

    private static long orZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }

    /** Keeps them, and counts copies of what is kept. Returns for each whether it was there before. */
    List<Boolean> keep(List<Incoming> all) {
        TreeMap<Same, List<Incoming>> bySame = new TreeMap<>();
        all.forEach(one ->
                bySame.computeIfAbsent(Same.of(one), _ -> new ArrayList<>(1)).add(one));
        Map<Same, Boolean> before = new TreeMap<>();
        List<List<Incoming>> some = new ArrayList<>();
        long size = 0;
        for (List<Incoming> copies : bySame.values()) {
            some.add(copies);
            size += copies.getFirst().body().length;
            if (size > STATEMENT_BYTES) {
                keep(some, before);
                some.clear();
                size = 0;
            }
        }
        keep(some, before);
        List<Boolean> told = new ArrayList<>(all.size());
        for (Incoming one : all) {
            // Of copies that come together the first is the one that is new.
            told.add(Boolean.TRUE.equals(before.put(Same.of(one), true)));
        }
        return told;
    }

    private void keep(List<List<Incoming>> some, Map<Same, Boolean> before) {
        int n = some.size();
        if (n == 0) {
            return;
        }
        long[] workspaces = new long[n];
        short[] kinds = new short[n];
        long[] submissions = new long[n];
        long[] tickets = new long[n];
        String[] headers = new String[n];
        byte[][] bodies = new byte[n][];
        byte[][] hashes = new byte[n][];
        int[] copies = new int[n];
        Map<Same, Integer> given = new TreeMap<>();
        for (int i = 0; i < n; i++) {
            Incoming one = some.get(i).getFirst();
            workspaces[i] = one.workspaceId();
            kinds[i] = (short) one.kind().code;
            submissions[i] = orZero(one.submissionId());
            tickets[i] = orZero(one.ticketId());
            headers[i] = one.headers();
            bodies[i] = one.body();
            hashes[i] = one.hash();
            copies[i] = some.get(i).size();
            given.put(Same.of(one), copies[i]);
        }
        jdbc.sql(KEEP)
                .param(workspaces)
                .param(kinds)
                .param(submissions)
                .param(tickets)
                .param(headers)
                .param(bodies)
                .param(hashes)
                .param(copies)
                .query(row -> {
                    Same same = new Same(
                            row.getLong(1),
                            row.getInt(2),
                            row.getLong(3),
                            row.getLong(4),
                            HexFormat.of().formatHex(row.getBytes(5)));
                    before.put(same, row.getInt(6) > given.getOrDefault(same, 0));
                });
    }

    private static final String OPEN = """
            SELECT w.id FROM unnest(?::bigint[]) AS w (id)
            WHERE EXISTS (SELECT FROM weir.inbox i
                          WHERE i.workspace_id = w.id AND i.processed_at IS NULL AND i.due_at <= (SELECT weir.now()))
            """;

    /** Whether there is any such. */
    static final String ANY_OPEN = """
            SELECT EXISTS (SELECT FROM weir.inbox WHERE processed_at IS NULL AND due_at <= (SELECT weir.now()))
            """;

    /** Of these workspaces, those for which something is to be processed. */
    List<Long> open(Collection<Long> workspaceIds) {
        return jdbc.sql(OPEN)
                .param(workspaceIds.stream().mapToLong(Long::longValue).toArray())
                .query((row, _) -> row.getLong(1))
                .list();
    }

    /** A row that its transaction holds. */
    record Claimed(long id, int bytes) {}

    private static final String CLAIM = """
            SELECT id, octet_length(body) FROM weir.inbox
            WHERE workspace_id = ? AND processed_at IS NULL AND due_at <= weir.now()
            ORDER BY due_at, id LIMIT ? FOR UPDATE SKIP LOCKED
            """;

    /** Some that are due, the oldest first; nobody else has them until the transaction ends. */
    List<Claimed> claim(long workspaceId, int most) {
        return jdbc.sql(CLAIM)
                .param(workspaceId)
                .param(most)
                .query((row, _) -> new Claimed(row.getLong(1), row.getInt(2)))
                .list();
    }

    private static final String CLAIM_ONE = """
            SELECT id, octet_length(body) FROM weir.inbox
            WHERE workspace_id = ? AND id = ? AND processed_at IS NULL FOR UPDATE SKIP LOCKED
            """;

    List<Claimed> claimOne(long workspaceId, long id) {
        return jdbc.sql(CLAIM_ONE)
                .param(workspaceId)
                .param(id)
                .query((row, _) -> new Claimed(row.getLong(1), row.getInt(2)))
                .list();
    }

    /** A row as it is kept. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Stored(
            long id,
            Incoming.Kind kind,
            @Nullable Long submissionId,
            @Nullable Long ticketId,
            String headers,
            byte[] body,
            int tries) {}

    private static final String OF_IDS = """
            SELECT id, kind, submission_id, ticket_id, headers, body, tries FROM weir.inbox
            WHERE workspace_id = ? AND id = ANY (?) ORDER BY id
            """;

    /** Those, in the order in which they came. */
    List<Stored> of(long workspaceId, Collection<Long> ids) {
        return jdbc.sql(OF_IDS)
                .param(workspaceId)
                .param(ids.stream().mapToLong(Long::longValue).toArray())
                .query((row, _) -> new Stored(
                        row.getLong(1),
                        Incoming.Kind.of(row.getInt(2)),
                        row.getObject(3, Long.class),
                        row.getObject(4, Long.class),
                        row.getString(5),
                        row.getBytes(6),
                        row.getInt(7)))
                .list();
    }

    private static final String PROCESSED = """
            UPDATE weir.inbox i SET processed_at = weir.now(), effect = left(e.effect, 500), tries = least(i.tries + 1, 32767)
            FROM unnest(?::bigint[], ?::text[]) AS e (id, effect)
            WHERE i.id = e.id AND i.id = ANY (?) AND i.workspace_id = ? AND i.processed_at IS NULL
            RETURNING (extract(epoch FROM i.processed_at - i.received_at) * 1000)::bigint, i.processed_at
            """;

    /** That rows were processed. @param lagMillis since they came, all together */
    record Processed(Instant at, long lagMillis) {}

    /** Marks rows with what was made of them. */
    Processed processed(long workspaceId, Map<Long, String> effects) {
        long[] ids = effects.keySet().stream().mapToLong(Long::longValue).toArray();
        String[] texts = Arrays.stream(ids)
                .mapToObj(id -> String.valueOf(effects.get(id)).replace('\u0000', ' '))
                .toArray(String[]::new);
        List<Processed> marked = jdbc.sql(PROCESSED)
                .param(ids)
                .param(texts)
                .param(ids)
                .param(workspaceId)
                .query((row, _) -> new Processed(row.getTimestamp(2).toInstant(), row.getLong(1)))
                .list();
        return new Processed(
                marked.isEmpty() ? Instant.EPOCH : marked.getFirst().at(),
                marked.stream().mapToLong(Processed::lagMillis).sum());
    }

    private static final String EMPTY = """
            UPDATE weir.inbox SET body = '', headers = '{}' WHERE workspace_id = ? AND id = ANY (?)
            """;

    /** Keeps nothing of what these said. */
    void empty(long workspaceId, Set<Long> ids) {
        if (!ids.isEmpty()) {
            jdbc.sql(EMPTY)
                    .param(workspaceId)
                    .param(ids.stream().mapToLong(Long::longValue).toArray())
                    .update();
        }
    }

    private static final String FAILED = """
            UPDATE weir.inbox
            SET tries = tries + 1, due_at = weir.now() + ? * interval '1 millisecond' * power(2, least(tries, 10))
            WHERE id = ? AND workspace_id = ? AND processed_at IS NULL
            RETURNING tries
            """;

    /** One that could not be processed is due again, later each time. Returns how often that was so; 0 when it is over. */
    int failed(long workspaceId, long id, Duration pause) {
        return jdbc.sql(FAILED)
                .param(pause.toMillis())
                .param(id)
                .param(workspaceId)
                .query(Integer.class)
                .optional()
                .orElse(0);
    }
}
