package dev.weir.server.architecture;

import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Reply;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.registry.BlueprintForm;
import dev.weir.server.registry.StepForm;
import dev.weir.server.requests.Requests;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.vault.MasterKeys;
import dev.weir.server.vault.Vault;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.workspace.ApiKey;
import dev.weir.server.workspace.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
class TenancyTest {

    // Ids, states, counts and times only (DESIGN section 5, tenancy).
    private static final List<String> EXEMPT = List.of(
            "installation",
            "workspace",
            "job_state",
            "batch",
            "poison",
            "node",
            "breaker",
            "clock",
            "flyway_schema_history",
            "reopened_row",
            "webhook_delivery",
            "result",
            "retention_round",
            "audience_turn");

    // Tables of which this test's data leave nothing; one a line, since many add to them.
    private static final List<String> EMPTY_HERE = List.of(
            "suppression",
            "retention",
            "pruned",
            "pruned_record",
            "pruned_cell",
            "suppression_list",
            "erasure",
            "erased_row",
            "erased_key",
            "companies",
            "workspace_database",
            "destination",
            "outside_result",
            "result_refusal",
            "enrichment_results_log",
            "company_play_step_completions",
            "credit_warning",
            "submission", //
            "ticket", //
            "ticket_progress", //
            "inbox", //
            "signal", //
            "day_cap",
            "evidence", //
            "webhook", //
            "webhook_attempt", //
            "refund",
            "job_list",
            "member",
            "rerun_row",
            "cost_adjustment", //
            "stray_cost");

    private static final String STEP = "{\"name\": \"name\", \"fields\": [\"company.name\"]}";

    @TempDir
    Path folder;

    // The role has no rights on partitions; it reads them through their table alone.
    private static final String TABLES = """
            SELECT relname FROM pg_class
            WHERE relnamespace = 'weir'::regnamespace AND relkind IN ('r', 'p')
              AND (NOT relispartition OR has_table_privilege('weir_app', oid, 'SELECT, INSERT, UPDATE, DELETE'))
            ORDER BY 1
            """;

    private static List<String> tenantTables(TestWeir test) {
        return test.database().ownerJdbc().sql(TABLES).query(String.class).list().stream()
                .filter(table -> !EXEMPT.contains(table))
                .toList();
    }

    private static TestWeir weirWithData(Path folder) {
        ScriptedVendor vendor = ScriptedVendor.giving(
                "acme",
                "company.name",
                ask -> ask.text("company.domain").contains("1")
                        ? new Reply.Lost("cut")
                        : found("company.name", "Acme"));
        TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor));
        List<Map<String, Object>> rows = new ArrayList<>(TestWeir.companies(3));
        // The lost one twice: somebody follows a doubt.
        rows.add(rows.get(1));
        test.database().transactions().in(test.workspace().id(), () -> {
            new Vault(
                            test.database().jdbc(),
                            test.database().transactions(),
                            test.weir().workspaces(),
                            MasterKeys.passing())
                    .seal(test.workspace().id(), "a", "secret");
            return test.database()
                    .jdbc()
                    .sql("INSERT INTO weir.credential VALUES (?, 'acme', 1, 'api_key', 'key 1', weir.now())")
                    .param(test.workspace().id())
                    .update();
        });
        try (RunningWeir engine = test.start()) {
            test.await(test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of("company.name"), "acme")), rows, engine.engine()));
        }
        use(test);
        return test;
    }

    /** What programs and people leave behind who work in the workspace. */
    private static void use(TestWeir test) {
        long mine = test.workspace().id();
        test.weir().requests().once(new Requests.Request(mine, "POST /", "key", ""), () -> {
            test.weir().keys().create(mine, new ApiKey.Wish("key", Role.OWNER, null, null), "test");
            test.weir().audit().note(mine, "test", "api_key.created", "a key");
            test.weir().registry().save(mine, JsonMapper.shared().readValue(STEP, StepForm.class), "test");
            test.weir().registry().save(mine, new BlueprintForm("names", null, List.of("name"), null), "test");
            AUDIENCE.lines()
                    .filter(line -> !line.isBlank())
                    .forEach(insert -> test.database()
                            .ownerJdbc()
                            .sql(insert.formatted(mine))
                            .update());
            return new Requests.Done<>("", new Requests.Kept(201, "{}", null));
        });
    }

    /** A line a table. */
    private static final String AUDIENCE = """
            INSERT INTO weir.audience (workspace_id) VALUES (%d)
            INSERT INTO weir.audience_source (workspace_id, slug, created_by) VALUES (%d, 'form', 'test')
            INSERT INTO weir.subscriber (workspace_id, email, email_type, status_at, source_id, created_at, changed_at, seen_at) VALUES (%d, 'a@b.example', 'corporate', weir.now(), 1, weir.now(), weir.now(), weir.now())
            INSERT INTO weir.subscriber_event (workspace_id, subscriber_id, source_id, kind, outcome, considered, occurred_at) VALUES (%d, 1, 1, 'api', 'created', true, weir.now())
            INSERT INTO weir.audience_upload (workspace_id, source_id, name, uploaded_by) VALUES (%d, 1, 'list.csv', 'test')
            INSERT INTO weir.audience_trigger (workspace_id, slug, on_created, on_changed, condition, blueprint, mode, updated_by) VALUES (%d, 'all', true, false, 'true', 'names', 'off', 'test')
            INSERT INTO weir.enrichment_request (workspace_id, subscriber_id, blueprint, source_id, automatic) VALUES (%d, 1, 'names', 1, false)
            INSERT INTO weir.audience_job (job_id, workspace_id, blueprint, cause, day, rows, subscriber_ids, watch_until) VALUES (1, %d, 'names', 'hand', '2026-11-30', 1, '{1}', weir.now())
            INSERT INTO weir.audience_day (workspace_id, day, trigger_id, submitted) VALUES (%d, '2026-11-30', 0, 1)
            INSERT INTO weir.icp_model (workspace_id, version, content, made_by) VALUES (%d, 1, '{}', 'test')
            """;

    private static long seen(TestWeir test, String table) {
        return test.database()
                .jdbc()
                .sql("SELECT count(*) FROM weir." + table)
                .query(Long.class)
                .single();
    }

    @Test
    void whoNamesNoWorkspaceOrAnotherOneSeesNothing() {
        try (TestWeir test = weirWithData(folder)) {
            long mine = test.workspace().id();
            assertThat(tenantTables(test))
                    .contains("job", "job_row", "cell", "account", "transfer", "intent", "enrichment_record", "answer");
            for (String table : tenantTables(test)) {
                if (!EMPTY_HERE.contains(table)) {
                    assertThat(test.database().transactions().in(mine, () -> seen(test, table)))
                            .as(table)
                            .isPositive();
                }
                assertThat(test.database().transactions().in(mine + 1, () -> seen(test, table)))
                        .as(table)
                        .isZero();
                assertThat(test.database().transactions().inNone(() -> seen(test, table)))
                        .as(table)
                        .isZero();
            }
        }
    }

    @Test
    void nobodyWritesIntoAWorkspaceHeHasNotNamed() {
        try (TestWeir test = weirWithData(folder)) {
            long mine = test.workspace().id();
            assertThatThrownBy(() -> test.database()
                            .transactions()
                            .in(
                                    mine + 1,
                                    () -> test.database()
                                            .jdbc()
                                            .sql("INSERT INTO weir.account (workspace_id, kind) VALUES (?, 1)")
                                            .param(mine)
                                            .update()))
                    .rootCause()
                    .hasMessageContaining("row-level security");
            int changed = test.database()
                    .transactions()
                    .in(
                            mine + 1,
                            () -> test.database()
                                    .jdbc()
                                    .sql("UPDATE weir.account SET balance = balance + 1")
                                    .update());
            assertThat(changed).isZero();
        }
    }

    @Test
    void whatHappenedToMoneyAndWhatAProviderSaidIsNeverRewritten() {
        try (TestWeir test = weirWithData(folder)) {
            for (String sql : List.of(
                    "UPDATE weir.transfer SET amount = 1",
                    "DELETE FROM weir.transfer",
                    "TRUNCATE weir.transfer",
                    "UPDATE weir.enrichment_record SET charged = 0",
                    "DELETE FROM weir.enrichment_record",
                    "TRUNCATE weir.enrichment_record",
                    "UPDATE weir.audit SET actor = 'nobody'",
                    "DELETE FROM weir.audit",
                    "UPDATE weir.api_key SET role = 'OWNER'",
                    "UPDATE weir.api_key SET hash = ''",
                    "DELETE FROM weir.api_key",
                    "ALTER TABLE weir.transfer DISABLE ROW LEVEL SECURITY")) {
                assertThatThrownBy(() -> test.database()
                                .transactions()
                                .in(
                                        test.workspace().id(),
                                        () -> test.database().jdbc().sql(sql).update()))
                        .as(sql)
                        .rootCause()
                        .message()
                        .containsAnyOf("permission denied", "must be owner");
            }
        }
    }
}
