package dev.weir.app.enrich;

import dev.weir.provider.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * Remembers which row had a key first, in some 40 bytes a row whatever the keys' length: of each key 128 bits of its
 * SHA-256 are kept, and two keys that share them count as one.
 */
final class RowKeys {

    private static final double FULL = 0.6;

    private final MessageDigest sha256 = Sha256.begin();
    private long[] high = new long[1 << 10];
    private long[] low = new long[1 << 10];

    /** One more than the row; 0 where there is none. */
    private int[] rows = new int[1 << 10];

    private int size;

    /** The row that a key was first seen in; -1 for none. */
    int find(List<String> key) {
        ByteBuffer digest = digest(key);
        return rows[slot(digest.getLong(0), digest.getLong(Long.BYTES))] - 1;
    }

    /** @param key not seen before */
    void add(List<String> key, int row) {
        if (size > rows.length * FULL) {
            grow();
        }
        ByteBuffer digest = digest(key);
        put(digest.getLong(0), digest.getLong(Long.BYTES), row + 1);
    }

    private void put(long h, long l, int stored) {
        int slot = slot(h, l);
        high[slot] = h;
        low[slot] = l;
        rows[slot] = stored;
        size++;
    }

    /** Where the key is, or would be. */
    private int slot(long h, long l) {
        int mask = rows.length - 1;
        int slot = (int) h & mask;
        while (rows[slot] != 0 && (high[slot] != h || low[slot] != l)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        int[] oldRows = rows;
        high = new long[oldRows.length * 2];
        low = new long[oldRows.length * 2];
        rows = new int[oldRows.length * 2];
        size = 0;
        for (int i = 0; i < oldRows.length; i++) {
            if (oldRows[i] != 0) {
                put(oldHigh[i], oldLow[i], oldRows[i]);
            }
        }
    }

    private ByteBuffer digest(List<String> key) {
        for (String part : key) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            // The length first, so that no two keys run into the same bytes.
            sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            sha256.update(bytes);
        }
        return ByteBuffer.wrap(sha256.digest());
    }
}
