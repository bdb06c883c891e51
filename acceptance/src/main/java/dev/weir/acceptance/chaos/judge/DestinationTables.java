package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.chaos.judge.DestinationFacts.Place;
import dev.weir.acceptance.chaos.judge.DestinationFacts.Result;
import dev.weir.acceptance.chaos.judge.DestinationFacts.Stored;
import dev.weir.sandbox.Truth;
import dev.weir.sandbox.VendorOperation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a customer's table holds, and what our log says was stored there. */
record DestinationTables(JdbcClient sql) {

    /**
     * Where a step's results go.
     *
     * @param table with its schema
     * @param logged as the results log names it
     * @param asked its waterfall: vendors, or operations of theirs
     */
    record Target(String step, String table, String logged, String field, String column, List<String> asked) {

        /** What the vendors know, where all who know it say the same. @param inputs of the row that asked */
        private Map<String, String> truth(Truth truth, Map<String, String> inputs) {
            List<VendorOperation> operations = asked.stream()
                    .flatMap(one -> VendorOperation.meantBy(one, field).stream())
                    .toList();
            Set<String> known = new HashSet<>();
            operations.forEach(operation ->
                    truth.value(List.of(operation), inputs, field).ifPresent(value -> known.add(value.value())));
            return known.size() == 1 ? Map.of(column, known.iterator().next()) : Map.of();
        }
    }

    private static final String RESULTS = """
            SELECT l.result_id, l.company_domain, format('%s:%s:%s', l.batch_id, l.row_index, (s.n - 1)::int) AS name,
                   c.kept, r.input
            FROM weir.enrichment_results_log l
            JOIN weir.job j ON j.id = l.batch_id
            CROSS JOIN LATERAL jsonb_array_elements(j.plan::jsonb -> 'steps') WITH ORDINALITY AS s (pinned, n)
            JOIN weir.cell c ON c.job_id = l.batch_id AND c.row_idx = l.row_index AND c.step = s.n - 1
            JOIN weir.job_row r ON r.job_id = l.batch_id AND r.row_idx = l.row_index
            WHERE l.status = 'stored' AND l.workflow_slug = ? AND l.result_table = ?
              AND s.pinned #>> '{rules,origin,workflowId}' = l.workflow_id::text
            """;

    /** @param owners for each target, statements where its table is, as the owner */
    DestinationFacts facts(Map<Target, JdbcClient> owners, Truth truth) {
        List<Stored> stored = new ArrayList<>();
        List<Result> results = new ArrayList<>();
        Map<Place, Map<String, String>> known = new HashMap<>();
        owners.forEach((target, owner) -> {
            stored.addAll(stored(target, owner));
            sql.sql(RESULTS)
                    .param(target.step())
                    .param(target.logged())
                    .query((row, _) -> {
                        Result result =
                                result(target, row.getLong(1), row.getString(2), row.getString(3), row.getString(4));
                        known.put(result.place(), target.truth(truth, inputs(row.getString(5))));
                        return results.add(result);
                    })
                    .list();
        });
        return new DestinationFacts(stored, results, known);
    }

    private static Map<String, String> inputs(String json) {
        Map<String, String> inputs = new HashMap<>();
        JsonMapper.shared()
                .readTree(json)
                .properties()
                .forEach(field -> inputs.put(field.getKey(), field.getValue().asString("")));
        return inputs;
    }

    private static Result result(Target target, long number, String domain, String name, String kept) {
        JsonNode value = JsonMapper.shared().readTree(kept).path(target.field()).path(0);
        return new Result(new Place(target.table(), domain), number, name, Map.of(target.column(), value.asString("")));
    }

    private static List<Stored> stored(Target target, JdbcClient owner) {
        return owner.sql("SELECT company_domain, weir_key, " + target.column() + " FROM " + target.table())
                .query((row, _) -> new Stored(
                        new Place(target.table(), row.getString(1)),
                        String.valueOf(row.getString(2)),
                        Map.of(target.column(), String.valueOf(row.getString(3)))))
                .list();
    }
}
