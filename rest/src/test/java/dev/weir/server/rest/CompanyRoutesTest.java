package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompanyRoutesTest {

    private static final String COMPANIES = "/companies";

    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        api = new TestApi(folder);
    }

    @AfterAll
    void stop() {
        api.test().assertVerified();
        api.close();
    }

    private JsonNode ensured(String companies) {
        TestApi.Got got = api.post(api.path(COMPANIES), "member", "{\"companies\": [" + companies + "]}");
        assertThat(got.status()).as(got.response().body()).isEqualTo(200);
        return got.json().at("/data");
    }

    private JsonNode got(String path) {
        TestApi.Got got = api.get(api.path(path), "viewer");
        assertThat(got.status()).as(got.response().body()).isEqualTo(200);
        return got.json().at("/data");
    }

    @Test
    void aCompanyIsTheSameHoweverItsDomainIsWrittenAndKeepsItsNameUnlessAnotherIsGiven() {
        JsonNode made = ensured("{\"domain\": \"https://www.Acme-One.example/about\", \"name\": \" Acme \"},"
                + " {\"domain\": \"acme-two.example\"}, {\"domain\": \"ACME-ONE.example\"}");
        long first = made.at("/0/id").asLong();

        assertThat(made).hasSize(3);
        assertThat(made.at("/0/domain").asString()).isEqualTo("acme-one.example");
        assertThat(made.at("/0/name").asString()).isEqualTo("Acme");
        assertThat(made.at("/1/name").isNull()).isTrue();
        assertThat(made.at("/2/id").asLong()).isEqualTo(first);

        assertThat(ensured("{\"domain\": \"acme-one.example\"}").at("/0/name").asString())
                .isEqualTo("Acme");
        assertThat(ensured("{\"domain\": \"acme-one.example\", \"name\": \"Acme AG\"}")
                        .at("/0/id")
                        .asLong())
                .isEqualTo(first);
        assertThat(got(COMPANIES + "/" + first).at("/name").asString()).isEqualTo("Acme AG");
        assertThat(got(COMPANIES + "?domain=http://acme-one.example")
                        .at("/0/id")
                        .asLong())
                .isEqualTo(first);
        assertThat(got(COMPANIES + "?domain=nobody.example")).isEmpty();

        TestApi.Got renamed = api.send("PATCH", api.path(COMPANIES + "/" + first), "member", "{\"name\": null}");
        assertThat(renamed.status()).isEqualTo(200);
        assertThat(got(COMPANIES + "/" + first).at("/name").isNull()).isTrue();
        assertThat(api.get(api.path("/audit"), "admin").response().body())
                .contains("companies.ensured", "company.renamed", "company " + first);
    }

    @Test
    void nobodyElseSeesThem() {
        long ours = ensured("{\"domain\": \"ours-alone.example\"}").at("/0/id").asLong();
        TestApi.Tenant other = api.other();

        assertThat(api.get(other.path(COMPANIES + "?domain=ours-alone.example"), other.key("owner"))
                        .json()
                        .at("/data"))
                .isEmpty();
        TestApi.Got theirs = api.post(
                other.path(COMPANIES), other.key("member"), "{\"companies\": [{\"domain\": \"ours-alone.example\"}]}");
        assertThat(theirs.json().at("/data/0/id").asLong()).isNotEqualTo(ours);
        TestApi.Got rename =
                api.send("PATCH", other.path(COMPANIES + "/" + ours), other.key("owner"), "{\"name\": \"taken\"}");
        assertThat(rename.json().at("/code").asString()).isEqualTo("unknown_company");
        assertThat(got(COMPANIES + "/" + ours).at("/name").isNull()).isTrue();
    }

    @Test
    void whatIsNoCompanyIsNamedWithItsPlaceAndNothingIsStored() {
        Map<String, List<String>> wrong = Map.of(
                "{\"companies\": [{\"domain\": \"kept-out.example\"}, {\"domain\": \"no domain\"}]}",
                List.of("bad_company", "/companies/1/domain", "cannot be read"),
                "{\"companies\": [{\"domain\": \"kept-out.example\"}, {\"name\": \"x\"}]}",
                List.of("bad_company", "/companies/1/domain", "missing"),
                "{\"companies\": [{\"domain\": \"kept-out.example\", \"name\": \"a\\tb\"}]}",
                List.of("bad_company", "/companies/0/name", "printable"),
                "{\"companies\": []}",
                List.of("no_companies", "/companies", "at least one"),
                "{}",
                List.of("missing_property", "/companies", "companies"));
        wrong.forEach((body, says) -> {
            TestApi.Got got = api.post(api.path(COMPANIES), "member", body);
            assertThat(got.status()).as(body).isEqualTo(400);
            assertThat(got.json().at("/code").asString()).as(body).isEqualTo(says.get(0));
            assertThat(got.json().at("/errors/0/pointer").asString()).as(body).isEqualTo(says.get(1));
            assertThat(got.json().at("/detail").asString()).as(body).contains(says.get(2));
        });
        assertThat(got(COMPANIES + "?domain=kept-out.example")).isEmpty();
    }

    @Test
    void tenThousandAreTakenAtOnceOnceForAKeyAndListedInPages() {
        String many = IntStream.range(0, CompanyRoutes.MOST)
                .mapToObj(i -> "{\"domain\": \"many" + i + ".example\"}")
                .collect(Collectors.joining(","));
        String body = "{\"companies\": [" + many + "]}";
        HttpRequest.Builder request = api.request(api.path(COMPANIES), "member")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "many companies")
                .POST(HttpRequest.BodyPublishers.ofString(body));

        JsonNode first = api.send(request).json().at("/data");
        TestApi.Got second = api.send(request);

        assertThat(first).hasSize(CompanyRoutes.MOST);
        assertThat(second.response().headers().firstValue("Idempotent-Replayed"))
                .contains("true");
        assertThat(second.json().at("/data")).isEqualTo(first);
        assertThat(api.post(
                                api.path(COMPANIES),
                                "member",
                                "{\"companies\": [{\"domain\": \"one-more.example\"}," + many + "]}")
                        .status())
                .isEqualTo(413);
        TestApi.Got page = api.get(api.path(COMPANIES + "?limit=100"), "viewer");
        assertThat(page.json().at("/pagination/total").asLong()).isGreaterThanOrEqualTo(CompanyRoutes.MOST);
        TestApi.Got next = api.get(
                api.path(COMPANIES + "?limit=100&cursor="
                        + page.json().at("/pagination/nextCursor").asString()),
                "viewer");
        assertThat(next.json().at("/data/0/id").asLong())
                .isLessThan(page.json().at("/data/99/id").asLong());
    }

    private JsonNode ended(TestApi.Got submitted) {
        assertThat(submitted.status()).as(submitted.response().body()).isEqualTo(201);
        JsonNode job = submitted.json().at("/data");
        api.test()
                .await(api.test()
                        .weir()
                        .jobs()
                        .get(api.tenant().id(), job.at("/id").asLong()));
        return job;
    }

    private TestApi.Got upload(String options, String csv) {
        return api.send(api.request(api.path("/enrichment-jobs?fields=company.industry" + options), "member")
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString(csv)));
    }

    @Test
    void aRecordOfACompanyKnowsItsDomainAndSoDoesItsRerun() {
        JsonNode made = ensured(
                "{\"domain\": \"rows-one.example\", \"name\": \"Rows One\"}, {\"domain\": \"rows-two.example\"}");
        long one = made.at("/0/id").asLong();
        long two = made.at("/1/id").asLong();
        JsonNode job = ended(api.post(
                api.path("/enrichment-jobs"),
                "member",
                "{\"records\": [{\"companyId\": " + one + "}, {\"companyId\": " + two
                        + ", \"company.domain\": \"other.example\"}, {\"company.domain\": \"alone.example\"}],"
                        + " \"fields\": [\"company.industry\"]}"));

        String rows = "/enrichment-jobs/" + job.at("/id").asLong() + "/rows";
        JsonNode stood = got(rows);
        assertThat(stood.at("/0/companyId").asLong()).isEqualTo(one);
        assertThat(stood.at("/0/input/company.domain").asString()).isEqualTo("rows-one.example");
        assertThat(stood.at("/0/input/company.name").asString()).isEqualTo("Rows One");
        assertThat(stood.at("/1/companyId").asLong()).isEqualTo(two);
        assertThat(stood.at("/1/input/company.domain").asString()).isEqualTo("other.example");
        assertThat(stood.at("/1/input").has("company.name")).isFalse();
        assertThat(stood.at("/2/companyId").isNull()).isTrue();
        String export = api.get(
                        api.path("/enrichment-jobs/" + job.at("/id").asLong() + "/export?provenance=false"), "viewer")
                .response()
                .body();
        assertThat(export.lines().limit(2))
                .satisfiesExactly(
                        header -> assertThat(header).startsWith("row,company_id,"),
                        first -> assertThat(first).startsWith("1," + one + ","));

        JsonNode again = ended(api.post(
                api.path("/enrichment-jobs/" + job.at("/id").asLong() + "/rerun"), "member", "{\"rows\": [1, 2]}"));
        JsonNode rerun = got("/enrichment-jobs/" + again.at("/id").asLong() + "/rows");
        assertThat(rerun.at("/0/companyId").asLong()).isEqualTo(two);
        assertThat(rerun.at("/1/companyId").isNull()).isTrue();
    }

    @Test
    void recordsOfCompaniesThatThereAreNotAreRefusedWithTheirPlaces() {
        long theirs = api.post(
                        api.other().path(COMPANIES),
                        api.other().key("member"),
                        "{\"companies\": [{\"domain\": \"not-for-you.example\"}]}")
                .json()
                .at("/data/0/id")
                .asLong();
        long ours = ensured("{\"domain\": \"refused.example\"}").at("/0/id").asLong();
        for (String wrong :
                List.of(String.valueOf(theirs), "\"" + ours + "\"", ours + ".5", "true", "99999999999999999999")) {
            TestApi.Got got = api.post(
                    api.path("/enrichment-jobs"),
                    "member",
                    "{\"records\": [{\"companyId\": " + ours + "}, {\"companyId\": " + wrong
                            + "}], \"fields\": [\"company.industry\"]}");
            assertThat(got.status()).as(wrong).isEqualTo(400);
            assertThat(got.json().at("/code").asString()).as(wrong).isEqualTo("unknown_company");
            assertThat(got.json().at("/errors")).as(wrong).hasSize(1);
            assertThat(got.json().at("/errors/0/pointer").asString()).as(wrong).isEqualTo("/records/1/companyId");
        }
    }

    @Test
    void nothingNewIsAboutACompanyThatWasErased() {
        long company = ensured("{\"domain\": \"to-erase.example\"}").at("/0/id").asLong();
        JsonNode erasure = api.post(api.path("/erasures"), "admin", "{\"domain\": \"to-erase.example\"}")
                .json()
                .at("/data");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!api.get(api.path("/erasures/" + erasure.at("/id").asLong()), "admin")
                .json()
                .at("/data/state")
                .asString()
                .equals("done")) {
            assertThat(System.nanoTime()).as("it is erased in time").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        String erased = "erased-" + company + ".invalid";
        assertThat(got("/companies/" + company).at("/domain").asString()).isEqualTo(erased);

        TestApi.Got submitted = api.post(
                api.path("/enrichment-jobs"),
                "member",
                "{\"records\": [{\"companyId\": " + company + "}], \"fields\": [\"company.industry\"]}");
        assertThat(submitted.json().at("/code").asString()).isEqualTo("unknown_company");
        TestApi.Got named = api.send("PATCH", api.path("/companies/" + company), "member", "{\"name\": \"Again\"}");
        assertThat(named.json().at("/code").asString()).isEqualTo("unknown_company");
        assertThat(api.post(api.path("/companies"), "member", "{\"companies\": [{\"domain\": \"" + erased + "\"}]}")
                        .json()
                        .at("/code")
                        .asString())
                .isEqualTo("bad_company");
    }

    @Test
    void aListSaysByAColumnWhichCompaniesItsRowsAreAbout() {
        JsonNode made = ensured("{\"domain\": \"listed-one.example\"}, {\"domain\": \"listed-two.example\"}");
        long one = made.at("/0/id").asLong();
        long two = made.at("/1/id").asLong();
        JsonNode job =
                ended(upload("", "company_id,Note,Domain\n" + one + ",a,\n,b,free.example\n 777777 ,c,far.example\n"));

        JsonNode stood = got("/enrichment-jobs/" + job.at("/id").asLong() + "/rows");
        assertThat(job.at("/list/columns/0/field").asString()).isEqualTo("company_id");
        assertThat(job.at("/list/unknownValues").asLong()).isEqualTo(1);
        assertThat(job.at("/warnings/0/pointer").asString()).isEqualTo("line 4, column company_id");
        assertThat(stood.at("/0/companyId").asLong()).isEqualTo(one);
        assertThat(stood.at("/0/input/company.domain").asString()).isEqualTo("listed-one.example");
        assertThat(stood.at("/1/companyId").isNull()).isTrue();
        assertThat(stood.at("/2/companyId").isNull()).isTrue();
        assertThat(api.get(
                                api.path("/enrichment-jobs/" + job.at("/id").asLong() + "/export?provenance=false"),
                                "viewer")
                        .response()
                        .body())
                .startsWith("company_id,Note,Domain,company.industry");

        String mapped = "&mapping=%7B%22Account%22:%22companyId%22%7D";
        JsonNode second = ended(upload(mapped, "Account\n" + two + "\n"));
        assertThat(got("/enrichment-jobs/" + second.at("/id").asLong() + "/rows")
                        .at("/0/companyId")
                        .asLong())
                .isEqualTo(two);
        TestApi.Got refused = upload(mapped, "Account\n" + two + "\n777777\n");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/code").asString()).isEqualTo("unknown_company");
        assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo("line 3, column Account");
        JsonNode unused =
                ended(upload("&mapping=%7B%22companyId%22:null%7D", "companyId,Domain\n" + two + ",unused.example\n"));
        assertThat(got("/enrichment-jobs/" + unused.at("/id").asLong() + "/rows")
                        .at("/0/companyId")
                        .isNull())
                .isTrue();
    }
}
