package dev.weir.server.intake;

import dev.weir.provider.Sha256;

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
        return Sha256.of("weir idempotency key 1\n" + text);
    }
}
