package dev.weir.providers;

import static dev.weir.providers.Asking.changed;
import static dev.weir.providers.Asking.found;
import static dev.weir.providers.Asking.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Operation;
import dev.weir.provider.Reply;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every trap of Hunter's page. */
class HunterTrapsTest {

    @Test
    void forbiddenMeansTooFastAndTooManyMeansOutOfCredits() {
        assertThat(reply("hunter.company", 403, "")).isEqualTo(new Reply.Throttled(null));
        assertThat(reply("hunter.company", 429, "{\"errors\":[{\"details\":\"Used up\"}]}"))
                .isEqualTo(new Reply.OutOfCredits("HTTP 429: Used up"));
    }

    @Test
    void anAddressOfNullIsAMissThatIsFree() {
        String body = changed("hunter-email-finder", "\"Ada@example.com\"", "null");
        assertThat(reply("hunter.email-finder", 200, body))
                .isInstanceOfSatisfying(
                        Reply.NotFound.class,
                        miss -> assertThat(miss.receipt().vendorCostMilli()).isZero());
        assertThat(reply("hunter.email-finder", 404, "{\"errors\":[]}")).isInstanceOf(Reply.NotFound.class);
    }

    @Test
    void stillWorkingMeansAskAgainInASecond() {
        Reply again = new Reply.Again(Duration.ofSeconds(1));
        assertThat(reply("hunter.email-finder", 202, "{\"data\":{}}")).isEqualTo(again);
        assertThat(reply("hunter.email-verifier", 202, "")).isEqualTo(again);
    }

    @Test
    void aFailedMailServerIsTroubleAlthoughItIsA2xx() {
        assertThat(reply("hunter.email-verifier", 222, "{\"data\":{\"status\":\"valid\"}}"))
                .isInstanceOf(Reply.Trouble.class);
    }

    @ParameterizedTest
    @CsvSource({
        "valid, valid, 500",
        "webmail, risky, 500",
        "accept_all, catch_all, 500",
        "invalid, invalid, 500",
        "disposable, invalid, 500",
        "unknown, unknown, 0",
        "blocked, unknown, 500",
    })
    void everyStatusOfTheVerifierIsTranslated(String theirs, String ours, long cost) {
        Reply.Found found =
                found("hunter.email-verifier", changed("hunter-email-verifier", "\"valid\"", "\"" + theirs + "\""));
        assertThat(found.values().get("email_verification.status")).contains(ours);
        assertThat(found.receipt().vendorCostMilli()).isEqualTo(cost);
    }

    @Test
    void theDeprecatedResultIsNotRead() {
        String body = changed("hunter-email-verifier", "\"deliverable\"", "\"undeliverable\"");
        assertThat(found("hunter.email-verifier", body).values().get("email_verification.status"))
                .contains("valid");
    }

    @Test
    void aFinderWithoutVerificationFallsBackToAcceptAll() {
        String body = changed("hunter-email-finder", "\"accept_all\":false", "\"accept_all\":true")
                .replace("{\"date\":\"2026-07-28\",\"status\":\"valid\"}", "null");
        assertThat(found("hunter.email-finder", body).values().get("person.work_email_status"))
                .contains("catch_all");
        assertThat(found("hunter.email-finder", body.replace("\"accept_all\":true", "\"accept_all\":false"))
                        .values()
                        .has("person.work_email_status"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'\"201-500\"', 201-500",
        "'\"10K-50K\"', 10001+",
        "'\"1000+\"', 1001-5000",
        "240, 201-500",
    })
    void companySizeIsATextOrANumber(String theirs, String ours) {
        String body = changed("hunter-company", "\"201-500\"", theirs);
        assertThat(found("hunter.company", body).values().get("company.employee_range"))
                .contains(ours);
    }

    @Test
    void theCompanyHandleAlreadyNamesItsSection() {
        assertThat(found("hunter.company", Pages.json("hunter-company"))
                        .values()
                        .get("company.linkedin_url"))
                .contains("https://www.linkedin.com/company/example");
    }

    @Test
    void anUnknownIndustryAndYearAreNotKnownAndTheRestIs() {
        String body = changed("hunter-company", "\"Air Freight & Logistics\"", "null")
                .replace("\"foundedYear\":2012", "\"foundedYear\":null");
        Reply.Found found = found("hunter.company", body);
        assertThat(found.values().has("company.industry")).isFalse();
        assertThat(found.values().has("company.founded_year")).isFalse();
        assertThat(found.values().has("company.name")).isTrue();
    }

    @Test
    void anIncompleteCompanyIsGivenAndFree() {
        String sparse = changed("hunter-company", "\"employees\":\"201-500\"", "\"employees\":null");
        assertThat(found("hunter.company", sparse).receipt().vendorCostMilli()).isZero();
        assertThat(found("hunter.company", Pages.json("hunter-company"))
                        .receipt()
                        .vendorCostMilli())
                .isEqualTo(200);
    }

    @Test
    void aCompanyThatIsNothingButItsDomainIsAMiss() {
        assertThat(reply("hunter.company", 200, "{\"data\":{\"domain\":\"example.com\",\"name\":null}}"))
                .isInstanceOf(Reply.NotFound.class);
    }

    @Test
    void aPersonOfNothingButNullsIsAMissThatIsFree() {
        String empty = """
                {"data":{"id":null,"name":{"fullName":null,"givenName":null,"familyName":null},
                "email":"ada@example.com","location":null,"timeZone":null,"geo":{"city":null,"country":null},
                "employment":{"domain":"example.com","name":null,"title":null,"role":null,"seniority":null},
                "linkedin":{"handle":null},"phone":null},"meta":{"email":"ada@example.com"}}
                """;
        assertThat(reply("hunter.person", 200, empty))
                .isInstanceOfSatisfying(
                        Reply.NotFound.class,
                        miss -> assertThat(miss.receipt().vendorCostMilli()).isZero());
    }

    @Test
    void aPersonWithoutAPositionIsGivenAndFree() {
        String body = changed("hunter-person", "\"Head of Operations\"", "null");
        assertThat(found("hunter.person", body).receipt().vendorCostMilli()).isZero();
    }

    @Test
    void anOptedOutSubjectIsBlockedForGood() {
        assertThat(reply("hunter.person", 451, "")).isInstanceOf(Reply.Blocked.class);
    }

    @Test
    void theFinderPrefersTheDomainAndSendsHandlesWithoutTheirAddress() {
        Operation finder = Known.operation("hunter.email-finder");
        assertThat(finder.spec().inputs().getFirst()).contains("company.domain");
        ScriptedVendor vendor = ScriptedVendor.says(404, "{}");
        finder.ask(Known.with(finder.spec(), Set.of("company.domain", "person.linkedin_url")), vendor);
        assertThat(vendor.call().target())
                .isEqualTo("/email-finder?domain=example.com&linkedin_handle=ada-example&max_duration=10");
    }
}
