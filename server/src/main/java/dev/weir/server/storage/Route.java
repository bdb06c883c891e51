package dev.weir.server.storage;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where results of a step go, as its registry row says now; nothing of it has been held against a catalog yet.
 *
 * @param db whose table it is
 * @param table as the user wrote it: {@code table}, or {@code schema.table} in a database of the workspace's own
 * @param mappings our result field to their column, in the user's order
 * @param keys columns by which upsert and update_if_blank find a row; none for insert
 */
public record Route(Db db, String table, Map<String, String> mappings, WriteMode mode, List<String> keys) {

    /** A database that results can go to. */
    public enum Db {
        /** The workspace's schema {@code hq_<workspace id>} inside Weir's own database. */
        HQ,
        /** The database that the workspace connects. */
        WORKSPACE;

        /** As the registry and the API write it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The one that is written so. */
        static Optional<Db> find(@Nullable String text) {
            return Arrays.stream(values()).filter(db -> db.text().equals(text)).findFirst();
        }
    }

    /** The schema of a table in a workspace's own database that is written without one. */
    static final String USUAL_SCHEMA = "public";

    public Route {
        mappings = Collections.unmodifiableMap(new LinkedHashMap<>(mappings));
        keys = List.copyOf(keys);
    }

    /** The schema of its table. */
    String schema(long workspaceId) {
        int dot = table.indexOf('.');
        return db == Db.HQ ? HqSchema.name(workspaceId) : dot < 0 ? USUAL_SCHEMA : table.substring(0, dot);
    }

    /** Its table's own name. */
    String name() {
        return table.substring(table.indexOf('.') + 1);
    }
}
