package dev.weir.server.storage;

import dev.weir.provider.FieldKind;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.StepForm;
import dev.weir.server.registry.TableNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * SQL that makes the table of a route, for whoever owns its database to look over and run.
 *
 * @param statements in order, without semicolons; running them twice does no harm
 */
public record CreateTable(List<String> statements) {

    public CreateTable {
        statements = List.copyOf(statements);
    }

    /**
     * Proposes it: a column for each mapped field, the company's and our row key's, and the index by which the mode finds a
     * row. For db {@code hq} the workspace's schema and what the program may do there come with it.
     *
     * @param step well formed, with a destination
     * @throws Problem {@code bad_destination} with its places, when a name of the route cannot be one
     */
    public static CreateTable of(long workspaceId, StepForm step) {
        return of(workspaceId, StepRoute.of(step), step.kinds());
    }

    /** {@link #of}, of a step's route. @param kinds of the result fields; one that is not among them is a text */
    static CreateTable of(long workspaceId, Route route, Map<String, FieldKind> kinds) {
        List<Problem.At> wrong = Fitting.names(route);
        if (!wrong.isEmpty()) {
            throw Problem.invalid("bad_destination", wrong.getFirst().detail()).at(wrong);
        }
        List<String> statements = new ArrayList<>();
        if (route.db() == Route.Db.HQ) {
            statements.addAll(HqSchema.statements(workspaceId));
        }
        String table = Identifiers.quoted(route.schema(workspaceId)) + "." + Identifiers.quoted(route.name());
        statements.add("CREATE TABLE IF NOT EXISTS " + table + " (\n" + columns(route, kinds) + "\n)");
        route.mappings()
                .forEach((field, column) -> statements.add(
                        "COMMENT ON COLUMN " + table + "." + Identifiers.quoted(column) + " IS " + literal(field)));
        if (route.db() == Route.Db.HQ) {
            statements.add(HqSchema.grant(table));
        }
        return new CreateTable(statements);
    }

    private static String columns(Route route, Map<String, FieldKind> kinds) {
        Map<String, String> types = new LinkedHashMap<>();
        types.put("id", "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY");
        types.put(TableNames.COMPANY_ID, "bigint");
        types.put(TableNames.COMPANY_DOMAIN, "text");
        route.mappings().forEach((field, column) -> types.put(column, type(kinds.getOrDefault(field, FieldKind.TEXT))));
        types.put(TableNames.WEIR_KEY, "text");
        List<String> keys = route.mode() == WriteMode.INSERT ? List.of(TableNames.WEIR_KEY) : route.keys();
        List<String> lines = new ArrayList<>();
        types.forEach((column, type) -> lines.add(
                "    " + Identifiers.quoted(column) + " " + type + (keys.contains(column) ? " NOT NULL" : "")));
        lines.add("    UNIQUE (" + keys.stream().map(Identifiers::quoted).collect(Collectors.joining(", ")) + ")");
        return String.join(",\n", lines);
    }

    private static String type(FieldKind kind) {
        return switch (kind) {
            case INTEGER, COUNT -> "bigint";
            case YEAR, SCORE -> "integer";
            case DECIMAL -> "numeric";
            case BOOLEAN -> "boolean";
            case LIST -> "text[]";
            case MAP, RECORDS -> "jsonb";
            case TIME -> "timestamptz";
            default -> "text";
        };
    }

    /** In a form that no setting of the server reads otherwise. */
    private static String literal(String text) {
        return "E'" + text.replace("\0", "").replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** All of it, to be shown or run as it is. */
    public String sql() {
        return statements.stream().map(statement -> statement + ";\n").collect(Collectors.joining());
    }
}
