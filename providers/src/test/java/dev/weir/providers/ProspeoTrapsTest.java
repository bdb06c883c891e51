package dev.weir.providers;

import static dev.weir.providers.Asking.changed;
import static dev.weir.providers.Asking.found;
import static dev.weir.providers.Asking.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Operation;
import dev.weir.provider.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every trap of Prospeo's page. */
class ProspeoTrapsTest {

    @ParameterizedTest
    @ValueSource(strings = {"prospeo.person", "prospeo.mobile", "prospeo.company"})
    void aMissIsA400AndFree(String operation) {
        assertThat(reply(operation, 400, "{\"error\":true,\"error_code\":\"NO_MATCH\"}"))
                .isInstanceOfSatisfying(
                        Reply.NotFound.class,
                        miss -> assertThat(miss.receipt().vendorCostMilli()).isZero());
    }

    @ParameterizedTest
    @CsvSource({
        "NO_MATCH, 404, NotFound",
        "INVALID_DATAPOINTS, 400, InvalidInput",
        "INVALID_REQUEST, 400, InvalidInput",
        "INSUFFICIENT_CREDITS, 400, OutOfCredits",
        "INSUFFICIENT_CREDITS, 402, OutOfCredits",
        "INSUFFICIENT_CREDITS, 200, OutOfCredits",
        "INVALID_API_KEY, 400, AuthFailed",
        "RATE_LIMITED, 400, Throttled",
        "INTERNAL_ERROR, 400, Trouble",
        "SOMETHING_NEW, 200, BadAnswer",
        "SOMETHING_NEW, 400, InvalidInput",
    })
    void theVendorsWordDecidesAndNotTheStatus(String code, int status, String reply) {
        Reply got = reply("prospeo.person", status, "{\"error\":true,\"error_code\":\"" + code + "\"}");
        assertThat(got.getClass().getSimpleName()).isEqualTo(reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a***@example.com", "ada@example.com"})
    void anAddressThatIsNotRevealedIsNoAddressWhateverItLooksLike(String address) {
        String masked = changed(
                "prospeo-person",
                "\"revealed\":true,\"email\":\"ada@example.com\"",
                "\"revealed\":false,\"email\":\"" + address + "\"");
        Reply.Found found = found("prospeo.person", masked);
        assertThat(found.values().fields())
                .doesNotContain("person.work_email", "person.work_email_status")
                .contains("person.full_name", "company.domain");
    }

    @Test
    void aMobileThatIsNotRevealedIsAMissThatCostsAMatch() {
        String masked = changed(
                "prospeo-mobile",
                "\"revealed\":true,\"mobile\":\"+33600000001\"",
                "\"revealed\":false,\"mobile\":\"+33 6 ** ** ** 01\"");
        assertThat(reply("prospeo.mobile", 200, masked))
                .isInstanceOfSatisfying(
                        Reply.NotFound.class,
                        miss -> assertThat(miss.receipt().vendorCostMilli()).isEqualTo(1000));
        assertThat(reply("prospeo.mobile", 200, Pages.json("prospeo-person")).getClass())
                .isEqualTo(Reply.NotFound.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"person", "mobile", "company"})
    void whoWasEnrichedBeforeIsFreeForLife(String operation) {
        String free = changed("prospeo-" + operation, "\"free_enrichment\":false", "\"free_enrichment\":true");
        assertThat(found("prospeo." + operation, free).receipt().vendorCostMilli())
                .isZero();
    }

    @Test
    void aMobileIsAskedForOnlyByTheOperationThatPaysForIt() {
        assertThat(body("prospeo.person")).contains("\"enrich_mobile\":false");
        assertThat(body("prospeo.mobile")).contains("\"enrich_mobile\":true");
        assertThat(Known.operation("prospeo.mobile").spec().chargeMilli()).isEqualTo(10_000);
        assertThat(Known.operation("prospeo.person").spec().outputs()).doesNotContain("person.mobile_phone");
    }

    private static String body(String id) {
        Operation operation = Known.operation(id);
        ScriptedVendor vendor = ScriptedVendor.says(400, "{}");
        operation.ask(Known.ask(operation), vendor);
        return new String(Objects.requireNonNull(vendor.call().body()), StandardCharsets.UTF_8);
    }

    @Test
    void theWaitIsThatOfTheLimitThatWasReached() {
        String limited = "{\"error\":true,\"error_code\":\"RATE_LIMITED\"}";
        assertThat(throttled(
                        Map.of(
                                "x-minute-request-left", "0",
                                "x-minute-reset-seconds", "17",
                                "x-daily-request-left", "90",
                                "x-daily-reset-seconds", "3600"),
                        limited))
                .isEqualTo(new Reply.Throttled(Duration.ofSeconds(17)));
        assertThat(throttled(
                        Map.of(
                                "x-minute-request-left", "0",
                                "x-minute-reset-seconds", "17",
                                "x-daily-request-left", "0",
                                "x-daily-reset-seconds", "3600"),
                        limited))
                .isEqualTo(new Reply.Throttled(Duration.ofHours(1)));
        assertThat(throttled(Map.of("x-minute-request-left", "5", "x-minute-reset-seconds", "17"), limited))
                .isEqualTo(new Reply.Throttled(null));
    }

    private static Reply throttled(Map<String, String> headers, String body) {
        return reply("prospeo.person", ScriptedVendor.answer(429, headers, body));
    }
}
