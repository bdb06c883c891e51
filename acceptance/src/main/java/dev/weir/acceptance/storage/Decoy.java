package dev.weir.acceptance.storage;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database that is there to be broken into: what must not change in it, and some tables that results may go to. */
final class Decoy {

    static final String DATABASE = "decoy";

    /** Where values go. */
    static final String TABLE = "values_of";

    /** Tables and a column of each whose names are legal and awkward. */
    static final Map<String, String> AWKWARD =
            Map.of("select", "from", "MixedCase", "Value", "order", "user", "a".repeat(63), "b".repeat(63));

    private static final Set<String> TARGETS = Set.of(TABLE, "narrow", "upserted", "blanks");

    /** A name that may be a destination's, and so is not to be there by chance. */
    static final Pattern LEGAL = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final int LONGEST = 63;

    private final JdbcClient owner;

    private Decoy(JdbcClient owner) {
        this.owner = owner;
    }

    /** Makes it. @param names tables of those of these names are there too that PostgreSQL can have and Weir must not take */
    static Decoy in(DestinationServer server, List<String> names) {
        Decoy decoy = new Decoy(server.make(DATABASE));
        decoy.run("CREATE TABLE victims (id int, secret text)");
        decoy.run("INSERT INTO victims SELECT n, md5(n::text) FROM generate_series(1, 100) AS n");
        decoy.table(TABLE, "value", "text");
        decoy.table("narrow", "value", "varchar(3)");
        decoy.table("upserted", "value", "text");
        decoy.run("CREATE UNIQUE INDEX ON upserted (company_domain)");
        decoy.table("blanks", "value", "text");
        decoy.run("CREATE UNIQUE INDEX ON blanks (company_domain)");
        AWKWARD.forEach((name, column) -> decoy.table(name, column, "text"));
        for (String name : names) {
            if (!LEGAL.matcher(name).matches()
                    && !name.isEmpty()
                    && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
                decoy.table(name, "value", "text");
            }
        }
        decoy.run("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + DestinationServer.WRITER);
        return decoy;
    }

    private void table(String name, String column, String type) {
        run("CREATE TABLE " + quoted(name) + " (company_id bigint, company_domain text, weir_key text UNIQUE, "
                + quoted(column) + " " + type + ")");
    }

    private void run(String sql) {
        // With a statement of no values, so that question marks in names are no parameters.
        owner.sql("DO " + literal("BEGIN EXECUTE " + literal(sql) + "; END")).update();
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** What a company's row holds; empty when there is none. */
    List<String> values(String table, String column, String company) {
        return Listed.of(
                owner.sql("SELECT coalesce(" + quoted(column) + ", '<null>') FROM " + quoted(table)
                                + " WHERE company_domain = ?")
                        .param(company),
                String.class);
    }

    /** By value, the companies whose rows hold it. */
    List<String> companies(String table, String value) {
        return Listed.of(
                owner.sql("SELECT company_domain FROM " + quoted(table) + " WHERE value = ?")
                        .param(value),
                String.class);
    }

    private static final String TABLES = """
            SELECT relname FROM pg_class
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
            """;
    private static final String CATALOG = """
            SELECT md5(string_agg(line, ',' ORDER BY line)) FROM (
                SELECT format('class %s %s %s', relname, relkind, relacl) AS line FROM pg_class
                    WHERE relnamespace::regnamespace::text NOT IN ('pg_catalog', 'pg_toast')
                UNION ALL SELECT format('function %s', proname) FROM pg_proc
                    WHERE pronamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
                UNION ALL SELECT format('role %s %s %s', rolname, rolsuper, rolcanlogin) FROM pg_roles
                UNION ALL SELECT format('database %s', datname) FROM pg_database
                UNION ALL SELECT format('schema %s', nspname) FROM pg_namespace WHERE nspname NOT LIKE 'pg_%') AS lines
            """;

    /** What must stay as it is: a digest of every table that nothing is to be written to, and of the catalog. */
    Map<String, String> state() {
        Map<String, String> state = new TreeMap<>();
        for (String table : Listed.of(owner.sql(TABLES), String.class)) {
            if (!TARGETS.contains(table) && !AWKWARD.containsKey(table)) {
                state.put("table " + table, digest(table));
            }
        }
        state.put("the catalog", owner.sql(CATALOG).query(String.class).single());
        return state;
    }

    private String digest(String table) {
        String sql = "SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') FROM "
                + quoted(table) + " AS t";
        return owner.sql("SELECT query_to_xml(?, false, true, '')::text")
                .param(sql)
                .query(String.class)
                .single();
    }

    /** What is otherwise than it was. */
    static Set<String> changed(Map<String, String> before, Map<String, String> after) {
        Set<String> changed = new TreeSet<>();
        before.forEach((what, digest) -> {
            if (!digest.equals(after.get(what))) {
                changed.add(what);
            }
        });
        after.keySet().stream().filter(what -> !before.containsKey(what)).forEach(changed::add);
        return changed;
    }
}
