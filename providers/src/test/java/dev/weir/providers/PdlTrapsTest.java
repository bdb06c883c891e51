package dev.weir.providers;

import static dev.weir.providers.Asking.changed;
import static dev.weir.providers.Asking.found;
import static dev.weir.providers.Asking.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Ask;
import dev.weir.provider.Exchange.Answered;
import dev.weir.provider.Operation;
import dev.weir.provider.Reply;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every trap of People Data Labs' page. */
class PdlTrapsTest {

    @Test
    void booleansInPlaceOfContactDataAreNoValuesAndNoMistake() {
        String masked = changed("pdl-person", "\"work_email\":\"ada@example.com\"", "\"work_email\":true")
                .replace("\"mobile_phone\":\"+33600000001\"", "\"mobile_phone\":true")
                .replace(
                        "\"recommended_personal_email\":\"ada.example@mail.example\"",
                        "\"recommended_personal_email\":true")
                .replace("[\"ada.example@mail.example\"]", "true")
                .replace("\"location_locality\":\"lyon\"", "\"location_locality\":true");
        Reply.Found found = found("pdl.person", masked);
        assertThat(found.values().fields())
                .doesNotContain(
                        "person.work_email", "person.mobile_phone", "person.personal_email", "person.location.city")
                .contains("person.full_name", "person.job_title");
        assertThat(reply(
                        "pdl.company",
                        200,
                        changed(
                                "pdl-company",
                                "{\"locality\":\"lyon\",\"region\":\"auvergne-rhone-alpes\",\"country\":\"france\"}",
                                "true")))
                .isInstanceOf(Reply.Found.class);
    }

    @Test
    void aPersonOfNothingButMasksIsAMissThatCost() {
        Answered masked = ScriptedVendor.answer(
                200, Map.of("x-call-credits-spent", "1"), "{\"status\":200,\"data\":{\"work_email\":true}}");
        assertThat(reply("pdl.person", masked)).isInstanceOfSatisfying(Reply.NotFound.class, miss -> {
            assertThat(miss.receipt().vendorCostMilli()).isEqualTo(1000);
            assertThat(miss.receipt().reported()).isTrue();
        });
    }

    @Test
    void whatTheVendorSaysItChargedIsBelieved() {
        Answered answer = Pages.answer("pdl-person", Map.of("x-call-credits-spent", "0.25"));
        Reply.Found found = (Reply.Found) reply("pdl.person", answer);
        assertThat(found.receipt().vendorCostMilli()).isEqualTo(250);
        assertThat(found.receipt().reported()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"''", "free", "-1", "1e9", "99999999999999999999"})
    void anAmountThatIsNoneIsEstimated(String header) {
        Answered answer = Pages.answer("pdl-person", Map.of("x-call-credits-spent", header));
        Reply.Found found = (Reply.Found) reply("pdl.person", answer);
        assertThat(found.receipt().vendorCostMilli()).isEqualTo(1000);
        assertThat(found.receipt().reported()).isFalse();
    }

    @Test
    void limitHeadersThatAreJsonDoNotDisturb() {
        Answered limited = ScriptedVendor.answer(429, Map.of("x-ratelimit-reset", "{\"minute\":100}"), "{}");
        assertThat(reply("pdl.company", limited)).isEqualTo(new Reply.Throttled(null));
    }

    @Test
    void addressesWithoutASchemeBecomeWhole() {
        Reply.Found found = found("pdl.person", Pages.json("pdl-person"));
        assertThat(found.values().get("person.linkedin_url")).contains("https://www.linkedin.com/in/ada-example");
        assertThat(found.values().get("company.linkedin_url")).contains("https://www.linkedin.com/company/example");
    }

    @Test
    void theHighestLevelIsTheSeniority() {
        assertThat(found("pdl.person", Pages.json("pdl-person")).values().get("person.seniority"))
                .contains("director");
    }

    @Test
    void theEmployerIsAskedForByItsDomainOrElseItsName() {
        Operation person = Known.operation("pdl.person");
        Ask both = Known.with(person.spec(), Set.of("person.full_name", "company.domain", "company.name"));
        ScriptedVendor vendor = ScriptedVendor.says(404, "{}");
        person.ask(both, vendor);
        assertThat(vendor.call().target())
                .isEqualTo("/person/enrich?name=Ada+Example&company=example.com&titlecase=true");
    }

    @Test
    void nothingFoundIsAStatusAndFree() {
        assertThat(reply("pdl.company", 404, "{\"status\":404,\"error\":{\"type\":\"not_found\"}}"))
                .isInstanceOfSatisfying(
                        Reply.NotFound.class,
                        miss -> assertThat(miss.receipt().vendorCostMilli()).isZero());
    }
}
