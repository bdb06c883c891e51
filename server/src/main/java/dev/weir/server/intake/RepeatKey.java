package dev.weir.server.intake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What makes a repeated submit the same one: an {@code Idempotency-Key}, good for its workspace's submits and kept as long
 * as the job.
 *
 * @param text as it was sent
 * @param said digest of all that was sent with it, in a form that does not depend on how it was written
 */
@SuppressWarnings("ArrayRecordComponent") // a digest, compared by the database alone
public record RepeatKey(String text, byte[] said) {

    byte[] fingerprint() {
        return digest("weir idempotency key 1\n" + text);
    }

    /** A digest of that text. */
    public static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
