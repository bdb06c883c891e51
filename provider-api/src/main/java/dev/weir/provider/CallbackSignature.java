package dev.weir.provider;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How a vendor signs its call-backs: an HMAC of the raw body in a header, or a secret of ours that it repeats there.
 *
 * @param scheme what the header holds
 * @param header in lower case
 * @param prefix what stands before the signature, such as {@code sha256=}; may be empty
 * @param secret the credential's secret that is the key
 * @param keyPrefixes what is taken off the secret's beginning before it is the key; the first that fits
 * @param timestampHeader signed as {@code timestamp.body} and no older than {@code window}; null when none is signed
 * @param required whether the credential has the secret always; false where it need not: without it nothing is signed
 *     and no call-back is refused, with it a call-back without the header is
 */
public record CallbackSignature(
        Scheme scheme,
        String header,
        String prefix,
        String secret,
        List<String> keyPrefixes,
        @Nullable String timestampHeader,
        Duration window,
        boolean required) {

    public CallbackSignature {
        keyPrefixes = List.copyOf(keyPrefixes);
    }

    /** The body alone is signed, or nothing is, and a call-back without the header is refused. */
    public static CallbackSignature of(Scheme scheme, String header, String prefix, String secret) {
        return new CallbackSignature(scheme, header, prefix, secret, List.of(), null, Duration.ZERO, true);
    }

    /** The same, where the credential need not have the secret; with it, the header is demanded. */
    public CallbackSignature whereSecretIsSet() {
        return new CallbackSignature(scheme, header, prefix, secret, keyPrefixes, timestampHeader, window, false);
    }

    /** What the header holds. */
    public enum Scheme {
        HMAC_SHA1_HEX("HmacSHA1"),
        HMAC_SHA256_HEX("HmacSHA256"),
        HMAC_SHA256_BASE64("HmacSHA256"),
        /** The secret itself. */
        SHARED_SECRET("");

        private final String algorithm;

        Scheme(String algorithm) {
            this.algorithm = algorithm;
        }
    }

    /**
     * Whether the call-back is from one who knows the key, as it came, and recent where a time is signed. Takes the same
     * time for every wrong signature of one length.
     */
    public boolean isGenuine(Callback callback, String secretValue, Instant now) {
        String key = key(secretValue);
        String said = callback.header(header);
        if (!said.startsWith(prefix) || said.length() == prefix.length() || key.isEmpty()) {
            return false;
        }
        byte[] signed = callback.body();
        if (timestampHeader != null) {
            String at = callback.header(timestampHeader);
            if (!isRecent(at, now)) {
                return false;
            }
            signed = joined((at + ".").getBytes(StandardCharsets.UTF_8), signed);
        }
        String right = scheme == Scheme.SHARED_SECRET ? key : text(mac(key, signed));
        return MessageDigest.isEqual(
                right.getBytes(StandardCharsets.UTF_8),
                said.substring(prefix.length()).getBytes(StandardCharsets.UTF_8));
    }

    private String key(String secretValue) {
        return keyPrefixes.stream()
                .filter(secretValue::startsWith)
                .findFirst()
                .map(taken -> secretValue.substring(taken.length()))
                .orElse(secretValue);
    }

    private boolean isRecent(String seconds, Instant now) {
        try {
            Duration off = Duration.between(Instant.ofEpochSecond(Long.parseLong(seconds)), now)
                    .abs();
            return off.compareTo(window) <= 0;
        } catch (NumberFormatException | DateTimeException | ArithmeticException notATime) {
            return false;
        }
    }

    private byte[] mac(String key, byte[] signed) {
        try {
            Mac mac = Mac.getInstance(scheme.algorithm);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), scheme.algorithm));
            return mac.doFinal(signed);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has " + scheme.algorithm, missing);
        }
    }

    private String text(byte[] mac) {
        return scheme == Scheme.HMAC_SHA256_BASE64
                ? Base64.getEncoder().encodeToString(mac)
                : HexFormat.of().formatHex(mac);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = new byte[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
