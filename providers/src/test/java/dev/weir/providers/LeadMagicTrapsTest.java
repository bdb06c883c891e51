package dev.weir.providers;

import static dev.weir.providers.Asking.changed;
import static dev.weir.providers.Asking.found;
import static dev.weir.providers.Asking.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Reply;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every trap of LeadMagic's page. */
class LeadMagicTrapsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            email-finder  | {"email":null,"status":null,"credits_consumed":0,"company_name":"Example Ltd"}
            mobile-finder | {"mobile_number":null,"credits_consumed":0,"message":"None."}
            company       | {"companyName":null,"credits_consumed":0}
            """)
    void aMissIsA200WithANullAndFreeByTheVendorsWord(String operation, String body) {
        assertThat(reply("leadmagic." + operation, 200, body)).isInstanceOfSatisfying(Reply.NotFound.class, miss -> {
            assertThat(miss.receipt().vendorCostMilli()).isZero();
            assertThat(miss.receipt().reported()).isTrue();
        });
    }

    @Test
    void creditsAreFractionsAndThoseNamedInTheBodyAreBelieved() {
        Reply.Found found = found("leadmagic.email-validation", Pages.json("leadmagic-email-validation"));
        assertThat(found.receipt().vendorCostMilli()).isEqualTo(250);
        assertThat(found.receipt().reported()).isTrue();
        String odd = changed("leadmagic-email-finder", "\"credits_consumed\":1", "\"credits_consumed\":0.05");
        assertThat(found("leadmagic.email-finder", odd).receipt().vendorCostMilli())
                .isEqualTo(50);
    }

    @Test
    void anUnknownAddressIsFreeEvenWhereTheBodyNamesNoAmount() {
        Reply.Found unknown = found("leadmagic.email-validation", "{\"email_status\":\"unknown\"}");
        assertThat(unknown.receipt().vendorCostMilli()).isZero();
        assertThat(found("leadmagic.email-validation", "{\"email_status\":\"invalid\"}")
                        .receipt()
                        .vendorCostMilli())
                .isEqualTo(250);
    }

    @ParameterizedTest
    @CsvSource({
        "valid, false, valid",
        "valid, true, catch_all",
        "valid, null, valid",
        "unknown, true, catch_all",
        "invalid, true, invalid",
        "catch_all, null, catch_all",
        "valid_catch_all, true, catch_all",
        "new_word, false, unknown",
    })
    void aCatchAllDomainIsAFlagBesideTheStatus(String status, String flag, String ours) {
        Reply.Found found = found(
                "leadmagic.email-validation",
                "{\"email_status\":\"%s\",\"is_domain_catch_all\":%s}".formatted(status, flag));
        assertThat(found.values().get("email_verification.status")).contains(ours);
        assertThat(found.values().get("person.work_email_status")).contains(ours);
    }

    @Test
    void refusalsAreProblemDocumentsAndTheirWordsAreShown() {
        Reply refused = reply(
                "leadmagic.company",
                ScriptedVendor.answer(
                        400,
                        Map.of("content-type", "application/problem+json"),
                        "{\"title\":\"Bad Request\",\"status\":400,\"detail\":\"company_domain is required\"}"));
        assertThat(refused).isEqualTo(new Reply.InvalidInput("HTTP 400: company_domain is required"));
    }

    @Test
    void theWaitMayStandInTheRateLimitHeaders() {
        assertThat(reply("leadmagic.email-finder", ScriptedVendor.answer(429, Map.of("ratelimit-reset", "12"), "{}")))
                .isEqualTo(new Reply.Throttled(Duration.ofSeconds(12)));
        assertThat(reply(
                        "leadmagic.email-finder",
                        ScriptedVendor.answer(429, Map.of("ratelimit-reset", "12", "retry-after", "3"), "{}")))
                .isEqualTo(new Reply.Throttled(Duration.ofSeconds(3)));
    }

    @Test
    void companiesMixTwoStylesOfNamesAndWriteTheYearAsText() {
        Reply.Found whole = found("leadmagic.company", Pages.json("leadmagic-company"));
        assertThat(whole.values().get("company.employee_range")).contains("201-500");
        Reply.Found sparse = found(
                "leadmagic.company",
                "{\"companyName\":\"Example Ltd\",\"founded_year\":\"2012\",\"employeeCount\":240,\"credits_consumed\":1}");
        assertThat(sparse.values().get("company.founded_year")).contains(2012L);
        assertThat(sparse.values().get("company.employee_range")).contains("201-500");
    }

    @Test
    void aProfileThatIsNotThereIsA404InTheVendorsWords() {
        assertThat(reply("leadmagic.profile", 404, "{\"title\":\"profile_not_found\"}"))
                .isInstanceOf(Reply.NotFound.class);
    }

    @Test
    void aMobileNumberIsFiveCredits() {
        String unnamed = changed("leadmagic-mobile-finder", "\"credits_consumed\":5", "\"credits\":5");
        Reply.Found found = found("leadmagic.mobile-finder", unnamed);
        assertThat(found.receipt().vendorCostMilli()).isEqualTo(5000);
        assertThat(found.receipt().reported()).isFalse();
    }
}
