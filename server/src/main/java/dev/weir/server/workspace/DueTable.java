package dev.weir.server.workspace;

import java.sql.Array;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@link DueLook}. The questions are those of the rooms whose tables they are about. */
final class DueTable {

    private final JdbcClient jdbc;

    DueTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String NAME_ALL = """
            SELECT set_config('app.workspaces', coalesce(array_agg(id), '{}')::text, true) FROM weir.workspace
            """;

    /** Asks all of them in one statement; joins the caller's transaction, which sees all workspaces from then on. */
    Boolean[] due(List<String> questions) {
        jdbc.sql(NAME_ALL).query(String.class).single();
        return jdbc.sql(questions.stream().collect(Collectors.joining("), (", "SELECT ARRAY[(", ")]")))
                .query((row, _) -> {
                    Array array = row.getArray(1);
                    return (Boolean[]) array.getArray();
                })
                .single();
    }
}
