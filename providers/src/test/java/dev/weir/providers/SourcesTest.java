package dev.weir.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Ask;
import dev.weir.provider.Operation;
import dev.weir.provider.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts of the language that pick values out of lists, look beside a value, and price an answer by what it says. */
class SourcesTest {

    private static final String PICKY = """
            provider: picky
            title: Picky
            baseUrl: https://api.picky.example
            secrets: [token]
            headers: { api_key: "{secret.token}" }
            operations:
              - name: person
                title: Person
                version: 1
                inputs: [[person.full_name], [person.first_name, person.last_name]]
                request:
                  method: POST
                  path: /person
                  json: { name: { $first: ["{person.full_name}", "{person.first_name} {person.last_name}"] } }
                reading:
                  - when: { status: 200, body: { /error: { contains: Credit } } }
                    reply: OUT_OF_CREDITS
                  - { when: { status: 200, body: { /email: absent } }, reply: FOUND, milli: 1000 }
                answer: { "": object }
                fields:
                  person.work_email: { from: /email, when: { /revealed: { equals: true } } }
                  person.work_email_status: { from: /email, value: valid }
                  person.mobile_phone: { from: /phones, pick: { where: { /type: { equals: mobile } }, take: /number } }
                  email_verification.sub_status: { from: /flags, join: ", " }
                  email_verification.is_role: { from: /flags, pick: { where: { "": { equals: role } }, take: "" }, map: { role: true } }
                notEnough: [person.work_email_status]
                cost: { billing: result, milli: 10000 }
                pace: { concurrency: 4 }
                repeat: unknown
            """;

    @TempDir
    Path folder;

    private Operation person(String yaml) throws IOException {
        Files.writeString(folder.resolve("picky.yaml"), yaml);
        return Providers.load(folder).find("picky").orElseThrow().operations().getFirst();
    }

    private Reply reply(String body) throws IOException {
        return person(PICKY)
                .ask(
                        new Ask(Map.of("person.full_name", "Ada Example"), List.of("person.work_email"), "key"),
                        new TokenVendor(ScriptedVendor.json(200, body)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"email":"a@example.com","revealed":true}      | person.work_email=a@example.com
            {"email":"a@example.com","revealed":true}      | person.work_email_status=valid
            {"email":"a@example.com","revealed":true}      | vendorCostMilli=10000
            {"email":"a@example.com","revealed":false}     | NotFound
            {"email":" ","revealed":true}                  | NotFound
            {"email":["a@example.com"],"revealed":true}    | BadAnswer
            {"phones":[{"type":"fax","number":"+331"},{"type":"Mobile","number":"+33600000001"}]} | person.mobile_phone=+33600000001
            {"phones":[{"type":"mobile","number":"+33600000001"}]}                                | vendorCostMilli=1000
            {"phones":[{"type":"fax","number":"+33600000001"}]}                                   | NotFound
            {"phones":[]}                                  | vendorCostMilli=1000
            {"phones":[{"type":"mobile","number":null}]}   | NotFound
            {"phones":[{"type":"mobile","number":7}]}      | BadAnswer
            {"phones":{"type":"mobile"}}                   | BadAnswer
            {"phones":["mobile"]}                          | NotFound
            {"flags":["has_dns","role"]}                   | email_verification.sub_status=has_dns, role
            {"flags":["has_dns","role"]}                   | email_verification.is_role=true
            {"flags":"has_dns"}                            | BadAnswer
            {"error":"Not enough credits."}                | OutOfCredits
            {"error":"Busy"}                               | NotFound
            """)
    void valuesAreTakenFromWhereTheyStandAndNowhereElse(String body, String told) throws IOException {
        assertThat(reply(body).toString()).contains(told);
    }

    @Test
    void theFirstKnownChoiceIsSentAndAHeaderMayHaveAnUnderscore() throws IOException {
        assertThat(sent(Map.of("person.full_name", "Ada Example"))).isEqualTo("{\"name\":\"Ada Example\"}");
        assertThat(sent(Map.of("person.first_name", "Ada", "person.last_name", "Lovelace")))
                .isEqualTo("{\"name\":\"Ada Lovelace\"}");
    }

    private String sent(Map<String, Object> inputs) throws IOException {
        TokenVendor vendor = new TokenVendor();
        person(PICKY).ask(new Ask(inputs, List.of("person.work_email"), "key"), vendor);
        assertThat(vendor.last().headers()).containsEntry("api_key", "token-1");
        return new String(Objects.requireNonNull(vendor.last().body()), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            value: valid              | value: good                | 'good' is no value of person.work_email_status
            from: /flags, join: ", "  | from: /flags, joined: ", " | 'joined' is not known here. Did you mean 'join'
            email_verification.sub_status: | email_verification.is_disposable: | is no text, so nothing is joined for it
            milli: 1000 }             | milli: 1000, free: true }  | what is free has no price
            "{person.first_name} {p   | "{person.first_nam} {p     | Did you mean 'person.first_name'
            take: /number             | takes: /number             | Did you mean 'take'
            { contains: Credit }      | { holds: Credit }          | /operations/0/reading/0/when/body
            """)
    void whatIsWrongIsSaidWithAWayOut(String good, String bad, String said) throws IOException {
        assertThat(PICKY).contains(good);
        String broken = PICKY.replace(good, bad);
        try {
            person(broken);
        } catch (BadDeclarationException refused) {
            assertThat(refused.problems())
                    .anySatisfy(problem -> assertThat(problem).contains(said));
            return;
        }
        throw new AssertionError("this was to be refused:\n" + broken);
    }
}
