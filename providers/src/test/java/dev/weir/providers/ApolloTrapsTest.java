package dev.weir.providers;

import static dev.weir.providers.Asking.changed;
import static dev.weir.providers.Asking.found;
import static dev.weir.providers.Asking.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Exchange.Answered;
import dev.weir.provider.Operation;
import dev.weir.provider.Reply;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every trap of Apollo's page. */
class ApolloTrapsTest {

    @Test
    void inputsTravelInTheQueryAlsoOnPost() {
        Operation person = Known.operation("apollo.person");
        ScriptedVendor vendor = ScriptedVendor.says(200, "{}");
        person.ask(
                Known.with(person.spec(), List.of("company.domain", "person.first_name", "person.last_name")), vendor);
        assertThat(vendor.call().method()).isEqualTo("POST");
        assertThat(vendor.call().body()).isNull();
        assertThat(vendor.call().target())
                .isEqualTo("/people/match?first_name=Ada&last_name=Example&domain=example.com"
                        + "&reveal_personal_emails=false&reveal_phone_number=false");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"person":null}
            {}
            {"request_id":-1}
            {"person":{}}
            {"person":{"id":null,"name":"Ada Example"}}
            """)
    void everyFormOfNothingIsAMiss(String body) {
        assertThat(reply("apollo.person", 200, body)).isInstanceOf(Reply.NotFound.class);
    }

    @Test
    void aRecordOfAnotherTypeIsABadAnswerAndNotAMiss() {
        assertThat(reply("apollo.person", 200, "{\"person\":\"Ada\"}")).isInstanceOf(Reply.BadAnswer.class);
        assertThat(reply("apollo.person", 200, "{\"person\":[1]}")).isInstanceOf(Reply.BadAnswer.class);
    }

    @Test
    void theLockedPlaceholderIsNoAddressEvenWhereItReadsVerified() {
        Reply.Found found =
                found("apollo.person", changed("apollo-person", "ada@example.com", "Email_Not_Unlocked@domain.com"));
        assertThat(found.values().has("person.work_email")).isFalse();
        assertThat(found.values().has("person.job_title")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "verified, valid",
        "Verified, valid",
        "extrapolated, risky",
        "likely to engage, risky",
        "unavailable, invalid",
        "unverified, unknown",
        "something new, unknown",
    })
    void everyStatusIsTranslated(String theirs, String ours) {
        Reply.Found found = found("apollo.person", changed("apollo-person", "\"verified\"", "\"" + theirs + "\""));
        assertThat(found.values().get("person.work_email_status")).contains(ours);
    }

    @Test
    void requestIdsKeepAll64BitsAndTheirSign() {
        Reply.Found found = found("apollo.person", Pages.json("apollo-person"));
        assertThat(found.receipt().requestId()).isEqualTo("-4021777330146620193");
        assertThat(found.receipt().recordId()).isEqualTo("60000000000000000000aaaa");
    }

    @Test
    void contactDataOfOurOwnWorkspaceIsNotFreshData() {
        String body = changed(
                "apollo-person",
                "\"email\":\"ada@example.com\"",
                "\"email\":null,\"contact\":{\"email\":\"old@example.com\",\"sanitized_phone\":\"+33600000009\"}");
        assertThat(found("apollo.person", body).values().toString())
                .doesNotContain("old@")
                .doesNotContain("0009");
    }

    @Test
    void aWrongKeyIsToldInPlainText() {
        Answered plain = ScriptedVendor.answer(
                401, Map.of("content-type", "text/plain; charset=utf-8"), "Invalid access credentials.");
        assertThat(reply("apollo.company", plain))
                .isEqualTo(new Reply.AuthFailed("HTTP 401: Invalid access credentials."));
    }

    @Test
    void aKeyWithoutThisEndpointIsRefused() {
        assertThat(reply("apollo.company", 403, "{\"error\":\"no access\",\"error_code\":\"API_INACCESSIBLE\"}"))
                .isEqualTo(new Reply.AuthFailed("HTTP 403: no access"));
    }

    @Test
    void emptyLimitHeadersMeanNothing() {
        Answered limited = ScriptedVendor.answer(
                429, Map.of("x-rate-limit-minute", "", "x-minute-requests-left", "", "retry-after", ""), "{}");
        assertThat(reply("apollo.company", limited)).isEqualTo(new Reply.Throttled(null));
        Answered timed = ScriptedVendor.answer(429, Map.of("retry-after", "24"), "{}");
        assertThat(reply("apollo.company", timed)).isEqualTo(new Reply.Throttled(Duration.ofSeconds(24)));
    }

    @Test
    void anEmptyPrimaryPhoneFallsBackToThePhone() {
        String body = changed(
                "apollo-company",
                "{\"number\":\"+33 4 00 00 00 00\",\"source\":\"Scraped\",\"sanitized_number\":\"+33400000000\"}",
                "{}");
        assertThat(found("apollo.company", body).values().get("company.phone")).contains("+33400000000");
    }

    @Test
    void theNumberOfEmployeesGivesTheRangeToo() {
        Reply.Found found = found("apollo.company", Pages.json("apollo-company"));
        assertThat(found.values().get("company.employee_count")).contains(240L);
        assertThat(found.values().get("company.employee_range")).contains("201-500");
        String unknown = changed("apollo-company", "\"estimated_num_employees\":240", "\"estimated_num_employees\":0");
        assertThat(found("apollo.company", unknown).values().fields())
                .doesNotContain("company.employee_count", "company.employee_range");
    }

    @Test
    void moneyAndGrowthAreExactNumbers() {
        Reply.Found found = found("apollo.company", Pages.json("apollo-company"));
        assertThat(found.values().get("company.annual_revenue")).contains(new BigDecimal("31000000"));
        assertThat(found.values().get("company.funding_total")).contains(new BigDecimal("1200000.5"));
        assertThat(found.values().get("company.headcount_growth_12m")).contains(new BigDecimal("8.5"));
    }

    @Test
    void jobsAreGivenInOurWords() {
        assertThat(found("apollo.person", Pages.json("apollo-person")).values().get("person.employment_history"))
                .contains(List.of(Map.of(
                        "title", "Head of Operations",
                        "company_name", "Example Ltd",
                        "start", "2021-03-01",
                        "current", true)));
    }

    @Test
    void aCompanyAskedByNameGivesItsDomain() {
        Operation company = Known.operation("apollo.company");
        Reply reply = company.ask(
                Known.with(company.spec(), Set.of("company.name")),
                ScriptedVendor.says(Pages.answer("apollo-company")));
        assertThat(((Reply.Found) reply).values().get("company.domain")).contains("example.com");
    }
}
