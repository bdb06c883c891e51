package dev.weir.server.suppression;

import java.util.Arrays;

/** A handle as it is kept: its kind, and a keyed hash of it. */
record Keyed(int kind, Hash hash) {

    /** Bytes that are equal when they are the same. */
    static final class Hash {
        private final byte[] bytes;

        Hash(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }
}
