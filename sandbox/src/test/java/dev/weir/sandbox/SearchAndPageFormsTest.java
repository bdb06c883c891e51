package dev.weir.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forms of ContactOut, Datagma, Exa, ZenRows and Clearbit, as their pages have them. */
class SearchAndPageFormsTest {

    private static final String ADA = "profile=https%3A%2F%2Fwww.linkedin.com%2Fin%2Fada-example--northwind";

    @TempDir
    Path folder;

    private Caller caller;

    @BeforeEach
    void start() {
        caller = Caller.of(known(own -> own), folder);
    }

    @AfterEach
    void stop() {
        caller.close();
    }

    private static SandboxSettings known(UnaryOperator<VendorSettings> change) {
        return Caller.PLAIN.withAll(vendor -> {
            VendorSettings sure = vendor;
            for (VendorOperation operation : VendorOperation.values()) {
                sure = sure.withHitRate(operation, 1);
            }
            return change.apply(sure);
        });
    }

    private Caller.Got get(String path, String... headers) {
        HttpRequest.Builder request = caller.to(path);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return caller.send(request);
    }

    private Caller.Got exa(String path, String json) {
        return caller.send(caller.to("/exa" + path)
                .header("x-api-key", "k")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    @Test
    void contactOutTakesItsTokenAndGivesLists() {
        assertThat(get("/contactout/v1/linkedin/enrich?" + ADA).status()).isEqualTo(401);
        Caller.Got got = get("/contactout/v1/linkedin/enrich?" + ADA, "token", "k", "authorization", "basic");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.json().at("/profile/phone").isArray()).isTrue();
        assertThat(got.at("/profile/fullName")).isEqualTo("Ada Example");
    }

    @Test
    void contactOutAnswersAKeyWithoutContractWithASampleThatCostsNothing() {
        caller.server.settings(known(own -> own.withQuirks(Quirks.NONE.withFreePlan(true))));
        Caller.Got got = get("/contactout/v1/linkedin/enrich?" + ADA, "token", "k");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.at("/message")).contains("sample response");
        assertThat(caller.server.ledger().summary().chargedMilli(Vendor.CONTACTOUT))
                .isZero();
    }

    @Test
    void datagmaTakesItsKeyInTheUrlAlone() {
        String path = "/datagma/api/ingress/v6/findEmail?fullName=Ada+Example&company=northwind.com";
        assertThat(get(path, "x-api-key", "k").status()).isEqualTo(401);
        assertThat(get(path + "&apiId=k").status()).isEqualTo(200);
        assertThat(caller.server.ledger().entries().getLast().question()).doesNotContain("apiid", "apiId");
    }

    @Test
    void datagmaFindsNothingInTwoWays() {
        caller.server.settings(Caller.PLAIN.withAll(own ->
                own.withHitRate(VendorOperation.DATAGMA_EMAIL, 0).withHitRate(VendorOperation.DATAGMA_MOBILE, 0)));
        Caller.Got refused =
                get("/datagma/api/ingress/v6/findEmail?apiId=k&fullName=Ada+Example&company=northwind.com");
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.at("/message")).isNotEmpty();
        Caller.Got empty = get("/datagma/api/ingress/v1/search?apiId=k&email=ada.example%40northwind.com");
        assertThat(empty.status()).isEqualTo(200);
        assertThat(empty.json().at("/phones").isEmpty()).isTrue();
        assertThat(empty.json().at("/creditBurn").asInt()).isZero();
    }

    @Test
    void exaTakesBothHeadersAndTellsItsPriceInDollars() {
        Caller.Got got = exa("/search", "{\"query\":\"Northwind\"}");
        assertThat(got.json().at("/costDollars/total").asDouble()).isEqualTo(0.007);
        assertThat(caller.send(caller.to("/exa/search")
                                .header("authorization", "Bearer k")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"query\":\"Northwind\"}")))
                        .status())
                .isEqualTo(200);
        assertThat(caller.server.ledger().summary().chargedMilli(Vendor.EXA)).isEqualTo(14_000);
    }

    @Test
    void exaAddsEntitiesForACategoryAndForbidsFiltersBesideIt() {
        assertThat(exa("/search", "{\"query\":\"x\",\"category\":\"company\",\"includeDomains\":[\"northwind.com\"]}")
                        .at("/results/0/entities/0/type"))
                .isEqualTo("company");
        assertThat(exa("/search", "{\"query\":\"x\",\"category\":\"company\",\"excludeDomains\":[\"a.com\"]}")
                        .status())
                .isEqualTo(400);
        assertThat(exa("/search", "{\"query\":\"Northwind\"}")
                        .json()
                        .at("/results/0/entities")
                        .isMissingNode())
                .isTrue();
        assertThat(exa("/search", "{\"query\":\"x\",\"numResults\":101}").status())
                .isEqualTo(400);
    }

    @Test
    void exaContentsAnswers200ForAPageThatIsNotThereAndRefusesUrlsWithIds() {
        caller.server.settings(Caller.PLAIN.withAll(own -> own.withHitRate(VendorOperation.EXA_CONTENTS, 0)));
        Caller.Got got = exa("/contents", "{\"urls\":[\"https://gone.example.com/\"]}");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.at("/statuses/0/error/tag")).isEqualTo("CRAWL_NOT_FOUND");
        assertThat(exa("/contents", "{\"urls\":[\"https://a.example\"],\"ids\":[\"https://a.example\"]}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void exaAnswers501WhereItHasNoWords() {
        caller.server.settings(Caller.PLAIN.withAll(own -> own.withHitRate(VendorOperation.EXA_ANSWER, 0)));
        Caller.Got got = exa("/answer", "{\"query\":\"What does the company Northwind sell, and to whom?\"}");
        assertThat(got.status()).isEqualTo(501);
        assertThat(caller.server.ledger().summary().chargedMilli(Vendor.EXA)).isZero();
    }

    @Test
    void zenRowsMultipliesThePriceByItsOptionsAndSaysWhereThePageWas() {
        String plain = "/zenrows/v1/?apikey=k&url=https%3A%2F%2Fnorthwind1.com";
        assertThat(cost(plain + "&js_render=true")).isEqualTo("5");
        assertThat(cost(plain + "&js_render=true&premium_proxy=true")).isEqualTo("25");
        Caller.Got text = get(plain + "&js_render=true&response_type=markdown");
        assertThat(text.header("content-type")).startsWith("text/markdown");
        assertThat(text.header("zr-final-url")).isEqualTo("https://northwind1.com");
        assertThat(get("/zenrows/v1/?url=https%3A%2F%2Fnorthwind1.com", "x-api-key", "k")
                        .status())
                .isEqualTo(401);
        assertThat(get(plain + "&proxy_country=fr").at("/code")).isEqualTo("REQS004");
    }

    private String cost(String path) {
        return get(path).header("x-request-cost");
    }

    @Test
    void someSitesShowThemselvesToBrowsersOnly() {
        int refused = 0;
        for (int i = 0; i < 60; i++) {
            String path = "/zenrows/v1/?apikey=k&url=https%3A%2F%2Fnorthwind" + i + ".com";
            Caller.Got plain = get(path);
            if (plain.status() == 400) {
                refused++;
                assertThat(plain.at("/code")).isEqualTo("REQS002");
                assertThat(get(path + "&js_render=true").status()).isEqualTo(200);
            }
        }
        assertThat(refused).isBetween(1, 20);
    }

    @Test
    void clearbitCountsAMissOnceAndTellsItFromAWrongPath() {
        caller.server.settings(Caller.PLAIN.withAll(own -> own.withHitRate(VendorOperation.CLEARBIT_COMPANY, 0)));
        String path = "/clearbit-company/v2/companies/find?domain=northwind.com";
        assertThat(get(path, "authorization", "Bearer k").at("/error/type")).isEqualTo("unknown_record");
        get(path, "authorization", "Bearer k");
        assertThat(caller.server.ledger().summary().chargedMilli(Vendor.CLEARBIT_COMPANY))
                .isEqualTo(1_000);
        String basic =
                java.util.Base64.getEncoder().encodeToString("k:".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(get(path, "authorization", "Basic " + basic).status()).isEqualTo(404);
        assertThat(get(path).at("/error/type")).isEqualTo("invalid_api_key");
    }

    @Test
    void clearbitMayKnowTheCompanyAndNotThePerson() {
        caller.server.settings(Caller.PLAIN.withSeed(5));
        boolean companyOnly = false;
        for (int i = 0; i < 60; i++) {
            Caller.Got got = get(
                    "/clearbit/v2/combined/find?email=ada.example" + i + "%40northwind" + i + ".com",
                    "authorization",
                    "Bearer k");
            companyOnly |= got.status() == 200
                    && got.json().at("/person").isNull()
                    && !got.json().at("/company").isNull();
        }
        assertThat(companyOnly).isTrue();
    }

    @Test
    void clearbitQueuesFirstWithAndWithoutABody() {
        caller.server.settings(known(own -> own.withQuirks(Quirks.NONE.withPending(1))));
        String path = "/clearbit/v2/combined/find?email=ada.example%40northwind.com";
        Caller.Got first = get(path, "authorization", "Bearer k");
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.body()).isEmpty();
        Caller.Got second = get(path, "authorization", "Bearer k");
        assertThat(second.at("/error/type")).isEqualTo("queued");
        assertThat(get(path, "authorization", "Bearer k").status()).isEqualTo(200);
    }
}
