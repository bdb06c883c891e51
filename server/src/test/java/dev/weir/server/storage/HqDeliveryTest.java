package dev.weir.server.storage;

import static dev.weir.server.testing.ScriptedVendor.found;
import static dev.weir.server.testing.ScriptedVendor.notFound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.jobs.JobRequest;
import dev.weir.server.registry.BlueprintForm;
import dev.weir.server.registry.Registry;
import dev.weir.server.registry.StepForm;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What a program found is in the workspace's table in Weir's own database when the program has ended, and verified. */
@Timeout(90)
class HqDeliveryTest {

    @TempDir
    private Path folder;

    @Test
    void whatAShortProgramFoundIsInItsTableWhenItHasEnded() {
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", ask -> {
            String domain = ask.text("company.domain");
            return domain.contains("7") ? notFound() : found("company.name", "The \"" + domain + "\"; DROP TABLE x --");
        });
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor))) {
            long mine = test.workspace().id();
            HqSchema.statements(mine)
                    .forEach(statement ->
                            test.database().ownerJdbc().sql(statement).update());
            test.database()
                    .ownerJdbc()
                    .sql("CREATE TABLE hq_" + mine + ".names (weir_key text UNIQUE, company_domain text, called text)")
                    .update();
            try (RunningWeir engine = test.start()) {
                test.await(test.submit(request(test, mine), TestWeir.companies(120), engine.engine()));
            }
            List<String> there = test.database()
                    .ownerJdbc()
                    .sql("SELECT called FROM hq_" + mine + ".names WHERE company_domain IS NOT NULL ORDER BY 1")
                    .query((row, _) -> row.getString(1))
                    .list();
            assertThat(there)
                    .containsExactlyElementsOf(IntStream.range(0, 120)
                            .filter(n -> !String.valueOf(n).contains("7"))
                            .mapToObj(n -> "The \"company" + n + ".example\"; DROP TABLE x --")
                            .sorted()
                            .toList());
            assertThat(log(test))
                    .isEqualTo(Map.of("stored", (long) there.size(), "failed_to_enrich", 120L - there.size()));
            test.assertVerified();
        }
    }

    private static JobRequest request(TestWeir test, long mine) {
        return test.weir().transactions().in(mine, () -> {
            Registry registry = test.weir().registry();
            registry.save(mine, JsonMapper.shared().readValue("""
                            {"name": "names", "fields": ["company.name"],
                             "destination": {"db": "hq", "tableName": "names", "fieldMappings": {"company.name": "called"}}}
                            """, StepForm.class), "test");
            registry.save(mine, new BlueprintForm("naming", null, List.of("names"), null), "test");
            return test.request(
                    registry.recipe(mine, "naming", OnDoubt.HOLD, _ -> true).plan());
        });
    }

    private static Map<String, Long> log(TestWeir test) {
        Map<String, Long> counts = new HashMap<>();
        test.database()
                .ownerJdbc()
                .sql("SELECT status, count(*) FROM weir.enrichment_results_log GROUP BY status")
                .query(row -> {
                    counts.put(row.getString(1), row.getLong(2));
                });
        return counts;
    }
}
