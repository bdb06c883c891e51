package dev.weir.server.storage;

import dev.weir.server.storage.Mapping.Part;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A table in PostgreSQL. A write is one transaction under the table's advisory lock, of set-based statements; a statement
 * that some of its rows spoil is rolled back, halved and tried again, down to those rows.
 */
final class TableTarget implements Target {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int KEY_BYTES = 16;

    /** Of one statement's JSON, so that long texts do not gather in memory. */
    private static final int MOST_CHARACTERS = 4_000_000;

    private final Connection connection;
    private final CatalogTable catalog;
    private final Mapping mapping;
    private final WriteSql sql;
    private final Limits limits;
    private final Runnable park;
    private volatile boolean broken;
    private boolean closed;

    /** @param park takes the connection over when it is closed here and still works */
    TableTarget(Connection connection, Mapping mapping, Limits limits, Runnable park) {
        this.connection = connection;
        this.catalog = new CatalogTable(connection);
        this.mapping = mapping;
        this.sql = new WriteSql(mapping);
        this.limits = limits;
        this.park = park;
    }

    @Override
    public byte[] key(Item item) {
        List<@Nullable Object> values = new ArrayList<>();
        mapping.keyParts().map(part -> comparable(part.value(item))).forEach(values::add);
        return digest(JSON.writeValueAsString(values));
    }

    /** 1 and 1.0 find the same row. */
    private static @Nullable Object comparable(@Nullable Object value) {
        return value instanceof Number number
                ? String.valueOf(new BigDecimal(number.toString()).stripTrailingZeros())
                : value;
    }

    private static byte[] digest(String text) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(whole, KEY_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public List<Outcome> write(List<Item> items, BooleanSupplier ours) throws Unavailable {
        boolean committed = false;
        try (Deadline _ = Deadline.in(limits.whole(), this::hangUp)) {
            catalog.begin(limits);
            lock();
            if (!ours.getAsBoolean()) {
                throw new Unavailable("Another node has taken over writing to this table.", false);
            }
            checkAtOnce();
            Map<Long, String> refused = new HashMap<>();
            for (List<RowJson> group : groups(items, refused)) {
                writeGroup(group, refused);
            }
            connection.commit();
            committed = true;
            return items.stream()
                    .map(item -> outcome(refused.get(item.resultId())))
                    .toList();
        } catch (SQLException failed) {
            throw Sentences.unavailable(failed);
        } finally {
            if (!committed) {
                rollBack();
            }
        }
    }

    private static Outcome outcome(@Nullable String refusal) {
        return refusal == null ? new Outcome.Written() : new Outcome.Refused(refusal);
    }

    private void lock() throws SQLException {
        ByteBuffer name =
                ByteBuffer.wrap(digest("weir destination " + mapping.table().quoted()));
        catalog.lock(name.getInt(), name.getInt());
    }

    private static final String CHECK_AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE";

    /** A constraint that waits for the commit would not say which row it is about. */
    private void checkAtOnce() throws SQLException {
        execute(CHECK_AT_ONCE);
    }

    /** Runs of rows, in order, in which no key comes twice and the same columns are left to their defaults. */
    private List<List<RowJson>> groups(List<Item> items, Map<Long, String> refused) {
        List<List<RowJson>> groups = new ArrayList<>();
        List<RowJson> group = new ArrayList<>();
        Set<ByteBuffer> keys = new HashSet<>();
        int characters = 0;
        for (Item item : items) {
            RowJson row = RowJson.of(mapping, item);
            if (row.refusal() != null || row.json() == null) {
                refused.put(item.resultId(), String.valueOf(row.refusal()));
                continue;
            }
            ByteBuffer key = ByteBuffer.wrap(key(item));
            boolean fits = group.isEmpty()
                    || !keys.contains(key)
                            && characters + row.json().length() <= MOST_CHARACTERS
                            && Arrays.equals(left(group.getFirst()), left(row));
            if (!fits) {
                groups.add(group);
                group = new ArrayList<>();
                keys.clear();
                characters = 0;
            }
            group.add(row);
            keys.add(key);
            characters += row.json().length();
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }

    /** Which parts are left to their column's default. */
    private boolean[] left(RowJson row) {
        boolean[] left = new boolean[row.blank().length];
        for (int i = 0; i < left.length; i++) {
            Part part = mapping.parts().get(i);
            left[i] = row.blank()[i] && part.column().defaulted();
        }
        return left;
    }

    /**
     * Empties rows that are found by our row key, or by a handle that stands in one of the columns that are written.
     *
     * @param known row keys and handles; case does not count
     * @return how many were not empty before
     */
    long empty(List<String> known) throws Unavailable {
        String statement = sql.empty();
        if (statement.isEmpty()) {
            return 0;
        }
        boolean committed = false;
        try (Deadline _ = Deadline.in(limits.whole(), this::hangUp);
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            catalog.begin(limits);
            lock();
            prepared.setString(
                    1,
                    JSON.writeValueAsString(known.stream()
                            .map(one -> one.toLowerCase(Locale.ROOT))
                            .toList()));
            long rows = prepared.executeUpdate();
            connection.commit();
            committed = true;
            return rows;
        } catch (SQLException failed) {
            throw Sentences.isOfSomeRows(failed)
                    ? new Unavailable(
                            "Emptied rows do not satisfy the table: " + Sentences.refusal(failed, mapping.table())
                                    + " Empty them by hand.",
                            true)
                    : Sentences.unavailable(failed);
        } finally {
            if (!committed) {
                rollBack();
            }
        }
    }

    /** What {@link #empty} cannot empty, as a sentence; null when there is nothing. */
    @Nullable
    String left() {
        List<String> columns = sql.notEmptied();
        return columns.isEmpty()
                ? null
                : "What must not be null and is no text keeps its value: " + String.join(", ", columns)
                        + ". Empty it by hand.";
    }

    private void writeGroup(List<RowJson> rows, Map<Long, String> refused) throws SQLException {
        SQLException failure = tried(sql.write(left(rows.getFirst())), rows);
        if (failure == null) {
            return;
        }
        if (rows.size() == 1) {
            refused.put(rows.getFirst().item().resultId(), refusal(failure, rows));
            return;
        }
        int half = rows.size() / 2;
        writeGroup(rows.subList(0, half), refused);
        writeGroup(rows.subList(half, rows.size()), refused);
    }

    private String refusal(SQLException failure, List<RowJson> row) throws SQLException {
        String state = Sentences.state(failure);
        if (state.startsWith("22")) {
            // The server says what it could not read and not for which column.
            for (int i = 0; i < mapping.parts().size(); i++) {
                Part part = mapping.parts().get(i);
                if (!row.getFirst().blank()[i] && tried(sql.read(i), row) != null) {
                    return "Column \"" + part.column().name() + "\" ("
                            + part.column().type() + ") cannot take the value of field " + part.field() + " (" + state
                            + ").";
                }
            }
        }
        return Sentences.refusal(failure, mapping.table());
    }

    /** Why it did not work, when that is due to some of its rows; it has left nothing behind then. */
    private @Nullable SQLException tried(String statement, List<RowJson> rows) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            prepared.setString(1, rows.stream().map(RowJson::json).collect(Collectors.joining(",", "[", "]")));
            prepared.execute();
            connection.releaseSavepoint(before);
            return null;
        } catch (SQLException failure) {
            if (!Sentences.isOfSomeRows(failure)) {
                throw failure;
            }
            connection.rollback(before);
            return failure;
        }
    }

    private void execute(String statement) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            prepared.execute();
        }
    }

    private void rollBack() {
        try {
            connection.rollback();
        } catch (SQLException endedWithIt) {
            broken = true;
            Connections.close(connection);
        }
    }

    private void hangUp() {
        broken = true;
        Connections.hangUp(connection);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (broken) {
                Connections.close(connection);
            } else {
                park.run();
            }
        }
    }
}
