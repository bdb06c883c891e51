package dev.weir.server.storage;

import static dev.weir.server.testing.ScriptedVendor.found;
import static dev.weir.server.testing.ScriptedVendor.notFound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Reply;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.enrichment.Doubts;
import dev.weir.server.jobs.Job;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.BlueprintForm;
import dev.weir.server.registry.Registry;
import dev.weir.server.registry.StepForm;
import dev.weir.server.testing.Death;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.workspace.Transactions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** What is found goes where its step says, once, in order, whatever dies on the way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class DeliveryTest {

    private static final StorageSettings SETTINGS =
            StorageSettings.DEFAULT.withPoll(Duration.ofMillis(20)).withFarewell(Duration.ZERO);

    private final FakeTables tables = new FakeTables();
    private final List<Storage> open = new ArrayList<>();
    private TestWeir test;
    private Transactions transactions;
    private JdbcClient jdbc;
    private Storage storage;
    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private int steps;

    @BeforeAll
    void open(@TempDir Path folder) {
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", ask -> {
            String domain = ask.text("company.domain");
            if (domain.startsWith("lost") && lost.add(domain)) {
                return new Reply.Lost("cut");
            }
            return domain.contains("1") ? notFound() : found("company.name", "Acme");
        });
        test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor))
                .settings(settings -> settings.with(StorageSettings.DEFAULT.delivering(false)));
        transactions = test.database().transactions();
        jdbc = test.database().jdbc();
        storage = begin(Failpoint.NONE);
    }

    @AfterAll
    void close() {
        open.forEach(Storage::close);
        test.assertVerified();
        test.close();
    }

    private Storage begin(Failpoint failpoint) {
        Storage begun = new Storage(
                jdbc,
                transactions,
                new Registry(jdbc, test.weir().catalog()),
                new Outbox(jdbc, transactions),
                tables,
                SETTINGS,
                failpoint);
        begun.begin();
        open.add(begun);
        return begun;
    }

    private long workspace() {
        return test.workspace().id();
    }

    /** A step whose results go there. */
    private UUID step(String table, String mode, String... keys) {
        String name = "step" + ++steps;
        StepForm.StepDestination to = new StepForm.StepDestination(
                "workspace",
                table,
                Map.of("company.name", "name", "value", "value", "key", "key"),
                mode,
                keys.length == 0 ? null : List.of(keys));
        return insert(name, to);
    }

    private UUID insert(String name, StepForm.@Nullable StepDestination to) {
        return insert(workspace(), name, to);
    }

    private UUID insert(long whose, String name, StepForm.@Nullable StepDestination to) {
        test.database()
                .ownerJdbc()
                .sql("""
                        INSERT INTO weir.enrichment_registry
                            (workspace_id, workflow_slug, fields, destination_db, destination_table_name,
                             destination_field_mappings, destination_write_mode, destination_key_columns)
                        VALUES (?, ?, '{company.name}', ?, ?, ?::json, ?, ?)
                        """)
                .param(whose)
                .param(name)
                .param(to == null ? null : to.db())
                .param(to == null ? null : to.tableName())
                .param(to == null ? null : JsonMapper.shared().writeValueAsString(to.fieldMappings()))
                .param(to == null ? null : to.mode())
                .param(
                        to == null || to.keys() == null
                                ? new String[0]
                                : to.keys().toArray(String[]::new))
                .update();
        return test.database()
                .ownerJdbc()
                .sql("SELECT workflow_id FROM weir.enrichment_registry WHERE workspace_id = ? AND workflow_slug = ?")
                .params(whose, name)
                .query(UUID.class)
                .single();
    }

    private long report(UUID workflow, String key, String value) {
        return storage.report(workspace(), workflow, null, null, Map.of("key", key, "value", value), null, "test");
    }

    private void reportAll(UUID workflow, List<String> values) {
        transactions.in(workspace(), () -> {
            values.forEach(value -> report(workflow, value, value));
            return true;
        });
    }

    private static void until(String what, BooleanSupplier reached) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private long pending(UUID workflow) {
        return test.database()
                .ownerJdbc()
                .sql("SELECT count(*) FROM weir.result WHERE workflow_id = ? AND state = 0")
                .param(workflow)
                .query(Long.class)
                .single();
    }

    private int tries(long result) {
        return test.database()
                .ownerJdbc()
                .sql("SELECT tries FROM weir.result WHERE id = ?")
                .param(result)
                .query(Integer.class)
                .single();
    }

    private void untilDelivered(UUID workflow) {
        until("results are pending still", () -> pending(workflow) == 0);
    }

    private List<String> log(UUID workflow) {
        return test.database()
                .ownerJdbc()
                .sql("""
                        SELECT concat_ws(' ', status, coalesce(result_table, '-'), play_name, step_number, error)
                        FROM weir.enrichment_results_log WHERE workflow_id = ? ORDER BY id
                        """)
                .param(workflow)
                .query((row, _) -> row.getString(1))
                .list();
    }

    private Destination destination(String table) {
        return storage.destinations(workspace()).stream()
                .filter(one -> one.tableName().equals(table))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    @Test
    void everyFinalCellOfARegisteredStepIsLoggedAndWhatWasFoundIsStored() {
        StepForm.StepDestination to =
                new StepForm.StepDestination("hq", "names", Map.of("company.name", "name"), null, null);
        UUID workflow = insert("names", to);
        Job job = run("names");
        untilDelivered(workflow);
        assertThat(tables.table("hq.names").rows().values())
                .extracting(row -> row.get("name") + " " + row.get("weir_key"))
                .containsExactlyInAnyOrder("Acme " + job.id() + ":0:0", "Acme " + job.id() + ":2:0");
        assertThat(log(workflow))
                .containsExactlyInAnyOrder(
                        "stored hq.names play-names 1",
                        "failed_to_enrich - play-names 1 not_found",
                        "stored hq.names play-names 1",
                        "skipped - play-names 1 already_known");
        assertThat(domains(job))
                .containsExactly("company0.example", "company1.example", "company2.example", "known.example");
    }

    private List<String> domains(Job job) {
        return test.database()
                .ownerJdbc()
                .sql("SELECT company_domain FROM weir.enrichment_results_log WHERE batch_id = ? ORDER BY row_index")
                .param(job.id())
                .query((row, _) -> row.getString(1))
                .list();
    }

    @Test
    void aCellThatIsInDoubtIsLoggedSoAndAgainWhenItsDoubtIsSettled() {
        UUID workflow = insert("doubtful", null);
        Plan plan = plan("doubtful");
        Job job;
        try (RunningWeir engine = test.start()) {
            List<Map<String, Object>> rows =
                    List.of(Map.of("company.domain", "lost.example"), Map.of("company.domain", "losts.example"));
            job = test.submit(test.request(plan), rows, engine.engine());
            test.await(job);
            assertThat(test.weir().doubts().resolve(test.workspace(), job, 0, Doubts.Resolution.RETRY))
                    .isEqualTo(1);
            assertThat(test.weir().doubts().resolve(test.workspace(), job, 1, Doubts.Resolution.NOT_CHARGED))
                    .isEqualTo(1);
            engine.engine().start(job.id());
            test.await(job);
        }
        untilDelivered(workflow);
        assertThat(log(workflow))
                .containsExactlyInAnyOrder(
                        "failed_to_enrich - play-doubtful 1 in_doubt",
                        "failed_to_enrich - play-doubtful 1 in_doubt",
                        "stored - play-doubtful 1",
                        "failed_to_enrich - play-doubtful 1 in_doubt");
        test.assertVerified();
    }

    private Plan plan(String step) {
        return test.weir().transactions().in(workspace(), () -> {
            Registry registry = test.weir().registry();
            registry.save(workspace(), new BlueprintForm("play-" + step, null, List.of(step), null), "test");
            return registry.recipe(workspace(), "play-" + step, OnDoubt.HOLD, _ -> true)
                    .plan();
        });
    }

    /** Three companies of which the second is not found, and one that is known. */
    private Job run(String step) {
        Plan plan = plan(step);
        List<Map<String, Object>> rows = new ArrayList<>(TestWeir.companies(3));
        rows.add(Map.of("company.domain", "known.example", "company.name", "Known"));
        try (RunningWeir engine = test.start()) {
            Job job = test.submit(test.request(plan), rows, engine.engine());
            test.await(job);
            return job;
        }
    }

    @Test
    void aStepWithoutADestinationIsStoredInWeirAlone() {
        UUID workflow = insert("nowhere", null);
        run("nowhere");
        untilDelivered(workflow);
        assertThat(log(workflow))
                .containsExactlyInAnyOrder(
                        "stored - play-nowhere 1",
                        "failed_to_enrich - play-nowhere 1 not_found",
                        "stored - play-nowhere 1",
                        "skipped - play-nowhere 1 already_known");
    }

    @Test
    void resultsOfOneKeyAreWrittenInTheirOrderAlsoWhenOneInBetweenIsRefusedAtFirst() {
        UUID workflow = step("ordered", "upsert", "key");
        AtomicBoolean picky = new AtomicBoolean(true);
        FakeTables.Table table = tables.table("workspace.ordered")
                .refusing(item -> picky.get() && "a1".equals(item.values().get("value")));
        for (String value : List.of("a0", "b0", "a1", "b1", "a2", "b2")) {
            report(workflow, value.substring(0, 1), value);
        }
        until("the others are not written", () -> table.writes().containsAll(List.of("a0", "b0", "b1", "b2")));
        until("the others are not noted", () -> pending(workflow) == 2);
        assertThat(table.writes()).doesNotContain("a1", "a2");
        picky.set(false);
        test.database().crank(Duration.ofMinutes(2));
        untilDelivered(workflow);
        assertThat(table.writes()).containsSubsequence("a0", "a1", "a2").containsSubsequence("b0", "b1", "b2");
        assertThat(table.rows().get("a")).containsEntry("value", "a2");
        assertThat(log(workflow)).hasSize(6).allMatch(line -> line.startsWith("stored workspace.ordered manual 1"));
    }

    @Test
    void aResultThatIsRefusedFiveTimesIsADeadLetterAndWritesWhenItIsReplayed() {
        UUID workflow = step("choosy", "upsert", "key");
        FakeTables.Table table = tables.table("workspace.choosy")
                .refusing(item -> "bad".equals(item.values().get("value")));
        long bad = report(workflow, "a", "bad");
        report(workflow, "a", "good");
        for (int tries = 1; tries < 5; tries++) {
            int refused = tries;
            until("it is not refused", () -> tries(bad) == refused);
            test.database().crank(Duration.ofMinutes(11));
        }
        // Nothing is cranked any more: what waited behind it does not wait for the time at which it would have been
        // tried again.
        untilDelivered(workflow);
        assertThat(storage.countDeadLetters(workspace(), workflow, null)).isEqualTo(1);
        assertThat(table.rows().get("a")).as("what waited behind it").containsEntry("value", "good");
        assertThat(test.database()
                        .ownerJdbc()
                        .sql("SELECT count(*) FROM weir.result WHERE id = ? AND target_key IS NULL")
                        .param(bad)
                        .query(Long.class)
                        .single())
                .as("nothing of its values is kept with it")
                .isEqualTo(1);
        assertThat(storage.deadLetters(
                        workspace(), workflow, destination("choosy").id(), Long.MAX_VALUE, 0, 10))
                .extracting(DeadLetter::resultId, DeadLetter::error, DeadLetter::resultTable)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(bad, "The table does not want it.", "workspace.choosy"));
        assertThat(destination("choosy").dead()).isEqualTo(1);
        assertThat(destination("choosy").isHealthy()).as("its table works").isTrue();
        assertThat(log(workflow))
                .containsExactlyInAnyOrder(
                        "failed_to_deliver workspace.choosy manual 1 The table does not want it.",
                        "stored workspace.choosy manual 1");
        table.refusing(_ -> false);
        assertThat(storage.replayAll(workspace(), destination("choosy").id())).isEqualTo(1);
        untilDelivered(workflow);
        assertThat(storage.countDeadLetters(workspace(), workflow, null)).isZero();
        assertThat(table.rows().get("a")).containsEntry("value", "bad");
        assertThat(log(workflow)).hasSize(3);
        assertThatThrownBy(() -> storage.replay(workspace(), bad))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("No result " + bad + " was given up");
    }

    @Test
    void aTableThatIsDownLosesNothingCatchesUpInOrderAndDelaysNoOther() {
        UUID down = step("down", "insert");
        UUID beside = step("beside", "insert");
        FakeTables.Table table = tables.table("workspace.down").down("The database is not there.");
        reportAll(down, numbers(1_200));
        until(
                "the failure is not shown",
                () -> !storage.destinations(workspace()).isEmpty()
                        && storage.destinations(workspace()).stream()
                                .anyMatch(one -> one.tableName().equals("down") && !one.isHealthy()));
        report(beside, "x", "x");
        untilDelivered(beside);
        Destination failing = destination("down");
        assertThat(failing.error()).isEqualTo("The database is not there.");
        assertThat(failing.pending()).isEqualTo(1_200);
        assertThat(failing.oldestPending()).isNotNull();
        assertThat(failing.failingSince()).isNotNull();
        assertThat(table.writes()).isEmpty();
        table.up();
        test.database().crank(Duration.ofMinutes(2));
        untilDelivered(down);
        assertThat(table.writes()).isEqualTo(numbers(1_200));
        until("it is not healthy again", () -> destination("down").isHealthy());
        assertThat(destination("down").written()).isEqualTo(1_200);
    }

    @Test
    void aTableThatHangsDelaysNoOther() throws InterruptedException {
        UUID hanging = step("hanging", "insert");
        UUID lively = step("lively", "insert");
        FakeTables.Table table = tables.table("workspace.hanging").hang();
        report(hanging, "x", "x");
        table.awaitHanging();
        reportAll(lively, numbers(700));
        untilDelivered(lively);
        assertThat(pending(hanging)).isEqualTo(1);
        table.letGo();
        untilDelivered(hanging);
    }

    @Test
    void whatDiedBetweenTheTablesCommitAndOursIsWrittenAgainWithTheSameEffect() throws InterruptedException {
        for (String point : List.of("storage.written", "storage.noted")) {
            String name = point.replace('.', '_');
            storage.close();
            Death death = new Death(point, 1);
            UUID workflow = step(name, "insert");
            Storage mortal = begin(death);
            reportAll(workflow, numbers(40));
            death.await();
            // It dies: it renews no lease any more.
            Thread.ofVirtual().start(mortal::close);
            storage = begin(Failpoint.NONE);
            until("nobody takes it over", () -> {
                test.database().crank(Duration.ofSeconds(30));
                return pending(workflow) == 0;
            });
            death.bury();
            assertThat(tables.table("workspace." + name).rows()).as(point).hasSize(40);
            assertThat(log(workflow)).as(point).hasSize(40);
        }
    }

    @Test
    void whoeverLostATableWhileItHungWritesNothingMore() throws InterruptedException {
        storage.close();
        UUID workflow = step("stolen", "insert");
        FakeTables.Table table = tables.table("workspace.stolen").hang();
        Storage slow = begin(Failpoint.NONE);
        storage = slow;
        report(workflow, "a", "a");
        table.awaitHanging();
        Thread.ofVirtual().start(slow::close);
        FakeTables.Table before = table;
        storage = begin(Failpoint.NONE);
        until("nobody takes it over", () -> {
            test.database().crank(Duration.ofSeconds(30));
            return epoch("stolen") > 1;
        });
        before.letGo();
        untilDelivered(workflow);
        assertThat(table.writes()).containsExactly("a");
        assertThat(log(workflow)).hasSize(1);
    }

    private long epoch(String table) {
        return test.database()
                .ownerJdbc()
                .sql("SELECT epoch FROM weir.destination WHERE table_name = ?")
                .param(table)
                .query(Long.class)
                .single();
    }

    @Test
    void twoServersAtOneDatabaseWriteEverythingOnce() {
        UUID workflow = step("shared", "insert");
        Storage other = begin(Failpoint.NONE);
        reportAll(workflow, numbers(1_500));
        untilDelivered(workflow);
        other.close();
        assertThat(tables.table("workspace.shared").writes()).isEqualTo(numbers(1_500));
        assertThat(log(workflow)).hasSize(1_500);
    }

    @Test
    void aRouteThatIsChangedHoldsForWhatWasSettledBefore() {
        UUID workflow = step("old", "insert");
        tables.table("workspace.old").down("Down for good.");
        report(workflow, "a", "a");
        until(
                "the failure is not shown",
                () -> storage.destinations(workspace()).stream()
                        .anyMatch(one -> one.tableName().equals("old") && !one.isHealthy()));
        test.database()
                .ownerJdbc()
                .sql("UPDATE weir.enrichment_registry SET destination_table_name = 'new' WHERE workflow_id = ?")
                .param(workflow)
                .update();
        untilDelivered(workflow);
        assertThat(tables.table("workspace.new").writes()).containsExactly("a");
        assertThat(log(workflow)).containsExactly("stored workspace.new manual 1");
        assertThat(destination("old").pending()).isZero();
    }

    @Test
    void aStepThatDoesNotFitItsTableHoldsUpItsOwnResultsAlone() {
        UUID good = step("half", "insert");
        UUID misfit = step("half", "upsert", "key");
        FakeTables.Table table = tables.table("workspace.half").misfitting(route -> route.mode() == WriteMode.UPSERT);
        report(misfit, "m", "m");
        report(good, "g", "g");
        untilDelivered(good);
        until("the failure is not shown", () -> !destination("half").isHealthy());
        assertThat(destination("half").error()).isEqualTo("The table has no such column.");
        assertThat(pending(misfit)).isEqualTo(1);
        table.misfitting(_ -> false);
        storage.changed(workspace());
        untilDelivered(misfit);
        assertThat(table.writes()).containsExactly("g", "m");
        until("it is not healthy again", () -> destination("half").isHealthy());
    }

    @Test
    void aRowOfTheRegistryThatCannotBeReadFailsItsTableWithASentence() {
        UUID workflow = step("unread", "insert");
        test.database().ownerJdbc().sql("""
                        UPDATE weir.enrichment_registry SET destination_field_mappings = '{"value": {"a": 1}}'
                        WHERE workflow_id = ?
                        """).param(workflow).update();
        report(workflow, "a", "a");
        until(
                "the failure is not shown",
                () -> storage.destinations(workspace()).stream()
                        .anyMatch(one -> one.tableName().equals("unread") && !one.isHealthy()));
        assertThat(destination("unread").error()).contains("destination_field_mappings are no JSON object of texts");
        assertThat(pending(workflow)).isEqualTo(1);
    }

    @Test
    void whatCouldNotBeWrittenForThreeDaysIsGivenUp() {
        UUID workflow = step("gone", "insert");
        tables.table("workspace.gone").down("Nobody is there.");
        report(workflow, "a", "a");
        until("it is not given up", () -> {
            test.database().crank(Duration.ofHours(1));
            return storage.countDeadLetters(workspace(), workflow, null) == 1;
        });
        assertThat(log(workflow))
                .containsExactly("failed_to_deliver workspace.gone manual 1 Given up after 72 hours. Nobody is there.");
    }

    @Test
    void valuesThatAreErasedBeforeTheyAreWrittenAreLoggedAndNotWritten() {
        UUID workflow = step("forgotten", "insert");
        FakeTables.Table table = tables.table("workspace.forgotten").down("Later.");
        report(workflow, "a", "a");
        until(
                "it was not tried",
                () -> storage.destinations(workspace()).stream()
                        .anyMatch(one -> one.tableName().equals("forgotten") && !one.isHealthy()));
        transactions.in(
                workspace(),
                () -> jdbc.sql("DELETE FROM weir.outside_result WHERE workflow_id = ?")
                        .param(workflow)
                        .update());
        table.up();
        storage.changed(workspace());
        untilDelivered(workflow);
        assertThat(table.writes()).isEmpty();
        assertThat(log(workflow)).containsExactly("failed_to_deliver workspace.forgotten manual 1 erased");
    }

    @Test
    void rowsThatAreErasedBeforeTheyAreWrittenAreLoggedAndNotWritten() {
        UUID workflow = insert(
                "erasing",
                new StepForm.StepDestination("workspace", "erasing", Map.of("company.name", "value"), null, null));
        FakeTables.Table table = tables.table("workspace.erasing").down("Later.");
        Job job = run("erasing");
        test.database()
                .ownerJdbc()
                .sql("UPDATE weir.job_row SET input = '{}', erased_at = weir.now() WHERE job_id = ? AND row_idx = 2")
                .param(job.id())
                .update();
        table.up();
        storage.changed(workspace());
        untilDelivered(workflow);
        assertThat(table.rows()).containsOnlyKeys(job.id() + ":0:0");
        assertThat(log(workflow))
                .contains(
                        "stored workspace.erasing play-erasing 1",
                        "failed_to_deliver workspace.erasing play-erasing 1 erased");
    }

    @Test
    void whatIsErasedWhileItIsOnItsWayIsNotWritten() throws InterruptedException {
        UUID workflow = step("midway", "insert");
        FakeTables.Table table = tables.table("workspace.midway").hang();
        long erased = transactions.in(workspace(), () -> {
            long first = report(workflow, "a", "a");
            report(workflow, "b", "b");
            return first;
        });
        UUID ofRows = insert(
                "caught",
                new StepForm.StepDestination("workspace", "caught", Map.of("company.name", "value"), null, null));
        FakeTables.Table caught = tables.table("workspace.caught").hang();
        Job job = run("caught");
        table.awaitHanging();
        caught.awaitHanging();
        test.database()
                .ownerJdbc()
                .sql(
                        "UPDATE weir.outside_result SET data = '{}' WHERE id = (SELECT outside_id FROM weir.result WHERE id = ?)")
                .param(erased)
                .update();
        test.database()
                .ownerJdbc()
                .sql("UPDATE weir.job_row SET input = '{}', erased_at = weir.now() WHERE job_id = ? AND row_idx = 0")
                .param(job.id())
                .update();
        table.letGo();
        caught.letGo();
        untilDelivered(workflow);
        untilDelivered(ofRows);
        assertThat(table.writes()).containsExactly("b");
        assertThat(log(workflow))
                .containsExactlyInAnyOrder(
                        "failed_to_deliver workspace.midway manual 1 erased", "stored workspace.midway manual 1");
        assertThat(caught.rows()).containsOnlyKeys(job.id() + ":2:0");
    }

    @Test
    void aRowOfTheRegistryThatHoldsNullFailsItsTableAloneAndSaysSo() {
        test.database().ownerJdbc().sql("""
                        INSERT INTO weir.enrichment_registry
                            (workspace_id, workflow_slug, fields, destination_db, destination_table_name)
                        VALUES (?, 'hollow', '{NULL}', 'workspace', 'hollow')
                        """).param(workspace()).update();
        UUID hollow = test.database()
                .ownerJdbc()
                .sql("SELECT workflow_id FROM weir.enrichment_registry WHERE workflow_slug = 'hollow'")
                .query(UUID.class)
                .single();
        report(hollow, "a", "a");
        UUID beside = step("besides", "insert");
        report(beside, "b", "b");
        untilDelivered(beside);
        until(
                "the failure is not shown",
                () -> storage.destinations(workspace()).stream()
                        .anyMatch(one -> one.tableName().equals("hollow") && !one.isHealthy()));
        assertThat(destination("hollow").error()).isEqualTo("Step hollow: fields hold null. Name fields alone.");
    }

    @Test
    void aTableThatCannotBeOpenedInAnUnforeseenWayFailsWithASentence() {
        UUID workflow = step("odd", "insert");
        FakeTables.Table table = tables.table("workspace.odd").misfitting(_ -> {
            throw new IllegalStateException("a catalog that nobody has seen before");
        });
        report(workflow, "a", "a");
        until(
                "the failure is not shown",
                () -> storage.destinations(workspace()).stream()
                        .anyMatch(one -> one.tableName().equals("odd") && !one.isHealthy()));
        assertThat(destination("odd").error()).contains("nobody has foreseen (IllegalStateException)");
        table.misfitting(_ -> false);
        storage.changed(workspace());
        untilDelivered(workflow);
    }

    @Test
    void aReplayedResultIsGivenUpOnlyWhenItHasBeenTriedThatLongAgain() {
        UUID workflow = step("weekend", "insert");
        FakeTables.Table table = tables.table("workspace.weekend").down("Nobody is there.");
        report(workflow, "a", "a");
        until("it is not given up", () -> {
            test.database().crank(Duration.ofHours(1));
            return storage.countDeadLetters(workspace(), workflow, null) == 1;
        });
        storage.replayAll(workspace(), destination("weekend").id());
        untilItHasFailed("weekend", destination("weekend").failures() + 3);
        assertThat(pending(workflow)).isEqualTo(1);
        table.up();
        test.database().crank(Duration.ofMinutes(2));
        untilDelivered(workflow);
        assertThat(table.writes()).containsExactly("a");
    }

    @Test
    void anOldResultIsNotGivenUpWhenItsTableFailsForTheFirstTime() throws InterruptedException {
        UUID workflow = step("fresh", "insert");
        FakeTables.Table table = tables.table("workspace.fresh").hang();
        report(workflow, "a", "a");
        table.awaitHanging();
        test.database()
                .ownerJdbc()
                .sql("UPDATE weir.result SET at = at - interval '4 days' WHERE workflow_id = ?")
                .param(workflow)
                .update();
        table.down("For a moment.");
        table.letGo();
        untilItHasFailed("fresh", 2);
        assertThat(pending(workflow)).isEqualTo(1);
        table.up();
        test.database().crank(Duration.ofMinutes(2));
        untilDelivered(workflow);
    }

    private void untilItHasFailed(String table, int times) {
        until("it is not tried", () -> {
            test.database().crank(Duration.ofMinutes(2));
            return destination(table).failures() >= times;
        });
    }

    @Test
    void aTableThatTakesTooLongOverManyGetsFewer() {
        UUID workflow = step("sluggish", "insert");
        FakeTables.Table table = tables.table("workspace.sluggish").takingAtMost(300);
        reportAll(workflow, numbers(520));
        until("it comes to no end", () -> {
            test.database().crank(Duration.ofMinutes(2));
            return pending(workflow) == 0;
        });
        assertThat(table.writes()).isEqualTo(numbers(520));
        assertThat(table.sizes()).containsExactly(500, 10, 20, 40, 80, 160, 210);
    }

    @Test
    void aWorkspaceOfManyTablesThatHangLeavesPlacesToOthers() {
        long crowd = test.weir().workspaces().ensure("crowd", true, true).id();
        List<FakeTables.Table> hanging = new ArrayList<>();
        List<UUID> workflows = new ArrayList<>();
        for (int i = 0; i < 34; i++) {
            hanging.add(tables.table("workspace.crowd" + i).hang());
            workflows.add(insert(
                    crowd,
                    "crowd" + i,
                    new StepForm.StepDestination("workspace", "crowd" + i, Map.of("value", "value"), "insert", null)));
        }
        transactions.in(crowd, () -> {
            workflows.forEach(
                    workflow -> storage.report(crowd, workflow, null, null, Map.of("value", "v"), null, "test"));
            return true;
        });
        until("nobody writes", () -> held(hanging) >= 8);
        UUID beside = step("uncrowded", "insert");
        report(beside, "x", "x");
        untilDelivered(beside);
        assertThat(held(hanging)).as("a quarter of the places").isEqualTo(8);
        hanging.forEach(FakeTables.Table::letGo);
        untilDelivered(workflows.getLast());
    }

    private static long held(List<FakeTables.Table> tables) {
        return tables.stream().filter(FakeTables.Table::isHanging).count();
    }

    @Test
    void tablesThatFailedLeavePlacesToThoseThatWork() {
        List<FakeTables.Table> failing = new ArrayList<>();
        List<UUID> workflows = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            failing.add(tables.table("workspace.failing" + i).down("It is down."));
            workflows.add(step("failing" + i, "insert"));
            report(workflows.getLast(), "v", "v");
        }
        until("not all have failed", () -> {
            test.database().crank(Duration.ofSeconds(1));
            return storage.destinations(workspace()).stream()
                            .filter(one -> one.tableName().startsWith("failing") && !one.isHealthy())
                            .count()
                    == 12;
        });
        failing.forEach(table -> table.hang().up());
        test.database().crank(Duration.ofMinutes(2));
        until("nobody tries them", () -> held(failing) >= 2);
        UUID beside = step("working", "insert");
        report(beside, "x", "x");
        untilDelivered(beside);
        assertThat(held(failing)).as("a quarter of a quarter").isEqualTo(2);
        failing.forEach(FakeTables.Table::letGo);
        workflows.forEach(this::untilDelivered);
    }

    @Test
    void aTableWithAndWithoutItsUsualSchemaIsOneTable() {
        UUID plain = step("same", "insert");
        UUID qualified = step("public.same", "insert");
        report(plain, "a", "a");
        report(qualified, "b", "b");
        untilDelivered(plain);
        untilDelivered(qualified);
        assertThat(storage.destinations(workspace()))
                .filteredOn(one -> one.tableName().endsWith("same"))
                .singleElement()
                .extracting(Destination::tableName, Destination::written)
                .containsExactly("same", 2L);
    }

    @Test
    void stepsThatShareATableShareItsOrder() {
        UUID one = step("common", "upsert", "key");
        UUID other = step("common", "upsert", "key");
        FakeTables.Table table = tables.table("workspace.common");
        transactions.in(workspace(), () -> {
            for (int i = 0; i < 20; i++) {
                report(i % 3 == 0 ? other : one, "k", "k" + i);
                report(i % 3 == 0 ? one : other, "l", "l" + i);
            }
            return true;
        });
        untilDelivered(one);
        untilDelivered(other);
        assertThat(table.writes())
                .containsSubsequence(numbers(20).stream().map(n -> "k" + n).toList())
                .containsSubsequence(numbers(20).stream().map(n -> "l" + n).toList())
                .hasSize(40);
        assertThat(destination("common").written()).isEqualTo(40);
    }

    @Test
    void everybodysStepWritesForTheWorkspaceThatRunsIt() {
        UUID workflow = insert(
                Registry.GLOBAL,
                "shipped",
                new StepForm.StepDestination("hq", "shipped", Map.of("value", "value"), "insert", null));
        storage.report(workspace(), workflow, null, null, Map.of("value", 1), null, "test");
        untilDelivered(workflow);
        assertThat(tables.table("hq.shipped").writes()).containsExactly("1");
        assertThat(destination("shipped").db()).isEqualTo("hq");
        assertThat(log(workflow)).containsExactly("stored hq.shipped manual 1");
    }

    @Test
    void aCompanysStepIsCompleteOnceWithItsNewestResult() {
        UUID workflow = step("complete", "upsert", "key");
        long first = storage.report(
                workspace(),
                workflow,
                null,
                "https://www.Acme.example/",
                Map.of("key", "a", "value", "1"),
                null,
                "test");
        untilDelivered(workflow);
        long second = storage.report(
                workspace(), workflow, null, "acme.example", Map.of("key", "a", "value", "2"), null, "test");
        untilDelivered(workflow);
        assertThat(second).isGreaterThan(first);
        List<Map<String, Object>> completions = new ArrayList<>();
        test.database().ownerJdbc().sql("""
                        SELECT c.result_id, k.domain FROM weir.company_play_step_completions c
                        JOIN weir.companies k ON k.id = c.company_id WHERE c.workflow_id = ?
                        """).param(workflow).query(row -> {
            completions.add(new HashMap<>(Map.of("result", row.getLong(1), "domain", row.getString(2))));
        });
        assertThat(completions).containsExactly(Map.of("result", second, "domain", "acme.example"));
        assertThat(Stream.of(UUID.randomUUID())
                        .map(unknown -> catching(() -> report(unknown, "a", "a")))
                        .toList())
                .containsExactly("unknown_workflow");
        assertThat(catching(() -> storage.report(workspace(), workflow, null, null, Map.of(), null, "test")))
                .isEqualTo("bad_data");
        assertThat(catching(() -> storage.report(workspace(), workflow, 999_999L, null, Map.of("a", 1), null, "test")))
                .isEqualTo("unknown_company");
        assertThat(catching(() -> storage.report(workspace(), workflow, null, null, Map.of("a", 1), 999_999L, "test")))
                .isEqualTo("unknown_job");
    }

    private static String catching(Runnable refused) {
        try {
            refused.run();
            return "nothing";
        } catch (Problem problem) {
            return problem.code();
        }
    }
}
