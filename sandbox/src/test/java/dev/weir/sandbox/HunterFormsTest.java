package dev.weir.sandbox;

import static dev.weir.sandbox.VendorOperation.HUNTER_ACCOUNT;
import static dev.weir.sandbox.VendorOperation.HUNTER_COMBINED;
import static dev.weir.sandbox.VendorOperation.HUNTER_COMPANY;
import static dev.weir.sandbox.VendorOperation.HUNTER_EMAIL_COUNT;
import static dev.weir.sandbox.VendorOperation.HUNTER_EMAIL_FINDER;
import static dev.weir.sandbox.VendorOperation.HUNTER_EMAIL_VERIFIER;
import static dev.weir.sandbox.VendorOperation.HUNTER_PERSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.Caller.Got;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HunterFormsTest {
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
                Vendor.HUNTER,
                own -> own.withHitRate(HUNTER_EMAIL_FINDER, rate)
                        .withHitRate(HUNTER_COMPANY, rate)
                        .withHitRate(HUNTER_PERSON, rate));
    }

    private void quirks(UnaryOperator<Quirks> change) {
        caller.server.settings(all(1).with(Vendor.HUNTER, own -> own.withQuirks(change.apply(Quirks.NONE))));
    }

    private Got find(String last, String domain) {
        return caller.ask(HUNTER_EMAIL_FINDER, "first_name", "Ada", "last_name", last, "domain", domain);
    }

    @Test
    void keyIsTakenInAllThreePlaces() {
        String path = "/hunter/v2/account";
        assertThat(caller.send(caller.to(path).header("X-API-KEY", "k")).status())
                .isEqualTo(200);
        assertThat(caller.send(caller.to(path).header("Authorization", "Bearer k"))
                        .status())
                .isEqualTo(200);
        assertThat(caller.send(caller.to(path + "?api_key=k")).status()).isEqualTo(200);
    }

    @Test
    void missingOrRejectedKeyIsA401InTheErrorsEnvelope() {
        caller.server.settings(all(1).with(Vendor.HUNTER, own -> own.withRejectedKeys(Set.of("old"))));
        for (String key : new String[] {"", "old"}) {
            Got got = caller.send(HUNTER_COMPANY, key, "domain", "acme.example");
            assertThat(got.status()).isEqualTo(401);
            assertThat(got.at("/errors/0/id")).isEqualTo("authentication_failed");
            assertThat(got.json().at("/errors/0/code").asInt()).isEqualTo(401);
        }
        assertThat(caller.send(HUNTER_EMAIL_COUNT, "", "domain", "acme.example").status())
                .isEqualTo(200);
    }

    @Test
    void finderHitHoldsAddressScoreAndVerification() {
        Got got = find("Example", "acme.example");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.at("/data/email")).isEqualTo("ada.example@acme.example");
        assertThat(got.json().at("/data/score").asInt()).isBetween(1, 100);
        assertThat(got.at("/data/verification/status")).isIn("valid", "accept_all", "unknown");
        assertThat(got.json().at("/data/sources").isArray()).isTrue();
        assertThat(got.at("/meta/params/first_name")).isEqualTo("Ada");
    }

    @Test
    void finderMissIsA200WithANullAddress() {
        caller.server.settings(all(0));
        Got got = find("Example", "acme.example");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.json().at("/data/email").isNull()).isTrue();
    }

    @Test
    void finderFindsTheSameAddressByCompanyNameByDomainAndByHandle() {
        String byDomain = find("Example", "acme-tools.example").at("/data/email");
        assertThat(caller.ask(HUNTER_EMAIL_FINDER, "full_name", " ADA  example", "company", "Acme Tools")
                        .at("/data/email"))
                .isEqualTo(byDomain);
        assertThat(caller.ask(HUNTER_EMAIL_FINDER, "linkedin_handle", "ada-example--acme-tools")
                        .at("/data/email"))
                .isEqualTo(byDomain);
    }

    @Test
    void finderWithoutItsInputsIsA400() {
        assertThat(caller.ask(HUNTER_EMAIL_FINDER, "domain", "acme.example").at("/errors/0/id"))
                .isEqualTo("wrong_params");
        Got got = caller.ask(HUNTER_EMAIL_FINDER, "full_name", "Ada Example");
        assertThat(got.status()).isEqualTo(400);
        assertThat(find("Example", "not a domain").at("/errors/0/id")).isEqualTo("invalid_domain");
    }

    @Test
    void pendingIs202TwiceAndThen200AndCountsOnce() {
        quirks(none -> none.withPending(1));
        assertThat(find("Example", "acme.example").status()).isEqualTo(202);
        assertThat(find("Example", "acme.example").status()).isEqualTo(202);
        assertThat(find("Example", "acme.example").status()).isEqualTo(200);
        assertThat(caller.server.ledger().summary().of(HUNTER_EMAIL_FINDER).chargedCalls())
                .isEqualTo(1);
    }

    @Test
    void verifierKnowsAStatusForEveryAddressAndKeepsIt() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 200; i++) {
            String email = "p" + i + "@acme.example";
            seen.add(caller.ask(HUNTER_EMAIL_VERIFIER, "email", email).at("/data/status"));
        }
        assertThat(seen).containsExactlyInAnyOrder("valid", "accept_all", "invalid", "unknown");
        assertThat(caller.ask(HUNTER_EMAIL_VERIFIER, "email", "a@mailinator.com")
                        .at("/data/status"))
                .isEqualTo("disposable");
        assertThat(caller.ask(HUNTER_EMAIL_VERIFIER, "email", "ada@gmail.com").at("/data/status"))
                .isIn("webmail", "invalid");
        assertThat(caller.ask(HUNTER_EMAIL_VERIFIER, "email", "nobody").status())
                .isEqualTo(400);
        var charged = caller.server.ledger().entries().stream()
                .filter(entry -> entry.chargedMilli() > 0)
                .toList();
        assertThat(charged).allMatch(entry -> entry.chargedMilli() == 500).hasSizeBetween(180, 201);
    }

    @Test
    void verifierAnswers222OnceWhenTheMailServerFails() {
        quirks(none -> none.withRemoteFailure(1));
        assertThat(caller.ask(HUNTER_EMAIL_VERIFIER, "email", "ada@acme.example")
                        .status())
                .isEqualTo(222);
        assertThat(caller.ask(HUNTER_EMAIL_VERIFIER, "email", "ada@acme.example")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whoAskedNotToBeProcessedIsA451Everywhere() {
        quirks(none -> none.withBlocked(1));
        assertThat(find("Example", "acme.example").status()).isEqualTo(451);
        assertThat(caller.ask(HUNTER_PERSON, "email", "ada.example@acme.example")
                        .status())
                .isEqualTo(451);
        assertThat(caller.ask(HUNTER_COMPANY, "domain", "acme.example").status())
                .isEqualTo(451);
        assertThat(caller.server.ledger().summary().chargedMilli(Vendor.HUNTER)).isZero();
    }

    @Test
    void companySizeIsTextWithThousandsOrAPlainNumber() {
        var texts = new HashSet<String>();
        int numbers = 0;
        for (int i = 0; i < 120; i++) {
            var size = caller.ask(HUNTER_COMPANY, "domain", "c" + i + ".example")
                    .json()
                    .at("/data/metrics/employees");
            numbers += size.isInt() ? 1 : 0;
            if (size.isString()) {
                texts.add(size.asString());
            }
        }
        assertThat(numbers).isBetween(10, 45);
        assertThat(texts).contains("1K-5K", "10K-50K", "201-500");
    }

    @Test
    void companyHandleHoldsItsPrefixAndClearbitFormatHasNoEnvelope() {
        Got got = caller.ask(HUNTER_COMPANY, "domain", "https://www.acme.example/about");
        assertThat(got.at("/data/domain")).isEqualTo("acme.example");
        assertThat(got.at("/data/linkedin/handle")).isEqualTo("company/acme");
        assertThat(caller.ask(HUNTER_COMPANY, "domain", "acme.example", "clearbit_format", "true")
                        .at("/domain"))
                .isEqualTo("acme.example");
    }

    @Test
    void unknownCompanyAndPersonAreA404NotFound() {
        caller.server.settings(all(0));
        assertThat(caller.ask(HUNTER_COMPANY, "domain", "acme.example").at("/errors/0/id"))
                .isEqualTo("not_found");
        assertThat(caller.ask(HUNTER_PERSON, "email", "ada.example@acme.example")
                        .status())
                .isEqualTo(404);
        assertThat(caller.ask(HUNTER_COMBINED, "email", "ada.example@acme.example")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void personByAddressIsThePersonTheFinderFound() {
        String email = find("Example", "acme.example").at("/data/email");
        Got got = caller.ask(HUNTER_PERSON, "email", email);
        assertThat(got.at("/data/name/fullName")).isEqualTo("Ada Example");
        assertThat(got.at("/data/employment/title"))
                .isEqualTo(find("Example", "acme.example").at("/data/position"));
        Got both = caller.ask(HUNTER_COMBINED, "email", email);
        assertThat(both.at("/data/person/linkedin/handle")).isEqualTo("ada-example--acme");
        assertThat(both.at("/data/company/name")).isEqualTo("Acme");
    }

    @Test
    void emptyPersonIsA200WithNothingButTheDomainAndCostsNothing() {
        quirks(none -> none.withEmptyPerson(1));
        Got got = caller.ask(HUNTER_PERSON, "email", "ada.example@acme.example");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.json().at("/data/name/fullName").isNull()).isTrue();
        assertThat(got.at("/data/employment/domain")).isEqualTo("acme.example");
        assertThat(caller.server.ledger().summary().chargedMilli(Vendor.HUNTER)).isZero();
    }

    @Test
    void balanceIsDecimalAndRepeatsAreFree() {
        caller.server.settings(all(1).with(Vendor.HUNTER, own -> own.withCredits(50_000)));
        caller.ask(HUNTER_COMPANY, "domain", "acme.example");
        caller.ask(HUNTER_COMPANY, "domain", "acme.example");
        caller.ask(HUNTER_COMPANY, "domain", " ACME.example ");
        Got got = caller.ask(HUNTER_ACCOUNT);
        assertThat(got.json().at("/data/requests/credits/used").asDouble()).isEqualTo(0.2);
        assertThat(got.json().at("/data/requests/credits/remaining").asDouble()).isEqualTo(49.8);
        var line = caller.server.ledger().summary().of(HUNTER_COMPANY);
        assertThat(line).isEqualTo(new LedgerSummary.Line(HUNTER_COMPANY, 3, 1, 200, 1, 0, 1));
    }

    @Test
    void tooFastIs403AndOutOfCreditsIs429BothWithoutRetryAfter() {
        caller.server.settings(all(1).with(Vendor.HUNTER, own -> own.withPace(0, 1)));
        assertThat(caller.ask(HUNTER_COMPANY, "domain", "a.example").status()).isEqualTo(200);
        Got fast = caller.ask(HUNTER_COMPANY, "domain", "b.example");
        assertThat(fast.status()).isEqualTo(403);
        assertThat(fast.header("Retry-After")).isEqualTo("-");

        caller.server.settings(all(1).with(Vendor.HUNTER, own -> own.withCredits(300)));
        assertThat(caller.ask(HUNTER_COMPANY, "domain", "c.example").status()).isEqualTo(429);
        assertThat(caller.ask(HUNTER_COMPANY, "domain", "a.example").status())
                .as("a repeat is free even then")
                .isEqualTo(200);
    }
}
