package dev.weir.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.postgres.testing.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

@Timeout(120)
class HomeServerTest {

    private static final String FILL = "INSERT INTO t SELECT repeat('x', 1000) FROM generate_series(1, 100000)";
    private static final long SMALL = 1L << 30;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {SMALL, 0})
    void killedOrWithAFullDiskItTakesNothingNewAndKeepsWhatItHadTaken(long volume) throws Exception {
        try (HomeServer server = HomeServer.open(folder, TestPostgres.unpackFolder(), volume)) {
            JdbcClient sql = server.sql();
            sql.sql("CREATE TABLE t (a text)").update();
            sql.sql("INSERT INTO t VALUES ('kept')").update();

            server.kill();
            assertThat(server.isAlive()).isFalse();
            assertThatThrownBy(() -> sql.sql("SELECT 1").query(Integer.class).single())
                    .isInstanceOf(DataAccessException.class);
            server.ensureRunning();

            server.fillDisk();
            assertThatThrownBy(() -> sql.sql(FILL).update()).isInstanceOf(DataAccessException.class);
            server.freeDisk();
            server.ensureRunning();

            assertThat(sql.sql("SELECT a FROM t").query(String.class).list()).containsExactly("kept");
            assertThat(sql.sql(FILL).update()).isEqualTo(100_000);
        }
    }
}
