package dev.weir.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.Weir;
import dev.weir.server.testing.WeirDatabase;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** PostgreSQL itself reads every statement of the classes that own a table. */
class StatementsTest {

    private static final List<String> VERBS = List.of("SELECT", "INSERT", "UPDATE", "DELETE", "WITH");

    private static final Pattern PARAMETER = Pattern.compile("\\?|(?<![:\\w]):[a-zA-Z]\\w*");

    @Test
    void everyStatementParsesAgainstTheMigratedSchema() throws Exception {
        Map<String, String> statements = statements();
        assertThat(statements).hasSizeGreaterThan(60);
        List<String> refused = new ArrayList<>();
        try (WeirDatabase database = WeirDatabase.fresh();
                Connection connection = database.app().getConnection()) {
            for (Map.Entry<String, String> statement : statements.entrySet()) {
                try (Statement prepare = connection.createStatement()) {
                    prepare.execute("PREPARE s AS " + numbered(statement.getValue()));
                    prepare.execute("DEALLOCATE s");
                } catch (SQLException e) {
                    refused.add(statement.getKey() + ": " + e.getMessage());
                }
            }
        }
        assertThat(refused).isEmpty();
    }

    /** JDBC's question marks and Spring's names as PostgreSQL counts them. */
    private static String numbered(String sql) {
        List<String> names = new ArrayList<>();
        return PARAMETER.matcher(sql).replaceAll(found -> {
            String name = found.group().equals("?") ? "?" + names.size() : found.group();
            if (!names.contains(name)) {
                names.add(name);
            }
            return "\\$" + (names.indexOf(name) + 1);
        });
    }

    private static Map<String, String> statements() throws Exception {
        Map<String, String> statements = new TreeMap<>();
        for (Class<?> table : tables()) {
            for (Field field : table.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                    field.setAccessible(true);
                    String text = (String) field.get(null);
                    if (VERBS.contains(text.strip().split("\\s", 2)[0].toUpperCase(Locale.ROOT))) {
                        statements.put(table.getSimpleName() + "." + field.getName(), text);
                    }
                }
            }
        }
        return statements;
    }

    private static List<Class<?>> tables() throws IOException, URISyntaxException, ClassNotFoundException {
        Path root = Path.of(
                Weir.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Class<?>> tables = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> path.toString().endsWith("Table.class"))
                    .toList()) {
                String name = root.relativize(file).toString().replace('/', '.').replace(".class", "");
                tables.add(Class.forName(name));
            }
        }
        assertThat(tables).hasSizeGreaterThan(10);
        return tables;
    }
}
