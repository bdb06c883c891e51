package dev.weir.server.retention;

import static dev.weir.server.testing.ScriptedVendor.found;
import static dev.weir.server.testing.ScriptedVendor.notFound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Ask;
import dev.weir.provider.Heard;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Values;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.audience.Arrival;
import dev.weir.server.audience.Arrived;
import dev.weir.server.audience.From;
import dev.weir.server.insight.Moment;
import dev.weir.server.insight.Spending;
import dev.weir.server.insight.Timelines;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Reruns;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedLate;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.tickets.StoredSubmission;
import dev.weir.server.tickets.Tickets;
import dev.weir.server.waterfall.OnDoubt;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class RetentionTest {

    private static final String NAME = "company.name";

    private static final RetentionPolicy ROWS_FOR_A_DAY = new RetentionPolicy(1, null, null, null, null, null, null);

    /** Every table and function of the schema belongs to somebody whom row-level security binds. */
    private static final String PLAIN_OWNER = """
            DO $$
            DECLARE
                thing text;
            BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'weir_plain_owner') THEN
                    CREATE ROLE weir_plain_owner NOLOGIN;
                END IF;
                ALTER SCHEMA weir OWNER TO weir_plain_owner;
                FOR thing IN SELECT c.oid::regclass::text FROM pg_class c
                             WHERE c.relnamespace = 'weir'::regnamespace AND c.relkind IN ('r', 'p')
                LOOP
                    EXECUTE format('ALTER TABLE %s OWNER TO weir_plain_owner', thing);
                END LOOP;
                FOR thing IN SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'weir'::regnamespace
                LOOP
                    EXECUTE format('ALTER FUNCTION %s OWNER TO weir_plain_owner', thing);
                END LOOP;
            END $$
            """;

    @TempDir
    Path folder;

    private ScriptedVendor acme;
    private ScriptedLate late;
    private TestWeir test;

    @BeforeEach
    void open() {
        acme = ScriptedVendor.giving("acme", NAME, RetentionTest::answer);
        late = ScriptedLate.giving("late", NAME, 2, Charge.ACCEPTED, null);
        test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(acme, late))
                .settings(settings -> settings.with(settings.enrichment()
                                .withLinger(Duration.ofMillis(50))
                                .withLateLook(Duration.ofMillis(50)))
                        .withPublicUrl(URI.create("https://weir.example")));
    }

    @AfterEach
    void close() {
        test.close();
    }

    /** Companies 1 and 4 are not known. */
    private static Reply answer(Ask ask) {
        String domain = ask.text("company.domain");
        return domain.startsWith("company1.") || domain.startsWith("company4.")
                ? notFound()
                : found(NAME, "Name of " + domain);
    }

    private Job run(RunningWeir engine, int rows, String provider) {
        Job job = test.submit(
                test.request(test.plan(OnDoubt.HOLD, List.of(NAME), provider)),
                TestWeir.companies(rows),
                engine.engine());
        test.await(job);
        return job;
    }

    private Job rerunOfFailed(RunningWeir engine, Job parent) {
        Job child = test.weir()
                .reruns()
                .submit(failed(parent), engine.engine(), _ -> {})
                .job();
        test.await(child);
        return child;
    }

    private Reruns.Request failed(Job parent) {
        return new Reruns.Request(
                test.workspace(), parent, new Reruns.Chosen.Failed(), null, false, null, null, null, null, null);
    }

    private void keep(RetentionPolicy policy) {
        test.weir().transactions().in(test.workspace().id(), () -> {
            test.weir().retention().set(test.workspace().id(), policy, "test");
            return policy;
        });
    }

    private Pruned prune() {
        return test.weir().retention().prune(test.workspace().id(), Steps.AT_ONCE);
    }

    private Pruned foreseen() {
        return test.weir().retention().foresee(test.workspace().id());
    }

    private int count(String sql) {
        return test.database().ownerJdbc().sql(sql).query(Integer.class).single();
    }

    private static void until(String what, BooleanSupplier done) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static void gone(ThrowingCallable reading) {
        assertThatThrownBy(reading).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo("rows_pruned");
            assertThat(problem.kind()).isEqualTo(Problem.Kind.GONE);
        });
    }

    /** All that is told of a job without its rows. */
    private List<Object> summary(Job job) {
        return List.of(
                test.weir().statistics().ofJob(job),
                test.weir()
                        .insight()
                        .figures()
                        .steps(job, test.weir().jobs().progress(job).totalRows()),
                test.weir().jobs().progress(job),
                test.weir().statistics().hitRates(job.workspaceId(), List.of(job), 100),
                test
                        .weir()
                        .insight()
                        .spending()
                        .of(job.workspaceId(), Spending.By.JOB, Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"))
                        .stream()
                        .filter(spend -> spend.toString().contains(String.valueOf(job.id())))
                        .toList());
    }

    @Test
    void rowsOfClosedJobsGoWithAllThatIsKeptOfThemAndWhatTheyCostStays() {
        try (RunningWeir engine = test.start()) {
            Job job = run(engine, 6, "acme");
            Job child = rerunOfFailed(engine, job);
            test.database().crank(Duration.ofDays(2));
            Job young = run(engine, 6, "acme");
            int calls = acme.calls();
            keep(ROWS_FOR_A_DAY);
            List<Object> before = summary(job);
            List<Object> beforeChild = summary(child);

            assertThat(foreseen()).isEqualTo(new Pruned(2, 8, 0, 0, 0, 0, 0, 0));
            assertThat(count("SELECT count(*) FROM weir.pruned")).isZero();
            assertThat(prune()).isEqualTo(new Pruned(2, 8, 0, 0, 0, 0, 0, 0));
            assertThat(prune()).isEqualTo(Pruned.NOTHING);
            assertThat(foreseen()).isEqualTo(Pruned.NOTHING);

            for (String table : List.of("job_row", "cell", "enrichment_record")) {
                assertThat(count("SELECT count(DISTINCT job_id) FROM weir." + table))
                        .as(table)
                        .isEqualTo(1);
            }
            assertThat(count("SELECT count(*) FROM weir.rerun_row")).isZero();
            assertThat(summary(job)).isEqualTo(before);
            assertThat(summary(child)).isEqualTo(beforeChild);
            assertThat(test.weir().jobs().view(job.workspaceId(), job.id()).rowsPrunedAt())
                    .isNotNull();
            assertThat(test.rows(young, 6)).hasSize(6);
            gone(() -> test.rows(job, 6));
            gone(() -> test.weir().storedRows().read(job, 0, 6));
            gone(() -> test.weir().rowPages().page(child, null, 0, 0, 10));
            gone(() -> test.weir().insight().explanations().of(job, 0, NAME));
            gone(() -> test.weir().insight().timelines().ofRow(job, 0));
            gone(() -> test.weir().reruns().submit(failed(job), engine.engine(), _ -> {}));
            assertThat(test.weir()
                            .insight()
                            .timelines()
                            .ofJob(job, Timelines.Mark.START, 100)
                            .moments())
                    .extracting(Moment::kind)
                    .contains(Moment.Kind.ROWS_PRUNED)
                    .doesNotContain(Moment.Kind.ASKED);
            test.assertVerified();
            // What it was told is remembered, whoever's rows are gone.
            run(engine, 6, "acme");
            assertThat(acme.calls()).isEqualTo(calls);
            test.assertVerified();
        }
    }

    @Test
    void nothingGoesOfJobsThatAreYoungOpenInDoubtOrHaveResultsToDeliver() {
        acme.answers(_ -> new Reply.Lost("cut"));
        try (RunningWeir engine = test.start()) {
            keep(ROWS_FOR_A_DAY);
            run(engine, 2, "acme");
            test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of(NAME), "acme")),
                    TestWeir.companies(2),
                    NoEngine.INSTANCE);
            assertThat(prune()).isEqualTo(Pruned.NOTHING);
            test.database().crank(Duration.ofDays(2));
            assertThat(prune()).isEqualTo(Pruned.NOTHING);
            assertThat(foreseen()).isEqualTo(Pruned.NOTHING);
        }
    }

    @Test
    void resultsThatAreStillToBeDeliveredKeepTheirRows() {
        try (RunningWeir engine = test.start()) {
            keep(ROWS_FOR_A_DAY);
            Job job = run(engine, 2, "acme");
            test.database().crank(Duration.ofDays(2));
            test.database()
                    .ownerJdbc()
                    .sql("INSERT INTO weir.result (workspace_id, workflow_id, job_id, row_idx, step, cell_state, at)"
                            + " VALUES (?, gen_random_uuid(), ?, 0, 0, 2, weir.now())")
                    .params(job.workspaceId(), job.id())
                    .update();
            assertThat(prune()).isEqualTo(Pruned.NOTHING);
            test.database().ownerJdbc().sql("DELETE FROM weir.result").update();
            assertThat(prune().rows()).isEqualTo(2);
        }
    }

    @Test
    void aRerunThatIsYoungKeepsTheRowsOfTheJobThatItIsLaidOver() {
        try (RunningWeir engine = test.start()) {
            keep(ROWS_FOR_A_DAY);
            Job job = run(engine, 6, "acme");
            test.database().crank(Duration.ofDays(2));
            rerunOfFailed(engine, job);
            assertThat(prune()).isEqualTo(Pruned.NOTHING);
            test.database().crank(Duration.ofDays(2));
            assertThat(prune()).isEqualTo(new Pruned(2, 8, 0, 0, 0, 0, 0, 0));
            test.assertVerified();
        }
    }

    @Test
    void whoeverBreaksOffLeavesTheRestToWhoeverComesNextAlsoUnderAnOwnerWhomRowLevelSecurityBinds() {
        test.database().ownerJdbc().sql(PLAIN_OWNER).update();
        try (RunningWeir engine = test.start()) {
            Job job = run(engine, 2_000, "acme");
            keep(ROWS_FOR_A_DAY);
            test.database().crank(Duration.ofDays(2));
            AtomicInteger steps = new AtomicInteger();
            Pruned some = test.weir().retention().prune(test.workspace().id(), _ -> steps.incrementAndGet() < 2);
            assertThat(some).isEqualTo(new Pruned(0, 1_000, 0, 0, 0, 0, 0, 0));
            gone(() -> test.weir().storedRows().read(job, 1_000, 2_000));
            test.assertVerified();
            // What has begun to go goes, whatever is wanted now.
            keep(RetentionPolicy.DEFAULT);
            assertThat(foreseen()).isEqualTo(new Pruned(1, 1_000, 0, 0, 0, 0, 0, 0));
            assertThat(prune()).isEqualTo(new Pruned(1, 1_000, 0, 0, 0, 0, 0, 0));
            assertThat(count("SELECT count(*) FROM weir.job_row")).isZero();
            test.assertVerified();
        }
    }

    @Test
    void lateAnswersGoWithTheirRowsAndWhatWasCalledBackByItsOwnPolicy() {
        try (RunningWeir engine = test.start()) {
            keep(new RetentionPolicy(30, null, 10, null, null, null, null));
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of(NAME), "late")),
                    TestWeir.companies(4),
                    engine.engine());
            until(
                    "the vendor has all",
                    () -> late.submissions().stream()
                                    .mapToInt(submission -> submission.items().size())
                                    .sum()
                            == 4);
            for (Submission submission : late.submissions()) {
                callBack(engine, submission);
            }
            test.await(job);
            test.database()
                    .ownerJdbc()
                    .sql(
                            "INSERT INTO weir.inbox (workspace_id, kind, submission_id, headers, body, hash, received_at, due_at,"
                                    + " processed_at, effect) SELECT workspace_id, 1, id, '{}', 'x', 'x', weir.now(), weir.now(),"
                                    + " weir.now(), 'answered' FROM weir.submission")
                    .update();
            int called = count("SELECT count(*) FROM weir.inbox");
            assertThat(called).isPositive();
            assertThat(count("SELECT count(*) FROM weir.evidence")).isEqualTo(4);

            test.database().crank(Duration.ofDays(11));
            assertThat(foreseen().inbox()).isEqualTo(called);
            assertThat(prune()).isEqualTo(new Pruned(0, 0, 0, called, 0, 0, 0, 0));
            test.assertVerified();
            test.database().crank(Duration.ofDays(20));
            assertThat(prune()).isEqualTo(new Pruned(1, 4, 0, 0, 0, 0, 0, 0));
            for (String table : List.of("ticket", "submission", "evidence", "inbox")) {
                assertThat(count("SELECT count(*) FROM weir." + table))
                        .as(table)
                        .isZero();
            }
            test.assertVerified();
        }
    }

    private void callBack(RunningWeir engine, Submission submission) {
        String text = submission.callbackText();
        String token = text.substring(text.lastIndexOf('/') + 1);
        long workspace = Tickets.workspaceOf(token).orElseThrow();
        test.weir()
                .transactions()
                .in(workspace, () -> {
                    StoredSubmission stored =
                            test.weir().submissions().byToken(workspace, token).orElseThrow();
                    return test.weir()
                            .tickets()
                            .heard(
                                    stored,
                                    Heard.last(
                                            ScriptedLate.answers(
                                                    submission,
                                                    item -> found(
                                                            NAME, item.ask().text("company.domain"))),
                                            null));
                })
                .effects()
                .forEach(effect -> engine.engine().start(effect.ticket().jobId()));
    }

    @Test
    void answersGoWhenTheyAreOldAndCanNoLongerBeReused() {
        try (RunningWeir engine = test.start()) {
            keep(new RetentionPolicy(1, 1, null, null, null, null, null));
            run(engine, 6, "acme");
            test.database().crank(Duration.ofDays(8));
            Job young = run(engine, 6, "acme");
            // Finds of eight days are fresh and were reused, misses of eight days were asked again.
            assertThat(prune()).isEqualTo(new Pruned(1, 6, 0, 0, 0, 0, 0, 0));
            assertThat(count("SELECT count(*) FROM weir.answer")).isEqualTo(6);
            test.assertVerified();
            test.database().crank(Duration.ofDays(25));
            assertThat(foreseen().answers()).isEqualTo(6);
            // The rows that have reused them are still there.
            keep(new RetentionPolicy(null, 1, null, null, null, null, null));
            assertThat(prune()).isEqualTo(new Pruned(0, 0, 6, 0, 0, 0, 0, 0));
            assertThat(test.rows(young, 6)).hasSize(6);
            test.assertVerified();
        }
    }

    @Test
    void eventsGoInTheirOrderButForThoseThatSomebodyIsStillToHear() {
        test.database()
                .ownerJdbc()
                .sql("INSERT INTO weir.webhook (workspace_id, callback_url, event_types, is_active)"
                        + " VALUES (?, 'https://hooks.example', '{job.completed,job.partially_completed}', true)")
                .param(test.workspace().id())
                .update();
        try (RunningWeir engine = test.start()) {
            run(engine, 2, "acme");
            test.database()
                    .ownerJdbc()
                    .sql("UPDATE weir.webhook_delivery SET state = 3, due_at = weir.now()")
                    .update();
            test.database().crank(Duration.ofDays(89));
            assertThat(prune()).isEqualTo(Pruned.NOTHING);
            test.database().crank(Duration.ofDays(2));
            assertThat(prune()).isEqualTo(new Pruned(0, 0, 0, 0, 1, 0, 0, 0));
            test.assertVerified();
            test.database()
                    .ownerJdbc()
                    .sql("UPDATE weir.webhook_delivery SET state = 2, ended_at = weir.now()")
                    .update();
            assertThat(prune()).isEqualTo(new Pruned(0, 0, 0, 0, 1, 0, 0, 0));
            assertThat(count("SELECT count(*) FROM weir.event")).isZero();
            assertThat(count("SELECT count(*) FROM weir.webhook_delivery")).isZero();
            assertThat(count("SELECT count(*) FROM weir.webhook")).isEqualTo(1);
            test.assertVerified();
        }
    }

    private void log(long workspaceId) {
        test.database()
                .ownerJdbc()
                .sql(
                        "INSERT INTO weir.enrichment_results_log (workspace_id, result_id, workflow_id, workflow_slug, play_name,"
                                + " step_number, status) VALUES (?, 1, gen_random_uuid(), 's', 'p', 1, 'stored')")
                .param(workspaceId)
                .update();
    }

    @Test
    void aMonthOfTheResultsLogIsDroppedWhenNoWorkspaceKeepsAnythingOfIt() throws SQLException {
        test.database().ownerJdbc().sql(PLAIN_OWNER).update();
        long mine = test.workspace().id();
        long other = test.weir().workspaces().ensure("other", true, true).id();
        String partitions =
                "SELECT count(*) FROM pg_inherits WHERE inhparent = 'weir.enrichment_results_log'::regclass";
        assertThat(count(partitions)).isEqualTo(5);
        log(mine);
        log(other);
        assertThat(count("SELECT count(*) FROM weir.enrichment_results_log_other"))
                .isZero();
        keep(new RetentionPolicy(null, null, null, null, null, 5, null));
        test.database().crank(Duration.ofDays(62));

        test.weir().retention().partitions();
        assertThat(count("SELECT count(*) FROM weir.enrichment_results_log")).isEqualTo(2);
        assertThat(foreseen().logEntries()).isEqualTo(1);
        assertThat(prune()).isEqualTo(new Pruned(0, 0, 0, 0, 0, 0, 1, 0));
        assertThat(count("SELECT count(*) FROM weir.enrichment_results_log")).isEqualTo(1);
        test.weir().transactions().in(other, () -> {
            test.weir().retention().set(other, new RetentionPolicy(null, null, null, null, null, 100, null), "test");
            return other;
        });
        test.weir().retention().partitions();
        assertThat(count("SELECT count(*) FROM weir.enrichment_results_log")).isEqualTo(1);
        test.database().crank(Duration.ofDays(40));
        // Somebody reads the log for long: it is let be, and nobody waits behind it.
        try (Connection reader = test.database().owner().getConnection();
                Statement reading = reader.createStatement()) {
            reader.setAutoCommit(false);
            reading.execute("SELECT count(*) FROM weir.enrichment_results_log");
            assertThat(test.weir().retention().partitions()).isZero();
            reader.rollback();
        }
        assertThat(test.weir().retention().partitions()).isPositive();
        assertThat(count("SELECT count(*) FROM weir.enrichment_results_log")).isZero();
        test.database().crank(Duration.ofDays(70));
        assertThat(count("SELECT weir.drop_log_partitions()"))
                .as("one in a transaction")
                .isEqualTo(1);
        assertThat(test.weir().retention().partitions()).isPositive();
        test.assertVerified();
    }

    @Test
    void resultsFromOutsideGoWhenTheyAreOldAndDelivered() {
        keep(new RetentionPolicy(null, null, null, null, 5, null, null));
        test.database()
                .ownerJdbc()
                .sql("INSERT INTO weir.outside_result (workspace_id, workflow_id, data, reported_by)"
                        + " SELECT ?, gen_random_uuid(), '{}', 'test' FROM generate_series(1, 2)")
                .param(test.workspace().id())
                .update();
        test.database()
                .ownerJdbc()
                .sql(
                        "INSERT INTO weir.result (workspace_id, workflow_id, job_id, row_idx, step, outside_id, cell_state, at)"
                                + " SELECT workspace_id, workflow_id, 0, 0, 0, id, 2, at FROM weir.outside_result ORDER BY id LIMIT 1")
                .update();
        test.database().crank(Duration.ofDays(6));
        assertThat(prune()).isEqualTo(new Pruned(0, 0, 0, 0, 0, 1, 0, 0));
    }

    @Test
    void theProgramCannotLetGoOfWhatHasNotBegunToGoNorOfAnotherWorkspaces() {
        try (RunningWeir engine = test.start()) {
            Job job = run(engine, 2, "acme");
            long mine = test.workspace().id();
            for (String call : List.of(
                    "SELECT weir.prune_rows(" + mine + ", " + job.id() + ", 10)",
                    "SELECT weir.prune_rows(" + (mine + 1) + ", " + job.id() + ", 10)",
                    "SELECT weir.prune_begin(" + (mine + 1) + ", " + job.id() + ")",
                    "DELETE FROM weir.enrichment_record",
                    "INSERT INTO weir.pruned (job_id, workspace_id, rows_at) VALUES (" + job.id() + ", " + mine
                            + ", weir.now())")) {
                assertThatThrownBy(() -> test.database().transactions().in(mine, () -> {
                            test.database()
                                    .jdbc()
                                    .sql("SET LOCAL ROLE weir_app")
                                    .update();
                            test.database().jdbc().sql(call).query().listOfRows();
                            return call;
                        }))
                        .as(call)
                        .rootCause()
                        .message()
                        .containsAnyOf("permission denied", "not named", "have not begun");
            }
            test.assertVerified();
        }
    }

    @Test
    void aNodeLetsGoOnceADayByItselfAndAnotherOneHasNothingToDo() {
        try (RunningWeir engine = test.start()) {
            Job job = run(engine, 3, "acme");
            // What a process that died has left half taken in goes at the next look, without a start.
            test.database()
                    .ownerJdbc()
                    .sql("INSERT INTO weir.job (workspace_id, name, plan, on_doubt, worst_row, fresh)"
                            + " SELECT workspace_id, name, plan, on_doubt, worst_row, fresh FROM weir.job WHERE id = ?")
                    .param(job.id())
                    .update();
            test.database()
                    .ownerJdbc()
                    .sql("INSERT INTO weir.job_state (job_id, workspace_id, status, phase)"
                            + " SELECT max(id), max(workspace_id), 'pending', 'ingesting' FROM weir.job")
                    .update();
            keep(ROWS_FOR_A_DAY);
            test.database().crank(Duration.ofDays(2));
            Retention retention = test.weir().retention();
            try (Rounds _ = rounds(retention);
                    Rounds _ = rounds(retention)) {
                until("what was half taken in has gone", () -> count("SELECT count(*) FROM weir.job") == 1);
                until("the rows have gone", () -> count("SELECT count(*) FROM weir.job_row") == 0);
                until(
                        "the round is over",
                        () -> count("SELECT count(*) FROM weir.retention_round WHERE lease_until = '-infinity'"
                                        + " AND due_at > weir.now() + interval '20 hours'")
                                == 1);
            }
        }
    }

    private Rounds rounds(Retention retention) {
        return Rounds.start(
                retention,
                test.database().jdbc(),
                test.database().transactions(),
                () -> List.of(test.workspace().id()),
                test.weir().jobs()::sweepOrphans,
                Duration.ofMillis(20));
    }

    @Test
    void aNumberOfDaysThatIsNoneIsRefusedWhereItStands() {
        assertThatThrownBy(() -> new RetentionPolicy(0, null, 36_501, null, null, null, null))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.errors())
                                .extracting(Problem.At::pointer)
                                .containsExactly("/rows", "/inbox"));
    }

    @Test
    void ofSubscribersTheirPayloadsGoAndWhatWasRefusedAndTheirHistoryStays() {
        keep(new RetentionPolicy(null, null, null, null, null, null, 30));
        long workspace = test.workspace().id();
        From source = new From(1, From.Merge.NEWER, From.Kind.API);
        List<Arrived> arrived = test.weir()
                .transactions()
                .in(
                        workspace,
                        () -> test.weir()
                                .subscribers()
                                .receive(
                                        workspace,
                                        source,
                                        List.of(
                                                new Arrival(
                                                        "ada@mail.example",
                                                        Values.of(NAME, "Acme"),
                                                        null,
                                                        null,
                                                        null,
                                                        "{\"old\": 1}"),
                                                new Arrival(
                                                        "nobody", Values.none(), null, null, null, "{\"old\": 2}"))));
        test.database().crank(Duration.ofDays(31));
        test.weir()
                .transactions()
                .in(
                        workspace,
                        () -> test.weir()
                                .subscribers()
                                .receive(
                                        workspace,
                                        source,
                                        List.of(new Arrival(
                                                "ada@mail.example",
                                                Values.of(NAME, "Bcme"),
                                                null,
                                                null,
                                                null,
                                                "{\"new\": 1}"))));

        assertThat(foreseen()).isEqualTo(new Pruned(0, 0, 0, 0, 0, 0, 0, 2));
        assertThat(prune()).isEqualTo(new Pruned(0, 0, 0, 0, 0, 0, 0, 2));
        assertThat(prune()).isEqualTo(Pruned.NOTHING);

        assertThat(test.database()
                        .ownerJdbc()
                        .sql("""
                                SELECT outcome || ' ' || coalesce(payload, 'gone') || ' ' || (changes LIKE '%Acme%')
                                FROM weir.subscriber_event WHERE workspace_id = ? ORDER BY id
                                """)
                        .param(workspace)
                        .query(String.class)
                        .list())
                .containsExactly("created gone true", "updated {\"new\": 1} true");
        assertThat(test.weir()
                        .transactions()
                        .in(
                                workspace,
                                () -> test.weir()
                                        .subscribers()
                                        .find(
                                                workspace,
                                                List.of(Objects.requireNonNull(
                                                        arrived.getFirst().subscriberId())))))
                .hasSize(1);
    }
}
