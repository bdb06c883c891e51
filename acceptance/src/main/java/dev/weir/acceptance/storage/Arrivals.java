package dev.weir.acceptance.storage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a destination table holds, and in which order it came there: a trigger keeps each version of each row.
 *
 * @param rows as they are now
 * @param versions of all of them, in the order in which they were written
 */
record Arrivals(List<Row> rows, List<Version> versions) {

    Arrivals {
        rows = List.copyOf(rows);
        versions = List.copyOf(versions);
    }

    /** A row. @param columns all of it as JSON */
    record Row(String domain, long companyId, String weirKey, Map<String, JsonNode> columns) {

        Row {
            columns = Map.copyOf(columns);
        }
    }

    /** One writing of a row. @param weirKey names the result that was written */
    record Version(String domain, String weirKey) {}

    /** Has a table's versions kept from now on. @param owner of the database; @param schema of the table */
    static void keep(JdbcClient owner, String schema, String table) {
        String name = schema + "." + table;
        owner.sql("CREATE TABLE " + name + "_arrivals (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                        + " company_domain text, weir_key text)")
                .update();
        // As its owner: who writes results need not see what is kept of them.
        owner.sql("CREATE FUNCTION " + name + "_arrived() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
                        + " INSERT INTO " + name + "_arrivals (company_domain, weir_key)"
                        + " VALUES (NEW.company_domain, NEW.weir_key); RETURN NULL; END $$")
                .update();
        owner.sql("CREATE TRIGGER arrived AFTER INSERT OR UPDATE ON " + name + " FOR EACH ROW EXECUTE FUNCTION " + name
                        + "_arrived()")
                .update();
    }

    static Arrivals of(JdbcClient owner, String schema, String table) {
        String name = schema + "." + table;
        return new Arrivals(
                Listed.of(owner.sql("SELECT to_jsonb(t)::text FROM " + name + " AS t"), String.class).stream()
                        .map(Arrivals::row)
                        .toList(),
                Listed.of(
                        owner.sql("SELECT company_domain AS domain, weir_key FROM " + name + "_arrivals ORDER BY n"),
                        Version.class));
    }

    private static Row row(String json) {
        Map<String, JsonNode> columns = new LinkedHashMap<>();
        JsonMapper.shared().readTree(json).properties().forEach(one -> columns.put(one.getKey(), one.getValue()));
        return new Row(
                text(columns, "company_domain"),
                Long.parseLong(text(columns, "company_id")),
                text(columns, "weir_key"),
                columns);
    }

    private static String text(Map<String, JsonNode> columns, String name) {
        JsonNode value = columns.get(name);
        return value == null || value.isNull() ? "0" : value.asString();
    }

    /** The same rows and versions without one row; for those who look whether it is missed. */
    Arrivals without(Row row) {
        List<Row> others = new ArrayList<>(rows);
        others.remove(row);
        return new Arrivals(others, versions);
    }
}
