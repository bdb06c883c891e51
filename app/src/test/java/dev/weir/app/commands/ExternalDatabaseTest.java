package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server of the user's own: made ready by Weir as its owner, or by hand with the SQL that Weir prints. */
@Timeout(240)
class ExternalDatabaseTest {

    private static final String PASSWORD = "chosenByTheAdministrator1";

    private CommandLineHome home;
    private ExternalDatabase database;

    @BeforeEach
    void open() throws IOException, SQLException {
        home = CommandLineHome.fresh();
        database = new ExternalDatabase();
    }

    @AfterEach
    void close() throws IOException {
        database.close();
        home.close();
    }

    private FluentConfiguration flyway() {
        return Flyway.configure()
                .dataSource(database.url(), database.owner(), database.ownerPassword())
                .schemas("weir")
                .defaultSchema("weir");
    }

    private String printedSql(String says) {
        CommandLineHome.Ended ended = home.run("jobs", "--db", database.url());
        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitCodes.CONFIGURATION);
        assertThat(ended.err()).contains(says, "--db-admin", "SQL below").doesNotContain("\tat ");
        return ended.out().replace("CHOOSE-16-OR-MORE-LETTERS-AND-DIGITS", PASSWORD);
    }

    private void assertItWorks() {
        Path list = home.write("list.csv", "Domain\nacme.example\nglobex.example\n");
        home.run("enrich", list.toString(), "--fields", "company.industry", "--db", database.url())
                .orThrow();
        assertThat(home.file("list.enriched.csv")).exists();
        assertThat(home.run("verify", "--db", database.url()).orThrow().out()).contains("Everything fits");
    }

    @Test
    void thePrintedSqlRunByHandIsAllThatIsNeededAndLaterMigrationsFollowIt() throws Exception {
        String sql = printedSql("cannot sign in");
        assertThat(database.number("SELECT count(*) FROM pg_roles WHERE rolname = 'weir_app'"))
                .isZero();
        database.run(sql);
        home.with("WEIR_DB_PASSWORD", PASSWORD);
        assertItWorks();

        long migrations = database.number("SELECT count(*) FROM weir.flyway_schema_history");
        Path later = Files.createDirectory(home.file("later"));
        Files.writeString(later.resolve("V9000__later.sql"), "CREATE TABLE weir.later (only_column int);\n");
        assertThat(flyway().locations("classpath:db/migration", "filesystem:" + later)
                        .load()
                        .migrate()
                        .migrationsExecuted)
                .isEqualTo(1);
        assertThat(database.number("SELECT count(*) FROM weir.flyway_schema_history"))
                .isEqualTo(migrations + 1);
    }

    @Test
    void whoHasThePrintedSqlRunTwiceOrGivesTheOwnersAddressAfterItChangesNothing() throws SQLException {
        String sql = printedSql("cannot sign in");
        database.run(sql);
        long migrations = database.number("SELECT count(*) FROM weir.flyway_schema_history");
        home.with("WEIR_DB_PASSWORD", PASSWORD);
        home.run("jobs", "--db", database.url(), "--db-admin", database.adminUrl())
                .orThrow();
        assertThat(database.number("SELECT count(*) FROM weir.flyway_schema_history"))
                .isEqualTo(migrations);
        home.run("jobs", "--db", database.url()).orThrow();
    }

    @Test
    void ofAnOlderSchemaOnlyWhatIsMissingIsPrinted() throws SQLException {
        database.run("CREATE ROLE weir_app LOGIN PASSWORD '" + PASSWORD + "'");
        flyway().target("2").load().migrate();
        home.with("WEIR_DB_PASSWORD", PASSWORD);
        String sql = printedSql("has version 2");
        assertThat(sql).doesNotContain("CREATE TABLE weir.job (").contains("BEGIN;", "COMMIT;");
        database.run(sql);
        assertItWorks();
        assertThat(flyway().locations("classpath:db/migration").load().migrate().migrationsExecuted)
                .isZero();
    }

    @Test
    void anOlderSchemaWhoseSqlLeftNoHistoryGetsOne() throws SQLException {
        database.run("CREATE ROLE weir_app LOGIN PASSWORD '" + PASSWORD + "'");
        flyway().target("2").load().migrate();
        database.run("DROP TABLE weir.flyway_schema_history");
        home.with("WEIR_DB_PASSWORD", PASSWORD);
        database.run(printedSql("has version 2"));
        assertThat(flyway().locations("classpath:db/migration").load().migrate().migrationsExecuted)
                .isZero();
        home.run("jobs", "--db", database.url()).orThrow();
    }

    @Test
    void theOwnersAddressMakesTheRoleAndTheSchemaOnce() throws SQLException {
        home.run("jobs", "--db", database.url(), "--db-admin", database.adminUrl())
                .orThrow();
        assertThat(database.number("SELECT count(*) FROM pg_roles WHERE rolname = 'weir_app' AND NOT rolsuper"))
                .isEqualTo(1);
        assertItWorks();
    }

    @Test
    void aPasswordThatCannotBeSetAndAnOwnerWhoIsNoneAreToldInASentence() throws SQLException {
        CommandLineHome.Ended weak = home.with("WEIR_DB_PASSWORD", "short")
                .run("jobs", "--db", database.url(), "--db-admin", database.adminUrl());
        assertThat(weak.status()).as(weak.err()).isEqualTo(ExitCodes.USAGE);
        assertThat(weak.err()).contains("16 or more letters and digits").doesNotContain("\tat ");

        database.run("CREATE ROLE weir_stranger LOGIN CREATEROLE PASSWORD '" + PASSWORD + "'");
        try {
            CommandLineHome.Ended stranger = home.with("WEIR_DB_PASSWORD", PASSWORD)
                    .run("jobs", "--db", database.url(), "--db-admin", database.url("weir_stranger", PASSWORD));
            assertThat(stranger.status()).as(stranger.err()).isEqualTo(ExitCodes.UNAVAILABLE);
            assertThat(stranger.err())
                    .contains("cannot be prepared", "permission denied")
                    .doesNotContain("\tat ");
        } finally {
            database.run("DROP ROLE weir_stranger");
        }
    }
}
