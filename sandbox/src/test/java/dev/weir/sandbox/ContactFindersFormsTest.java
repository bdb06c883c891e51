package dev.weir.sandbox;

import static dev.weir.sandbox.VendorOperation.FINDYMAIL_NAME;
import static dev.weir.sandbox.VendorOperation.FINDYMAIL_PHONE;
import static dev.weir.sandbox.VendorOperation.LEADMAGIC_COMPANY;
import static dev.weir.sandbox.VendorOperation.LEADMAGIC_EMAIL;
import static dev.weir.sandbox.VendorOperation.LUSHA_EMAIL;
import static dev.weir.sandbox.VendorOperation.LUSHA_PHONE;
import static dev.weir.sandbox.VendorOperation.PROSPEO_MOBILE;
import static dev.weir.sandbox.VendorOperation.PROSPEO_PERSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.Caller.Got;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prospeo, Findymail, LeadMagic and Lusha answer in the forms of their pages. */
class ContactFindersFormsTest {
    private static final String ADA = "https://www.linkedin.com/in/ada-example--acme";

    @TempDir
    Path folder;

    Caller caller;

    @BeforeEach
    void start() {
        caller = Caller.of(rate(1), folder, Caller.NOON);
    }

    @AfterEach
    void stop() {
        caller.close();
    }

    private static SandboxSettings rate(double rate) {
        return Caller.PLAIN.withAll(own -> {
            VendorSettings all = own;
            for (VendorOperation operation : VendorOperation.values()) {
                all = all.withHitRate(operation, rate);
            }
            return all;
        });
    }

    private Got post(String path, String header, String key, String json) {
        return caller.send(caller.to(path)
                .header(header, key)
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private Got prospeo(boolean mobile) {
        return post(
                PROSPEO_PERSON.path(),
                "X-KEY",
                "k",
                "{\"enrich_mobile\":" + mobile + ",\"data\":{\"linkedin_url\":\"" + ADA + "\"}}");
    }

    @Test
    void prospeoTellsAMissByA400AndAKnownPersonByItsName() {
        assertThat(prospeo(false).at("/person/full_name")).isEqualTo("Ada Example");
        caller.server.settings(rate(0));
        Got miss = prospeo(false);
        assertThat(miss.status()).isEqualTo(400);
        assertThat(miss.at("/error_code")).isEqualTo("NO_MATCH");
    }

    @Test
    void prospeoChargesAMobileTenfoldAndNobodyTwice() {
        Got first = prospeo(true);
        assertThat(first.json().at("/person/mobile/revealed").asBoolean()).isTrue();
        Got again = prospeo(true);
        assertThat(first.json().at("/free_enrichment").asBoolean()).isFalse();
        assertThat(again.json().at("/free_enrichment").asBoolean()).isTrue();
        prospeo(false);
        var ledger = caller.server.ledger().summary();
        assertThat(ledger.of(PROSPEO_MOBILE).chargedMilli()).isEqualTo(10_000);
        assertThat(ledger.of(PROSPEO_PERSON).chargedMilli()).isEqualTo(1_000);
    }

    @Test
    void prospeoMasksWhatItDoesNotReveal() {
        caller.server.settings(rate(1).with(Vendor.PROSPEO, own -> own.withQuirks(Quirks.NONE.withLockedEmail(1))));
        Got got = prospeo(false);
        assertThat(got.json().at("/person/email/revealed").asBoolean()).isFalse();
        assertThat(got.at("/person/email/email")).contains("***");
        assertThat(got.at("/person/mobile/mobile")).contains("***");
    }

    @Test
    void prospeoSaysWhichLimitWasReachedAndWhenItEnds() {
        caller.server.settings(rate(1).with(Vendor.PROSPEO, own -> own.withPace(0, 1)));
        assertThat(prospeo(false).status()).isEqualTo(200);
        Got got = prospeo(false);
        assertThat(got.status()).isEqualTo(429);
        assertThat(got.at("/error_code")).isEqualTo("RATE_LIMITED");
        assertThat(got.header("x-minute-request-left")).isEqualTo("0");
        assertThat(got.header("x-minute-reset-seconds")).isEqualTo("60");
    }

    @Test
    void findymailSendsAWrongKeyToALoginPageUnlessJsonIsAccepted() {
        String json = "{\"name\":\"Ada Example\",\"domain\":\"acme.example\"}";
        assertThat(post(FINDYMAIL_NAME.path(), "Authorization", "k", json).status())
                .isEqualTo(401);
        Got page = caller.send(caller.to(FINDYMAIL_NAME.path()).POST(HttpRequest.BodyPublishers.ofString(json)));
        assertThat(page.status()).isEqualTo(302);
        assertThat(page.body()).startsWith("<html>");
    }

    @Test
    void findymailTellsUsedUpCreditsInsideA200() {
        caller.server.settings(rate(1).with(Vendor.FINDYMAIL, own -> own.withCredits(0)));
        Got got = post(FINDYMAIL_PHONE.path(), "Authorization", "Bearer k", "{\"linkedin_url\":\"" + ADA + "\"}");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.at("/error")).isEqualTo("Not enough credits");
    }

    @Test
    void leadMagicNamesWhatAnAnswerCostAndAMissIsANull() {
        String json = "{\"full_name\":\"Ada Example\",\"domain\":\"acme.example\"}";
        Got hit = post(LEADMAGIC_EMAIL.path(), "X-API-Key", "k", json);
        assertThat(hit.at("/email")).isEqualTo("ada.example@acme.example");
        assertThat(hit.json().at("/credits_consumed").asDouble()).isEqualTo(1);
        assertThat(hit.header("X-Credits-Cost")).isEqualTo("1.0");
        caller.server.settings(rate(0));
        Got miss = post(LEADMAGIC_EMAIL.path(), "X-API-Key", "k", json);
        assertThat(miss.status()).isEqualTo(200);
        assertThat(miss.json().at("/email").isNull()).isTrue();
        assertThat(miss.json().at("/credits_consumed").asDouble()).isZero();
    }

    @Test
    void leadMagicRefusesByProblemDocument() {
        Got got = post(LEADMAGIC_COMPANY.path(), "X-API-Key", "k", "{}");
        assertThat(got.status()).isEqualTo(400);
        assertThat(got.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(got.at("/detail")).isEqualTo("company_domain is required");
    }

    private Got lusha(String reveal) {
        return post(
                LUSHA_EMAIL.path(),
                "api_key",
                "k",
                "{\"contacts\":[{\"linkedinUrl\":\"" + ADA + "\"}],\"reveal\":[\"" + reveal + "\"]}");
    }

    @Test
    void lushaBillsSearchAndRevealAndSomebodyKnownLess() {
        assertThat(lusha("phones").json().at("/billing/creditsCharged").asInt()).isEqualTo(6);
        assertThat(lusha("phones").json().at("/billing/creditsCharged").asInt()).isEqualTo(1);
        assertThat(lusha("emails").json().at("/billing/creditsCharged").asInt()).isEqualTo(2);
        var ledger = caller.server.ledger().summary();
        assertThat(ledger.of(LUSHA_PHONE).chargedMilli()).isEqualTo(7_000);
        assertThat(ledger.of(LUSHA_EMAIL).chargedMilli()).isEqualTo(2_000);
    }

    @Test
    void lushaSaysOfEachItemWhyThereIsNobody() {
        caller.server.settings(rate(0));
        Got nobody = lusha("emails");
        assertThat(nobody.status()).isEqualTo(200);
        assertThat(nobody.at("/results/0/error/code")).isEqualTo("NOT_FOUND");
        assertThat(nobody.json().at("/billing/creditsCharged").asInt()).isZero();
        caller.server.settings(rate(1).with(Vendor.LUSHA, own -> own.withQuirks(Quirks.NONE.withBlocked(1))));
        assertThat(lusha("emails").at("/results/0/error/code")).isEqualTo("COMPLIANCE_RESTRICTED");
        caller.server.settings(rate(1).with(Vendor.LUSHA, own -> own.withQuirks(Quirks.NONE.withRemoteFailure(1))));
        assertThat(lusha("phones").at("/results/0/error/code")).isEqualTo("ENRICH_FAILED");
        assertThat(lusha("phones").at("/results/0/phones/0/number")).startsWith("+");
    }

    @Test
    void aBodyThatCannotBeReadIsRefused() {
        assertThat(post(LUSHA_EMAIL.path(), "api_key", "k", "{").status()).isEqualTo(400);
    }
}
