package dev.weir.sandbox;

import static dev.weir.sandbox.VendorOperation.NEVERBOUNCE_CHECK;
import static dev.weir.sandbox.VendorOperation.ZEROBOUNCE_VALIDATE;
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

/** ZeroBounce and NeverBounce answer, and refuse, inside a 200. */
class VerifiersFormsTest {
    @TempDir
    Path folder;

    Caller caller;

    @BeforeEach
    void start() {
        caller = Caller.of(Caller.PLAIN, folder, Caller.NOON);
    }

    @AfterEach
    void stop() {
        caller.close();
    }

    private Got zero(String key, String email) {
        return caller.send(caller.to(ZEROBOUNCE_VALIDATE.path() + Caller.query("api_key", key, "email", email))
                .GET());
    }

    private Got never(String json) {
        return caller.send(caller.to(NEVERBOUNCE_CHECK.path()).POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    @Test
    void zeroBounceChargesEverythingButUnknown() {
        var seen = new HashSet<String>();
        int charged = 0;
        for (int i = 0; i < 200; i++) {
            String status = zero("k", "ada.example" + i + "@acme.example").at("/status");
            seen.add(status);
            charged += status.equals("unknown") ? 0 : 1_000;
        }
        assertThat(seen).containsAll(Set.of("valid", "invalid", "catch-all", "unknown"));
        assertThat(caller.server.ledger().summary().of(ZEROBOUNCE_VALIDATE).chargedMilli())
                .isEqualTo(charged);
        Got thrownAway = zero("k", "a@mailinator.com");
        assertThat(thrownAway.at("/status")).isEqualTo("do_not_mail");
        assertThat(thrownAway.at("/sub_status")).isEqualTo("disposable");
    }

    @Test
    void zeroBounceRefusesInsideA200() {
        caller.server.settings(Caller.PLAIN.with(
                Vendor.ZEROBOUNCE, own -> own.withRejectedKeys(Set.of("wrong")).withCredits(0)));
        Got wrong = zero("wrong", "ada@acme.example");
        assertThat(wrong.status()).isEqualTo(200);
        assertThat(wrong.at("/error")).isEqualTo("Invalid API key");
        assertThat(zero("k", "ada@acme.example").at("/error")).contains("credits");
    }

    @Test
    void neverBounceChargesEveryCheckAndTakesItsKeyFromTheBody() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 200; i++) {
            seen.add(never("{\"key\":\"k\",\"email\":\"ada.example" + i + "@acme.example\"}")
                    .at("/result"));
        }
        assertThat(seen).containsAll(Set.of("valid", "invalid", "catchall", "unknown"));
        assertThat(caller.server.ledger().summary().of(NEVERBOUNCE_CHECK).chargedMilli())
                .isEqualTo(200_000);
        assertThat(caller.server.ledger().entries().getFirst().question()).doesNotContain("key=");
    }

    @Test
    void neverBounceRefusesInsideA200() {
        assertThat(never("{\"email\":\"ada@acme.example\"}").at("/status")).isEqualTo("auth_failure");
        assertThat(never("{\"key\":\"k\"}").at("/status")).isEqualTo("general_failure");
        caller.server.settings(Caller.PLAIN.with(Vendor.NEVERBOUNCE, own -> own.withCredits(0)));
        assertThat(never("{\"key\":\"k\",\"email\":\"ada@acme.example\"}").at("/message"))
                .contains("credits");
        caller.server.settings(Caller.PLAIN.with(Vendor.NEVERBOUNCE, own -> own.withPace(1, 0)));
        never("{\"key\":\"k\",\"email\":\"bob@acme.example\"}");
        Got tooFast = never("{\"key\":\"k\",\"email\":\"eve@acme.example\"}");
        assertThat(tooFast.status()).isEqualTo(200);
        assertThat(tooFast.at("/status")).isEqualTo("throttle_triggered");
    }
}
