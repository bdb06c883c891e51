package dev.weir.providers;

import static dev.weir.providers.Asking.found;
import static dev.weir.providers.Asking.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Operation;
import dev.weir.provider.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every trap of NeverBounce's page. */
class NeverBounceTrapsTest {

    private static final String CHECK = "neverbounce.check";

    @ParameterizedTest
    @CsvSource({
        "auth_failure, Invalid API key, AuthFailed",
        "bad_referrer, Not trusted, AuthFailed",
        "throttle_triggered, Too fast, Throttled",
        "temp_unavail, Interrupted, Trouble",
        "general_failure, Missing required parameter 'email', InvalidInput",
        "general_failure, Insufficient credits, OutOfCredits",
        "something_new, Hm, BadAnswer",
    })
    void everyRefusalComesInsideA200(String status, String message, String reply) {
        Reply got = reply(CHECK, 200, "{\"status\":\"%s\",\"message\":\"%s\"}".formatted(status, message));
        assertThat(got.getClass().getSimpleName()).isEqualTo(reply);
    }

    @ParameterizedTest
    @CsvSource({
        "valid, valid",
        "invalid, invalid",
        "disposable, risky",
        "catchall, catch_all",
        "unknown, unknown",
        "new_word, unknown",
    })
    void resultsAreTranslatedAndEachOfThemIsCharged(String theirs, String ours) {
        Reply.Found found = found(CHECK, "{\"status\":\"success\",\"result\":\"" + theirs + "\",\"flags\":[]}");
        assertThat(found.values().get("email_verification.status")).contains(ours);
        assertThat(found.values().get("person.work_email_status")).contains(ours);
        assertThat(found.receipt().vendorCostMilli()).isEqualTo(1000);
    }

    @Test
    void neitherTheKeyNorTheAddressStandsInTheUrl() {
        Operation operation = Known.operation(CHECK);
        ScriptedVendor vendor = ScriptedVendor.says(200, "{\"status\":\"auth_failure\",\"message\":\"no\"}");
        operation.ask(Known.ask(operation), vendor);
        assertThat(vendor.call().target()).isEqualTo("/single/check");
        assertThat(new String(Objects.requireNonNull(vendor.call().body()), StandardCharsets.UTF_8))
                .isEqualTo("{\"key\":\"" + ScriptedVendor.SECRET + "\",\"email\":\"ada@example.com\"}");
    }

    @Test
    void whatFlagsSayIsGivenAndWhatTheyDoNotSayIsNotDenied() {
        Reply.Found role =
                found(CHECK, "{\"status\":\"success\",\"result\":\"valid\",\"flags\":[\"has_dns\",\"role_account\"]}");
        assertThat(role.values().get("email_verification.is_role")).contains(true);
        assertThat(role.values().get("email_verification.is_free_provider")).isEmpty();
        assertThat(role.values().get("email_verification.sub_status")).contains("has_dns, role_account");
    }
}
