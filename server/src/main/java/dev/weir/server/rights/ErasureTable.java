package dev.weir.server.rights;

import dev.weir.server.suppression.Handle;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The SQL of {@code weir.erasure}. */
final class ErasureTable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> TROUBLES = new TypeReference<>() {};
    private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

    private final JdbcClient jdbc;

    ErasureTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How far an erasure is. */
    record Place(long number, int row, byte[] key) {

        static final Place START = new Place(0, -1, new byte[0]);

        static Place at(long number) {
            return new Place(number, -1, new byte[0]);
        }

        static Place at(long job, int row) {
            return new Place(job, row, new byte[0]);
        }

        static Place at(byte[] key) {
            return new Place(0, -1, key);
        }

        Place {
            key = key.clone();
        }

        @Override
        public byte[] key() {
            return key.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Place place
                    && place.number == number
                    && place.row == row
                    && Arrays.equals(place.key, key);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number) + row + Arrays.hashCode(key);
        }
    }

    /** One, and where it goes on. @param changed what this pass has found so far */
    record Stored(Erasure erasure, Place place, long changed) {}

    private static final String INSERT = """
            INSERT INTO weir.erasure (workspace_id, given, suppresses, destinations, phase, place_row, counts, requested_by)
            VALUES (?, ?::text[], ?, ?, 'find', -1, ?, ?) RETURNING id
            """;

    long insert(
            long workspaceId,
            List<Handle.Kind> given,
            boolean suppresses,
            boolean destinations,
            Map<String, Long> counts,
            String by) {
        return jdbc.sql(INSERT)
                .param(workspaceId)
                .param(given.stream().map(Handle.Kind::text).toArray(String[]::new))
                .param(suppresses)
                .param(destinations)
                .param(JSON.writeValueAsString(new TreeMap<>(counts)))
                .param(by)
                .query(Long.class)
                .single();
    }

    private static final String CLAIM = """
            SELECT * FROM weir.erasure
            WHERE workspace_id = ? AND done_at IS NULL AND due_at <= weir.now() AND (phase = 'destinations') = ?
            ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
            """;

    /** Whether a step of one is due. */
    static final String ANY_DUE = """
            SELECT EXISTS (SELECT FROM weir.erasure WHERE done_at IS NULL AND due_at <= (SELECT weir.now()))
            """;

    /** One that is due, for the length of the transaction. @param outside whether tables elsewhere are what it is at */
    Optional<Stored> claim(long workspaceId, boolean outside) {
        return jdbc.sql(CLAIM)
                .params(workspaceId, outside)
                .query((row, _) -> stored(row))
                .optional();
    }

    private static final String LOCK = """
            SELECT * FROM weir.erasure WHERE workspace_id = ? AND id = ? FOR UPDATE
            """;

    /** That one, for the length of the transaction. */
    Stored lock(long workspaceId, long id) {
        return jdbc.sql(LOCK)
                .params(workspaceId, id)
                .query((row, _) -> stored(row))
                .single();
    }

    private static final String SAVE = """
            UPDATE weir.erasure
            SET phase = ?, pass = ?, place = ?, place_row = ?, place_key = ?, changed = ?, counts = ?, troubles = ?,
                due_at = weir.now() + ? * interval '1 millisecond',
                done_at = CASE WHEN ? = 'done' THEN weir.now() END
            WHERE workspace_id = ? AND id = ?
            """;

    void save(Stored erasure, long afterMillis) {
        Erasure about = erasure.erasure();
        jdbc.sql(SAVE)
                .param(about.phase())
                .param(about.pass())
                .param(erasure.place().number())
                .param(erasure.place().row())
                .param(erasure.place().key())
                .param(erasure.changed())
                .param(JSON.writeValueAsString(new TreeMap<>(about.counts())))
                .param(JSON.writeValueAsString(new TreeMap<>(about.troubles())))
                .param(afterMillis)
                .param(about.phase())
                .param(about.workspaceId())
                .param(about.id())
                .update();
    }

    private static final String DELAY = """
            UPDATE weir.erasure SET due_at = weir.now() + ? * interval '1 millisecond', troubles = ?
            WHERE workspace_id = ? AND id = ? AND done_at IS NULL
            """;

    void delay(long workspaceId, long id, Map<String, String> troubles, long millis) {
        jdbc.sql(DELAY)
                .param(millis)
                .param(JSON.writeValueAsString(new TreeMap<>(troubles)))
                .param(workspaceId)
                .param(id)
                .update();
    }

    // ----------------------------------------------------------------------------------------------- tables elsewhere

    private static final String KNOWN = """
            UPDATE weir.erasure SET known = ?::text[] WHERE workspace_id = ? AND id = ?
            """;

    /** Keeps by which digests a later one finds it again. */
    void known(long workspaceId, long id, List<String> digests) {
        jdbc.sql(KNOWN)
                .param(digests.toArray(String[]::new))
                .param(workspaceId)
                .param(id)
                .update();
    }

    private static final String RELATED = """
            SELECT a.id FROM weir.erasure a
            JOIN weir.erasure b ON b.workspace_id = a.workspace_id AND b.id = ? AND (a.id = b.id OR a.known && b.known)
            WHERE a.workspace_id = ?
            """;

    /** It, and all others of the same subject. */
    List<Long> related(long workspaceId, long id) {
        return jdbc.sql(RELATED)
                .params(id, workspaceId)
                .query((row, _) -> row.getLong(1))
                .list();
    }

    private static final String UNDER_WAY = """
            SELECT count(*) FROM weir.erasure
            WHERE workspace_id = ? AND id = ANY (?) AND done_at IS NULL AND phase <> 'destinations'
            """;

    /** How many of these may have something on its way yet. */
    long underWay(long workspaceId, List<Long> ids) {
        return jdbc.sql(UNDER_WAY)
                .param(workspaceId)
                .param(ids.stream().mapToLong(Long::longValue).toArray())
                .query(Long.class)
                .single();
    }

    private static final String FORGET = """
            UPDATE weir.erasure SET known = '{}'
            WHERE workspace_id = ? AND (id = ? OR (id = ANY (?) AND done_at IS NOT NULL))
            """;

    /** Nothing is left elsewhere that it and these, as far as they are done, could be found again for. */
    void forget(long workspaceId, long id, List<Long> related) {
        jdbc.sql(FORGET)
                .params(workspaceId, id)
                .param(related.stream().mapToLong(Long::longValue).toArray())
                .update();
    }

    // A minute's outage costs seconds, a day's a quarter of an hour.
    private static final String IN_VAIN = """
            UPDATE weir.erasure
            SET tries = tries + 1, elsewhere_at = coalesce(elsewhere_at, weir.now()),
                due_at = weir.now() + least(900, 5 * 2 ^ least(tries, 10)) * interval '1 second'
            WHERE workspace_id = ? AND id = ?
            """;

    /** Tables elsewhere are tried again, later each time. */
    void inVain(long workspaceId, long id) {
        jdbc.sql(IN_VAIN).params(workspaceId, id).update();
    }

    private static final String REACHED = """
            UPDATE weir.erasure SET tries = 0, elsewhere_at = NULL WHERE workspace_id = ? AND id = ?
            """;

    void reached(long workspaceId, long id) {
        jdbc.sql(REACHED).params(workspaceId, id).update();
    }

    private static final String LONG_TRIED = """
            SELECT coalesce(elsewhere_at < weir.now() - interval '72 hours', false) FROM weir.erasure
            WHERE workspace_id = ? AND id = ?
            """;

    /** Whether tables elsewhere have been tried in vain for so long that they no longer are. */
    boolean isLongTried(long workspaceId, long id) {
        return jdbc.sql(LONG_TRIED).params(workspaceId, id).query(Boolean.class).single();
    }

    // ------------------------------------------------------------------------------------------------- looking at them

    private static final String FIND = """
            SELECT * FROM weir.erasure WHERE workspace_id = ? AND id = ?
            """;

    Optional<Erasure> find(long workspaceId, long id) {
        return jdbc.sql(FIND)
                .params(workspaceId, id)
                .query((row, _) -> stored(row).erasure())
                .optional();
    }

    private static final String PAGE = """
            SELECT * FROM weir.erasure WHERE workspace_id = ? AND id < ? ORDER BY id DESC OFFSET ? LIMIT ?
            """;

    List<Erasure> page(long workspaceId, long before, long offset, int most) {
        return jdbc.sql(PAGE)
                .params(workspaceId, before, offset, most)
                .query((row, _) -> stored(row).erasure())
                .list();
    }

    private static final String COUNT = """
            SELECT count(*) FROM weir.erasure WHERE workspace_id = ?
            """;

    long count(long workspaceId) {
        return jdbc.sql(COUNT).param(workspaceId).query(Long.class).single();
    }

    private static Stored stored(ResultSet row) throws SQLException {
        List<Handle.Kind> given = new ArrayList<>();
        for (String kind : (String[]) row.getArray("given").getArray()) {
            given.add(Handle.Kind.valueOf(kind.toUpperCase(Locale.ROOT)));
        }
        Timestamp done = row.getTimestamp("done_at");
        return new Stored(
                new Erasure(
                        row.getLong("id"),
                        row.getLong("workspace_id"),
                        given,
                        row.getBoolean("suppresses"),
                        row.getBoolean("destinations"),
                        JSON.readValue(row.getString("troubles"), TROUBLES),
                        row.getString("phase"),
                        row.getInt("pass"),
                        JSON.readValue(row.getString("counts"), COUNTS),
                        row.getString("requested_by"),
                        row.getTimestamp("requested_at").toInstant(),
                        done == null ? null : done.toInstant()),
                new Place(row.getLong("place"), row.getInt("place_row"), row.getBytes("place_key")),
                row.getLong("changed"));
    }
}
