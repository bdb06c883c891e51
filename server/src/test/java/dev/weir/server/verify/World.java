package dev.weir.server.verify;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Puts consistent rows into an empty schema by hand, with nobody's code but its own: what a test then spoils, it alone
 * has spoiled.
 */
final class World implements AutoCloseable {

    /** A place of a waterfall as a plan pins it; charge is ACCEPTED, ANSWERED or NEVER. */
    record Place(String operation, long price, String charge) {}

    /** A step; completeness is always MERGE. */
    record Step(List<String> fields, List<Place> places) {}

    private final Connection connection;
    private final JdbcClient sql;
    private long questions;

    World(DataSource owner) {
        try {
            this.connection = owner.getConnection();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        this.sql = JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    long workspace(String name) {
        long id = sql.sql("INSERT INTO weir.workspace (name, sandbox, auto_grant) VALUES (?, true, true) RETURNING id")
                .param(name)
                .query(Long.class)
                .single();
        sql.sql("INSERT INTO weir.account (workspace_id, kind) VALUES (?, 1), (?, 3), (?, 4)")
                .params(id, id, id)
                .update();
        return id;
    }

    /** A job over {@code rows} rows in batches of {@code batchRows}, with its hold, every batch due. */
    JobWorld job(long workspace, List<Step> steps, String onDoubt, int rows, int batchRows, @Nullable Long rowCap) {
        return new JobWorld(this, workspace, steps, onDoubt, rows, batchRows, rowCap);
    }

    JdbcClient sql() {
        return sql;
    }

    /** A statement with its parameters, of which some may be null. */
    JdbcClient.StatementSpec sql(String text, @Nullable Object... params) {
        JdbcClient.StatementSpec statement = sql.sql(text);
        for (Object param : params) {
            statement = statement.param(param);
        }
        return statement;
    }

    byte[] question() {
        return ByteBuffer.allocate(16).putLong(0x5eed).putLong(++questions).array();
    }

    long account(long workspace, int kind, long job) {
        return sql.sql("SELECT id FROM weir.account WHERE workspace_id = ? AND kind = ? AND job_id = ?")
                .params(workspace, kind, job)
                .query(Long.class)
                .single();
    }

    void transfer(long workspace, int kind, long debit, long credit, long amount, long job) {
        sql.sql("""
                INSERT INTO weir.transfer (workspace_id, kind, debit, credit, amount, job_id, at)
                VALUES (?, ?, ?, ?, ?, ?, weir.now())
                """).params(workspace, kind, debit, credit, amount, job).update();
    }

    static String plan(List<Step> steps, String onDoubt) {
        List<String> texts = new ArrayList<>();
        for (Step step : steps) {
            List<String> places = step.places().stream()
                    .map(place ->
                            "{\"key\":\"k\",\"operation\":\"%s\",\"version\":1,\"cost\":1,\"unit\":\"credit\",\"price\":%d,\"charge\":\"%s\"}"
                                    .formatted(place.operation(), place.price(), place.charge()))
                    .toList();
            texts.add("{\"name\":\"%s\",\"fields\":[\"%s\"],\"places\":[%s],\"completeness\":\"MERGE\"}"
                    .formatted(
                            step.fields().getFirst(), String.join("\",\"", step.fields()), String.join(",", places)));
        }
        return "{\"steps\":[%s],\"onDoubt\":\"%s\"}".formatted(String.join(",", texts), onDoubt);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
