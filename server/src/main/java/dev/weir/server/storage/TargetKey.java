package dev.weir.server.storage;

import java.util.Arrays;

/** What a result is found by at its table, as a digest: two of equal keys are written one after the other. */
final class TargetKey {

    private final byte[] digest;

    TargetKey(byte[] digest) {
        this.digest = digest.clone();
    }

    byte[] bytes() {
        return digest.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TargetKey key && Arrays.equals(digest, key.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }
}
