package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.chaos.judge.VendorFacts.Adjustment;
import dev.weir.acceptance.chaos.judge.VendorFacts.Answered;
import dev.weir.acceptance.chaos.judge.VendorFacts.Standing;
import dev.weir.acceptance.chaos.judge.VendorFacts.Stray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What our tables say of calls, read as their owner. */
record VendorTables(JdbcClient sql) {

    /** Whose work is their owner's own: what it costs stands in the step, and no ledger of theirs knows of it. */
    private static final Set<String> UNBILLED = Set.of("http-function", "n8n");

    /** Begins each statement: whom a place asks, and what a call costs there. */
    static final String PLACES = """
            WITH place AS MATERIALIZED (
                SELECT j.id AS job_id, (s.n - 1)::int AS step, (p.n - 1)::int AS place,
                       split_part(p.pinned ->> 'operation', '.', 1) AS vendor, (p.pinned ->> 'cost')::bigint AS cost
                FROM weir.job j
                CROSS JOIN LATERAL jsonb_array_elements(j.plan::jsonb -> 'steps') WITH ORDINALITY AS s (pinned, n)
                CROSS JOIN LATERAL jsonb_array_elements(s.pinned -> 'places') WITH ORDINALITY AS p (pinned, n))
            """;

    private static final String ANSWERED = PLACES + """
            SELECT r.job_id, r.row_idx, r.step, r.place, p.vendor, encode(r.answer_key, 'hex') AS key, r.attempt, r.tries,
                   r.vendor_certain, r.vendor_possible, p.cost, coalesce(r.detail LIKE 'resolved: %', false) AS said
            FROM weir.enrichment_record r JOIN place p USING (job_id, step, place)
            WHERE r.kind = 1
            """;

    private static final String STANDING = PLACES + """
            SELECT i.job_id, i.row_idx, i.step, i.place, p.vendor, encode(i.answer_key, 'hex') AS key, i.attempt, i.possible,
                   p.cost
            FROM weir.intent i JOIN place p USING (job_id, step, place)
            """;

    // A ticket that was handed over again is in the submissions before as well.
    private static final String STRAYS = PLACES + """
            SELECT s.job_id, s.row_idx, s.step, s.place, p.vendor, s.times, s.possible
            FROM (SELECT job_id, row_idx, step, place, tries AS times, possible FROM weir.stray_cost
                  UNION ALL
                  SELECT t.job_id, t.row_idx, t.step, t.place, 1, 0
                  FROM weir.submission b CROSS JOIN unnest(b.handed_on) AS h (ticket) JOIN weir.ticket t ON t.id = h.ticket) AS s
            JOIN place p USING (job_id, step, place)
            """;

    private static final String ADJUSTMENTS = """
            SELECT job_id, step, place, sum(amount) FROM weir.cost_adjustment GROUP BY job_id, step, place
            """;

    private static final String FIRST_NAME = "person.first_name";
    private static final String LAST_NAME = "person.last_name";

    private static final String INPUTS = "SELECT job_id, row_idx, input FROM weir.job_row";
    private static final String KEPT = "SELECT job_id, row_idx, kept FROM weir.cell WHERE kept IS NOT NULL";

    // Also what was not kept in the end may have been asked about, such as an address that was to be verified.
    private static final String FOUND =
            "SELECT job_id, row_idx, outputs FROM weir.enrichment_record WHERE outputs IS NOT NULL";

    /** @param calls of the vendors' ledger, in its order */
    VendorFacts facts(List<Call> calls, Trouble trouble) {
        return new VendorFacts(
                calls.stream().filter(call -> isBilled(call.vendor())).toList(),
                sql
                        .sql(ANSWERED)
                        .query((row, _) -> new Answered(
                                asking(row),
                                row.getString("vendor"),
                                String.valueOf(row.getString("key")),
                                row.getInt("attempt"),
                                row.getInt("tries"),
                                row.getLong("vendor_certain"),
                                row.getLong("vendor_possible"),
                                row.getLong("cost"),
                                row.getBoolean("said")))
                        .list()
                        .stream()
                        .filter(one -> isBilled(one.vendor()))
                        .toList(),
                sql
                        .sql(STANDING)
                        .query((row, _) -> new Standing(
                                asking(row),
                                row.getString("vendor"),
                                row.getString("key"),
                                row.getInt("attempt"),
                                row.getLong("possible"),
                                row.getLong("cost")))
                        .list()
                        .stream()
                        .filter(one -> isBilled(one.vendor()))
                        .toList(),
                sql
                        .sql(STRAYS)
                        .query((row, _) -> new Stray(
                                asking(row), row.getString("vendor"), row.getInt("times"), row.getLong("possible")))
                        .list()
                        .stream()
                        .filter(one -> isBilled(one.vendor()))
                        .toList(),
                values(),
                sql.sql(ADJUSTMENTS)
                        .query((row, _) -> new Adjustment(row.getLong(1), row.getInt(2), row.getInt(3), row.getLong(4)))
                        .list(),
                trouble);
    }

    private static boolean isBilled(String vendor) {
        return !UNBILLED.contains(vendor);
    }

    static Asking asking(ResultSet row) throws SQLException {
        return new Asking(row.getLong("job_id"), row.getInt("row_idx"), row.getInt("step"), row.getInt("place"));
    }

    /** All that can have been asked with: what was given, and what was found. */
    Map<Asking.Row, Set<String>> values() {
        Map<Asking.Row, Set<String>> values = new HashMap<>();
        for (String statement : List.of(INPUTS, KEPT, FOUND)) {
            sql.sql(statement).query((ResultSet row) -> {
                Set<String> of =
                        values.computeIfAbsent(new Asking.Row(row.getLong(1), row.getInt(2)), _ -> new HashSet<>());
                JsonNode document = JsonMapper.shared().readTree(row.getString(3));
                texts(document).forEach(text -> of.add(Call.plain(text)));
                // Some vendors are asked for a name as a whole.
                JsonNode first = document.path(FIRST_NAME);
                JsonNode last = document.path(LAST_NAME);
                if (first.isString() && last.isString()) {
                    of.add(Call.plain(first.asString() + " " + last.asString()));
                }
            });
        }
        return values;
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isContainer()) {
            node.forEach(child -> texts.addAll(texts(child)));
        } else if (node.isString()) {
            texts.add(node.asString());
        }
        return texts;
    }
}
