package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.providers.Providers;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.enrichment.Traces;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.telemetry.SentryDsn;
import dev.weir.server.telemetry.Telemetry;
import dev.weir.server.telemetry.TelemetrySettings;
import dev.weir.server.testing.Receiver;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.FieldPlan;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What leaves a server for those who watch it, as they receive it. */
class TelemetryTest {

    private static final String SPANS = "/v1/traces";
    private static final String ERRORS = "/api/42/envelope/";

    private final Receiver receiver = new Receiver();

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void aJobIsOneTraceOfBatchesAndCallsAndARequestStandsWhereItsCallerSaysAndAnErrorArrivesScrubbed(
            @TempDir Path folder) {
        String dsn = "http://public@127.0.0.1:" + receiver.port() + "/42";
        Telemetry telemetry = Telemetry.open(TelemetrySettings.off("test")
                .withCollector(URI.create(receiver.url("")))
                .withErrors(SentryDsn.parse(dsn)));
        long id;
        long workspace;
        try (TestApi api = api(folder, telemetry)) {
            workspace = api.tenant().id();
            Job job = ran(
                    api,
                    List.of(
                            Map.of("company.domain", "secretive.example"),
                            Map.of("company.domain", "reticent.example")));
            id = job.id();
            api.send(api.request(api.path("/enrichment-jobs/" + job.id() + "?page=1"), "viewer")
                    .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                    .header("tracestate", "vendor=secretive"));
            api.get("/health", null);
            provokeAnError(api);
        }
        telemetry.close();

        // The job that provokes the error has a trace of its own.
        Span root = named(spans(), "job")
                .filter(span -> Long.valueOf(id).equals(span.attributes().get("weir.job")))
                .findFirst()
                .orElseThrow();
        List<Span> trace = spans().stream()
                .filter(span -> span.trace().equals(root.trace()))
                .toList();
        assertThat(root.parent()).isEmpty();
        assertThat(root.attributes())
                .containsEntry("weir.workspace", workspace)
                .containsEntry("weir.job", id)
                .containsEntry("weir.rows", 2L)
                .containsKey("weir.status");
        Span batch = only(trace, "batch");
        assertThat(batch.parent()).isEqualTo(root.id());
        assertThat(batch.attributes())
                .containsEntry("weir.job", id)
                .containsEntry("weir.epoch", 1L)
                .containsEntry("weir.rows", 2L)
                .containsEntry("weir.rows.settled", 2L)
                .containsEntry("weir.ended", "done");
        assertThat(named(trace, "call hunter.company")).hasSize(2).allSatisfy(call -> {
            assertThat(call.parent()).isEqualTo(batch.id());
            assertThat(call.attributes())
                    .containsEntry("weir.provider", "hunter")
                    .containsEntry("weir.tries", 1L)
                    .containsKeys("weir.operation", "weir.outcome", "http.response.status_code");
            assertThat(call.start()).isBetween(batch.start() - 1_000_000, call.end());
        });
        Span request = spans().stream()
                .filter(span -> span.trace().equals("0af7651916cd43dd8448eb211c80319c"))
                .findFirst()
                .orElseThrow();
        assertThat(request.name()).isEqualTo("GET /api/v1/workspaces/{workspaceId}/enrichment-jobs/{jobId}");
        assertThat(request.parent()).isEqualTo("b7ad6b7169203331");
        // A parameter that nobody knows is refused, and not told of.
        assertThat(request.attributes()).containsEntry("http.response.status_code", 400L);
        assertThat(spans()).noneMatch(span -> span.name().contains("health"));
        assertThat(heard(SPANS)).doesNotContain("secretive", "reticent", "test-key", "weir_", "page=1", "127.0.0.1");

        JsonNode event = onlyEvent();
        JsonNode thrown = event.at("/exception/values");
        assertThat(event.at("/level").asString()).isEqualTo("error");
        assertThat(event.at("/logger").asString()).isEqualTo("dev.weir.server.rest.Refusals");
        assertThat(event.at("/logentry/message").asString()).isEqualTo("a request failed");
        assertThat(thrown.isEmpty()).isFalse();
        assertThat(thrown.toString())
                .contains("dev.weir.server.catalog.PlanJson")
                .doesNotContain("org.apache", "java.base");
        assertThat(heard(ERRORS)).doesNotContain("ada@", "Lovelace", "weir_", "Authorization", "127.0.0.1");
        assertThat(receiver.heard(ERRORS).getFirst().header("X-Sentry-Auth")).contains("sentry_key=public");
    }

    @Test
    void serversAgreeOnWhichJobsAreToldOfAndWhereNothingIsSetNothingIsSent() {
        TelemetrySettings half = TelemetrySettings.off("test")
                .withCollector(URI.create(receiver.url("")))
                .withShare(0.5);
        Telemetry one = Telemetry.open(half);
        Telemetry another = Telemetry.open(half);
        Telemetry none = Telemetry.open(half.withShare(0));
        Telemetry off = Telemetry.open(TelemetrySettings.off("test"));
        String field = "company.industry";
        Catalog catalog = new Catalog(Providers.shipped().all());
        Plan plan = new Plan(
                FieldPlan.compile(List.of(field), Map.of(field, catalog.places(field, List.of("hunter"))), Set.of()),
                OnDoubt.HOLD);
        int told = 0;
        for (int id = 1; id <= 100; id++) {
            assertThat(isTold(none, plan, id)).isFalse();
            assertThat(isTold(off, plan, id)).isFalse();
            boolean isTold = isTold(one, plan, id);
            assertThat(isTold(another, plan, id)).isEqualTo(isTold);
            told += isTold ? 1 : 0;
        }
        List.of(one, another, none, off).forEach(Telemetry::close);

        assertThat(told).isBetween(20, 80);
        assertThat(spans()).hasSize(2 * told);
        assertThat(spans().stream().map(Span::trace).distinct()).hasSize(told);
        assertThat(spans().stream().map(Span::parent).distinct()).hasSize(told);
        assertThat(off.requests()).isNull();
        assertThat(off.traces()).isSameAs(Traces.NONE);
    }

    /** Whether a run of a batch of such a job is told of. */
    private static boolean isTold(Telemetry telemetry, Plan plan, int id) {
        Job job = new Job(id, 1, "a job", plan, null, null, 0, false, false, Instant.EPOCH);
        Traces.Run run = telemetry.traces().begun(job, new Lease(id, id, 1, 0, 1, 1, 0, () -> 0, 1));
        if (run != null) {
            run.ended(1, 1, "done");
        }
        return run != null;
    }

    private static TestApi api(Path folder, Telemetry telemetry) {
        TestWeir test =
                new TestWeir(SandboxSettings.DEFAULT, folder).settings(settings -> settings.with(telemetry.traces()));
        return new TestApi(test, telemetry);
    }

    private static Job ran(TestApi api, List<Map<String, Object>> rows) {
        TestWeir test = api.test();
        Job job = test.submit(
                test.request(test.plan(OnDoubt.HOLD, List.of("company.industry"), "hunter")),
                rows,
                api.running().engine());
        test.await(job);
        return job;
    }

    /** A plan in the database that nobody can read: what should not be. */
    private static void provokeAnError(TestApi api) {
        Job broken = ran(api, TestWeir.companies(1));
        api.test()
                .database()
                .ownerJdbc()
                .sql("UPDATE weir.job SET plan = '{\"ada@example.org\": \"Lovelace' WHERE id = ?")
                .param(broken.id())
                .update();
        assertThat(api.get(api.path("/enrichment-jobs/" + broken.id()), "viewer")
                        .status())
                .isEqualTo(500);
    }

    private static Span only(List<Span> spans, String name) {
        List<Span> named = named(spans, name).toList();
        assertThat(named).hasSize(1);
        return named.getFirst();
    }

    private static Stream<Span> named(List<Span> spans, String name) {
        return spans.stream().filter(span -> span.name().equals(name));
    }

    private String heard(String path) {
        return receiver.heard(path).stream().map(Receiver.Heard::body).collect(Collectors.joining("\n"));
    }

    private JsonNode onlyEvent() {
        List<Receiver.Heard> envelopes = receiver.heard(ERRORS);
        assertThat(envelopes).hasSize(1);
        List<String> lines = envelopes.getFirst().body().lines().toList();
        JsonNode item = TestApi.JSON.readTree(lines.get(1));
        assertThat(item.at("/type").asString()).isEqualTo("event");
        assertThat(item.at("/length").asInt()).isEqualTo(lines.get(2).length());
        JsonNode event = TestApi.JSON.readTree(lines.get(2));
        assertThat(event.at("/event_id"))
                .isEqualTo(TestApi.JSON.readTree(lines.getFirst()).at("/event_id"));
        return event;
    }

    private List<Span> spans() {
        return receiver.heard(SPANS).stream()
                .flatMap(one -> Span.read(one.body()))
                .toList();
    }

    /** A span as OTLP carries it. Numbers of spans in hexadecimal, times in nanoseconds. */
    private record Span(
            String trace, String id, String parent, String name, long start, long end, Map<String, Object> attributes) {

        static Stream<Span> read(String request) {
            return new Protobuf(request)
                    .all(1)
                    .flatMap(resource -> resource.all(2))
                    .flatMap(scope -> scope.all(2))
                    .map(span -> new Span(
                            span.hex(1),
                            span.hex(2),
                            span.hex(4),
                            span.text(5),
                            span.number(7),
                            span.number(8),
                            span.all(9).collect(Collectors.toMap(pair -> pair.text(1), pair -> value(pair.one(2))))));
        }

        private static Object value(Protobuf value) {
            return value.has(1) ? value.text(1) : value.number(3);
        }
    }
}
