package dev.weir.postgres.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TestPostgresTest {
    private final TestPostgres postgres = TestPostgres.shared();

    @Test
    void clonesHaveTheTemplatesRowsAndDoNotSeeEachOthers() throws Exception {
        AtomicInteger migrations = new AtomicInteger();
        Migration migration = database -> {
            migrations.incrementAndGet();
            execute(database, "CREATE TABLE t AS SELECT 1 AS n");
        };
        String template = postgres.template("rows", migration);
        assertThat(postgres.template("rows", migration)).isEqualTo(template);
        assertThat(migrations).hasValue(1);

        try (TestDatabase one = postgres.freshDatabase(template);
                TestDatabase two = postgres.freshDatabase(template)) {
            execute(one, "INSERT INTO t VALUES (2)");
            assertThat(count(one)).isEqualTo(2);
            assertThat(count(two)).isEqualTo(1);
        }
    }

    @Test
    void closingDropsTheDatabaseEvenWhileSomebodyIsConnected() throws Exception {
        TestDatabase database = postgres.emptyDatabase();
        try (Connection left = database.connect()) {
            assertThat(left.isValid(5)).isTrue();
            database.close();
            assertThatThrownBy(database::connect)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("does not exist");
        }
    }

    @Test
    void aMigrationThatFailsIsToldAndMayBeTriedAgain() throws Exception {
        assertThatThrownBy(() -> postgres.template("broken", database -> execute(database, "CREATE NONSENSE")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("broken")
                .hasRootCauseInstanceOf(SQLException.class);
        String template = postgres.template("broken", database -> execute(database, "CREATE TABLE t (n int)"));
        try (TestDatabase database = postgres.freshDatabase(template)) {
            assertThat(count(database)).isZero();
        }
    }

    @Test
    void programsAreUnpackedWhereOnlyTheirOwnerWrites() {
        Path folder = TestPostgres.unpackFolder();
        assertThat(folder).isDirectory();
        assertThat(TestPostgres.unpackFolder()).isEqualTo(folder);
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int count(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM t")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
