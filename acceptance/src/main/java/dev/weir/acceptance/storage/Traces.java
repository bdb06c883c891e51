package dev.weir.acceptance.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Looks for words in every table of a database, packed bodies among them, and in files. Small and capital letters are the
 * same.
 */
final class Traces {

    private static final String TABLES = """
            SELECT format('%I.%I', nspname, relname) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE relkind IN ('r', 'm', 'p') AND NOT relispartition
                AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
            ORDER BY 1
            """;
    private static final String PACKED = """
            SELECT attname FROM pg_attribute
            WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped AND atttypid = 'bytea'::regtype
            """;

    private final List<String> words;

    /** @param words in ASCII, so that no form of a text writes them otherwise */
    Traces(List<String> words) {
        this.words = words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
    }

    /** By table, in how many of its rows one of the words is. */
    Map<String, Long> tables(JdbcClient owner) {
        Map<String, Long> found = new TreeMap<>();
        String[] patterns = words.stream().map(word -> "%" + word + "%").toArray(String[]::new);
        for (String table : Listed.of(owner.sql(TABLES), String.class)) {
            long rows = owner.sql("SELECT count(*) FROM " + table + " AS t WHERE lower(t::text) LIKE ANY (?)")
                    .param(patterns)
                    .query(Long.class)
                    .single();
            for (String column : Listed.of(owner.sql(PACKED).param(table), String.class)) {
                rows += Listed.of(
                                owner.sql("SELECT \"" + column + "\" FROM " + table + " WHERE octet_length(\"" + column
                                        + "\") > 0"),
                                byte[].class)
                        .stream()
                        .filter(this::isIn)
                        .count();
            }
            if (rows > 0) {
                found.put(table, rows);
            }
        }
        return found;
    }

    /** The files below a folder in which one of the words is. @param looked which folders are looked into */
    List<String> files(Path folder, Predicate<Path> looked) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                if (Files.isDirectory(entry)) {
                    if (looked.test(entry)) {
                        found.addAll(files(entry, looked));
                    }
                } else if (Files.isRegularFile(entry) && isIn(Files.readAllBytes(entry))) {
                    found.add(entry.toString());
                }
            }
        }
        return found;
    }

    private boolean isIn(byte[] bytes) {
        return holds(bytes) || holds(inflated(bytes, false)) || holds(inflated(bytes, true));
    }

    private boolean holds(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        return words.stream().anyMatch(text::contains);
    }

    /** What comes of it as far as it can be unpacked. */
    private static byte[] inflated(byte[] bytes, boolean bare) {
        Inflater inflater = new Inflater(bare);
        try {
            inflater.setInput(bytes);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!inflater.finished()) {
                int length = inflater.inflate(buffer);
                if (length == 0) {
                    break;
                }
                out.write(buffer, 0, length);
            }
            return out.toByteArray();
        } catch (DataFormatException notPacked) {
            return new byte[0];
        } finally {
            inflater.end();
        }
    }
}
