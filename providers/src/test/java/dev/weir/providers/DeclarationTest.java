package dev.weir.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.provider.Ask;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.Pace;
import dev.weir.provider.Provider;
import dev.weir.provider.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclarationTest {

    private static final String ACME = """
            provider: acme
            title: Acme
            baseUrl: https://api.acme.example/v1
            secrets: [token]
            headers:
              Authorization: "Bearer {secret.token}"
            operations:
              - name: lookup
                title: Look up
                version: 3
                inputs: [[company.domain], [company.name]]
                helpers: [company.location.country, company.keywords]
                request:
                  method: POST
                  path: /companies/search
                  query: { trace: "{ask.key}" }
                  json:
                    domain: "{company.domain}"
                    name: "{company.name}"
                    where: { country: "{company.location.country}", tags: "{company.keywords}" }
                    options: [{ full: true }, "in {company.location.country}"]
                reading:
                  - when: { status: 2xx, body: { /error: { oneOf: [busy, wait] } } }
                    reply: THROTTLED
                    retryAfter: [{ header: x-wait }, { pointer: /retry_after_seconds }]
                  - when: { status: 200, header: { content-type: { equals: text/csv } } }
                    reply: BAD_ANSWER
                  - when: { status: [404, 410-419], body: { /code: present } }
                    reply: NOT_FOUND
                  - when: { status: 200, body: { /state: { equals: working } } }
                    reply: AGAIN
                    after: 3s
                answer:
                  /company: object
                fields:
                  company.industry: { from: /company/industry, skip: ["n/a"] }
                  company.type: { from: /company/kind, map: { GmbH: private, AG: public } }
                  custom.acme_score: { from: /company/score, accept: [number] }
                cost: { billing: call, milli: 20, unit: USD, reported: { pointer: /cost } }
                price: { milli: 150 }
                pace: { perSecond: 2, concurrency: 4 }
                repeat: unknown
                fresh: { hit: 12h }
                prior: 0.35
                deadline: 500ms
            """;

    @TempDir
    Path folder;

    private Provider load(String yaml) throws IOException {
        Files.writeString(folder.resolve("acme.yaml"), yaml);
        return Providers.load(folder).find("acme").orElseThrow();
    }

    private List<String> problems(String yaml) throws IOException {
        Files.writeString(folder.resolve("acme.yaml"), yaml);
        try {
            Providers.load(folder);
        } catch (BadDeclarationException refused) {
            return refused.problems();
        }
        throw new AssertionError("this was to be refused:\n" + yaml);
    }

    @Test
    void aUsersFileIsLoadedBesideTheShippedOnes() throws IOException {
        load(ACME);
        List<Provider> shipped = Providers.shipped().all();
        List<Provider> all = Providers.load(folder).all();
        assertThat(all.stream().limit(shipped.size()).map(Provider::slug))
                .containsExactlyElementsOf(shipped.stream().map(Provider::slug).toList());
        assertThat(all.stream().skip(shipped.size()).map(Provider::slug)).containsExactly("acme");
        assertThat(Providers.load(folder.resolve("none")).all()).hasSameSizeAs(shipped);
        assertThat(Providers.load(folder).nearest("hunterr")).containsExactly("hunter");
    }

    @Test
    void allFactsAreTakenOver() throws IOException {
        OperationSpec spec = load(ACME).operations().getFirst().spec();
        assertThat(spec.id()).hasToString("acme.lookup");
        assertThat(spec.version()).isEqualTo(3);
        assertThat(spec.outputs()).containsExactly("company.industry", "company.type", "custom.acme_score");
        assertThat(spec.costMilli()).isEqualTo(20);
        assertThat(spec.unit()).isEqualTo("USD");
        assertThat(spec.priceMilli()).isEqualTo(150);
        assertThat(spec.charge()).isEqualTo(Charge.ANSWERED);
        assertThat(spec.pace()).isEqualTo(new Pace(2, 0, 4));
        assertThat(spec.hitFresh()).isEqualTo(Duration.ofHours(12));
        assertThat(spec.missFresh()).isEqualTo(Duration.ofDays(7));
        assertThat(spec.deadline()).isEqualTo(Duration.ofMillis(500));
        assertThat(spec.prior()).isEqualTo(0.35);
        assertThat(load(ACME.replace("prior: 0.35", ""))
                        .operations()
                        .getFirst()
                        .spec()
                        .prior())
                .isEqualTo(0.5);
        assertThat(problems(ACME.replace("prior: 0.35", "prior: 35")).toString())
                .contains("prior");
    }

    @Test
    void aBodyHasWhatIsKnownAndNothingElse() throws IOException {
        assertThat(sent(Map.of("company.domain", "example.com")))
                .isEqualTo("{\"domain\":\"example.com\",\"where\":{},\"options\":[{\"full\":true}]}");
        assertThat(sent(Map.of(
                        "company.name", "A \"B\"",
                        "company.location.country", "France",
                        "company.keywords", List.of("a", "b"))))
                .isEqualTo("{\"name\":\"A \\\"B\\\"\",\"where\":{\"country\":\"France\",\"tags\":[\"a\",\"b\"]},"
                        + "\"options\":[{\"full\":true},\"in France\"]}");
    }

    private String sent(Map<String, Object> inputs) throws IOException {
        TokenVendor vendor = new TokenVendor();
        load(ACME).operations().getFirst().ask(new Ask(inputs, List.of("company.industry"), "key"), vendor);
        assertThat(vendor.last().headers()).containsEntry("authorization", "Bearer token-1");
        assertThat(vendor.last().target()).isEqualTo("/companies/search?trace=key");
        return new String(java.util.Objects.requireNonNull(vendor.last().body()), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 | {"error":"Busy"}                                     | Throttled[retryAfter=PT5S]
            200 | {"error":"busy","retry_after_seconds":9}             | Throttled[retryAfter=PT5S]
            410 | {"code":"gone"}                                      | NotFound
            410 | {}                                                   | InvalidInput
            200 | {"state":"working"}                                  | Again[after=PT3S]
            200 | {"company":{"industry":"N/A"}}                       | NotFound
            200 | {"company":{"kind":"gmbh"}}                          | {company.type=private}
            200 | {"company":{"kind":"Ltd"}}                           | NotFound
            200 | {"company":{"score":7}}                              | {custom.acme_score=7}
            200 | {"company":{"industry":"Steel"},"cost":0.0301}       | vendorCostMilli=31, reported=true
            200 | {"company":{"industry":"Steel"},"cost":"free"}       | vendorCostMilli=20, reported=false
            200 | {}                                                   | BadAnswer
            """)
    void rulesAndFieldsReadAsDeclared(int status, String body, String reply) throws IOException {
        Operation lookup = load(ACME).operations().getFirst();
        TokenVendor vendor = new TokenVendor(ScriptedVendor.answer(status, Map.of("x-wait", "5"), body));
        Reply got = lookup.ask(
                new Ask(Map.of("company.domain", "example.com"), List.of("company.industry"), "key"), vendor);
        assertThat(got.toString()).contains(reply);
    }

    @Test
    void headersDecideToo() throws IOException {
        TokenVendor vendor = new TokenVendor(
                ScriptedVendor.answer(200, Map.of("content-type", "text/CSV"), "{\"company\":{\"industry\":\"x\"}}"));
        Reply got = load(ACME)
                .operations()
                .getFirst()
                .ask(new Ask(Map.of("company.domain", "example.com"), List.of("company.industry"), "key"), vendor);
        assertThat(got).isInstanceOf(Reply.BadAnswer.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            milli: 20                  | milli: -1                     | /operations/0/cost/milli: it is at least 0, not -1
            milli: 150                 | milli: -5                     | /operations/0/price/milli: it is at least 0, not -5
            company.type:              | company.typ:                  | Did you mean 'company.type'
            [company.domain], [        | [company.domian], [           | Did you mean 'company.domain'
            reply: NOT_FOUND           | reply: NOTFOUND               | Did you mean 'NOT_FOUND'
            title: Look up             | titel: Look up                | 'titel' is not known here. Did you mean 'title'
            version: 3                 | versions: 3                   | 'version' is missing
            {secret.token}             | {secret.tokn}                 | Did you mean 'token'
            {company.name}             | {company.nam}                 | Did you mean 'company.name'
            {ask.key}                  | {secret.token}                | 'secretsInQuery: true'
            /companies/search          | /companies/{company.name}     | every input alternative must name it
            /companies/search          | /companies/{secret.token}     | a secret in the path
            "Bearer {secret.token}"    | "Bearer {company.name}"       | a header is made of constants
            "Bearer {secret.token}"    | "Bearer {secret.token"        | belongs to no placeholder
            helpers: [company.location | helpers: [company.phone, company.location | the input company.phone is never sent
            unit: USD                  | unit: USD, on: found          | 'on' belongs to billing: result
            price: { milli: 150 }      | price: { charge: accepted }   | the vendor bills in USD
            deadline: 500ms            | deadline: 0s                  | longer than nothing
            deadline: 500ms            | deadline: soon                | is not of the form
            /company/industry          | company/industry              | /operations/0/fields/company.industry
            status: 2xx                | status: 2x                    | A status (404), a class (5xx)
            repeat: unknown            | repeat: maybe                 | 'maybe' is none of free, billed, unknown
            baseUrl: https://          | baseUrl: ftp://               | /baseUrl
            after: 3s                  | after: 3 seconds              | is not of the form
            """)
    void whatIsWrongIsSaidWithItsPlaceAndAWayOut(String good, String bad, String said) throws IOException {
        assertThat(ACME).contains(good);
        assertThat(problems(ACME.replace(good, bad)))
                .allSatisfy(problem -> assertThat(problem).contains("acme.yaml"))
                .anySatisfy(problem -> assertThat(problem).contains(said));
    }

    @Test
    void aWordOfOursMustBeOneOfTheField() throws IOException {
        assertThat(problems(ACME.replace("company.type: {", "person.phone_status: {")
                        .replace("AG: public", "AG: good")))
                .anySatisfy(problem -> assertThat(problem)
                        .contains("/fields/person.phone_status/map/AG", "'good' is no value of person.phone_status"));
    }

    @Test
    void abilitiesThatNeedCodeAreRefused() throws IOException {
        assertThat(problems(ACME.replace("repeat: unknown", "repeat: unknown\n    lookUp: true")))
                .anySatisfy(problem -> assertThat(problem).contains("coded adapter"));
        assertThat(problems(ACME.replace("repeat: unknown", "repeat: unknown\n    batchSize: 50")))
                .anySatisfy(problem -> assertThat(problem).contains("only an operation that answers later"));
        assertThat(problems(ACME.replace("repeat: unknown", "repeat: unknown\n    mode: async")))
                .anySatisfy(problem -> assertThat(problem).contains("has a section 'later'"));
    }

    @Test
    void aSlugIsTakenOnce() throws IOException {
        assertThat(problems(ACME.replace("provider: acme", "provider: hunter")))
                .singleElement()
                .asString()
                .contains("acme.yaml, line 1 at /provider: the slug 'hunter' is taken by hunter.yaml (shipped)");
        Files.writeString(folder.resolve("acme2.yaml"), ACME);
        assertThat(problems(ACME)).singleElement().asString().contains("acme2.yaml", "taken by", "acme.yaml");
    }

    @Test
    void operationsHaveNamesOfTheirOwn() throws IOException {
        String operation = ACME.substring(ACME.indexOf("  - name: lookup"));
        assertThat(problems(ACME + operation))
                .anySatisfy(
                        problem -> assertThat(problem).contains("/operations/1/name", "also the name of operation 0"));
    }

    @Test
    void allProblemsOfAllFilesAreSaidAtOnce() throws IOException {
        Files.writeString(folder.resolve("b.yml"), "provider: [");
        Files.writeString(folder.resolve("c.yaml"), "just text");
        Files.writeString(folder.resolve("ignored.txt"), "x");
        String wrong = ACME.replace("company.type:", "company.typ:").replace("{company.name}", "{company.nam}");
        assertThat(problems(wrong))
                .anySatisfy(problem -> assertThat(problem).contains("company.typ"))
                .anySatisfy(problem -> assertThat(problem).contains("company.nam"))
                .anySatisfy(problem -> assertThat(problem).contains("b.yml", "not YAML"))
                .anySatisfy(problem -> assertThat(problem).contains("c.yaml", "a declaration is a map"));
    }

    @Test
    void aWrongFieldIsNamedEvenWhereTheFormIsWrongToo() throws IOException {
        assertThat(problems(ACME.replace("company.type:", "company.typ:").replace("repeat: unknown", "repeat: maybe")))
                .anySatisfy(problem -> assertThat(problem).contains("'maybe' is none of"))
                .anySatisfy(
                        problem -> assertThat(problem).contains("'company.typ' is no canonical field", "company.type"));
    }

    @Test
    void aKeyThatStandsTwiceIsRefused() throws IOException {
        assertThat(problems(ACME + "title: Again\n")).singleElement().asString().contains("not YAML we can read");
    }

    @Test
    void anEmptyFileIsRefusedAndSoIsAHugeOne() throws IOException {
        assertThat(problems("")).isNotEmpty();
        assertThat(problems("# " + "x".repeat(2 << 20)))
                .singleElement()
                .asString()
                .contains("at most 1 MiB");
    }

    @Test
    void theMessageHoldsEveryProblem() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), "provider: X");
        assertThatExceptionOfType(BadDeclarationException.class)
                .isThrownBy(() -> Providers.load(folder))
                .withMessageContaining("'title' is missing")
                .withMessageContaining("'operations' is missing");
    }
}
