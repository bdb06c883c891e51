package dev.weir.server.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.testing.WeirDatabase;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

final class VerificationTest {

    /** Whoever corrupts a database is not held up by constraints; the verification must see without them. */
    private static final String UNGUARD = """
            DO $$
            DECLARE
                guard record;
            BEGIN
                FOR guard IN SELECT conrelid::regclass AS guarded, conname FROM pg_constraint
                             WHERE connamespace = 'weir'::regnamespace AND contype = 'c' AND coninhcount = 0
                LOOP
                    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', guard.guarded, guard.conname);
                END LOOP;
                DROP INDEX weir.transfer_post;
            END $$
            """;

    private static final Pattern COMPARED = Pattern.compile("Join Filter: \\(+\\w+\\.\\w+ = \\w+\\.\\w+\\)");

    private final WeirDatabase database = WeirDatabase.filled("small world", VerificationTest::smallWorld);

    private static void smallWorld(DataSource owner) {
        SmallWorld.build(owner);
        JdbcClient.create(owner).sql(UNGUARD).update();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    /** Connections made after whatever was done to the database, so that they see its settings. */
    private Verification verification() {
        DataSource app = new DriverManagerDataSource(database.jdbcUrl(), database.appUser(), database.appPassword());
        return new Verification(app);
    }

    @Test
    void anEmptyDatabaseIsClean() {
        try (WeirDatabase empty = WeirDatabase.fresh()) {
            Report report = new Verification(empty.app()).run();
            assertThat(report.clean()).isTrue();
            assertThat(report.rowsLookedAt()).isZero();
        }
    }

    @Test
    void aConsistentWorldIsCleanAndEveryCheckLooksAtIt() {
        Report report = verification().run();
        assertThat(report.findings()).isEmpty();
        assertThat(report.warnings()).isEmpty();
        assertThat(report.checksRun())
                .containsExactlyElementsOf(
                        Verification.checks().stream().map(Check::id).toList());
        assertThat(report.rowsLookedAt()).isEqualTo(80);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aJobSomeOfWhoseRowsWereLetGoOfIsClean(int rows) {
        database.ownerJdbc().sql(PrunedCorruptions.pruned(rows)).update();
        assertThat(database.ownerJdbc()
                        .sql("SELECT count(*) FROM weir.job_row WHERE job_id = 3")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2 - rows);
        assertThat(verification().run().findings()).isEmpty();
    }

    /** Rows that match by a filter behind the join have been compared with all that share the rest of their keys. */
    @Test
    void noCheckComparesRowsByPartOfTheirKeysWithoutStatistics() {
        DataSource app = new DriverManagerDataSource(database.jdbcUrl(), database.appUser(), database.appPassword());
        Map<Check, List<String>> plans = new TransactionTemplate(new DataSourceTransactionManager(app)).execute(_ -> {
            JdbcClient jdbc = JdbcClient.create(app);
            jdbc.sql(Verification.SETTINGS).query().singleRow();
            return Verification.checks().stream()
                    .collect(Collectors.toMap(
                            check -> check,
                            check -> jdbc.sql("EXPLAIN " + check.sql())
                                    .query(String.class)
                                    .list()));
        });
        assertThat(plans)
                .isNotEmpty()
                .allSatisfy((check, plan) -> assertThat(plan)
                        .as(check.toString())
                        .isNotEmpty()
                        .noneMatch(line -> COMPARED.matcher(line).find()));
    }

    static Stream<Corruption> corruptions() {
        return Stream.of(
                        AccessCorruptions.all(),
                        RightsCorruptions.all(),
                        EventCorruptions.all(),
                        MoneyCorruptions.all(),
                        StateCorruptions.all(),
                        EvidenceCorruptions.all(),
                        LateCorruptions.all(),
                        ResultCorruptions.all(),
                        PrunedCorruptions.all(),
                        AudienceCorruptions.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("corruptions")
    void aPlantedCorruptionIsNamedByTheRightChecksAndNoOther(Corruption corruption) {
        JdbcClient owner = database.ownerJdbc();
        corruption.statements().forEach(statement -> owner.sql(statement).update());

        Report report = verification().run();

        List<String> named = Stream.concat(report.findings().stream(), report.warnings().stream())
                .map(Finding::check)
                .distinct()
                .toList();
        assertThat(named).as("%s", report).containsExactlyInAnyOrderElementsOf(corruption.named());
        assertThat(report.counts()).containsOnlyKeys(corruption.named());
        assertThat(named.getFirst()).isEqualTo(corruption.named().getFirst());
    }

    @Test
    void everyCheckNamesSomeCorruption() {
        Set<String> checks = new HashSet<>();
        corruptions().forEach(corruption -> checks.addAll(corruption.named()));
        assertThat(checks)
                .containsExactlyInAnyOrderElementsOf(
                        Verification.checks().stream().map(Check::id).toList());
    }

    @Test
    void aCheckThatCannotBeRunIsAFindingAndTheOthersStillRun() {
        database.ownerJdbc()
                .sql("UPDATE weir.job SET plan = replace(plan, '\"price\":200', '\"price\":\"x\"') WHERE id = 1")
                .update();
        Report report = verification().run();
        assertThat(report.findings())
                .filteredOn(finding -> finding.check().equals("L5-charge-by-rule"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).startsWith("it could not be run"));
        assertThat(report.checksRun())
                .contains("J8-rows", "A2-answer-from-nowhere")
                .doesNotContain("L5-charge-by-rule");
    }

    @Test
    void noMoreThanAScreenfulOfOneCheckIsReportedAndAllAreCounted() {
        database.ownerJdbc()
                .sql("INSERT INTO weir.job_row SELECT 1, 2, n, '{}' FROM generate_series(2, 2) AS n")
                .update();
        database.ownerJdbc().sql("""
                        INSERT INTO weir.cell SELECT 1, 2, 1, n, 1, NULL, NULL, NULL, 0, 1, weir.now()
                        FROM generate_series(2, 1001) AS n
                        """).update();
        Report report = verification().run();
        assertThat(report.counts()).containsEntry("J5-cell-beyond-plan", 1_000L);
        assertThat(report.findings())
                .filteredOn(finding -> finding.check().equals("J5-cell-beyond-plan"))
                .hasSize(Verification.MOST_FINDINGS);
    }

    @Test
    void whatNeedsAQuietSystemIsLeftOutWhileABatchIsRun() {
        database.ownerJdbc()
                .sql("INSERT INTO weir.node (home, beat_until) VALUES (gen_random_uuid(), weir.now())")
                .update();
        database.ownerJdbc().sql("""
                        UPDATE weir.batch SET state = 1, node = 1, lease_until = weir.now() + interval '1 hour' WHERE id = 4
                        """).update();
        Report report = verification().run();
        assertThat(report.findings()).isEmpty();
        assertThat(report.checksRun()).contains("L2-job-balance").doesNotContain("P3-doubt-without-intent");
    }

    @Test
    void verifyingAsTheOwnerSaysThatRowLevelSecurityWasNotTried() {
        assertThat(new Verification(database.owner()).run().counts()).containsOnlyKeys("S9-role");
    }

    @Test
    void postgresqlParsesEveryStatement() {
        for (Check check : Verification.checks()) {
            assertThat(database.jdbc()
                            .sql("EXPLAIN " + check.sql())
                            .query(String.class)
                            .list())
                    .as(check.id())
                    .isNotEmpty();
        }
    }
}
