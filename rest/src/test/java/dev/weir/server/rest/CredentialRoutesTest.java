package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialRoutesTest {

    private static final String CANARY = "canary-8d2e41f0";

    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        api = new TestApi(folder);
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private TestApi.Got put(String provider, String body) {
        return api.send("PUT", api.path("/credentials/" + provider), "admin", body);
    }

    @Test
    void whatIsSetIsShownWithoutItsSecrets() {
        TestApi.Got set = put("apollo", "{\"secrets\": {\"api_key\": \"" + CANARY + "\"}}");
        assertThat(set.status()).isEqualTo(200);
        int first = set.json().at("/data/version").asInt();

        TestApi.Got again = put("apollo", "{\"secrets\": {\"api_key\": \" " + CANARY + "2 \"}}");
        assertThat(again.json().at("/data/version").asInt()).isEqualTo(first + 1);

        TestApi.Got shown = api.get(api.path("/credentials/apollo"), "admin");
        assertThat(shown.json().at("/data/secrets/0").asString()).isEqualTo("api_key");
        assertThat(shown.json().at("/data/setBy").asString()).startsWith("key ");
        assertThat(shown.json().at("/data/setAt").asString()).isNotBlank();
        TestApi.Got list = api.get(api.path("/credentials"), "admin");
        assertThat(list.json().at("/data").findValuesAsString("provider")).contains("apollo");
        TestApi.Got audit = api.get(api.path("/audit"), "admin");
        assertThat(audit.response().body()).contains("credential.set", "credential apollo");
        for (TestApi.Got got : new TestApi.Got[] {set, again, shown, list, audit}) {
            assertThat(got.response().body()).doesNotContain(CANARY);
        }
        assertThat(api.test()
                        .weir()
                        .transactions()
                        .in(
                                api.tenant().id(),
                                () -> api.test()
                                        .weir()
                                        .credentials()
                                        .open(api.tenant().id(), "apollo")
                                        .orElseThrow()
                                        .secrets()))
                .containsEntry("api_key", CANARY + "2");
    }

    @Test
    void aRemovedOneIsGone() {
        put("pdl", "{\"secrets\": {\"api_key\": \"k-pdl\"}}");

        assertThat(api.send("DELETE", api.path("/credentials/pdl"), "admin", null)
                        .status())
                .isEqualTo(200);
        assertThat(api.get(api.path("/credentials/pdl"), "admin")
                        .json()
                        .at("/code")
                        .asString())
                .isEqualTo("no_credential");
        assertThat(api.send("DELETE", api.path("/credentials/pdl"), "admin", null)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whatTheProviderDoesNotHaveIsRefusedWhereItStands() {
        TestApi.Got got = put("hunter", "{\"secrets\": {\"apikey\": \"" + CANARY + "\"}}");

        assertThat(got.status()).isEqualTo(400);
        assertThat(got.json().at("/errors").findValuesAsString("pointer"))
                .containsExactly("/secrets/apikey", "/secrets/api_key");
        assertThat(got.response().body()).contains("api_key").doesNotContain(CANARY);
        assertThat(put("hunter", "{\"secrets\": {\"api_key\": \"a\\nb\"}}").status())
                .isEqualTo(400);
        assertThat(put("nobody", "{\"secrets\": {}}").status()).isEqualTo(404);
        assertThat(put("pattern", "{\"secrets\": {}}").json().at("/code").asString())
                .isEqualTo("no_secrets");
    }

    @Test
    void nobodyButAnAdminOfTheWorkspaceSeesOrSetsThem() {
        assertThat(api.get(api.path("/credentials"), "member").status()).isEqualTo(403);
        assertThat(api.get(api.path("/credentials"), "installation").status()).isEqualTo(403);
        put("lusha", "{\"secrets\": {\"api_key\": \"" + CANARY + "\"}}");
        assertThat(api.get(api.other().path("/credentials/lusha"), api.other().key("admin"))
                        .status())
                .isEqualTo(404);
        assertThat(api.get(api.path("/credentials/lusha"), api.other().key("owner"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aTestAsksTheVendorWhatIsFreeAndSaysWhereNothingIs() {
        TestApi.Got valid = api.post(api.path("/credentials/hunter/test"), "admin", "");
        assertThat(valid.json().at("/data/result").asString()).isEqualTo("valid");

        TestApi.Got none = api.post(api.path("/credentials/pdl/test"), "admin", "");
        assertThat(none.status()).isEqualTo(409);
        assertThat(none.json().at("/code").asString()).isEqualTo("no_free_call");
    }

    @Test
    void aProviderShowsAllThatIsDeclaredOfIt() {
        JsonNode hunter = api.get("/api/v1/providers/hunter", "viewer").json().at("/data");

        assertThat(hunter.at("/title").asString()).isEqualTo("Hunter");
        assertThat(hunter.at("/secrets/0").asString()).isEqualTo("api_key");
        JsonNode finder = hunter.at("/operations/0");
        assertThat(finder.at("/name").asString()).isEqualTo("hunter.email-finder");
        assertThat(finder.at("/mode").asString()).isEqualTo("sync");
        assertThat(finder.at("/inputs/0").valueStream().map(JsonNode::asString))
                .containsExactly("company.domain", "person.first_name", "person.last_name");
        assertThat(finder.at("/inputSchema/anyOf/0/required/0").asString()).isEqualTo("company.domain");
        assertThat(finder.at("/outputSchema/properties")
                        .path("person.work_email_status")
                        .path("enum")
                        .size())
                .isEqualTo(5);
        assertThat(finder.at("/price").decimalValue()).isEqualByComparingTo("1");
        assertThat(finder.at("/charge").asString()).isEqualTo("accepted");
        assertThat(finder.at("/vendorUnit").asString()).isEqualTo("credit");
        assertThat(finder.at("/pace/perSecond").asInt()).isEqualTo(15);
        assertThat(finder.at("/batchSize").asInt()).isEqualTo(1);
        assertThat(finder.at("/abilities/repeat").asString()).isEqualTo("free");
        assertThat(hunter.at("/breaker/state").asString()).isEqualTo("closed");
        assertThat(api.get("/api/v1/providers/hunter", "installation")
                        .json()
                        .at("/data")
                        .has("breaker"))
                .isFalse();
    }

    @Test
    void aStoppedCredentialIsShownAndReset() {
        api.test()
                .database()
                .ownerJdbc()
                .sql("""
                        INSERT INTO weir.breaker (workspace_id, provider, credential, version, phase, outcomes,
                                                  outcome_count, since, probe, epoch)
                        VALUES (?, 'zenrows', ?, 1, 'KEY_REJECTED', 0, 0, weir.now(), 0, 0)
                        """)
                .param(api.tenant().id())
                .param(api.running()
                        .accessBook()
                        .find(api.tenant().id(), "zenrows")
                        .orElseThrow()
                        .key()
                        .credential())
                .update();
        assertThat(api.get("/api/v1/providers/zenrows", "viewer")
                        .json()
                        .at("/data/breaker/state")
                        .asString())
                .isEqualTo("key_rejected");

        String reset = api.path("/providers/zenrows/breaker/reset");
        assertThat(api.post(reset, "member", "").status()).isEqualTo(403);
        assertThat(api.post(reset, "admin", "").json().at("/data/state").asString())
                .isEqualTo("closed");

        assertThat(api.get("/api/v1/providers/zenrows", "viewer")
                        .json()
                        .at("/data/breaker/state")
                        .asString())
                .isEqualTo("closed");
        assertThat(api.post(api.path("/providers/nobody/breaker/reset"), "admin", "")
                        .status())
                .isEqualTo(404);
    }
}
