package dev.weir.server.vault;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

/** AES-256 in Galois/Counter Mode with a random nonce each time. Its text form shows nothing of the key. */
final class Cipher {

    static final int KEY_BYTES = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final AesGcmJce aead;

    Cipher(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key has " + KEY_BYTES + " bytes, not " + key.length);
        }
        try {
            this.aead = new AesGcmJce(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no AES-GCM", e);
        }
    }

    static byte[] freshKey() {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return key;
    }

    byte[] seal(byte[] clear, byte[] binding) {
        try {
            return aead.encrypt(clear, binding);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refuses to seal", e);
        }
    }

    /** @throws GeneralSecurityException when it was sealed under another key or binding, or has changed since */
    byte[] open(byte[] sealed, byte[] binding) throws GeneralSecurityException {
        return aead.decrypt(sealed, binding);
    }
}
