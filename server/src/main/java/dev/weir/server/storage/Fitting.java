package dev.weir.server.storage;

import dev.weir.server.problem.Problem;
import dev.weir.server.registry.TableNames;
import dev.weir.server.storage.CatalogTable.Relation;
import dev.weir.server.storage.Mapping.Part;
import dev.weir.server.storage.TableShape.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds a route against the catalog of its database: a mapping, or all that is wrong, each with its place in the step. */
final class Fitting {

    private static final String TABLE_NAME = "/destination/tableName";
    private static final String MAPPINGS = "/destination/fieldMappings";
    private static final String KEYS = "/destination/keys";
    private static final String MODE = "/destination/mode";

    private final long workspaceId;
    private final Route route;
    private final List<Problem.At> wrong = new ArrayList<>();
    private @Nullable Mapping mapping;

    private Fitting(long workspaceId, Route route) {
        this.workspaceId = workspaceId;
        this.route = route;
    }

    /** What is wrong with the names of a route, whatever the catalog says. */
    static List<Problem.At> names(Route route) {
        Fitting fitting = new Fitting(0, route);
        fitting.requireNames();
        return fitting.wrong;
    }

    static Fitting of(long workspaceId, Route route, CatalogTable catalog) throws SQLException {
        Fitting fitting = new Fitting(workspaceId, route);
        fitting.requireNames();
        if (fitting.wrong.isEmpty()) {
            fitting.hold(catalog);
        }
        return fitting;
    }

    List<Problem.At> wrong() {
        return List.copyOf(wrong);
    }

    /** Empty when anything is wrong. */
    Optional<Mapping> mapping() {
        return wrong.isEmpty() ? Optional.ofNullable(mapping) : Optional.empty();
    }

    private void at(String pointer, String detail) {
        wrong.add(new Problem.At(pointer, detail));
    }

    private static String at(String field) {
        return MAPPINGS + "/" + Problem.At.escaped(field);
    }

    private void requireNames() {
        String table = wrongTableName();
        if (table != null) {
            at(TABLE_NAME, table);
        }
        if (route.mappings().isEmpty()) {
            at(MAPPINGS, "Map at least one result field to a column.");
        }
        requireColumnNames();
        requireKeyNames();
    }

    private @Nullable String wrongTableName() {
        List<String> parts = List.of(route.table().split("\\.", -1));
        for (String part : parts) {
            if (!TableNames.isTaken(part)) {
                return "'" + shown(part) + "' is not taken as a name: " + TableNames.RULE + ".";
            }
        }
        if (route.db() == Route.Db.HQ && parts.size() > 1) {
            return "A table of db hq is named without a schema: its schema is the workspace's.";
        }
        if (parts.size() > 2) {
            return "Name the table as 'table' or 'schema.table'.";
        }
        boolean system = parts.size() == 2
                && (parts.getFirst().startsWith("pg_") || parts.getFirst().equals("information_schema"));
        return system ? "The tables of PostgreSQL itself are not written to; name one of your own." : null;
    }

    private void requireColumnNames() {
        Map<String, String> taken = new HashMap<>();
        route.mappings().forEach((field, column) -> {
            if (!TableNames.isTaken(column)) {
                at(at(field), "'" + shown(column) + "' is not taken as a name: " + TableNames.RULE + ".");
            } else if (TableNames.OURS.contains(column)) {
                at(at(field), "Column " + column + " is written by Weir itself, from the row; map another column.");
            }
            String other = taken.put(column, field);
            if (other != null) {
                at(
                        at(field),
                        "Column '" + shown(column) + "' gets field " + shown(other) + " already; map one of them.");
            }
        });
    }

    private void requireKeyNames() {
        if (route.mode() == WriteMode.INSERT && !route.keys().isEmpty()) {
            at(KEYS, "Mode insert finds no rows; leave the keys out, or choose upsert or update_if_blank.");
            return;
        }
        if (route.mode() != WriteMode.INSERT && route.keys().isEmpty()) {
            at(KEYS, "Name the columns by which " + route.mode().text() + " finds a row, such as company_id.");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < route.keys().size(); i++) {
            String key = route.keys().get(i);
            if (!TableNames.isTaken(key)) {
                at(KEYS + "/" + i, "'" + shown(key) + "' is not taken as a name: " + TableNames.RULE + ".");
            } else if (!seen.add(key)) {
                at(KEYS + "/" + i, "Column " + key + " stands there twice.");
            } else if (!TableNames.OURS.contains(key) && !route.mappings().containsValue(key)) {
                at(KEYS + "/" + i, "Key column " + key + " gets no value; map a result field to it.");
            }
        }
    }

    /** Of what anybody may write, no more than tells it from others, and on one line. */
    private static String shown(String name) {
        String line = name.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .limit(80)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return line.length() < name.length() ? line + "…" : line;
    }

    private void hold(CatalogTable catalog) throws SQLException {
        String schema = route.schema(workspaceId);
        String name = route.name();
        Optional<Relation> relation = catalog.relation(schema, name);
        if (relation.isEmpty()) {
            at(TABLE_NAME, missing(catalog, schema, name));
            return;
        }
        String unfit = unfit(relation.get());
        if (unfit != null) {
            at(TABLE_NAME, unfit);
            return;
        }
        map(catalog.shape(relation.get()));
    }

    private String missing(CatalogTable catalog, String schema, String name) throws SQLException {
        String propose = " './weir destination create-table' proposes the SQL that makes it.";
        if (!catalog.hasSchema(schema)) {
            return "There is no schema " + schema + " yet, and so no table " + name + "." + propose;
        }
        return "There is no table " + schema + "." + name + ", written exactly so." + propose;
    }

    private @Nullable String unfit(Relation relation) {
        String name = relation.schema() + "." + relation.name();
        if (!relation.kind().equals("r") && !relation.kind().equals("p")) {
            return name + " is no table: results are not written through views, or to other servers.";
        }
        if (relation.ruled()) {
            return name + " has rules, which do something else than what is written; drop them, or name another table.";
        }
        if (route.db() == Route.Db.HQ && relation.strays()) {
            return name + " is a part of a table in another schema, or has parts there; name a table by itself.";
        }
        return relation.usable()
                ? null
                : "The database's user may not use schema " + relation.schema() + "; grant it USAGE.";
    }

    private void map(TableShape table) {
        List<Part> parts = new ArrayList<>();
        route.mappings().forEach((field, name) -> {
            Column column = table.find(name).orElse(null);
            if (column == null) {
                at(at(field), noColumn(table, name));
            } else if (column.generated()) {
                at(at(field), "Column " + name + " makes its values itself and takes none; map another column.");
            } else if (column.altersText()) {
                at(
                        at(field),
                        "Column " + name + " is " + column.base() + ", which keeps no text as it is; make it text.");
            } else {
                parts.add(new Part(column, field));
            }
        });
        ours(table, parts);
        Set<String> keys =
                new LinkedHashSet<>(route.mode() == WriteMode.INSERT ? List.of(TableNames.WEIR_KEY) : route.keys());
        requireKeys(table, parts, keys);
        requireRights(parts, keys);
        requireAllThatIsRequired(table, parts);
        mapping = new Mapping(table, route.mode(), parts, keys);
    }

    private static String noColumn(TableShape table, String name) {
        return "Table " + table.name() + " has no column " + name
                + table.near(name).map(near -> "; it has " + near).orElse("") + ".";
    }

    private void ours(TableShape table, List<Part> parts) {
        for (String name : TableNames.OURS) {
            table.find(name).filter(column -> !column.generated()).ifPresent(column -> {
                boolean fits = column.isText() || name.equals(TableNames.COMPANY_ID) && column.isNumber();
                if (fits && !column.altersText()) {
                    parts.add(new Part(column, name));
                } else {
                    at(
                            TABLE_NAME,
                            "Column " + name + " is " + column.type() + ", and Weir writes its own "
                                    + (name.equals(TableNames.COMPANY_ID)
                                            ? "company number there; make it bigint"
                                            : "text there; make it text")
                                    + ", or name it otherwise.");
                }
            });
        }
    }

    private void requireKeys(TableShape table, List<Part> parts, Set<String> keys) {
        if (route.mode() == WriteMode.INSERT) {
            boolean written =
                    parts.stream().anyMatch(part -> keys.contains(part.column().name()));
            if (!written || !table.isFoundBy(keys)) {
                at(
                        MODE,
                        "Mode insert needs a column weir_key (text) with a unique index on it alone, so that nothing is"
                                + " inserted twice. Add it, or choose upsert.");
            }
            return;
        }
        boolean there = true;
        for (int i = 0; i < route.keys().size(); i++) {
            String key = route.keys().get(i);
            Column column = table.find(key).orElse(null);
            if (column == null) {
                there = false;
                if (TableNames.OURS.contains(key)) {
                    at(KEYS + "/" + i, noColumn(table, key));
                }
            } else if (column.generated() && TableNames.OURS.contains(key)) {
                at(KEYS + "/" + i, "Column " + key + " makes its values itself and takes none.");
            }
        }
        if (there && !table.isFoundBy(keys)) {
            at(
                    KEYS,
                    "No unique index is on exactly (" + String.join(", ", keys)
                            + ") for all rows, and not deferrable. Make one: CREATE UNIQUE INDEX ON "
                            + table.quoted() + " ("
                            + String.join(
                                    ", ", keys.stream().map(Identifiers::quoted).toList())
                            + ")");
        }
    }

    private void requireRights(List<Part> parts, Set<String> keys) {
        Set<String> lacking = new LinkedHashSet<>();
        for (Part part : parts) {
            Column column = part.column();
            boolean key = keys.contains(column.name());
            boolean updates = route.mode() != WriteMode.INSERT && !key;
            if (!column.insertable()) {
                lacking.add("INSERT");
            }
            if (!column.selectable() && (key || updates)) {
                lacking.add("SELECT");
            }
            if (!column.updatable() && updates) {
                lacking.add("UPDATE");
            }
        }
        if (!lacking.isEmpty()) {
            at(
                    TABLE_NAME,
                    "The database's user lacks " + String.join(", ", lacking)
                            + " on the table or on columns that are written; grant it.");
        }
    }

    private void requireAllThatIsRequired(TableShape table, List<Part> parts) {
        Set<String> written = new HashSet<>();
        parts.forEach(part -> written.add(part.column().name()));
        table.columns().stream()
                .filter(column -> column.required() && !column.generated() && !written.contains(column.name()))
                .filter(column ->
                        !route.mappings().containsValue(column.name()) && !TableNames.OURS.contains(column.name()))
                .forEach(column -> at(
                        MAPPINGS,
                        "Column " + shown(column.name())
                                + " must not be null, has no default and gets no value; map a result field to it."));
    }
}
