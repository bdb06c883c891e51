package dev.weir.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallbackSignatureTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    /** HMAC-SHA1 and HMAC-SHA256 of the body with the key "key", as RFC 2104's well-known examples have them. */
    private static final String FOX = "The quick brown fox jumps over the lazy dog";

    private static final String SHA1 = "de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9";
    private static final String SHA256 = "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8";

    private static Callback callback(String header, String value, String body) {
        return new Callback(Map.of(header, value), Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anHmacOfTheRawBodyIsTakenAndNothingElse() {
        CallbackSignature sha1 =
                CallbackSignature.of(CallbackSignature.Scheme.HMAC_SHA1_HEX, "x-signature-sha1", "", "api_key");
        assertThat(sha1.isGenuine(callback("x-signature-sha1", SHA1, FOX), "key", NOW))
                .isTrue();
        assertThat(sha1.isGenuine(callback("x-signature-sha1", SHA1, FOX + " "), "key", NOW))
                .isFalse();
        assertThat(sha1.isGenuine(callback("x-signature-sha1", SHA1, FOX), "keys", NOW))
                .isFalse();
        assertThat(sha1.isGenuine(callback("other", SHA1, FOX), "key", NOW)).isFalse();
        assertThat(sha1.isGenuine(callback("x-signature-sha1", "", FOX), "key", NOW))
                .isFalse();
        assertThat(sha1.isGenuine(callback("x-signature-sha1", SHA1, FOX), "", NOW))
                .isFalse();
        CallbackSignature sha256 =
                CallbackSignature.of(CallbackSignature.Scheme.HMAC_SHA256_HEX, "x-sig", "sha256=", "api_key");
        assertThat(sha256.isGenuine(callback("x-sig", "sha256=" + SHA256, FOX), "key", NOW))
                .isTrue();
        assertThat(sha256.isGenuine(callback("x-sig", SHA256, FOX), "key", NOW)).isFalse();
    }

    @Test
    void theKeysPrefixIsNoPartOfTheKey() {
        CallbackSignature stripped = new CallbackSignature(
                CallbackSignature.Scheme.HMAC_SHA1_HEX,
                "x-request-signature",
                "sha1=",
                "api_key",
                List.of("pk_", "sk_"),
                null,
                Duration.ZERO,
                true);
        Callback callback = callback("x-request-signature", "sha1=" + SHA1, FOX);
        assertThat(stripped.isGenuine(callback, "sk_key", NOW)).isTrue();
        assertThat(stripped.isGenuine(callback, "pk_key", NOW)).isTrue();
        assertThat(stripped.isGenuine(callback, "key", NOW)).isTrue();
        assertThat(stripped.isGenuine(callback, "sk_pk_key", NOW)).isFalse();
    }

    @Test
    void aSharedSecretIsComparedWhole() {
        CallbackSignature shared =
                CallbackSignature.of(CallbackSignature.Scheme.SHARED_SECRET, "x-callback-token", "", "callback_secret");
        assertThat(shared.isGenuine(callback("x-callback-token", "s3cret", ""), "s3cret", NOW))
                .isTrue();
        assertThat(shared.isGenuine(callback("x-callback-token", "s3cre", ""), "s3cret", NOW))
                .isFalse();
    }

    @Test
    void aSignedTimeIsRecent() {
        CallbackSignature timed = new CallbackSignature(
                CallbackSignature.Scheme.SHARED_SECRET, "sig", "", "k", List.of(), "at", Duration.ofMinutes(5), true);
        assertThat(timed.isGenuine(at(NOW.minusSeconds(299)), "key", NOW)).isTrue();
        assertThat(timed.isGenuine(at(NOW.minusSeconds(301)), "key", NOW)).isFalse();
        assertThat(timed.isGenuine(at(NOW.plusSeconds(301)), "key", NOW)).isFalse();
        assertThat(timed.isGenuine(callback("sig", "key", ""), "key", NOW)).isFalse();
    }

    private static Callback at(Instant time) {
        return new Callback(Map.of("sig", "key", "at", Long.toString(time.getEpochSecond())), Map.of(), new byte[0]);
    }
}
