package dev.weir.providers;

import static dev.weir.providers.Asking.changed;
import static dev.weir.providers.Asking.found;
import static dev.weir.providers.Asking.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Operation;
import dev.weir.provider.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every trap of Exa's page. */
class ExaTrapsTest {

    private static String failed(String tag) {
        return """
                {"requestId":"r","results":[],"statuses":[{"id":"https://gone.example.com/","status":"error",
                "error":{"tag":"%s","httpStatusCode":null}}],"costDollars":{"total":0}}""".formatted(tag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CRAWL_NOT_FOUND", "SOURCE_NOT_AVAILABLE", "UNSUPPORTED_URL"})
    void aPageThatIsNotThereIsAMissAlthoughTheStatusIs200(String tag) {
        assertThat(reply("exa.contents", 200, failed(tag))).isInstanceOf(Reply.NotFound.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CRAWL_TIMEOUT", "CRAWL_LIVECRAWL_TIMEOUT", "CRAWL_UNKNOWN_ERROR", "SOMETHING_NEW"})
    void aPageThatCouldNotBeFetchedIsTroubleAlthoughTheStatusIs200(String tag) {
        assertThat(reply("exa.contents", 200, failed(tag))).isInstanceOf(Reply.Trouble.class);
    }

    @Test
    void oneUrlIsSentAndNeverTheDeprecatedIds() {
        Operation contents = Known.operation("exa.contents");
        ScriptedVendor vendor = ScriptedVendor.says(404, "{}");
        contents.ask(Known.with(contents.spec(), Set.of("company.website", "company.domain")), vendor);
        assertThat(body(vendor)).isEqualTo("{\"urls\":[\"https://www.example.com/about\"],\"text\":true}");
    }

    @Test
    void theCompanySearchUsesNoFilterThatItsCategoryForbids() {
        Operation company = Known.operation("exa.company");
        ScriptedVendor vendor = ScriptedVendor.says(404, "{}");
        company.ask(Known.ask(company), vendor);
        assertThat(body(vendor))
                .contains("\"category\":\"company\"", "\"includeDomains\":[\"example.com\"]")
                .doesNotContain("Date", "excludeDomains", "includeText", "excludeText");
    }

    @Test
    void anEmptyListIsAMissAndItsPriceIsBooked() {
        assertThat(reply("exa.search", 200, "{\"results\":[],\"costDollars\":{\"total\":0.007}}"))
                .isInstanceOfSatisfying(
                        Reply.NotFound.class,
                        miss -> assertThat(miss.receipt().vendorCostMilli()).isEqualTo(7_000));
    }

    @Test
    void aResultWithoutACompanyIsNoCompany() {
        assertThat(reply("exa.company", 200, changed("exa-company", "\"type\":\"company\"", "\"type\":\"person\"")))
                .isInstanceOf(Reply.NotFound.class);
        assertThat(reply("exa.company", 200, Pages.json("exa-search"))).isInstanceOf(Reply.NotFound.class);
    }

    @Test
    void nullsInsideTheCompanyAreNotKnown() {
        Reply.Found found = found(
                "exa.company",
                changed("exa-company", "\"revenueAnnual\":12000000", "\"revenueAnnual\":null")
                        .replace("{\"total\":240}", "{\"total\":null}"));
        assertThat(found.values().has("company.annual_revenue")).isFalse();
        assertThat(found.values().has("company.employee_count")).isFalse();
        assertThat(found.values().get("company.funding_stage")).contains("Seed");
    }

    @ParameterizedTest
    @CsvSource({"0.0075, 7500", "0.015, 15000", "0.0001, 100", "0, 0", "1e-3, 1000"})
    void dollarsAreBookedToTheLastDecimal(String dollars, long milli) {
        String body = changed("exa-answer", "{\"total\":0.005}", "{\"total\":" + dollars + "}");
        assertThat(found("exa.answer", body).receipt().vendorCostMilli()).isEqualTo(milli);
    }

    @Test
    void anObjectWhereAnAnswerWasAskedForInWordsIsABadAnswer() {
        String body =
                changed("exa-answer", "\"Example Ltd brokers regional road freight.\"", "{\"sells\":\"freight\"}");
        assertThat(reply("exa.answer", 200, body)).isInstanceOf(Reply.BadAnswer.class);
    }

    @Test
    void noStreamIsAskedForAndOneIsABadAnswer() {
        Operation answer = Known.operation("exa.answer");
        ScriptedVendor vendor = ScriptedVendor.says(200, "data: {\"answer\":\"x\"}\n\n");
        assertThat(answer.ask(Known.ask(answer), vendor)).isInstanceOf(Reply.BadAnswer.class);
        assertThat(body(vendor))
                .isEqualTo("{\"query\":\"What does the company Example Ltd (example.com) sell, and to whom?\","
                        + "\"stream\":false,\"text\":false}");
    }

    @Test
    void anAnswerThatCannotBeGivenMayBeGivenAtAnotherTry() {
        assertThat(reply("exa.answer", 501, "{\"error\":\"x\",\"tag\":\"UNABLE_TO_GENERATE_RESPONSE\"}"))
                .isInstanceOf(Reply.Trouble.class);
        assertThat(reply("exa.answer", 503, "{\"tag\":\"SERVICE_OVERLOADED\"}")).isInstanceOf(Reply.Trouble.class);
    }

    @ParameterizedTest
    @CsvSource({
        "400, NO_CONTENT_FOUND, NotFound",
        "400, INVALID_URLS, InvalidInput",
        "401, INVALID_API_KEY, AuthFailed",
        "402, NO_MORE_CREDITS, OutOfCredits",
        "402, API_KEY_BUDGET_EXCEEDED, OutOfCredits",
        "403, ACCESS_DENIED, AuthFailed",
        "403, FEATURE_DISABLED, AuthFailed",
        "403, ROBOTS_FILTER_FAILED, InvalidInput",
        "403, PROHIBITED_CONTENT, InvalidInput",
        "404, NONE, InvalidInput",
        "409, NONE, InvalidInput",
        "422, NONE, InvalidInput",
        "500, INTERNAL_ERROR, Trouble",
    })
    void everyTagIsReadByWhatItIsAbout(int status, String tag, String reply) {
        assertThat(reply("exa.contents", status, "{\"requestId\":\"r\",\"error\":\"e\",\"tag\":\"" + tag + "\"}")
                        .getClass()
                        .getSimpleName())
                .isEqualTo(reply);
    }

    private static String body(ScriptedVendor vendor) {
        return new String(Objects.requireNonNull(vendor.call().body()), StandardCharsets.UTF_8);
    }
}
