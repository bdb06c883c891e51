package dev.weir.providers;

import static dev.weir.providers.Asking.changed;
import static dev.weir.providers.Asking.found;
import static dev.weir.providers.Asking.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Ask;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationSpec.Billing;
import dev.weir.provider.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every trap of Findymail's page. */
class FindymailTrapsTest {

    @ParameterizedTest
    @ValueSource(strings = {"email", "email-by-profile", "phone", "verify", "reverse-email", "company"})
    void jsonIsDemandedSinceAWrongKeyIsARedirectToAPageWithoutThat(String name) {
        Operation operation = Known.operation("findymail." + name);
        ScriptedVendor vendor = ScriptedVendor.says(401, "{\"message\":\"Unauthenticated.\"}");
        assertThat(operation.ask(Known.ask(operation), vendor)).isInstanceOf(Reply.AuthFailed.class);
        assertThat(vendor.call().headers())
                .containsEntry("accept", "application/json")
                .containsEntry("authorization", "Bearer " + ScriptedVendor.SECRET);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 | {"error":"Not enough credits"}                  | OutOfCredits
            200 | {"error":"not enough CREDITS.","contact":null}  | OutOfCredits
            402 | {"error":"Not enough credits"}                  | OutOfCredits
            200 | {"error":"Something else"}                      | BadAnswer
            200 | {"contact":null}                                | NotFound
            200 | {"contact":{}}                                  | NotFound
            200 | {"contact":[]}                                  | NotFound
            200 | {"contact":""}                                  | NotFound
            200 | {"contact":{"name":"Ada Example","email":null}} | NotFound
            200 | {"contact":{"name":"Ada Example","email":""}}   | NotFound
            200 | {"payload":{"contact":null}}                    | NotFound
            404 | {"message":"Not found"}                         | NotFound
            """)
    void refusalsInsideA200AreLookedForBeforeMisses(int status, String body, String reply) {
        assertThat(reply("findymail.email", status, body).getClass().getSimpleName())
                .isEqualTo(reply);
    }

    @Test
    void aMissIsFree() {
        assertThat(((Reply.NotFound) reply("findymail.email", 200, "{\"contact\":null}"))
                        .receipt()
                        .vendorCostMilli())
                .isZero();
    }

    @Test
    void theOlderFormOfAContactIsReadToo() {
        Reply.Found found = found("findymail.email", "{\"payload\":{\"contact\":{\"email\":\"ada@example.com\"}}}");
        assertThat(found.values().get("person.work_email")).contains("ada@example.com");
        assertThat(found.values().get("person.work_email_status")).contains("valid");
    }

    @Test
    void theDomainOfAContactMayBeAnAliasAndIsNotTakenForTheCompanys() {
        Reply.Found found = found(
                "findymail.email", changed("findymail-email", "\"domain\":\"example.com\"", "\"domain\":\"exam.ple\""));
        assertThat(found.values().fields()).doesNotContain("company.domain");
        assertThat(found.values().get("person.work_email")).contains("ada@example.com");
    }

    @Test
    void theWholeNameIsMadeOfItsPartsWhereOnlyTheseAreKnown() {
        Operation finder = Known.operation("findymail.email");
        Ask parts = Known.with(finder.spec(), Set.of("person.first_name", "person.last_name", "company.domain"));
        ScriptedVendor vendor = ScriptedVendor.says(404, "{}");
        finder.ask(parts, vendor);
        assertThat(new String(Objects.requireNonNull(vendor.call().body()), StandardCharsets.UTF_8))
                .isEqualTo("{\"name\":\"Ada Example\",\"domain\":\"example.com\"}");
    }

    @ParameterizedTest
    @CsvSource({"mobile, true", "Wireless, true", "landline, false", "voip, false"})
    void aLandlineIsNoMobile(String kind, boolean mobile) {
        Reply.Found found = found("findymail.phone", "{\"phone\":\"+12125550101\",\"line_type\":\"" + kind + "\"}");
        assertThat(found.values().get("person.mobile_phone").isPresent()).isEqualTo(mobile);
        assertThat(found.values().get("person.direct_phone")).contains("+12125550101");
        assertThat(found("findymail.phone", "{\"phone\":\"+12125550101\"}")
                        .values()
                        .fields())
                .contains("person.mobile_phone");
    }

    @Test
    void verifyingCostsOnEveryAttemptFromAPoolOfItsOwn() {
        var spec = Known.operation("findymail.verify").spec();
        assertThat(spec.billing()).isEqualTo(Billing.CALL);
        assertThat(spec.unit()).isEqualTo("verifier credit");
        Reply.Found no =
                found("findymail.verify", "{\"email\":\"ada@example.com\",\"verified\":false,\"provider\":null}");
        assertThat(no.receipt().vendorCostMilli()).isEqualTo(1000);
        assertThat(no.values().byField())
                .isEqualTo(Map.of("email_verification.status", "unknown", "person.work_email_status", "unknown"));
    }

    @Test
    void aTelephoneNumberIsTenCredits() {
        assertThat(found("findymail.phone", Pages.json("findymail-phone"))
                        .receipt()
                        .vendorCostMilli())
                .isEqualTo(10_000);
    }
}
