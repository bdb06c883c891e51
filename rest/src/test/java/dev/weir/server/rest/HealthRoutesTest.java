package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealthRoutesTest {

    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        api = new TestApi(folder);
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @Test
    void whoLivesAndCanWorkSaysSoToAnybody() {
        assertThat(api.get("/health", null).json().at("/status").asString()).isEqualTo("up");

        TestApi.Got ready = api.get("/ready", null);
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.json().at("/schemaVersion").asInt()).isPositive();
    }

    @Test
    void anEngineThatTheDatabaseHasNotHeardOfIsNotReady() {
        api.test()
                .database()
                .ownerJdbc()
                .sql("UPDATE weir.node SET ended_at = weir.now()")
                .update();
        try {
            TestApi.Got ready = api.get("/ready", null);
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.json().at("/code").asString()).isEqualTo("engine_stopped");
            assertThat(api.get("/health", null).status()).isEqualTo(200);
        } finally {
            api.test()
                    .database()
                    .ownerJdbc()
                    .sql("UPDATE weir.node SET ended_at = NULL")
                    .update();
        }
    }

    @Test
    void metricsTellOfCallsJournalAndLoadToTheInstallationAlone() {
        TestWeir test = api.test();
        test.await(test.submit(
                test.request(test.plan(OnDoubt.HOLD, List.of("company.industry"), "hunter")),
                TestWeir.companies(5),
                api.running().engine()));

        assertThat(api.get("/metrics", "owner").status()).isEqualTo(403);
        TestApi.Got got = api.get("/metrics", "installation");
        assertThat(got.status()).isEqualTo(200);
        String text = got.response().body();
        assertThat(text)
                .containsPattern(
                        "weir_provider_askings_total\\{outcome=\"(found|not_found)\",provider=\"hunter\"} [1-9]")
                .containsPattern("weir_journal_flushes_total [1-9]")
                .containsPattern("weir_journal_entries_total [1-9]")
                .contains("weir_batches{state=\"leased\"} 0.0", "weir_open_intents 0.0", "weir_doubts 0.0")
                .contains("http_server_requests_seconds_count", "jvm_memory_used_bytes");
        // One family, one heading: what Prometheus insists on.
        assertThat(text.lines().filter(line -> line.startsWith("# TYPE "))).doesNotHaveDuplicates();
    }

    @Test
    void everyRouteIsCountedByItsTemplateAndWhatIsNoneTogether() {
        for (int i = 0; i < 3; i++) {
            assertThat(api.get("/nowhere-" + i, null).status()).isEqualTo(404);
            assertThat(api.get("/api/v1/nowhere-" + i + "?q=" + i, null).status())
                    .isEqualTo(404);
        }
        List<Routes.Route> routes = api.server().routes().stream()
                .filter(route -> !route.hidden())
                .filter(route -> route.consumes().isEmpty() || route.consumes().contains("application/json"))
                .toList();
        // Without a key: which are let in does not matter.
        routes.forEach(route -> api.send(route.method(), route.path().replaceAll("\\{[^}]*}", "1"), null, "{}"));

        String text = api.get("/metrics", "installation").response().body();
        assertThat(routes).hasSizeGreaterThan(100);
        assertThat(routes.stream().map(Routes.Route::path).filter(path -> !text.contains("uri=\"" + path + "\"")))
                .as("not counted")
                .isEmpty();
        assertThat(text.contains("nowhere")).as("what is no route is a label").isFalse();
    }
}
