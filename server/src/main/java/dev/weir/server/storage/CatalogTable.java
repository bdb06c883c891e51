package dev.weir.server.storage;

import dev.weir.server.storage.TableShape.Column;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked of a destination's catalog, and what every transaction there begins with. Names are only ever bound here; as
 * the catalog spells them they get into statements.
 */
final class CatalogTable {

    private final Connection connection;

    CatalogTable(Connection connection) {
        this.connection = connection;
    }

    private static final String BEGIN = """
            SELECT pg_catalog.set_config('statement_timeout', ?, true),
                   pg_catalog.set_config('lock_timeout', ?, true),
                   pg_catalog.set_config('idle_in_transaction_session_timeout', ?, true),
                   pg_catalog.set_config('TimeZone', 'UTC', true),
                   pg_catalog.set_config('client_min_messages', 'error', true),
                   CASE WHEN pg_catalog.current_setting('transaction_timeout', true) IS NOT NULL
                        THEN pg_catalog.set_config('transaction_timeout', ?, true) END,
                   CASE WHEN pg_catalog.current_setting('synchronous_commit') = 'off'
                        THEN pg_catalog.set_config('synchronous_commit', 'on', true) END
            """;

    /** Begins a transaction that ends itself when it takes too long or stands still, and whose commit is durable. */
    void begin(Limits limits) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
            statement.setString(1, String.valueOf(limits.statement().toMillis()));
            statement.setString(2, String.valueOf(limits.lock().toMillis()));
            statement.setString(3, String.valueOf(limits.idle().toMillis()));
            statement.setString(4, String.valueOf(limits.transaction().toMillis()));
            statement.execute();
        }
    }

    private static final String LOCK = "SELECT pg_catalog.pg_advisory_xact_lock(?, ?)";

    /** Until the transaction ends, nobody else writes to that table through this door. */
    void lock(int high, int low) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setInt(1, high);
            statement.setInt(2, low);
            statement.execute();
        }
    }

    private static final String QUALIFIED = "SELECT pg_catalog.set_config('search_path', '', true)";

    /** Until the transaction ends, the catalog names types so that they mean the same to everybody. */
    private void qualified() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(QUALIFIED)) {
            statement.execute();
        }
    }

    private static final String TABLE = """
            SELECT c.oid::bigint, n.nspname, c.relname, c.relkind::text,
                   EXISTS (SELECT FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid) AS ruled,
                   EXISTS (SELECT FROM pg_catalog.pg_inherits i
                           JOIN pg_catalog.pg_class o
                               ON o.oid = CASE WHEN i.inhrelid = c.oid THEN i.inhparent ELSE i.inhrelid END
                           WHERE (i.inhrelid = c.oid OR i.inhparent = c.oid) AND o.relnamespace <> c.relnamespace) AS strays,
                   pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS usable
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ?
            """;

    /**
     * What has that name.
     *
     * @param kind as {@code pg_class.relkind}
     * @param ruled whether something else may be done than what a statement says
     * @param strays whether it is a part of something in another schema, or has parts there
     */
    record Relation(long oid, String schema, String name, String kind, boolean ruled, boolean strays, boolean usable) {}

    Optional<Relation> relation(String schema, String name) throws SQLException {
        qualified();
        try (PreparedStatement statement = connection.prepareStatement(TABLE)) {
            statement.setString(1, schema);
            statement.setString(2, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Relation(
                                row.getLong(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getBoolean(5),
                                row.getBoolean(6),
                                row.getBoolean(7)))
                        : Optional.empty();
            }
        }
    }

    private static final String SCHEMA_THERE = "SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = ?";

    boolean hasSchema(String schema) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SCHEMA_THERE)) {
            statement.setString(1, schema);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getInt(1) > 0;
            }
        }
    }

    TableShape shape(Relation relation) throws SQLException {
        return new TableShape(
                relation.schema(), relation.name(), columns(relation), uniques(relation), constraints(relation));
    }

    private static final String COLUMNS = """
            SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, coalesce(b.typname, t.typname) AS base,
                   t.typcategory::text AS category, a.attnotnull,
                   a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AND t.typdefault IS NULL AS required,
                   a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL AS defaulted,
                   a.attgenerated <> '' OR a.attidentity = 'a' AS generated,
                   pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT') AS selectable,
                   pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'INSERT') AS insertable,
                   pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'UPDATE') AS updatable
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
            WHERE a.attrelid = ?::bigint::oid AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """;

    private List<Column> columns(Relation relation) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setLong(1, relation.oid());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    columns.add(new Column(
                            row.getString("attname"),
                            row.getString("type"),
                            row.getString("base"),
                            row.getString("category").charAt(0),
                            row.getBoolean("attnotnull"),
                            row.getBoolean("required"),
                            row.getBoolean("defaulted"),
                            row.getBoolean("generated"),
                            row.getBoolean("selectable"),
                            row.getBoolean("insertable"),
                            row.getBoolean("updatable")));
                }
            }
        }
        return columns;
    }

    // What ON CONFLICT can find a row by: over columns alone, for all rows, and looked at at once.
    private static final String UNIQUES = """
            SELECT pg_catalog.array_agg(a.attname::text) AS columns
            FROM pg_catalog.pg_index i
            CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
            WHERE i.indrelid = ?::bigint::oid AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL
              AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
            GROUP BY i.indexrelid
            """;

    private List<Set<String>> uniques(Relation relation) throws SQLException {
        List<Set<String>> uniques = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(UNIQUES)) {
            statement.setLong(1, relation.oid());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Array columns = row.getArray("columns");
                    uniques.add(new HashSet<>(Arrays.asList((String[]) columns.getArray())));
                }
            }
        }
        return uniques;
    }

    private static final String CONSTRAINTS = """
            SELECT conname::text FROM pg_catalog.pg_constraint WHERE conrelid = ?::bigint::oid
            UNION
            SELECT c.relname::text FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
            WHERE i.indrelid = ?::bigint::oid
            """;

    private Set<String> constraints(Relation relation) throws SQLException {
        Set<String> names = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(CONSTRAINTS)) {
            statement.setLong(1, relation.oid());
            statement.setLong(2, relation.oid());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
        }
        return names;
    }
}
