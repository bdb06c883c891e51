package dev.weir.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Exchange;
import dev.weir.provider.FreeCall;
import dev.weir.provider.FreeCall.Standing;
import dev.weir.provider.Provider;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a key is taken, asked at no cost, as the vendors' pages have it. */
class FreeCallTest {

    private static FreeCall call(String slug) {
        return Providers.shipped().find(slug).flatMap(Provider::freeCall).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hunter      | 200 | {"data": {"plan_name": "Free"}}               | VALID
            hunter      | 401 | {"errors": [{"id": "x", "details": "no"}]}    | REJECTED
            hunter      | 403 | {"errors": [{"id": "x", "details": "slow"}]}  | UNCLEAR
            hunter      | 429 | {"errors": [{"id": "x", "details": "used"}]}  | OUT_OF_CREDITS
            hunter      | 200 | <html>                                        | UNCLEAR
            zerobounce  | 200 | {"Credits": "995"}                            | VALID
            zerobounce  | 200 | {"Credits": "-1"}                             | REJECTED
            neverbounce | 200 | {"status": "success", "credits_info": {}}     | VALID
            neverbounce | 200 | {"status": "auth_failure", "message": "no"}   | REJECTED
            findymail   | 200 | {"credits": 0, "verifier_credits": 10}        | VALID
            findymail   | 302 | {}                                            | UNCLEAR
            leadmagic   | 200 | {"credits": 12}                               | VALID
            lusha       | 503 | {"message": "sorry"}                          | UNREACHABLE
            """)
    void theVendorsAnswerIsReadAsItsPageSays(String slug, int status, String body, Standing standing) {
        assertThat(call(slug).ask(ScriptedVendor.says(status, body)).standing()).isEqualTo(standing);
    }

    @Test
    void whoIsNotReachedTellsNothingOfTheKey() {
        assertThat(call("hunter")
                        .ask(ScriptedVendor.says(new Exchange.NotSent("refused")))
                        .standing())
                .isEqualTo(Standing.UNREACHABLE);
        assertThat(call("hunter")
                        .ask(ScriptedVendor.says(new Exchange.Lost("cut")))
                        .standing())
                .isEqualTo(Standing.UNREACHABLE);
    }

    @Test
    void theKeyIsNotInTheWordsThatAreShown() {
        FreeCall.Heard heard = call("hunter")
                .ask(ScriptedVendor.says(
                        401, "{\"errors\": [{\"details\": \"No key " + ScriptedVendor.SECRET + "\"}]}"));

        assertThat(heard.detail()).contains("No key").doesNotContain(ScriptedVendor.SECRET);
    }

    @Test
    void itsRequestIsCheckedLikeAnOperations() {
        String wrong = """
                provider: odd
                title: Odd
                baseUrl: https://api.odd.example
                secrets: [api_key]
                test:
                  request: { method: GET, path: /me, query: { key: "{secret.api_key}", of: "{person.full_name}" } }
                operations:
                  - name: json
                    title: JSON
                    version: 1
                    inputs: [[company.domain]]
                    request: { method: GET, path: /ask, query: { q: "{company.domain}" } }
                    fields: { company.name: /name }
                    cost: { billing: call, milli: 5 }
                    pace: { concurrency: 1 }
                    repeat: billed
                """;
        Problems problems = new Problems("odd.yaml");
        DeclarationReader.read(wrong.getBytes(StandardCharsets.UTF_8), problems);

        assertThat(String.join("\n", problems.all()))
                .contains("/test/request/query/key")
                .contains("/test/request/query/of");
    }
}
