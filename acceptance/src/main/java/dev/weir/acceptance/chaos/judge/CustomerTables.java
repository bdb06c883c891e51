package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.chaos.judge.CustomerFacts.Day;
import dev.weir.acceptance.chaos.judge.CustomerFacts.Job;
import dev.weir.acceptance.chaos.judge.CustomerFacts.Moved;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What our ledger says, read as its owner. */
record CustomerTables(JdbcClient sql) {

    private static final String CHARGES = """
            SELECT job_id, row_idx, step, place, sum(charged) AS charged
            FROM weir.enrichment_record GROUP BY job_id, row_idx, step, place
            """;

    private static final String MOVES = """
            SELECT job_id, row_idx, step, place, count(*) FILTER (WHERE kind = 3) AS posts,
                   coalesce(sum(amount) FILTER (WHERE kind = 3), 0) AS posted,
                   coalesce(sum(amount) FILTER (WHERE kind = 5), 0) AS returned,
                   coalesce(sum(amount) FILTER (WHERE kind = 6), 0) AS repaid
            FROM weir.transfer WHERE kind IN (3, 5, 6) GROUP BY job_id, row_idx, step, place
            """;

    // What the account itself says is not asked: its transfers and intents say it.
    private static final String JOBS = """
            SELECT j.id, j.workspace_id, s.phase = 'closed' AS closed, coalesce(t.held, 0) AS held,
                   coalesce(t.held + t.returned - t.posted - t.closed, 0) AS balance, coalesce(i.open, 0) AS open,
                   coalesce(i.doubt, 0) AS doubt, j.max_credits, j.max_row_credits
            FROM weir.job j
            JOIN weir.job_state s ON s.job_id = j.id AND s.phase <> 'ingesting'
            LEFT JOIN (SELECT job_id, coalesce(sum(amount) FILTER (WHERE kind = 2), 0) AS held,
                              coalesce(sum(amount) FILTER (WHERE kind = 3), 0) AS posted,
                              coalesce(sum(amount) FILTER (WHERE kind = 4), 0) AS closed,
                              coalesce(sum(amount) FILTER (WHERE kind = 5), 0) AS returned
                       FROM weir.transfer GROUP BY job_id) AS t ON t.job_id = j.id
            LEFT JOIN (SELECT job_id, coalesce(sum(amount) FILTER (WHERE state IN (0, 3)), 0) AS open,
                              coalesce(sum(amount) FILTER (WHERE state IN (1, 2)), 0) AS doubt
                       FROM weir.intent GROUP BY job_id) AS i ON i.job_id = j.id
            """;

    private static final String BALANCES = "SELECT workspace_id, balance FROM weir.account WHERE kind = 1";

    // A cap that was set when more had been spent already says what had.
    private static final String DAYS = """
            SELECT c.workspace_id, d.day, c.most, d.spent
            FROM weir.day_cap c
            JOIN (SELECT workspace_id, (at AT TIME ZONE 'UTC')::date AS day,
                         sum(CASE kind WHEN 3 THEN amount ELSE -amount END) AS spent
                  FROM weir.transfer WHERE kind IN (3, 5) GROUP BY 1, 2) AS d USING (workspace_id)
            WHERE c.provider = '' AND c.unit = '' AND c.stood <= c.most
            """;

    /** @param granted by workspace, as those say who granted it */
    CustomerFacts facts(Map<Long, Long> granted) {
        Map<Asking, Long> charges = new HashMap<>();
        sql.sql(CHARGES).query((ResultSet row) -> {
            charges.put(VendorTables.asking(row), row.getLong("charged"));
        });
        Map<Long, Long> balances = new HashMap<>();
        sql.sql(BALANCES).query((ResultSet row) -> {
            balances.put(row.getLong(1), row.getLong(2));
        });
        List<Moved> moves = sql.sql(MOVES)
                .query((row, _) -> new Moved(
                        VendorTables.asking(row),
                        row.getInt("posts"),
                        row.getLong("posted"),
                        row.getLong("returned"),
                        row.getLong("repaid")))
                .list();
        List<Job> jobs = sql.sql(JOBS)
                .query((row, _) -> new Job(
                        row.getLong("id"),
                        row.getLong("workspace_id"),
                        row.getBoolean("closed"),
                        row.getLong("held"),
                        row.getLong("balance"),
                        row.getLong("open"),
                        row.getLong("doubt"),
                        optional(row, "max_credits"),
                        optional(row, "max_row_credits")))
                .list();
        List<Day> days = sql.sql(DAYS)
                .query((row, _) -> new Day(
                        "workspace " + row.getLong(1) + " on " + row.getString(2), row.getLong(4), row.getLong(3)))
                .list();
        return new CustomerFacts(charges, moves, jobs, granted, balances, days);
    }

    private static OptionalLong optional(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
