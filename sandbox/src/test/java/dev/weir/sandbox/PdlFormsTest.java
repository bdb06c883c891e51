package dev.weir.sandbox;

import static dev.weir.sandbox.VendorOperation.PDL_COMPANY;
import static dev.weir.sandbox.VendorOperation.PDL_PERSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.Caller.Got;
import java.nio.file.Path;
import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PdlFormsTest {
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
                Vendor.PDL, own -> own.withHitRate(PDL_PERSON, rate).withHitRate(PDL_COMPANY, rate));
    }

    private Got person(String... more) {
        var pairs = new String[more.length + 4];
        System.arraycopy(new String[] {"name", "Ada Example", "company", "acme.example"}, 0, pairs, 0, 4);
        System.arraycopy(more, 0, pairs, 4, more.length);
        return caller.ask(PDL_PERSON, pairs);
    }

    @Test
    void keyIsTakenFromHeaderOrQuery() {
        assertThat(caller.send(PDL_COMPANY, "", "name", "Acme", "api_key", "k").status())
                .isEqualTo(200);
        Got got = caller.send(PDL_COMPANY, "", "name", "Acme");
        assertThat(got.status()).isEqualTo(401);
        assertThat(got.json().at("/status").asInt()).isEqualTo(401);
        assertThat(got.at("/error/type")).isNotBlank();
    }

    @Test
    void valuesAreLowerCaseUnlessTitlecaseIsAsked() {
        Got got = person();
        assertThat(got.at("/data/full_name")).isEqualTo("ada example");
        assertThat(got.at("/data/linkedin_url")).isEqualTo("linkedin.com/in/ada-example--acme");
        assertThat(got.json().at("/likelihood").asInt()).isBetween(1, 10);
        assertThat(person("titlecase", "true").at("/data/full_name")).isEqualTo("Ada Example");
    }

    @Test
    void missIsAFree404AndEach200CostsACredit() {
        Got hit = person();
        assertThat(hit.header("x-call-credits-spent")).isEqualTo("1");
        assertThat(person().header("x-call-credits-spent")).isEqualTo("1");
        caller.server.settings(all(0));
        Got miss = person();
        assertThat(miss.status()).isEqualTo(404);
        assertThat(miss.at("/error/type")).isEqualTo("not_found");
        assertThat(miss.header("x-call-credits-spent")).isEqualTo("0");
        assertThat(caller.server.ledger().summary().of(PDL_PERSON).chargedRepeats())
                .isEqualTo(1);
    }

    @Test
    void tooLittleInputIsA400() {
        assertThat(caller.ask(PDL_PERSON, "name", "Ada Example").status()).isEqualTo(400);
        assertThat(caller.ask(PDL_COMPANY).at("/error/type")).isEqualTo("invalid_request_error");
        assertThat(caller.send(caller.to("/pdl/v5/company/enrich?name=Acme")
                                .header("X-Api-Key", "k")
                                .DELETE())
                        .status())
                .isEqualTo(405);
    }

    @Test
    void freePlanMasksContactDataByBooleans() {
        caller.server.settings(all(1).with(Vendor.PDL, own -> own.withQuirks(Quirks.NONE.withFreePlan(true))));
        Got got = person();
        assertThat(got.json().at("/data/work_email").isBoolean()).isTrue();
        assertThat(got.json().at("/data/mobile_phone").isBoolean()).isTrue();
        assertThat(got.json().at("/data/location_locality").isBoolean()).isTrue();
        assertThat(got.json().at("/data/job_title").isString()).isTrue();
    }

    @Test
    void companySizesAreTheCanonicalRangesAndTheBodyIsFlat() {
        var sizes = new HashSet<String>();
        for (int i = 0; i < 120; i++) {
            Got got = caller.ask(PDL_COMPANY, "name", "Company " + i);
            sizes.add(got.at("/size"));
            assertThat(got.json().at("/employee_count").isInt()).isTrue();
        }
        assertThat(sizes).contains("1-10", "1001-5000", "10001+").doesNotContain("");
    }

    @Test
    void requiredMembersThatAreMissingMakeAMiss() {
        caller.server.settings(all(1).with(Vendor.PDL, own -> own.withQuirks(Quirks.NONE.withSparse(1))));
        assertThat(person("required", "job_title").status()).isEqualTo(404);
        assertThat(person("required", "job_title OR full_name").status()).isEqualTo(200);
        assertThat(person("required", "job_title AND full_name").status()).isEqualTo(404);
    }

    @Test
    void rateHeadersAreJsonAndAThrottleHasNoRetryAfter() {
        caller.server.settings(all(1).with(Vendor.PDL, own -> own.withPace(0, 1)));
        Got got = person();
        assertThat(got.header("x-ratelimit-limit")).isEqualTo("{\"minute\":1}");
        assertThat(got.header("x-ratelimit-remaining")).isEqualTo("{\"minute\":0}");
        Got slow = person();
        assertThat(slow.status()).isEqualTo(429);
        assertThat(slow.header("Retry-After")).isEqualTo("-");
    }

    @Test
    void usedUpBalanceIsA402() {
        caller.server.settings(all(1).with(Vendor.PDL, own -> own.withCredits(1_500)));
        assertThat(person().status()).isEqualTo(200);
        Got got = person();
        assertThat(got.status()).isEqualTo(402);
        assertThat(got.at("/error/type")).isEqualTo("payment_required");
        assertThat(got.header("x-totallimit-remaining")).isEqualTo("0");
    }
}
