package dev.weir.server.jobs;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.node}. */
final class NodeTable {

    private final JdbcClient jdbc;

    NodeTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A node that has died without a word; {@code countedIn}: how long until all others count it, in milliseconds. */
    record Dead(long id, boolean beating, long countedIn) {}

    private static final String INSERT = """
            INSERT INTO weir.node (home, beat_until, counted_from)
            VALUES (?, weir.now() + ? * interval '1 millisecond', weir.now() + ? * interval '1 millisecond') RETURNING id
            """;

    long insert(UUID home, Duration beat, Duration countedIn) {
        return jdbc.sql(INSERT)
                .param(home)
                .param(beat.toMillis())
                .param(countedIn.toMillis())
                .query(Long.class)
                .single();
    }

    private static final String PREDECESSORS = """
            UPDATE weir.node SET ended_at = weir.now() WHERE home = ? AND ended_at IS NULL
            RETURNING id, beat_until > weir.now() AS beating,
                      greatest(0, extract(epoch FROM counted_from - weir.now()) * 1000)::bigint AS counted_in
            """;

    /** Ends every node of this home: only the holder of the home's lock may say so. */
    List<Dead> endPredecessors(UUID home) {
        return jdbc.sql(PREDECESSORS)
                .param(home)
                .query(DataClassRowMapper.newInstance(Dead.class))
                .list();
    }

    private static final String BEAT = """
            UPDATE weir.node SET beat_until = weir.now() + ? * interval '1 millisecond' WHERE id = ?
            """;

    void beat(long id, Duration beat) {
        jdbc.sql(BEAT).param(beat.toMillis()).param(id).update();
    }

    private static final String END = "UPDATE weir.node SET ended_at = weir.now() WHERE id = ?";

    void end(long id) {
        jdbc.sql(END).param(id).update();
    }

    private static final String BEATING = """
            SELECT EXISTS (SELECT FROM weir.node WHERE id = ? AND ended_at IS NULL AND beat_until > weir.now())
            """;

    boolean isBeating(long id) {
        return jdbc.sql(BEATING).param(id).query(Boolean.class).single();
    }

    private static final String LIVE =
            "SELECT count(*)::int FROM weir.node WHERE ended_at IS NULL AND beat_until > weir.now()";

    int live() {
        return jdbc.sql(LIVE).query(Integer.class).single();
    }
}
