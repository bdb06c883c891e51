package dev.weir.server.vault;

import dev.weir.provider.Sha256;
import dev.weir.server.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;

/** One master key, which wraps data keys. Its text form shows its fingerprint alone. */
final class MasterKey {

    private static final byte[] FINGERPRINT_OF = "weir master key".getBytes(StandardCharsets.US_ASCII);
    private static final int FINGERPRINT_BYTES = 8;

    private final String fingerprint;
    private final Cipher cipher;

    private MasterKey(byte[] key) {
        this.fingerprint = fingerprint(key);
        this.cipher = new Cipher(key);
    }

    /**
     * A key as it is written: base64 of 32 bytes.
     *
     * @throws Problem {@code master_key} when it is not; the sentence does not repeat it
     */
    static MasterKey parse(String text, String where) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException notBase64) {
            throw unreadable(where);
        }
        if (key.length != Cipher.KEY_BYTES) {
            throw unreadable(where);
        }
        return new MasterKey(key);
    }

    static String freshText() {
        return Base64.getEncoder().encodeToString(Cipher.freshKey());
    }

    private static Problem unreadable(String where) {
        return Problem.invalid(
                "master_key",
                where + " holds no master key: it must be base64 of 32 random bytes, such as 'openssl rand -base64 32'"
                        + " makes it. Several are separated by commas or lines, the one that seals first.");
    }

    private static String fingerprint(byte[] key) {
        MessageDigest digest = Sha256.begin();
        digest.update(FINGERPRINT_OF);
        return HexFormat.of().formatHex(digest.digest(key), 0, FINGERPRINT_BYTES);
    }

    String fingerprint() {
        return fingerprint;
    }

    Cipher cipher() {
        return cipher;
    }

    @Override
    public String toString() {
        return "MasterKey[" + fingerprint + "]";
    }
}
