package dev.weir.acceptance.audience;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs as the made-up tool does: HMAC-SHA256 in hex over the time in seconds, a dot and the body.
 *
 * @param ahead how far Weir's clock is before this machine's
 */
public record Signer(String secret, Duration ahead) {

    static final String SIGNATURE = "X-Tool-Signature";
    static final String TIME = "X-Tool-Time";

    private static final String OTHER = "whsec_of-somebody-else";
    private static final long HALF_AN_HOUR = 1_800;

    /** What is sent beside the body. @param now by this machine's clock */
    public Map<String, String> headers(Message message, Instant now) {
        long seconds = now.plus(ahead).getEpochSecond();
        return switch (message.how()) {
            case UNSIGNED -> Map.of();
            case STALE -> headers(secret, seconds - HALF_AN_HOUR, message.body());
            case WRONG_SECRET -> headers(OTHER, seconds, message.body());
            case GENUINE, AGAIN, CHANGED_BYTE, RESERIALISED -> headers(secret, seconds, message.body());
        };
    }

    private static Map<String, String> headers(String secret, long seconds, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] digest = mac.doFinal((seconds + "." + body).getBytes(StandardCharsets.UTF_8));
            return Map.of(
                    TIME, String.valueOf(seconds), SIGNATURE, HexFormat.of().formatHex(digest));
        } catch (GeneralSecurityException never) {
            throw new IllegalStateException(never);
        }
    }
}
