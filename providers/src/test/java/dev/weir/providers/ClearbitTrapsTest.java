package dev.weir.providers;

import static dev.weir.providers.Asking.changed;
import static dev.weir.providers.Asking.found;
import static dev.weir.providers.Asking.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Operation;
import dev.weir.provider.Provider;
import dev.weir.provider.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every trap of Clearbit's page that a synchronous call can meet. */
class ClearbitTrapsTest {

    @Test
    void bothHostsAreOffAndSayWhy() {
        for (String slug : List.of("clearbit", "clearbit-company")) {
            Provider provider = Known.PROVIDERS.find(slug).orElseThrow();
            assertThat(provider.off()).hasValueSatisfying(why -> assertThat(why).contains("no new customers"));
            assertThat(provider.baseUrl().getHost()).endsWith("-stream.clearbit.com");
        }
    }

    @Test
    void aMissCountsAndAWrongPathIsAMistakeOfOurs() {
        assertThat(reply("clearbit.person", 404, "{\"error\":{\"type\":\"unknown_record\",\"message\":\"None.\"}}"))
                .isInstanceOfSatisfying(Reply.NotFound.class, miss -> {
                    assertThat(miss.receipt().vendorCostMilli()).isEqualTo(1_000);
                    assertThat(miss.receipt().reported()).isFalse();
                });
        assertThat(reply("clearbit.person", 404, "{\"error\":{\"type\":\"unknown_route\",\"message\":\"No.\"}}"))
                .isEqualTo(new Reply.InvalidInput("HTTP 404: No."));
        assertThat(Known.operation("clearbit.person").spec().repeat())
                .isEqualTo(dev.weir.provider.OperationSpec.Repeat.FREE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"error\":{\"type\":\"queued\",\"message\":\"Queued.\"}}"})
    void queuedMeansAskAgainInAMinuteWithOrWithoutABody(String body) {
        assertThat(reply("clearbit-company.company", 202, body)).isEqualTo(new Reply.Again(Duration.ofSeconds(60)));
    }

    @Test
    void eitherPartMayBeNull() {
        Reply.Found companyOnly = found("clearbit.person", "{\"person\":null,\"company\":" + company() + "}");
        assertThat(companyOnly.values().get("company.name")).contains("Example Ltd");
        assertThat(companyOnly.values().has("person.full_name")).isFalse();
        assertThat(reply("clearbit.person", 200, "{\"person\":null,\"company\":null}"))
                .isInstanceOf(Reply.NotFound.class);
    }

    private static String company() {
        return Pages.json("clearbit-company-company").strip();
    }

    @Test
    void theAddressThatWasAskedWithIsNotCountedAsFound() {
        assertThat(Known.operation("clearbit.person").spec().outputs()).doesNotContain("person.work_email");
        assertThat(reply("clearbit.person", 200, "{\"person\":{\"email\":\"ada@example.com\"},\"company\":null}"))
                .isInstanceOf(Reply.NotFound.class);
    }

    @Test
    void thereIsNoEnvelopeAndHandlesNameTheirSection() {
        assertThat(found("clearbit-company.company", company()).values().get("company.linkedin_url"))
                .contains("https://www.linkedin.com/company/example");
        assertThat(found("clearbit.person", Pages.json("clearbit-person"))
                        .values()
                        .get("person.linkedin_url"))
                .contains("https://www.linkedin.com/in/ada-example");
    }

    @Test
    void employeesAreANumberAndTheirRangeAText() {
        Reply.Found found = found("clearbit-company.company", company());
        assertThat(found.values().get("company.employee_count")).contains(240L);
        assertThat(found.values().get("company.employee_range")).contains("51-200");
    }

    @Test
    void nullsAreNotKnown() {
        String body = changed("clearbit-company-company", "\"foundedYear\":2012", "\"foundedYear\":null")
                .replace("\"industry\":\"Air Freight & Logistics\"", "\"industry\":null");
        Reply.Found found = found("clearbit-company.company", body);
        assertThat(found.values().has("company.founded_year")).isFalse();
        assertThat(found.values().has("company.industry")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"401, auth_required, AuthFailed", "401, invalid_api_key, AuthFailed", "422, email_invalid, InvalidInput"
    })
    void refusalsAreReadByTheirStatus(int status, String type, String reply) {
        assertThat(reply("clearbit.person", status, "{\"error\":{\"type\":\"" + type + "\"}}")
                        .getClass()
                        .getSimpleName())
                .isEqualTo(reply);
    }

    @Test
    void theLimitIsLiftedAtATimeAndNotAfterOne() {
        Map<String, String> headers =
                Map.of("date", "Fri, 20 Nov 2026 11:00:00 GMT", "x-ratelimit-reset", "1795172442");
        assertThat(reply("clearbit.person", ScriptedVendor.answer(429, headers, "")))
                .isEqualTo(new Reply.Throttled(Duration.ofSeconds(42)));
    }

    @Test
    void theKeyIsABearerAndTheVersionIsNamed() {
        Operation person = Known.operation("clearbit.person");
        ScriptedVendor vendor = ScriptedVendor.says(404, "{}");
        person.ask(Known.ask(person), vendor);
        assertThat(vendor.call().headers())
                .containsEntry("authorization", "Bearer " + ScriptedVendor.SECRET)
                .containsEntry("api-version", "2019-12-19");
        assertThat(vendor.call().target()).isEqualTo("/v2/combined/find?email=ada%40example.com");
    }

    @Test
    void aHeldCallIsGivenMoreThanTheMinuteItMayTake() {
        assertThat(Known.operation("clearbit.person").spec().deadline()).isGreaterThan(Duration.ofSeconds(60));
    }
}
