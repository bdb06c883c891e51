package dev.weir.server.audience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Values that others have published: GitHub's documented example, and the Standard Webhooks specification's. */
class SignatureTest {

    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

    private static Signature of(String json) {
        return JsonMapper.shared().readValue(json, Signature.class);
    }

    private static Delivery delivery(String body, String... headers) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return new Delivery(all, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aDocumentedSignatureOfABodyHolds() {
        Signature signature =
                of("{\"scheme\": \"hmac\", \"header\": \"X-Hub-Signature-256\", \"prefix\": \"sha256=\"}");
        String right = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        List<String> secrets = List.of("another secret", "It's a Secret to Everybody");

        assertThat(signature.isGenuine(
                        delivery("Hello, World!", "x-hub-signature-256", "sha256=" + right), secrets, NOW))
                .isTrue();
        assertThat(signature.isGenuine(
                        delivery(
                                "Hello, World!",
                                "X-Hub-Signature-256",
                                "sha256=" + right.toUpperCase(java.util.Locale.ROOT)),
                        secrets,
                        NOW))
                .isTrue();
        for (String wrong : List.of("sha256=", "sha256=zz", right, "sha256=" + right + "00", "", "sha256=0" + right)) {
            assertThat(signature.isGenuine(delivery("Hello, World!", "X-Hub-Signature-256", wrong), secrets, NOW))
                    .as(wrong)
                    .isFalse();
        }
        assertThat(signature.isGenuine(
                        delivery("Hello, World!", "X-Hub-Signature-256", "sha256=" + right), List.of(), NOW))
                .as("no secret yet")
                .isFalse();
    }

    @Test
    void aSignatureOfAnotherAlgorithmHolds() {
        Signature signature = of("{\"scheme\": \"hmac\", \"header\": \"X-Sig\", \"algorithm\": \"sha1\"}");

        // RFC 2202, test case 2.
        assertThat(signature.isGenuine(
                        delivery("what do ya want for nothing?", "X-Sig", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
                        List.of("Jefe"),
                        NOW))
                .isTrue();
    }

    @Test
    void aSpecifiedStandardWebhookHoldsAsLongAsItIsRecent() {
        Signature signature = of("{\"scheme\": \"standard_webhooks\"}");
        String secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        Delivery delivery = delivery(
                "{\"test\": 2432232314}",
                "webhook-id",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "webhook-timestamp",
                "1614265330",
                "webhook-signature",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        Instant then = Instant.ofEpochSecond(1_614_265_330);

        assertThat(signature.isGenuine(delivery, List.of(secret), then)).isTrue();
        assertThat(signature.isGenuine(delivery, List.of(secret), then.plus(Duration.ofMinutes(5))))
                .isTrue();
        assertThat(signature.isGenuine(delivery, List.of(secret), then.plus(Duration.ofSeconds(301))))
                .isFalse();
        assertThat(signature.isGenuine(delivery, List.of(secret), then.minus(Duration.ofSeconds(301))))
                .isFalse();
        assertThat(signature.isGenuine(
                        delivery, List.of("whsec_" + Base64.getEncoder().encodeToString(new byte[24])), then))
                .isFalse();
    }

    @Test
    void anHmacWithoutAnyKeyIsNoSecretAtAll() {
        Signature standard = of("{\"scheme\": \"standard_webhooks\"}");

        assertThat(standard.refusal("whsec_")).isNotNull();
        assertThat(standard.refusal("no base64 at all")).isNotNull();
        assertThat(standard.refusal("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).isNull();
        assertThat(standard.isGenuine(
                        delivery("{}", "webhook-id", "1", "webhook-timestamp", "1", "webhook-signature", "v1,"),
                        List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                        Instant.ofEpochSecond(1)))
                .isFalse();
    }

    @Test
    void whatIsWrongIsSaidAllAtOnce() {
        Signature signature = of("""
                {"scheme": "hmac", "algorithm": "md5", "encoding": "hax", "timestampHeader": "X-Time",
                 "toleranceSeconds": 0, "prefix": "v1=", "key": "v1"}""");

        assertThat(signature.mistakes("/signature").stream().map(Problem.At::pointer))
                .containsExactlyInAnyOrder(
                        "/signature/header",
                        "/signature/prefix",
                        "/signature/algorithm",
                        "/signature/encoding",
                        "/signature/signed",
                        "/signature/toleranceSeconds");
        assertThat(of("{\"scheme\": \"rsa\"}").mistakes("").getFirst().detail()).contains("standard_webhooks");
        assertThat(of("{\"scheme\": \"hmac\", \"header\": \"X\", \"signed\": \"{timestamp}.{body}\"}")
                        .mistakes(""))
                .extracting(Problem.At::pointer)
                .containsExactly("/signed");
    }
}
