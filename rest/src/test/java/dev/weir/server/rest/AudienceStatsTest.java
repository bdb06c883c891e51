package dev.weir.server.rest;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static dev.weir.server.testing.ScriptedVendor.notFound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.credits.Credits;
import dev.weir.server.jobs.Job;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.testing.WeirDatabase;
import dev.weir.server.waterfall.OnDoubt;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * An audience of 40: half of them personal, from two sources, one a day up to today, of 0 to 39 points; and a job for three of
 * them, two of whom it enriched.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class AudienceStatsTest {

    private static final String NAME = "company.name";

    private TestApi api;
    private LocalDate today;

    @BeforeAll
    void fill(@TempDir Path folder) {
        ScriptedVendor vendor = ScriptedVendor.giving(
                "acme", NAME, ask -> ask.text("company.domain").startsWith("no") ? notFound() : found(NAME, "Acme"));
        api = new TestApi(new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor)));
        TestWeir test = api.test();
        Job job = test.submit(
                test.request(test.plan(OnDoubt.HOLD, List.of(NAME), "acme")),
                List.of(
                        Map.of("company.domain", "a.example"),
                        Map.of("company.domain", "no.example"),
                        Map.of("company.domain", "b.example")),
                api.running().engine());
        test.await(job);
        JdbcClient owner = test.database().ownerJdbc();
        today = owner.sql("SELECT (weir.now() AT TIME ZONE 'UTC')::date")
                .query(LocalDate.class)
                .single();
        long workspace = api.tenant().id();
        owner.sql("""
                INSERT INTO weir.audience_source (workspace_id, slug, created_by)
                SELECT w, slug, 'test' FROM unnest(ARRAY[?, ?]::bigint[]) w, unnest(ARRAY['news', 'list']) slug
                """).params(workspace, api.other().id()).update();
        owner.sql("""
                INSERT INTO weir.subscriber (workspace_id, email, email_type, status, status_at, source_id, created_at,
                                             changed_at, seen_at, enriched_at, score, tier, score_version, scored_at, score_due)
                SELECT w, 'p' || n || '@mail.example', CASE WHEN n % 2 = 0 THEN 'personal' ELSE 'corporate' END,
                       CASE WHEN n = 39 THEN 'unsubscribed' ELSE 'subscribed' END, weir.now(),
                       (SELECT id FROM weir.audience_source
                        WHERE workspace_id = w AND slug = CASE WHEN n < 10 THEN 'news' ELSE 'list' END),
                       ?::date + time '12:00' - n * interval '1 day', weir.now(), weir.now(),
                       CASE WHEN n IN (0, 2) THEN weir.now() END, n, CASE WHEN n >= 30 THEN 'A' ELSE 'B' END, 1, weir.now(), false
                FROM unnest(ARRAY[?, ?]::bigint[]) w, generate_series(0, 39) n
                """).params(today, workspace, api.other().id()).update();
        owner.sql("""
                INSERT INTO weir.enrichment_request (workspace_id, subscriber_id, blueprint, source_id, trigger_id, state, automatic,
                                                     job_id, row_idx, reason, ended_at, pending_since)
                SELECT workspace_id, id, 'subscriber-enrichment', source_id, 7, state, true, job, idx, reason, ended,
                       weir.now() - interval '1 hour'
                FROM (SELECT s.*, CASE score WHEN 0 THEN 2 WHEN 1 THEN 3 WHEN 2 THEN 2 ELSE 0 END AS state,
                             CASE WHEN score < 3 THEN ?::bigint END AS job, CASE WHEN score < 3 THEN score::int END AS idx,
                             CASE WHEN score = 1 THEN 'not_found' END AS reason,
                             CASE WHEN score < 3 THEN weir.now() END AS ended
                      FROM weir.subscriber s WHERE workspace_id = ? AND score < 5) AS wanted
                """).params(job.id(), workspace).update();
        owner.sql("""
                INSERT INTO weir.audience_job (job_id, workspace_id, blueprint, cause, day, rows, subscriber_ids, watch_until)
                VALUES (?, ?, 'subscriber-enrichment', 'trigger', ?, 3, '{1, 2, 3}', weir.now())
                """).params(job.id(), workspace, today).update();
        owner.sql("""
                INSERT INTO weir.audience_trigger (id, workspace_id, slug, on_created, on_changed, condition, blueprint, mode,
                                                   max_per_day, updated_by)
                OVERRIDING SYSTEM VALUE VALUES (7, ?, 'personal', true, false, 'true', 'subscriber-enrichment', 'run', 50, 'test')
                """).param(workspace).update();
        owner.sql("INSERT INTO weir.audience_day VALUES (?, ?, 0, 3), (?, ?, 7, 3)")
                .params(workspace, today, workspace, today)
                .update();
        owner.sql("""
                INSERT INTO weir.audience (workspace_id, max_credits_per_day, waiting, updated_by, updated_at)
                VALUES (?, 10000, json_build_object('credits', json_build_object(
                    'code', 'cap_reached', 'reason', 'No credits are left.', 'since', weir.now(), 'until', weir.now(),
                    'pauseSeconds', 0))::text, 'test', weir.now())
                """).param(workspace).update();
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private JsonNode stats(String query) {
        TestApi.Got got = api.get(api.path("/audience/stats" + query), "viewer");
        assertThat(got.status()).as(got.response().body()).isEqualTo(200);
        return got.json().path("data");
    }

    private static BigDecimal number(JsonNode node) {
        return node.decimalValue();
    }

    @Test
    void subscribersAreCountedByTypeSourceAndDay() {
        JsonNode stats = stats("");

        assertThat(stats.path("subscribers").asInt()).isEqualTo(40);
        assertThat(stats.path("unsubscribed").asInt()).isEqualTo(1);
        assertThat(stats.path("types").path("personal").asInt()).isEqualTo(20);
        assertThat(stats.path("sources").toString())
                .isEqualTo("[{\"source\":\"list\",\"subscribers\":30,\"created\":20,\"enriched\":0},"
                        + "{\"source\":\"news\",\"subscribers\":10,\"created\":10,\"enriched\":2}]");
        assertThat(stats.path("days")).hasSize(30);
        assertThat(stats.at("/days/29/day").asString()).isEqualTo(today.toString());
        assertThat(stats.at("/days/28").path("types").toString()).isEqualTo("{\"corporate\":1}");
        assertThat(stats.path("enriched").asInt()).isEqualTo(2);
        assertThat(number(stats.path("enrichmentRate"))).isEqualByComparingTo("0.4");
    }

    @Test
    void aTimeIsFromItsFirstDayToItsLast() {
        JsonNode stats = stats("?from=" + today.minusDays(12) + "&to=" + today.minusDays(9));

        assertThat(stats.path("days"))
                .hasSize(4)
                .allMatch(day -> day.path("created").asInt() == 1);
        assertThat(stats.at("/sources/0/created").asInt()).isEqualTo(3);
        assertThat(stats.at("/cost/jobs").asInt()).isZero();
        assertThat(stats.path("cost").has("perEnriched")).isFalse();
        for (String bad :
                List.of("?from=2026-11-31", "?from=2026-02-02&to=2026-02-01", "?from=2020-01-01&to=2026-01-01")) {
            assertThat(api.get(api.path("/audience/stats" + bad), "viewer").status())
                    .as(bad)
                    .isEqualTo(400);
        }
    }

    @Test
    void requestsAndWhatTheyCostAreToldBesideTheCapsOfToday() {
        JsonNode stats = stats("");

        JsonNode requests = stats.path("requests");
        assertThat(requests.path("pending").asInt()).isEqualTo(2);
        assertThat(requests.path("completed").asInt()).isEqualTo(2);
        assertThat(requests.path("failed").asInt()).isEqualTo(1);
        assertThat(requests.path("reasons").path("not_found").asInt()).isEqualTo(1);
        assertThat(requests.path("oldestPendingSince").asString()).isNotEmpty();
        JsonNode cost = stats.path("cost");
        assertThat(cost.path("rows").asInt()).isEqualTo(3);
        assertThat(cost.path("completed").asInt()).isEqualTo(2);
        assertThat(number(cost.path("credits"))).isEqualByComparingTo(Credits.amount(2 * PRICE));
        assertThat(number(cost.path("perEnriched"))).isEqualByComparingTo(Credits.amount(PRICE));
        JsonNode caps = stats.path("today");
        assertThat(caps.at("/submitted/used").asInt()).isEqualTo(3);
        assertThat(number(caps.at("/credits/used"))).isEqualByComparingTo(Credits.amount(2 * PRICE));
        assertThat(number(caps.at("/credits/most"))).isEqualByComparingTo("10");
        assertThat(caps.path("triggers").toString())
                .isEqualTo("[{\"trigger\":\"personal\",\"submitted\":{\"used\":3,\"most\":50}}]");
        assertThat(caps.at("/waiting/0/reason").asString()).isEqualTo("No credits are left.");
    }

    @Test
    void scoresAreSpreadOverTenBins() {
        JsonNode scores = stats("").path("scores");

        assertThat(scores.path("scored").asInt()).isEqualTo(40);
        assertThat(scores.path("tiers").toString()).isEqualTo("{\"B\":30,\"A\":10}");
        assertThat(scores.path("bins")).hasSize(10);
        assertThat(scores.path("bins")
                        .valueStream()
                        .mapToInt(bin -> bin.path("subscribers").asInt()))
                .containsExactly(4, 4, 4, 4, 4, 4, 4, 4, 4, 4);
        assertThat(number(scores.at("/bins/9/to"))).isEqualByComparingTo("39");
    }

    @Test
    void anotherWorkspacesAudienceIsItsOwn() {
        JsonNode other = api.get(
                        api.other().path("/audience/stats"), api.other().key("viewer"))
                .json()
                .path("data");

        assertThat(other.path("subscribers").asInt()).isEqualTo(40);
        assertThat(other.at("/requests/pending").asInt()).isZero();
        assertThat(other.at("/today/credits/used").asInt()).isZero();
        assertThat(api.get(api.path("/audience/stats"), api.other().key("owner"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whoWatchesTheServerSeesWhatWaitsAndWhatIsOverdue() throws SQLException {
        assertThat(metrics())
                .contains("weir_enrichment_requests{state=\"pending\"} 2.0")
                .contains("weir_enrichment_requests{state=\"failed\"} 1.0")
                .contains("weir_audience_arrivals 0.0")
                .contains("weir_audience_turns_overdue 0.0");

        WeirDatabase database = api.test().database();
        database.ownerJdbc()
                .sql(
                        "INSERT INTO weir.audience_turn (workspace_id, duty, due_at) VALUES (999, 6, weir.now() + interval '1 hour')")
                .update();
        // Whoever would do it passes over it while this transaction has it.
        try (Connection held = database.owner().getConnection();
                Statement statement = held.createStatement()) {
            held.setAutoCommit(false);
            statement.execute("SELECT FROM weir.audience_turn WHERE workspace_id = 999 FOR UPDATE");
            database.crank(Duration.ofHours(2));
            assertThat(metrics())
                    .contains("weir_audience_turns_overdue 1.0")
                    .contains("weir_audience_overdue_seconds 36");
        } finally {
            database.crank(Duration.ofHours(-2));
        }
    }

    private String metrics() {
        return api.get("/metrics", "installation").response().body();
    }
}
