package dev.weir.server.rights;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks into every column of every table of Weir's for a text, with bytes as text, and inflated. */
public final class Remains {

    private static final String TABLES = """
            SELECT format('%I.%I', n.nspname, c.relname), array_remove(array_agg(
                CASE WHEN a.atttypid = 'bytea'::regtype THEN quote_ident(a.attname) END), NULL)
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND c.relkind IN ('r', 'p')
            GROUP BY 1
            """;

    private Remains() {}

    /** Where any of these still stands. @param owner who sees all tenants' rows */
    public static List<String> of(JdbcClient owner, String... texts) {
        List<String> found = new ArrayList<>();
        String[] wanted =
                Arrays.stream(texts).map(text -> text.toLowerCase(Locale.ROOT)).toArray(String[]::new);
        owner.sql(TABLES).query(row -> {
            String table = row.getString(1);
            owner.sql("SELECT t::text FROM " + table
                            + " t WHERE EXISTS (SELECT FROM unnest(?::text[]) w WHERE strpos(lower(t::text), w) > 0)")
                    .param(wanted)
                    .query(value -> {
                        found.add(table + ": " + value.getString(1));
                    });
            for (String column : (String[]) row.getArray(2).getArray()) {
                owner.sql("SELECT " + column + " FROM " + table + " WHERE octet_length(" + column + ") > 0")
                        .query(bytes -> {
                            byte[] body = bytes.getBytes(1);
                            for (String text : wanted) {
                                if (has(body, text) || has(inflated(body), text)) {
                                    found.add(table + "." + column + ": " + text);
                                }
                            }
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
