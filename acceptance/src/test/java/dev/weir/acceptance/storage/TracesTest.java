package dev.weir.acceptance.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.postgres.testing.TestDatabase;
import dev.weir.postgres.testing.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class TracesTest {

    private static final Traces TRACES = new Traces(List.of("Zyxwanda"));

    @TempDir
    Path folder;

    private static byte[] packed(String text, boolean bare) {
        Deflater deflater = new Deflater(9, bare);
        deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
        deflater.finish();
        byte[] buffer = new byte[1024];
        int length = deflater.deflate(buffer);
        deflater.end();
        return Arrays.copyOf(buffer, length);
    }

    @Test
    void aWordIsFoundInTextsDocumentsPackedBodiesAndFiles() throws Exception {
        try (TestDatabase database = TestPostgres.shared().emptyDatabase()) {
            JdbcClient owner = JdbcClient.create(
                    new DriverManagerDataSource(database.jdbcUrl(), database.user(), database.password()));
            owner.sql("CREATE SCHEMA s").update();
            owner.sql("CREATE TABLE s.texts AS SELECT * FROM (VALUES ('no'), ('a ZYXWANDA b')) AS v (t)")
                    .update();
            owner.sql("CREATE TABLE s.lists AS SELECT ARRAY['x', 'zyxwanda'] AS t, '{\"a\": [1]}'::jsonb AS j")
                    .update();
            owner.sql("CREATE TABLE s.documents AS SELECT '{\"a\": [\"Zyxwanda\"]}'::jsonb AS j")
                    .update();
            owner.sql("CREATE TABLE s.packed (b bytea)").update();
            for (byte[] bytes : List.of(
                    packed("{\"name\": \"Zyxwanda\"}", true),
                    packed("{\"name\": \"Zyxwanda\"}", false),
                    packed("{\"name\": \"Ada\"}", true),
                    "Zyxwanda".getBytes(StandardCharsets.UTF_8))) {
                owner.sql("INSERT INTO s.packed VALUES (?)").param(bytes).update();
            }
            owner.sql("CREATE TABLE s.clean AS SELECT 'Ada' AS t").update();

            assertThat(TRACES.tables(owner))
                    .isEqualTo(Map.of("s.texts", 1L, "s.lists", 1L, "s.documents", 1L, "s.packed", 3L));
        }

        Files.writeString(Files.createDirectories(folder.resolve("in")).resolve("log"), "about zyxwanda");
        Files.writeString(Files.createDirectories(folder.resolve("out")).resolve("log"), "about zyxwanda");
        Files.writeString(folder.resolve("other"), "about ada");
        assertThat(TRACES.files(folder, one -> !one.endsWith("out")))
                .containsExactly(folder.resolve("in").resolve("log").toString());
    }
}
