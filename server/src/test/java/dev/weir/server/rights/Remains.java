package dev.weir.server.rights;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks into every column of every table of Weir's for a text, with bytes as text, and inflated. */
public final class Remains {

    private static final String COLUMNS = """
            SELECT format('%I.%I', n.nspname, c.relname) AS place, a.attname, format_type(a.atttypid, NULL)
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND c.relkind IN ('r', 'p')
            """;

    private Remains() {}

    /** Where it still stands. @param owner who sees all tenants' rows */
    public static List<String> of(JdbcClient owner, String text) {
        List<String> found = new ArrayList<>();
        String wanted = text.toLowerCase(Locale.ROOT);
        owner.sql(COLUMNS).query(row -> {
            String table = row.getString(1);
            String column = row.getString(2);
            if (row.getString(3).equals("bytea")) {
                owner.sql("SELECT \"" + column + "\" FROM " + table + " WHERE \"" + column + "\" IS NOT NULL")
                        .query(bytes -> {
                            byte[] body = bytes.getBytes(1);
                            if (has(body, wanted) || has(inflated(body), wanted)) {
                                found.add(table + "." + column);
                            }
                        });
            } else {
                owner.sql("SELECT \"" + column + "\"::text FROM " + table + " WHERE strpos(lower(\"" + column
                                + "\"::text), ?) > 0")
                        .param(wanted)
                        .query(value -> {
                            found.add(table + "." + column + ": " + value.getString(1));
                        });
            }
        });
        return found;
    }

    private static boolean has(byte[] body, String text) {
        return new String(body, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT).contains(text);
    }

    private static byte[] inflated(byte[] body) {
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(body);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[4096];
            int read = inflater.inflate(buffer);
            while (read > 0) {
                out.write(buffer, 0, read);
                read = inflater.inflate(buffer);
            }
            return out.toByteArray();
        } catch (DataFormatException notDeflated) {
            return new byte[0];
        }
    }
}
