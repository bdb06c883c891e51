package dev.weir.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Ask;
import dev.weir.provider.Callback;
import dev.weir.provider.Exchange.Answered;
import dev.weir.provider.Heard;
import dev.weir.provider.Item;
import dev.weir.provider.LateOperation;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The traps of FullEnrich's page, one by one. */
class FullEnrichTrapsTest {

    private static final String A = "A-0123456789abcdef";
    private static final String B = "B-0123456789abcdef";
    private static final String PAGE = "fullenrich-email";

    private final LateOperation email = (LateOperation) Known.operation("fullenrich.email");
    private final Submission two = new Submission(
            "weir-1",
            List.of(new Item(A, Known.ask(email)), new Item(B, Known.ask(email))),
            URI.create("https://weir.example/cb/T"));

    private static Callback callback(String body) {
        return new Callback(Map.of(), Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    private Heard polled(int status, String body) {
        return email.poll(two, FullEnrichContractTest.ID, ScriptedVendor.says(ScriptedVendor.json(status, body)));
    }

    @Test
    void stillRunningIsA400AndNoErrorOfOurs() {
        Heard heard = polled(400, "{\"code\":\"error.enrichment.in_progress\",\"message\":\"running\"}");
        assertThat(heard.trouble()).isEqualTo(new Reply.Again(Duration.ofMinutes(2)));
        assertThat(heard.ended()).isFalse();
    }

    @Test
    void outOfCreditsIsA402WhoseFindsCount() {
        String found = FullEnrichContractTest.document(PAGE, "CREDITS_INSUFFICIENT", List.of(A), true);
        String notReached = FullEnrichContractTest.document(PAGE, "CREDITS_INSUFFICIENT", List.of(B), false);
        String both = found.replace("}]}", "}," + notReached.substring(notReached.indexOf("\"data\":[") + 8));
        for (Heard heard : List.of(polled(402, both), email.read(two, callback(both)))) {
            assertThat(heard.answers().get(A)).isInstanceOf(Reply.Found.class);
            assertThat(heard.answers().get(B)).isInstanceOf(Reply.OutOfCredits.class);
            assertThat(heard.trouble()).isInstanceOf(Reply.OutOfCredits.class);
            assertThat(heard.ended()).isTrue();
        }
    }

    @Test
    void aContactEventSpeaksOfOneItemAndEndsNothing() {
        Heard found = email.read(two, callback(FullEnrichContractTest.document(PAGE, "IN_PROGRESS", List.of(B), true)));
        assertThat(found.answers()).containsOnlyKeys(B);
        assertThat(found.ended()).isFalse();
        assertThat(found.vendorTotalMilli()).isNull();
        Heard missed =
                email.read(two, callback(FullEnrichContractTest.document(PAGE, "IN_PROGRESS", List.of(B), false)));
        assertThat(missed.answers().get(B)).isInstanceOf(Reply.NotFound.class);
    }

    @Test
    void whatTheWholeSubmissionCostIsKeptBesideThePriceTable() {
        Heard heard = email.read(two, callback(FullEnrichContractTest.document(PAGE, "FINISHED", List.of(A, B), true)));
        assertThat(heard.vendorTotalMilli()).isEqualTo(11_000);
        assertThat(((Reply.Found) Objects.requireNonNull(heard.answers().get(A)))
                        .receipt()
                        .reported())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "DELIVERABLE, valid",
        "HIGH_PROBABILITY, risky",
        "CATCH_ALL, catch_all",
        "INVALID, invalid",
        "INVALID_DOMAIN, invalid",
        "SOMETHING_NEW, unknown"
    })
    void theStatusOfAnEmailIsTranslated(String theirs, String ours) {
        String document = FullEnrichContractTest.document(PAGE, "FINISHED", List.of(A, B), true)
                .replace("DELIVERABLE", theirs);
        Reply.Found found = (Reply.Found) Objects.requireNonNull(
                email.read(two, callback(document)).answers().get(A));
        assertThat(found.values().get("person.work_email_status")).contains(ours);
    }

    @Test
    void zeroStandsForUnknownAndPlacesMayBeEmpty() {
        LateOperation reverse = (LateOperation) Known.operation("fullenrich.reverse-email");
        String document = FullEnrichContractTest.document("fullenrich-reverse-email", "FINISHED", List.of(A), true)
                .replace("\"year_founded\":2012", "\"year_founded\":0")
                .replace("\"headcount\":240", "\"headcount\":0")
                .replaceAll("\"headquarters\":\\{[^}]*}", "\"headquarters\":{}");
        Submission one = new Submission("w", List.of(new Item(A, Known.ask(reverse))), null);
        Reply.Found found = (Reply.Found) Objects.requireNonNull(
                reverse.read(one, callback(document)).answers().get(A));
        assertThat(found.values().fields())
                .contains("company.employee_range", "company.name")
                .doesNotContain("company.founded_year", "company.employee_count", "company.location.city");
    }

    @Test
    void numbersWithBlanksAndHyphensAreOneNumber() {
        LateOperation phone = (LateOperation) Known.operation("fullenrich.phone");
        String document = FullEnrichContractTest.document("fullenrich-phone", "FINISHED", List.of(A), true)
                .replace("+33 6 00 00 00 01", "+33 6-00-00-00-01");
        Submission one = new Submission("w", List.of(new Item(A, Known.ask(phone))), null);
        Reply.Found found = (Reply.Found) Objects.requireNonNull(
                phone.read(one, callback(document)).answers().get(A));
        assertThat(found.values().get("person.mobile_phone")).contains("+33600000001");
    }

    @Test
    void aCodeThatNamesAFieldNamesTheItemsThatLackIt() {
        Ask byName = Known.with(email.spec(), List.of("person.first_name", "person.last_name", "company.domain"));
        Ask nameless = new Ask(Map.of("company.domain", "example.com"), byName.wanted(), "k");
        Submission mixed = new Submission("w", List.of(new Item(A, byName), new Item(B, nameless)), two.callback());
        Answered refused =
                ScriptedVendor.json(400, "{\"code\":\"error.enrichment.first_name.empty\",\"message\":\"m\"}");
        assertThat(email.submit(mixed, ScriptedVendor.says(refused)))
                .isInstanceOfSatisfying(
                        Submitted.Unusable.class, one -> assertThat(one.items()).containsOnlyKeys(B));
        // Nobody lacks it: the whole is called unusable.
        assertThat(email.submit(two, ScriptedVendor.says(refused)))
                .isInstanceOfSatisfying(
                        Submitted.Refused.class, why -> assertThat(why.reply()).isInstanceOf(Reply.InvalidInput.class));
    }

    @Test
    void aSubmissionWithoutItsIdMayStillCallBack() {
        assertThat(email.submit(two, ScriptedVendor.says(200, "{}")))
                .isInstanceOfSatisfying(
                        Submitted.Refused.class, why -> assertThat(why.reply()).isInstanceOf(Reply.Lost.class));
    }

    @Test
    void anUnknownIdEndsTheSubmission() {
        Heard heard = polled(404, "{\"code\":\"error.enrichment.not_found\",\"message\":\"m\"}");
        assertThat(heard.ended()).isTrue();
        assertThat(heard.trouble()).isInstanceOf(Reply.InvalidInput.class);
    }

    @ParameterizedTest
    @CsvSource({"error.authorization.not_set", "error.authorization.not_bearer", "error.api.key"})
    void aWrongKeyHasThreeCodes(String code) {
        assertThat(polled(401, "{\"code\":\"" + code + "\",\"message\":\"m\"}").trouble())
                .isInstanceOf(Reply.AuthFailed.class);
    }

    @Test
    void beingTooFastHasNoHeaderAndLastsAMinute() {
        assertThat(email.submit(two, ScriptedVendor.says(429, "{\"code\":\"error.rate.limit\"}")))
                .isEqualTo(new Submitted.Refused(new Reply.Throttled(Duration.ofSeconds(60))));
    }

    @Test
    void aCancelledSubmissionIsTroubleForWhatItDidNotReach() {
        Heard heard = polled(200, FullEnrichContractTest.document(PAGE, "CANCELED", List.of(A), false));
        assertThat(heard.answers().values()).allMatch(Reply.Trouble.class::isInstance);
        assertThat(heard.answers()).containsOnlyKeys(A, B);
        assertThat(heard.ended()).isTrue();
    }

    @Test
    void callBacksAreSignedWithTheApiKeyInLowerCaseHex() {
        var signature = email.signature().orElseThrow();
        byte[] body = "The quick brown fox jumps over the lazy dog".getBytes(StandardCharsets.UTF_8);
        Callback signed =
                new Callback(Map.of("x-signature-sha1", "de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9"), Map.of(), body);
        assertThat(signature.secret()).isEqualTo("api_key");
        assertThat(signature.required()).isTrue();
        assertThat(signature.isGenuine(signed, "key", Instant.EPOCH)).isTrue();
    }

    @Test
    void theContactsLinkedInAddressAndCustomTravelAsThePageSays() {
        ScriptedVendor vendor = ScriptedVendor.says(200, "{\"enrichment_id\":\"x\"}");
        email.submit(two, vendor);
        assertThat(LateContract.sent(vendor.call()))
                .contains("\"linkedin_url\":\"https://www.linkedin.com/in/ada-example\"")
                .contains("\"enrich_fields\":[\"contact.work_emails\"]")
                .contains("\"custom\":{\"weir\":\"" + A + "\"}")
                .contains("\"webhook_events\":{\"contact_finished\":\"https://weir.example/cb/T\"}");
    }
}
