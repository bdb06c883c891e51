package dev.weir.sandbox;

import static dev.weir.sandbox.VendorOperation.APOLLO_COMPANY;
import static dev.weir.sandbox.VendorOperation.APOLLO_CREDITS;
import static dev.weir.sandbox.VendorOperation.APOLLO_PERSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.Caller.Got;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApolloFormsTest {
    @TempDir
    Path folder;

    Caller caller;

    @BeforeEach
    void start() {
        caller = Caller.of(all(1), folder, Caller.NOON);
    }

    @AfterEach
    void stop() {
        caller.close();
    }

    private static SandboxSettings all(double rate) {
        return Caller.PLAIN.with(
                Vendor.APOLLO, own -> own.withHitRate(APOLLO_PERSON, rate).withHitRate(APOLLO_COMPANY, rate));
    }

    private Got match(String last) {
        return caller.ask(APOLLO_PERSON, "first_name", "Ada", "last_name", last, "domain", "acme.example");
    }

    @Test
    void wrongKeyIsPlainTextWithoutLimitHeaders() {
        Got got = caller.send(APOLLO_PERSON, "", "email", "ada@acme.example");
        assertThat(got.status()).isEqualTo(401);
        assertThat(got.header("Content-Type")).startsWith("text/plain");
        assertThat(got.header("x-rate-limit-minute")).isEqualTo("-");
    }

    @Test
    void keyInTheQueryIsNotTaken() {
        assertThat(caller.send(APOLLO_PERSON, "", "email", "ada@acme.example", "api_key", "k")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void inputsTravelInTheQueryOfAPostAndABodyIsIgnored() {
        Got got = caller.send(caller.to("/apollo/api/v1/people/match?name=Ada%20Example&organization_name=Acme")
                .header("x-api-key", "k")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"Somebody Else\"}")));
        assertThat(got.at("/person/name")).isEqualTo("Ada Example");
        assertThat(got.at("/person/linkedin_url")).isEqualTo("http://www.linkedin.com/in/ada-example--acme");
        assertThat(got.at("/person/organization/primary_domain")).isEqualTo("acme.example");
        assertThat(match("Example").status()).as("the connection lives on").isEqualTo(200);
    }

    @Test
    void missIsA200WithNullAndFree() {
        caller.server.settings(all(0));
        Got got = match("Example");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.json().has("person")).isTrue();
        assertThat(got.json().at("/person").isNull()).isTrue();
        assertThat(caller.ask(APOLLO_COMPANY, "domain", "acme.example")
                        .json()
                        .at("/organization")
                        .isNull())
                .isTrue();
        assertThat(caller.server.ledger().summary().chargedMilli(Vendor.APOLLO)).isZero();
    }

    @Test
    void nameAloneMatchesNobody() {
        assertThat(caller.ask(APOLLO_PERSON, "name", "Ada Example")
                        .json()
                        .at("/person")
                        .isNull())
                .isTrue();
        assertThat(caller.ask(APOLLO_PERSON).status()).isEqualTo(200);
    }

    @Test
    void requestIdsAreSigned64BitBeyondDoublesAndSameForTheSameQuestion() {
        var seen = new HashSet<Long>();
        for (int i = 0; i < 30; i++) {
            seen.add(match("Example" + i).json().at("/request_id").asLong());
        }
        assertThat(seen).anyMatch(id -> id < -(1L << 53)).hasSize(30);
        assertThat(match("Example1").json().at("/request_id").asLong()).isIn(seen);
        assertThat(caller.server.ledger().entries().getLast().requestId())
                .isEqualTo(match("Example1").json().at("/request_id").asString());
    }

    @Test
    void everyMatchCostsACreditAndARepeatCostsAgain() {
        match("Example");
        match("Example");
        var line = caller.server.ledger().summary().of(APOLLO_PERSON);
        assertThat(line).isEqualTo(new LedgerSummary.Line(APOLLO_PERSON, 2, 2, 2_000, 1, 1, 1));
        Got stats = caller.ask(APOLLO_CREDITS);
        assertThat(stats.json().at("/credit_usage_stats/lead_credit/consumed").asLong())
                .isEqualTo(2);
        assertThat(stats.json().at("/credit_usage_stats/lead_credit/left_over").isNumber())
                .isTrue();
    }

    @Test
    void lockedAddressIsAPlaceholderThatCallsItselfVerified() {
        caller.server.settings(all(1).with(Vendor.APOLLO, own -> own.withQuirks(Quirks.NONE.withLockedEmail(1))));
        Got got = match("Example");
        assertThat(got.at("/person/email")).isEqualTo("email_not_unlocked@domain.com");
        assertThat(got.at("/person/email_status")).isEqualTo("verified");
    }

    @Test
    void somePeopleAreKnownWithoutAnAddress() {
        int without = 0;
        for (int i = 0; i < 150; i++) {
            Got got = match("Example" + i);
            if (got.json().at("/person/email").isNull()) {
                without++;
                assertThat(got.at("/person/email_status")).isEqualTo("unavailable");
            }
        }
        assertThat(without).isBetween(1, 20);
    }

    @Test
    void phoneRevealWithoutWebhookIsA422() {
        Got got = caller.ask(APOLLO_PERSON, "email", "ada@acme.example", "reveal_phone_number", "true");
        assertThat(got.status()).isEqualTo(422);
        assertThat(got.at("/error")).isNotBlank();
    }

    @Test
    void companyWithoutInputNamesTheDomainItMisses() {
        Got got = caller.ask(APOLLO_COMPANY);
        assertThat(got.status()).isEqualTo(422);
        assertThat(got.at("/error")).isEqualTo("Required parameter 'domain' missing");
    }

    @Test
    void companyByNameDomainWebsiteAndPageIsOneAndItsSizeIsANumber() {
        Got byName = caller.ask(APOLLO_COMPANY, "name", "Müller & Söhne");
        assertThat(byName.at("/organization/primary_domain")).isEqualTo("muller-and-sohne.example");
        assertThat(byName.json().at("/organization/estimated_num_employees").isInt())
                .isTrue();
        for (String[] input : new String[][] {
            {"domain", "muller-and-sohne.example"},
            {"website", "https://www.muller-and-sohne.example/"},
            {"linkedin_url", "http://www.linkedin.com/company/muller-and-sohne"}
        }) {
            assertThat(caller.ask(APOLLO_COMPANY, input).body()).isEqualTo(byName.body());
        }
    }

    @Test
    void nineLimitHeadersAreEmptyWithoutALimitAndRetryAfterComesWith429() {
        assertThat(match("Example").header("x-rate-limit-minute")).isEmpty();
        caller.server.settings(all(1).with(Vendor.APOLLO, own -> own.withPace(0, 2)));
        Got last = match("Example2");
        assertThat(last.header("x-rate-limit-minute")).isEqualTo("2");
        assertThat(last.header("x-minute-usage")).isEqualTo("2");
        assertThat(last.header("x-minute-requests-left")).isEqualTo("0");
        assertThat(last.headers().map().keySet())
                .contains(
                        "x-rate-limit-hourly",
                        "x-rate-limit-24-hour",
                        "x-hourly-usage",
                        "x-24-hour-usage",
                        "x-hourly-requests-left",
                        "x-24-hour-requests-left");
        Got slow = match("Example3");
        assertThat(slow.status()).isEqualTo(429);
        assertThat(Integer.parseInt(slow.header("retry-after"))).isBetween(1, 60);
        assertThat(slow.at("/message")).startsWith("The maximum number of api calls allowed for");
    }

    @Test
    void outOfCreditsIs402AndRightlessKeyIs403() {
        caller.server.settings(all(1).with(Vendor.APOLLO, own -> own.withCredits(0)));
        assertThat(match("Example").status()).isEqualTo(402);
        caller.server.settings(
                all(1).with(Vendor.APOLLO, own -> own.withFaults(FaultRule.of(FaultKind.HUNTER_403, 1))));
        assertThat(match("Example").at("/error_code")).isEqualTo("API_INACCESSIBLE");
        caller.server.settings(all(1).with(Vendor.APOLLO, own -> own.withRejectedKeys(Set.of("k"))));
        assertThat(match("Example").status()).isEqualTo(401);
    }
}
