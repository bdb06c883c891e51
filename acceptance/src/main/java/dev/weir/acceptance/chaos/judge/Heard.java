package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.temporal.Receiver;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Whether what was heard was said by who knows the secret: Standard Webhooks 1.0, and Weir's plain signature, by the book. */
final class Heard {

    private static final String VERSION = "v1,";
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private Heard() {}

    /** Whether any of its signatures is that of the secret over the bytes that came. @param secret as it was shown */
    static boolean isGenuine(Receiver.Try one, String secret) {
        byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        byte[] start = (one.id() + "." + one.timestamp() + ".").getBytes(StandardCharsets.UTF_8);
        byte[] said = new byte[start.length + one.body().length];
        System.arraycopy(start, 0, said, 0, start.length);
        System.arraycopy(one.body(), 0, said, start.length, one.body().length);
        byte[] expected = hmac(key, said);
        boolean standard = false;
        for (String signature : one.signature().split(" ", -1)) {
            standard |= signature.startsWith(VERSION)
                    && MessageDigest.isEqual(expected, decoded(signature.substring(VERSION.length())));
        }
        byte[] plain = hmac(secret.getBytes(StandardCharsets.UTF_8), one.body());
        return standard && one.plainSignature().equals(HexFormat.of().formatHex(plain));
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    static byte[] hmac(byte[] key, byte[] said) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(said);
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every JVM has " + ALGORITHM, impossible);
        }
    }
}
