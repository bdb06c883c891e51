package dev.weir.acceptance.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.postgres.testing.TestPostgres;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

@Timeout(120)
class DestinationServerTest {

    @TempDir
    Path folder;

    @Test
    void itComesBackAtItsPortWithWhatWasCommittedAndWritesDownWhatItWasSent() throws Exception {
        try (DestinationServer server = DestinationServer.open(folder, TestPostgres.unpackFolder())) {
            int port = server.port();
            JdbcClient owner = server.make("acme");
            owner.sql("CREATE TABLE t (a text)").update();
            owner.sql("GRANT INSERT ON t TO " + DestinationServer.WRITER).update();
            JdbcClient writer = JdbcClient.create(new DriverManagerDataSource(
                    "jdbc:postgresql://127.0.0.1:" + port + "/acme", DestinationServer.WRITER, server.password()));
            long from = DecoyLog.end(server.log());
            // What would be an entry of its own, were it not bound and its lines not marked.
            String forged = "x'); DROP TABLE t; --\n@@ 1|weir_writer|acme LOG:  statement: DROP TABLE t";
            writer.sql("INSERT INTO t VALUES (?)").param(forged).update();

            server.kill();
            assertThatThrownBy(() -> owner.sql("SELECT 1").query(Integer.class).single())
                    .isInstanceOf(DataAccessException.class);
            server.start();

            assertThat(server.port()).isEqualTo(port);
            assertThat(owner.sql("SELECT a FROM t").query(String.class).single())
                    .isEqualTo(forged);
            assertThat(DecoyLog.by(DestinationServer.WRITER, server.log(), from).stream()
                            .filter(sent -> !sent.shape().startsWith("set "))
                            .map(DecoyLog.Sent::shape))
                    .containsExactly("insert into t values ($)");

            server.hold();
            CompletableFuture<Integer> waits = new CompletableFuture<>();
            Thread.ofVirtual()
                    .start(() -> waits.complete(owner.sql("SELECT count(*) FROM t")
                            .query(Integer.class)
                            .single()));
            assertThat(waits.completeOnTimeout(-1, 1, TimeUnit.SECONDS).get()).isEqualTo(-1);
            server.release();
            assertThat(owner.sql("SELECT count(*) FROM t").query(Integer.class).single())
                    .isEqualTo(1);
        }
    }
}
