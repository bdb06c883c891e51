package dev.weir.providers;

import static dev.weir.providers.Asking.changed;
import static dev.weir.providers.Asking.found;
import static dev.weir.providers.Asking.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Operation;
import dev.weir.provider.Reply;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every trap of Lusha's page. */
class LushaTrapsTest {

    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND, NotFound",
        "COMPLIANCE_RESTRICTED, Blocked",
        "ENRICH_FAILED, Trouble",
        "SOMETHING_NEW, BadAnswer",
    })
    void anItemsOwnCodeDecidesInsideA200(String code, String reply) {
        for (String operation : new String[] {"lusha.email", "lusha.phone", "lusha.company"}) {
            Reply got = reply(
                    operation,
                    200,
                    "{\"results\":[{\"error\":{\"code\":\"%s\",\"message\":\"…\"}}],\"billing\":{\"creditsCharged\":0}}"
                            .formatted(code));
            assertThat(got.getClass().getSimpleName()).as(operation).isEqualTo(reply);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lusha.email", "lusha.phone", "lusha.company"})
    void onlyTheThirdVersionIsAsked(String id) {
        Operation operation = Known.operation(id);
        ScriptedVendor vendor = ScriptedVendor.says(404, "{}");
        operation.ask(Known.ask(operation), vendor);
        assertThat(vendor.call().target()).startsWith("/v3/");
        assertThat(vendor.call().headers()).containsEntry("api_key", ScriptedVendor.SECRET);
    }

    @Test
    void whatTheVendorSaysItChargedIsBelieved() {
        String cheaper = changed("lusha-email", "\"creditsCharged\":2", "\"creditsCharged\":1");
        assertThat(found("lusha.email", cheaper).receipt().vendorCostMilli()).isEqualTo(1000);
        String unsaid = changed("lusha-email", "\"creditsCharged\":2,", "");
        assertThat(found("lusha.email", unsaid).receipt().vendorCostMilli()).isEqualTo(2000);
    }

    @Test
    void aMatchWithoutANumberIsAMissThatCostsTheSearch() {
        assertThat(reply("lusha.phone", 200, "{\"results\":[{\"id\":\"c_1\",\"fullName\":\"Ada Example\"}]}"))
                .isInstanceOfSatisfying(
                        Reply.NotFound.class,
                        miss -> assertThat(miss.receipt().vendorCostMilli()).isEqualTo(1000));
    }

    @Test
    void theWorkAddressIsToldFromThePersonalOneByItsType() {
        Reply.Found found = found("lusha.email", Pages.json("lusha-email"));
        assertThat(found.values().get("person.work_email")).contains("ada@example.com");
        assertThat(found.values().get("person.personal_email")).contains("ada.example@mail.example");
        String alone =
                changed("lusha-email", ",{\"email\":\"ada@example.com\",\"type\":\"work\",\"confidence\":\"A\"}", "");
        assertThat(found("lusha.email", alone).values().fields()).doesNotContain("person.work_email");
    }

    @Test
    void numbersAreToldApartByTheirTypeAndKeepTheirDoNotCall() {
        Reply.Found both = found("lusha.phone", Pages.json("lusha-phone"));
        assertThat(both.values().get("person.mobile_phone")).contains("+33600000001");
        assertThat(both.values().get("person.direct_phone")).contains("+33465710101");
        assertThat(both.values().get("person.phone_do_not_call")).contains(false);
        String direct =
                changed("lusha-phone", ",{\"number\":\"+33600000001\",\"type\":\"mobile\",\"doNotCall\":false}", "");
        Reply.Found one = found("lusha.phone", direct);
        assertThat(one.values().fields()).doesNotContain("person.mobile_phone");
        assertThat(one.values().get("person.phone_do_not_call")).contains(true);
    }

    @Test
    void thereIsNoRetryAfterAndAnOptOutIsAStatusToo() {
        assertThat(reply("lusha.email", ScriptedVendor.answer(429, Map.of("x-minute-requests-left", "0"), "{}")))
                .isEqualTo(new Reply.Throttled(null));
        assertThat(reply("lusha.email", 451, "{}")).isInstanceOf(Reply.Blocked.class);
        assertThat(reply("lusha.email", 499, "{}")).isInstanceOf(Reply.InvalidInput.class);
    }
}
