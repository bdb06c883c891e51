package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.workspace.ApiKey;
import dev.weir.server.workspace.Role;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/**
 * Every route, by whoever may come. What is served stands in {@code docs/reference}; run with
 * {@code -Dweir.docs.write=true} to rewrite that.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteMatrixTest {

    private static final Path REFERENCE = Path.of("..", "docs", "reference");
    private static final String MEND = "stale; run mvn -pl rest -am test -Dtest=RouteMatrixTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dweir.docs.write=true";

    // Of routes that look at their body before they look for what the path names.
    private static final Map<String, String> BODIES =
            Map.of("resolve", "{\"resolution\": \"retry\"}", "rerun", "{\"rows\": \"failed\"}");

    private TestApi api;
    private String expired = "";
    private String revoked = "";

    @BeforeAll
    void start(@TempDir Path folder) {
        api = new TestApi(folder);
        expired = ended(true);
        revoked = ended(false);
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private String ended(boolean byTime) {
        String key = api.newKey(api.tenant().workspace(), new ApiKey.Wish("ended", Role.OWNER, null, null));
        api.test()
                .database()
                .ownerJdbc()
                .sql("UPDATE weir.api_key SET "
                        + (byTime ? "expires_at = weir.now() - interval '1 second'" : "revoked_at = weir.now()")
                        + " WHERE id = ?")
                .param(Long.parseLong(key.split("_", -1)[2]))
                .update();
        return key;
    }

    private List<Routes.Route> served() {
        return api.server().routes().stream().filter(route -> !route.hidden()).toList();
    }

    private TestApi.Got send(String template, Routes.Route route, @Nullable String key) {
        String path = template.replace(
                        "{workspaceId}", String.valueOf(api.tenant().id()))
                .replaceAll("\\{[^}]*Id}", "999999999")
                .replaceAll("\\{[^}]*}", "0");
        HttpRequest.Builder request = api.request(path, key).timeout(Duration.ofSeconds(20));
        boolean body = Set.of("POST", "PUT", "PATCH").contains(route.method());
        if (body) {
            String type = route.consumes().stream().sorted().findFirst().orElse("application/json");
            request.header("Content-Type", type.startsWith("multipart") ? type + "; boundary=x" : type);
        }
        return api.send(request.method(
                route.method(),
                body
                        ? HttpRequest.BodyPublishers.ofString(
                                BODIES.getOrDefault(route.path().replaceFirst(".*/", ""), "{}"))
                        : HttpRequest.BodyPublishers.noBody()));
    }

    @Test
    void everyRouteAnswersWhoeverComesAsItsNeedSays() {
        List<String> wrong = new ArrayList<>();
        JsonNode described = api.get("/api/v1/openapi.json", null).json().at("/paths");
        for (Routes.Route route : served()) {
            JsonNode answers = described
                    .path(route.path())
                    .path(route.method().toLowerCase(Locale.ROOT))
                    .path("responses");
            for (Map.Entry<String, @Nullable String> visitor : visitors().entrySet()) {
                TestApi.Got got = send(route.path(), route, visitor.getValue());
                String expected = expected(route, visitor.getKey());
                if (!actual(got).equals(expected)) {
                    wrong.add(route.method() + " " + route.path() + " by " + visitor.getKey() + ": expected " + expected
                            + ", was " + got.status() + " " + got.response().body());
                }
                if (!answers.has(String.valueOf(got.status()))) {
                    wrong.add(route.method() + " " + route.path() + " by " + visitor.getKey() + ": " + got.status()
                            + " is not described; " + got.response().body());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(served()).hasSizeGreaterThan(15);
    }

    private Map<String, @Nullable String> visitors() {
        Map<String, @Nullable String> visitors = new HashMap<>();
        for (Role role : Role.values()) {
            visitors.put(role.text(), role.text());
            visitors.put("foreign " + role.text(), api.other().key(role.text()));
        }
        visitors.put("installation", "installation");
        visitors.put("no_key", null);
        visitors.put("bad_key", "weir_1_1_x");
        visitors.put("key_expired", expired);
        visitors.put("key_revoked", revoked);
        return visitors;
    }

    /** {@code in} for whoever gets as far as the route itself, else status and code. */
    private static String expected(Routes.Route route, String visitor) {
        Needs needs = route.needs();
        if (needs.nobody() || needs.by() != Needs.Bearer.KEY) {
            return "in";
        }
        if (visitor.equals("no_key") || visitor.startsWith("key_") || visitor.equals("bad_key")) {
            return "401 " + visitor;
        }
        if (needs.anyKey()) {
            return "in";
        }
        if (needs.installation() != visitor.equals("installation")) {
            return "403 forbidden";
        }
        if (visitor.equals("installation")) {
            return "in";
        }
        if (visitor.startsWith("foreign ")) {
            return "404 unknown_workspace";
        }
        return Role.valueOf(visitor.toUpperCase(Locale.ROOT)).covers(needs.value()) ? "in" : "403 forbidden";
    }

    private static String actual(TestApi.Got got) {
        if (got.status() >= 500) {
            return "broken";
        }
        String code = got.body() == null ? "" : got.body().at("/code").asString("");
        boolean out = got.status() == 401
                || code.equals("forbidden")
                || code.equals("unknown_workspace")
                || code.equals("no_such_route")
                || code.equals("method_not_allowed");
        return out ? got.status() + " " + code : "in";
    }

    @Test
    void whatBelongsToAnotherTenantAnswersAsWhatDoesNotExist() {
        List<String> wrong = new ArrayList<>();
        Map<String, String> foreign = foreignIds();
        for (Routes.Route route : served()) {
            for (Map.Entry<String, String> id : foreign.entrySet()) {
                if (!route.path().contains(id.getKey())) {
                    continue;
                }
                String unknown = id.getValue().contains("-") ? new UUID(8, 8).toString() : "888888888";
                TestApi.Got theirs = send(route.path().replace(id.getKey(), id.getValue()), route, "owner");
                TestApi.Got nobodys = send(route.path().replace(id.getKey(), unknown), route, "owner");
                if (theirs.status() != 404 || !without(theirs, id.getValue()).equals(without(nobodys, unknown))) {
                    wrong.add(route.method() + " " + route.path() + ": "
                            + theirs.response().body() + " but "
                            + nobodys.response().body());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static String without(TestApi.Got got, String id) {
        return got.status()
                + got.json().at("/code").asString()
                + got.json().at("/detail").asString().replaceAll("(?<=[ '])" + Pattern.quote(id) + "(?=[ '.])", "N");
    }

    /** Things of the other tenant, by the variable that names them in paths. */
    private Map<String, String> foreignIds() {
        TestApi.Tenant other = api.other();
        String member = made(
                other,
                "/members",
                "owner",
                "{\"name\": \"Eve\", \"email\": \"eve@example.org\", \"role\": \"viewer\"}");
        String key = api.newKey(other.workspace(), new ApiKey.Wish("theirs", Role.VIEWER, null, null))
                .split("_", -1)[2];
        String job = made(
                other,
                "/enrichment-jobs",
                "member",
                "{\"records\": [{\"company.domain\": \"company0.example\"}], \"fields\": [\"company.name\"]}");
        JsonNode records = api.get(other.path("/enrichment-jobs/" + job + "/records"), other.key("viewer"))
                .json()
                .at("/data");
        while (records.isEmpty()) {
            Thread.onSpinWait();
            records = api.get(other.path("/enrichment-jobs/" + job + "/records"), other.key("viewer"))
                    .json()
                    .at("/data");
        }
        TestApi.Got webhook = api.post(
                other.path("/webhooks"),
                other.key("admin"),
                "{\"callbackUrl\": \"https://93.184.216.34/\", \"eventTypes\": [\"job.failed\"], \"isActive\": false}");
        assertThat(webhook.status()).as(webhook.response().body()).isEqualTo(201);
        return Map.of(
                "{webhookId}",
                webhook.json().at("/data/webhook/id").asString(),
                "{memberId}",
                member,
                "{keyId}",
                key,
                "{jobId}",
                job,
                "{recordId}",
                records.at("/0/id").asString(),
                "{companyId}",
                String.valueOf(company(other)),
                "{workflowId}",
                workflow(other),
                "{destinationId}",
                planted("weir.destination (workspace_id, db, table_name) VALUES (?, 'hq', 'theirs')", other),
                "{erasureId}",
                made(other, "/erasures", "admin", "{\"email\": \"nobody@nowhere.example\"}"),
                "{letterId}",
                planted(
                        "weir.result (workspace_id, workflow_id, job_id, row_idx, step, cell_state, state, at)"
                                + " VALUES (?, gen_random_uuid(), 1, 0, 0, 2, 1, weir.now())",
                        other));
    }

    private String planted(String row, TestApi.Tenant tenant) {
        return api.test()
                .database()
                .ownerJdbc()
                .sql("INSERT INTO " + row + " RETURNING id")
                .param(tenant.id())
                .query(String.class)
                .single();
    }

    private String workflow(TestApi.Tenant tenant) {
        TestApi.Got got = api.send(
                "PUT",
                tenant.path("/registry/steps/theirs"),
                tenant.key("admin"),
                "{\"name\": \"theirs\", \"fields\": [\"company.name\"]}");
        assertThat(got.status()).as(got.response().body()).isIn(200, 201);
        return got.json().at("/data/workflowId").asString();
    }

    private long company(TestApi.Tenant tenant) {
        TestApi.Got got = api.post(
                tenant.path("/companies"), tenant.key("member"), "{\"companies\": [{\"domain\": \"theirs.example\"}]}");
        assertThat(got.status()).as(got.response().body()).isEqualTo(200);
        return got.json().at("/data/0/id").asLong();
    }

    private String made(TestApi.Tenant tenant, String path, String role, String json) {
        TestApi.Got got = api.post(tenant.path(path), tenant.key(role), json);
        assertThat(got.status()).as(got.response().body()).isEqualTo(201);
        return got.json().at("/data/id").asString();
    }

    /** Registered by hand: the framework would find an annotated one, and no server of these tests would start. */
    static final class Forgetful {
        String forgotten() {
            return "";
        }
    }

    @Test
    void aRouteThatDoesNotSayWhoMayUseItFailsTheStart() throws NoSuchMethodException {
        RequestMappingHandlerMapping mapping = new RequestMappingHandlerMapping();
        mapping.registerMapping(
                RequestMappingInfo.paths("/forgotten").build(),
                new Forgetful(),
                Forgetful.class.getDeclaredMethod("forgotten"));

        assertThatThrownBy(() -> new Routes(mapping))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@Needs");
    }

    @Test
    void theTableOfRolesIsFresh() throws IOException {
        StringBuilder table = new StringBuilder("""
                # Who may do what

                Roles, each of which may do what the ones before it may: viewer, member, admin, owner. The installation's key
                alone makes workspaces, grants and refunds credits. Another workspace's things are 404, as what does not exist.
                Routes marked ↻ take an `Idempotency-Key`.

                <!-- Generated from the running routes by RouteMatrixTest. -->

                | method | path | needs | |
                |---|---|---|---|
                """);
        // A route that reads several kinds of bodies is served by several methods.
        served().stream()
                .map(route -> "| %s | `%s` | %s | %s |\n"
                        .formatted(
                                route.method(),
                                route.path(),
                                route.needed(),
                                route.acts() && route.method().equals("POST") ? "↻" : ""))
                .distinct()
                .forEach(table::append);
        fresh("roles.md", table.toString());
    }

    @Test
    void theOpenApiDocumentIsFreshAndHasTheRoutesThatAreServedAndNoOthers() throws IOException {
        TestApi.Got got = api.get("/api/v1/openapi.json", null);
        assertThat(got.status()).isEqualTo(200);
        JsonNode document = got.json();

        fresh("openapi.json", TestApi.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
        Set<String> described = new TreeSet<>();
        List<String> unexplained = new ArrayList<>();
        document.at("/paths")
                .forEachEntry((path, methods) -> methods.forEachEntry((method, operation) -> {
                    described.add(method.toUpperCase(Locale.ROOT) + " " + path);
                    if (operation.at("/summary").asString("").isEmpty()) {
                        unexplained.add(method + " " + path + " has no @Operation(summary = …)");
                    }
                }));
        assertThat(unexplained).isEmpty();
        assertThat(described)
                .isEqualTo(served().stream()
                        .map(route -> route.method() + " " + route.path())
                        .collect(Collectors.toCollection(TreeSet::new)));
        assertThat(document.at("/openapi").asString()).startsWith("3.1");
    }

    @Test
    void noTwoSchemasShareAName() {
        Map<String, Set<String>> byName = new HashMap<>();
        for (Class<?> type : api.server().schemas()) {
            byName.computeIfAbsent(Routes.schemaName(type), _ -> new TreeSet<>())
                    .add(type.getName());
        }
        assertThat(byName.values())
                .isNotEmpty()
                .allSatisfy(types -> assertThat(types).hasSize(1));
    }

    @Test
    void theDocumentationIsBrowsable() {
        TestApi.Got docs = api.get("/docs", null);
        assertThat(docs.status()).isEqualTo(302);
        TestApi.Got page =
                api.get(docs.response().headers().firstValue("Location").orElseThrow(), null);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.response().body()).contains("swagger-ui");
    }

    private static void fresh(String name, String content) throws IOException {
        Path file = REFERENCE.resolve(name);
        if (Boolean.getBoolean("weir.docs.write")) {
            Files.writeString(file, content);
        }
        assertThat(file).as(MEND).exists();
        assertThat(Files.readString(file)).as(MEND).isEqualTo(content);
    }
}
