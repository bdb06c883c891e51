package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.workspace.ApiKey;
import dev.weir.server.workspace.Role;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Workspaces, members, keys and the audit, over HTTP. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WhoMayTest {

    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        api = new TestApi(folder);
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private TestApi.Got keyed(String idempotencyKey, String path, String key, String json) {
        return api.send(api.request(path, key)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private static void refused(TestApi.Got got, int status, String code) {
        assertThat(got.status()).as(got.response().body()).isEqualTo(status);
        assertThat(got.json().at("/code").asString()).isEqualTo(code);
    }

    private JsonNode made(String path, String key, String json) {
        TestApi.Got got = api.post(path, key, json);
        assertThat(got.status()).as(got.response().body()).isEqualTo(201);
        return got.json().at("/data");
    }

    private JsonNode member(String email, String role) {
        return made(
                api.path("/members"),
                "owner",
                "{\"name\": \"Ada\", \"email\": \"" + email + "\", \"role\": \"" + role + "\"}");
    }

    private JsonNode keyOf(@Nullable Long memberId, String role) {
        return made(
                api.path("/api-keys"),
                "owner",
                "{\"name\": \"a key\", \"role\": \"" + role + "\""
                        + (memberId == null ? "" : ", \"memberId\": " + memberId) + "}");
    }

    @Test
    void theInstallationMakesWorkspacesAndHandsTheirOwnerKeyOut() {
        JsonNode made = made("/api/v1/workspaces", "installation", "{\"name\": \"Acme\", \"sandbox\": true}");
        long id = made.at("/workspace/id").asLong();
        String owner = made.at("/ownerKey/key").asString();

        TestApi.Got me = api.get("/api/v1/me", owner);
        assertThat(me.json().at("/data/workspace/id").asLong()).isEqualTo(id);
        assertThat(me.json().at("/data/role").asString()).isEqualTo("owner");
        assertThat(api.get("/api/v1/workspaces/" + id, owner)
                        .json()
                        .at("/data/name")
                        .asString())
                .isEqualTo("Acme");
        assertThat(api.get("/api/v1/workspaces?limit=100", "installation")
                        .json()
                        .at("/data")
                        .toString())
                .contains("\"Acme\"");
        assertThat(api.get("/api/v1/workspaces/" + id + "/audit", owner)
                        .json()
                        .at("/data/0/actor")
                        .asString())
                .isEqualTo("installation key");
    }

    @Test
    void twoWorkspacesMayBeCalledTheSame() {
        long first = made("/api/v1/workspaces", "installation", "{\"name\": \"Twin\"}")
                .at("/workspace/id")
                .asLong();
        long second = made("/api/v1/workspaces", "installation", "{\"name\": \"Twin\"}")
                .at("/workspace/id")
                .asLong();

        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void listsAreFollowedByTheirCursorsToTheEnd() {
        for (int i = 0; i < 3; i++) {
            member("follow" + i + "@example.org", "viewer");
            keyOf(null, "viewer");
            made("/api/v1/workspaces", "installation", "{\"name\": \"Followed\"}");
        }
        Map<String, String> lists = Map.of(
                api.path("/members"), "owner", api.path("/api-keys"), "admin", "/api/v1/workspaces", "installation");
        lists.forEach((path, key) -> {
            List<Long> ids = new ArrayList<>();
            String cursor = "";
            long total;
            do {
                JsonNode page = api.get(path + "?limit=2" + cursor, key).json();
                page.at("/data").forEach(one -> ids.add(one.at("/id").asLong()));
                total = page.at("/pagination/total").asLong();
                JsonNode next = page.at("/pagination/nextCursor");
                cursor = next.isMissingNode() ? "" : "&cursor=" + next.asString();
            } while (!cursor.isEmpty());

            assertThat(ids)
                    .as(path)
                    .doesNotHaveDuplicates()
                    .hasSizeGreaterThan(2)
                    .hasSize((int) total);
        });
    }

    @Test
    void aRepeatedRequestMakesOneKeyAndShowsItOnce() {
        String json = "{\"name\": \"once\", \"role\": \"viewer\"}";
        TestApi.Got first = keyed("k1", api.path("/api-keys"), "admin", json);
        TestApi.Got again = keyed("k1", api.path("/api-keys"), "admin", "{\"role\":\"viewer\",\n\"name\":\"once\"}");

        assertThat(first.json().at("/data/key").asString()).startsWith("weir_");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.response().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(again.response().headers().firstValue("Location"))
                .isEqualTo(first.response().headers().firstValue("Location"));
        assertThat(again.json().at("/data/apiKey")).isEqualTo(first.json().at("/data/apiKey"));
        assertThat(again.json().at("/data").has("key")).isFalse();
        assertThat(again.json().at("/data/note").asString()).contains("shown once");
        refused(
                keyed("k1", api.path("/api-keys"), "admin", "{\"name\": \"other\", \"role\": \"viewer\"}"),
                422,
                "idempotency_mismatch");
        assertThat(api.test()
                        .database()
                        .ownerJdbc()
                        .sql("SELECT count(*) FROM weir.answered WHERE body LIKE '%' || ? || '%'")
                        .param(first.json().at("/data/key").asString())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aRefusedRequestLeavesItsIdempotencyKeyFree() {
        refused(keyed("k2", api.path("/api-keys"), "admin", "{\"name\": \"\", \"role\": \"viewer\"}"), 400, "bad_name");

        assertThat(keyed("k2", api.path("/api-keys"), "admin", "{\"name\": \"fine\", \"role\": \"viewer\"}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void nobodyMakesOrTakesOverAKeyThatMayDoMore() {
        refused(
                api.post(api.path("/api-keys"), "admin", "{\"name\": \"more\", \"role\": \"owner\"}"),
                403,
                "above_own_role");
        long owners = keyOf(null, "owner").at("/apiKey/id").asLong();
        refused(api.post(api.path("/api-keys/" + owners + "/rotate"), "admin", "{}"), 403, "above_own_role");
        refused(api.send("DELETE", api.path("/api-keys/" + owners), "admin", null), 403, "above_own_role");
    }

    @Test
    void aRevokedKeyIsRefusedFromTheNextRequestOn() {
        JsonNode made = keyOf(null, "viewer");
        String key = made.at("/key").asString();
        assertThat(api.get(api.path(""), key).status()).isEqualTo(200);

        TestApi.Got revoked =
                api.send("DELETE", api.path("/api-keys/" + made.at("/apiKey/id").asLong()), "admin", null);

        assertThat(revoked.json().at("/data/revokedAt").asString()).isNotEmpty();
        refused(api.get(api.path(""), key), 401, "key_revoked");
    }

    @Test
    void aRotatedKeyGoesOnForAWhileWhenThatIsAskedFor() {
        JsonNode old = keyOf(null, "member");
        String rotate = api.path("/api-keys/" + old.at("/apiKey/id").asLong() + "/rotate");
        String second =
                made(rotate, "admin", "{\"overlapSeconds\": 60}").at("/key").asString();

        assertThat(api.get("/api/v1/me", old.at("/key").asString()).status()).isEqualTo(200);
        assertThat(api.get("/api/v1/me", second).json().at("/data/role").asString())
                .isEqualTo("member");
        refused(api.post(rotate, "admin", "{\"overlapSeconds\": 1000000}"), 400, "bad_overlap");
        assertThat(api.get(api.path("/audit?limit=1"), "admin")
                        .json()
                        .at("/data/0/subject")
                        .asString())
                .startsWith("api_key " + old.at("/apiKey/id").asLong() + " by api_key ");
    }

    @Test
    void aMembersKeysDoWhatTheMemberMayAndEndWithIt() {
        long member = member("ada@example.org", "admin").at("/id").asLong();
        String key = keyOf(member, "admin").at("/key").asString();
        assertThat(api.get(api.path("/audit"), key).status()).isEqualTo(200);

        assertThat(api.send("PATCH", api.path("/members/" + member), "owner", "{\"role\": \"viewer\"}")
                        .status())
                .isEqualTo(200);
        refused(api.get(api.path("/audit"), key), 403, "forbidden");
        assertThat(api.get(api.path(""), key).status()).isEqualTo(200);
        refused(
                api.post(
                        api.path("/api-keys"),
                        "owner",
                        "{\"name\": \"x\", \"role\": \"admin\", \"memberId\": " + member + "}"),
                400,
                "above_member_role");

        assertThat(api.send("DELETE", api.path("/members/" + member), "owner", null)
                        .status())
                .isEqualTo(200);
        refused(api.get(api.path(""), key), 401, "key_revoked");
        refused(api.get(api.path("/members/" + member), "owner"), 404, "unknown_member");
    }

    private List<Long> revokedBy(TestApi.Got got) {
        assertThat(got.status()).as(got.response().body()).isEqualTo(200);
        return StreamSupport.stream(got.json().at("/data/revokedKeys").spliterator(), false)
                .map(JsonNode::asLong)
                .toList();
    }

    private JsonNode keyBy(String maker, @Nullable Long memberId, String role) {
        return made(
                api.path("/api-keys"),
                maker,
                "{\"name\": \"a key\", \"role\": \"" + role + "\""
                        + (memberId == null ? "" : ", \"memberId\": " + memberId) + "}");
    }

    private static String shown(JsonNode made) {
        return made.at("/key").asString();
    }

    private static long id(JsonNode made) {
        return made.at("/apiKey/id").asLong();
    }

    @Test
    void whatAMemberHasMadeEndsWithItUnlessSomebodyElseHasRotatedIt() {
        long leaving = member("leaving@example.org", "admin").at("/id").asLong();
        long staying = member("staying@example.org", "viewer").at("/id").asLong();
        JsonNode own = keyOf(leaving, "admin");
        JsonNode workspaces = keyBy(shown(own), null, "admin");
        JsonNode throughIt = keyBy(shown(workspaces), null, "viewer");
        JsonNode anothers = keyBy(shown(own), staying, "viewer");
        JsonNode rotated = keyBy(shown(own), null, "member");
        JsonNode anothersByOwner = keyOf(staying, "viewer");
        String goesOn = shown(made(api.path("/api-keys/" + id(rotated) + "/rotate"), "admin", "{}"));
        assertThat(throughIt.at("/apiKey/makerId").asLong()).isEqualTo(leaving);

        List<Long> revoked = revokedBy(api.send("DELETE", api.path("/members/" + leaving), "owner", null));

        assertThat(revoked).containsExactly(id(own), id(workspaces), id(throughIt), id(anothers));
        for (JsonNode ended : List.of(own, workspaces, throughIt, anothers)) {
            refused(api.get("/api/v1/me", shown(ended)), 401, "key_revoked");
        }
        for (String alive : List.of(goesOn, shown(anothersByOwner))) {
            assertThat(api.get("/api/v1/me", alive).status()).isEqualTo(200);
        }
        List<String> audit = StreamSupport.stream(
                        api.get(api.path("/audit?limit=5"), "admin")
                                .json()
                                .at("/data")
                                .spliterator(),
                        false)
                .map(entry ->
                        entry.at("/act").asString() + " " + entry.at("/subject").asString())
                .toList();
        assertThat(audit).first().isEqualTo("member.removed member " + leaving);
        assertThat(audit.subList(1, 5))
                .containsExactlyElementsOf(revoked.reversed().stream()
                        .map(key -> "api_key.revoked api_key " + key + " with member " + leaving)
                        .toList());
    }

    @Test
    void whoMayLessKeepsOfWhatHeMadeOnlyWhatMayNoMore() {
        long lessened = member("lessened@example.org", "owner").at("/id").asLong();
        JsonNode own = keyOf(lessened, "owner");
        JsonNode owners = keyBy(shown(own), null, "owner");
        JsonNode admins = keyBy(shown(own), null, "admin");
        String change = api.path("/members/" + lessened);
        member("beside@example.org", "owner");

        assertThat(revokedBy(api.send("PATCH", change, "owner", "{\"role\": \"admin\"}")))
                .containsExactly(id(owners));
        assertThat(revokedBy(api.send("PATCH", change, "owner", "{\"name\": \"Lovelace\"}")))
                .isEmpty();
        assertThat(revokedBy(api.send("PATCH", change, "owner", "{\"role\": \"member\"}")))
                .containsExactly(id(admins));
        refused(api.get(api.path("/audit"), shown(admins)), 401, "key_revoked");
        refused(api.get(api.path("/audit"), shown(own)), 403, "forbidden");
    }

    @Test
    void aMemberWhoMadeTheLastOwnerKeyStaysUntilItIsRotated() {
        JsonNode made = made("/api/v1/workspaces", "installation", "{\"name\": \"Handed over\"}");
        String path = "/api/v1/workspaces/" + made.at("/workspace/id").asLong();
        String first = made.at("/ownerKey/key").asString();
        List<Long> owners = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            owners.add(made(
                            path + "/members",
                            first,
                            "{\"name\": \"A\", \"email\": \"" + name + "@b\", \"role\": \"owner\"}")
                    .at("/id")
                    .asLong());
        }
        JsonNode a = made(
                path + "/api-keys",
                first,
                "{\"name\": \"a\", \"role\": \"owner\", \"memberId\": " + owners.get(0) + "}");
        JsonNode b = made(
                path + "/api-keys",
                shown(a),
                "{\"name\": \"b\", \"role\": \"owner\", \"memberId\": " + owners.get(1) + "}");
        api.send("DELETE", path + "/api-keys/" + made.at("/ownerKey/apiKey/id").asLong(), shown(a), null);

        refused(api.send("DELETE", path + "/members/" + owners.get(0), shown(b), null), 409, "last_owner_key");
        String rotated = shown(made(path + "/api-keys/" + id(b) + "/rotate", shown(b), "{}"));

        assertThat(revokedBy(api.send("DELETE", path + "/members/" + owners.get(0), rotated, null)))
                .containsExactly(id(a));
        assertThat(api.get(path, rotated).status()).isEqualTo(200);
    }

    @Test
    void aWorkspaceHasAThousandLiveKeysAndAThousandMembersAtMost() {
        JsonNode made = made("/api/v1/workspaces", "installation", "{\"name\": \"Crowded\"}");
        long workspace = made.at("/workspace/id").asLong();
        String path = "/api/v1/workspaces/" + workspace;
        String owner = made.at("/ownerKey/key").asString();
        api.test()
                .database()
                .ownerJdbc()
                .sql("""
                        WITH keys AS (
                            INSERT INTO weir.api_key (workspace_id, name, role, hash, created_by, expires_at, revoked_at)
                            SELECT ?, 'k', 'VIEWER', sha256(''), 'test', CASE n % 3 WHEN 1 THEN weir.now() END,
                                   CASE n % 3 WHEN 2 THEN weir.now() END
                            FROM generate_series(1, 2996) n)
                        INSERT INTO weir.member (workspace_id, name, email, role)
                        SELECT ?, 'm', n || '@b', 'VIEWER' FROM generate_series(1, 999) n
                        """)
                .param(workspace)
                .param(workspace)
                .update();
        String key = "{\"name\": \"one more\", \"role\": \"viewer\"}";

        JsonNode last = made(path + "/api-keys", owner, key);
        TestApi.Got beyond = api.post(path + "/api-keys", owner, key);
        refused(beyond, 409, "too_many_keys");
        assertThat(beyond.json().at("/detail").asString()).contains("1000", "Revoke");
        refused(
                api.post(path + "/api-keys/" + id(last) + "/rotate", owner, "{\"overlapSeconds\": 60}"),
                409,
                "too_many_keys");
        JsonNode rotated = made(path + "/api-keys/" + id(last) + "/rotate", owner, "{}");
        api.send("DELETE", path + "/api-keys/" + id(rotated), owner, null);
        made(path + "/api-keys", owner, key);

        String member = "{\"name\": \"M\", \"email\": \"m@b\", \"role\": \"viewer\"}";
        long lastMember = made(path + "/members", owner, member).at("/id").asLong();
        String another = member.replace("m@b", "n@b");
        refused(api.post(path + "/members", owner, another), 409, "too_many_members");
        api.send("DELETE", path + "/members/" + lastMember, owner, null);
        made(path + "/members", owner, another);
    }

    @Test
    void theLastOwnerStays() {
        JsonNode made = made("/api/v1/workspaces", "installation", "{\"name\": \"Owned\"}");
        String path = "/api/v1/workspaces/" + made.at("/workspace/id").asLong();
        String key = made.at("/ownerKey/key").asString();
        long first = made(path + "/members", key, "{\"name\": \"A\", \"email\": \"a@b\", \"role\": \"owner\"}")
                .at("/id")
                .asLong();

        refused(api.send("DELETE", path + "/members/" + first, key, null), 409, "last_owner");
        refused(api.send("PATCH", path + "/members/" + first, key, "{\"role\": \"admin\"}"), 409, "last_owner");
        refused(
                api.send(
                        "DELETE",
                        path + "/api-keys/" + made.at("/ownerKey/apiKey/id").asLong(),
                        key,
                        null),
                409,
                "last_owner_key");

        made(path + "/members", key, "{\"name\": \"B\", \"email\": \"b@b\", \"role\": \"owner\"}");
        assertThat(api.send("DELETE", path + "/members/" + first, key, null).status())
                .isEqualTo(200);
    }

    @Test
    void anAddressBelongsToOneMember() {
        member("twice@example.org", "viewer");

        refused(
                api.post(
                        api.path("/members"),
                        "owner",
                        "{\"name\": \"B\", \"email\": \"Twice@Example.org\", \"role\": \"viewer\"}"),
                409,
                "email_taken");
    }

    @Test
    void whatIsAnotherTenantsIsAsUnknownAsWhatIsNot() {
        long foreignKey = api.test()
                .weir()
                .transactions()
                .in(
                        api.other().id(),
                        () -> api.test()
                                .weir()
                                .keys()
                                .create(api.other().id(), new ApiKey.Wish("x", Role.VIEWER, null, null), "test"))
                .key()
                .id();
        for (String verb : List.of("GET", "DELETE")) {
            TestApi.Got foreign = api.send(verb, api.path("/api-keys/" + foreignKey), "owner", null);
            TestApi.Got unknown = api.send(verb, api.path("/api-keys/99999999"), "owner", null);

            assertThat(foreign.status()).isEqualTo(404);
            assertThat(foreign.response().body().replace("" + foreignKey, "N"))
                    .isEqualTo(unknown.response().body().replace("99999999", "N"));
        }
        TestApi.Got foreign = api.get(api.other().path(""), "owner");
        TestApi.Got unknown = api.get("/api/v1/workspaces/99999999", "owner");
        assertThat(foreign.response()
                        .body()
                        .replace("" + api.other().id(), "N")
                        .replace("\"/api/v1/workspaces/N\"", ""))
                .isEqualTo(unknown.response().body().replace("99999999", "N").replace("\"/api/v1/workspaces/N\"", ""));
    }

    @Test
    void everyActHasOneEntryWithoutSecretsAndTheAuditIsPaged() {
        JsonNode made = keyOf(null, "viewer");
        long id = made.at("/apiKey/id").asLong();
        api.send("DELETE", api.path("/api-keys/" + id), "admin", null);
        refused(api.send("DELETE", api.path("/api-keys/99999999"), "admin", null), 404, "unknown_key");

        TestApi.Got first = api.get(api.path("/audit?limit=1"), "admin");
        TestApi.Got second = api.get(
                api.path("/audit?limit=1&cursor="
                        + first.json().at("/pagination/nextCursor").asString()),
                "admin");

        assertThat(first.json().at("/data/0/act").asString()).isEqualTo("api_key.revoked");
        assertThat(first.json().at("/data/0/subject").asString()).isEqualTo("api_key " + id);
        assertThat(first.json().at("/data/0/actor").asString()).startsWith("key ");
        assertThat(second.json().at("/data/0/act").asString()).isEqualTo("api_key.created");
        assertThat(second.json().at("/data/0/subject").asString()).isEqualTo("api_key " + id + " of role viewer");
        List<String> all = StreamSupport.stream(
                        api.get(api.path("/audit?limit=100"), "admin")
                                .json()
                                .at("/data")
                                .spliterator(),
                        false)
                .map(JsonNode::toString)
                .toList();
        assertThat(all).noneMatch(entry -> entry.contains("weir_"));
        assertThat(first.json().at("/pagination/total").asInt()).isGreaterThanOrEqualTo(all.size());
    }

    @Test
    void aWorkspaceIsRenamedByItsOwner() {
        JsonNode made = made("/api/v1/workspaces", "installation", "{\"name\": \"Before\"}");
        String path = "/api/v1/workspaces/" + made.at("/workspace/id").asLong();

        assertThat(api.send("PATCH", path, made.at("/ownerKey/key").asString(), "{\"name\": \"After\"}")
                        .json()
                        .at("/data/name")
                        .asString())
                .isEqualTo("After");
    }

    @Test
    void theGuidesCommandsDoWhatTheGuideSays(@TempDir Path work) throws Exception {
        List<String> said = GuideCommands.run("keys.md", api, work);

        assertThat(said).hasSize(7);
        assertThat(said.get(0)).contains("\"role\":\"owner\"");
        assertThat(said.get(1)).contains("\"name\":\"Acme\"", "\"ownerKey\"");
        String key = TestApi.JSON.readTree(said.get(2)).at("/data/key").asString();
        assertThat(key).startsWith("weir_");
        assertThat(TestApi.JSON.readTree(said.get(3)).at("/data/key").asString())
                .startsWith("weir_")
                .isNotEqualTo(key);
        assertThat(said.get(4)).contains("\"revokedAt\"", "\"key_revoked\"");
        assertThat(said.get(5)).contains("grace@example.org");
        assertThat(said.get(6)).contains("member.added", "api_key.revoked", "api_key.rotated", "api_key.created");
    }
}
