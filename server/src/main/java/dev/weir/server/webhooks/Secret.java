package dev.weir.server.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a webhook's receiver checks signatures with. Its text form shows nothing of it.
 *
 * @param shown {@code whsec_} and the key's bytes in Base64, as its owner sees it once
 */
record Secret(String shown) {

    private static final String PREFIX = "whsec_";
    private static final String HMAC = "HmacSHA256";
    private static final int BYTES = 32;

    static Secret fresh(SecureRandom random) {
        byte[] key = new byte[BYTES];
        random.nextBytes(key);
        return new Secret(PREFIX + Base64.getEncoder().encodeToString(key));
    }

    /** HMAC-SHA256 of the raw body, keyed with the UTF-8 text of the secret as it is shown, in hexadecimal. */
    String ofBody(byte[] body) {
        return HexFormat.of().formatHex(hmac(shown.getBytes(StandardCharsets.UTF_8), body));
    }

    /** As Standard Webhooks has it: {@code v1,} and the Base64 of the HMAC-SHA256 of id, time and body. */
    String standard(String id, long seconds, String body) {
        byte[] key = Base64.getDecoder().decode(shown.substring(PREFIX.length()));
        byte[] signed = (id + "." + seconds + "." + body).getBytes(StandardCharsets.UTF_8);
        return "v1," + Base64.getEncoder().encodeToString(hmac(key, signed));
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + HMAC, impossible);
        }
    }

    @Override
    public String toString() {
        return PREFIX + "…";
    }
}
