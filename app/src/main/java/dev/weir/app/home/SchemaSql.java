package dev.weir.app.home;

import dev.weir.server.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** All that an administrator runs by hand where Weir gets no owner's credentials. */
final class SchemaSql {

    private SchemaSql() {}

    /** The role, the schema, and every migration in order. */
    static List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("-- As the database's owner. Choose the password, and give it to weir as WEIR_DB_PASSWORD.");
        lines.add(Database.roleSql("CHOOSE-16-OR-MORE-LETTERS-AND-DIGITS") + ";");
        lines.add("CREATE SCHEMA weir;");
        try {
            Resource[] files = new PathMatchingResourcePatternResolver(Database.class.getClassLoader())
                    .getResources("classpath*:db/migration/V*.sql");
            Arrays.sort(files, Comparator.comparingInt(SchemaSql::version));
            for (Resource file : files) {
                lines.add("-- " + file.getFilename());
                lines.addAll(
                        file.getContentAsString(StandardCharsets.UTF_8).lines().toList());
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("this build lacks its migrations", broken);
        }
        return lines;
    }

    private static int version(Resource file) {
        String name = String.valueOf(file.getFilename());
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }
}
