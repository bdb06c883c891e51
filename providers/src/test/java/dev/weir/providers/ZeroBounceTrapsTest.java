package dev.weir.providers;

import static dev.weir.providers.Asking.found;
import static dev.weir.providers.Asking.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Operation;
import dev.weir.provider.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every trap of ZeroBounce's page. */
class ZeroBounceTrapsTest {

    private static final String VALIDATE = "zerobounce.validate";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Invalid API key                                     | AuthFailed
            Your account ran out of credits                     | OutOfCredits
            Invalid API key or your account ran out of credits  | OutOfCredits
            Invalid email                                       | InvalidInput
            """)
    void refusalsComeInsideA200(String words, String reply) {
        Reply got = reply(VALIDATE, 200, "{\"error\":\"" + words + "\"}");
        assertThat(got.getClass().getSimpleName()).isEqualTo(reply);
        assertThat(got.toString()).contains(words);
    }

    @ParameterizedTest
    @CsvSource({
        "valid, valid",
        "invalid, invalid",
        "catch-all, catch_all",
        "unknown, unknown",
        "spamtrap, invalid",
        "abuse, risky",
        "do_not_mail, risky",
        "Valid, valid",
        "new_word, unknown",
    })
    void statusesAreTranslated(String theirs, String ours) {
        Reply.Found found = found(VALIDATE, "{\"address\":\"ada@example.com\",\"status\":\"" + theirs + "\"}");
        assertThat(found.values().get("email_verification.status")).contains(ours);
        assertThat(found.values().get("person.work_email_status")).contains(ours);
    }

    @Test
    void everythingButUnknownIsCharged() {
        assertThat(found(VALIDATE, "{\"status\":\"unknown\"}").receipt().vendorCostMilli())
                .isZero();
        assertThat(found(VALIDATE, "{\"status\":\"invalid\"}").receipt().vendorCostMilli())
                .isEqualTo(1000);
    }

    @Test
    void theKeyStandsInTheUrlAndInNoText() {
        Operation operation = Known.operation(VALIDATE);
        ScriptedVendor vendor =
                ScriptedVendor.says(200, "{\"error\":\"Invalid API key " + ScriptedVendor.SECRET + "\"}");
        Reply reply = operation.ask(Known.ask(operation), vendor);
        assertThat(vendor.call().target()).contains("api_key=" + ScriptedVendor.SECRET);
        assertThat(vendor.call()).hasToString("GET /validate");
        assertThat(reply).hasToString("AuthFailed[detail=HTTP 200: Invalid API key ***]");
    }

    @Test
    void aSuggestionIsGivenAndAnEmptyOneIsNot() {
        assertThat(found(VALIDATE, "{\"status\":\"invalid\",\"did_you_mean\":\"ada@example.org\"}")
                        .values()
                        .get("email_verification.suggestion"))
                .contains("ada@example.org");
        assertThat(found(VALIDATE, "{\"status\":\"invalid\",\"did_you_mean\":\"\",\"sub_status\":\"\"}")
                        .values()
                        .fields())
                .containsExactlyInAnyOrder("email_verification.status", "person.work_email_status");
    }
}
