package dev.weir.server.insight;

import dev.weir.server.enrichment.AnswerKey;
import java.util.Collection;

/**
 * Keys of one workspace's questions, in 23 to 34 bytes each: a what-if remembers every question of a job, once for each
 * order in which its rows are tried.
 */
final class KeySet {

    private static final int FEW = 16;

    /** Two longs for each place; both 0 where there is none. */
    private long[] words = new long[2 * FEW];

    private int size;
    private boolean zero;

    boolean contains(AnswerKey key) {
        return contains(key.high(), key.low());
    }

    void addAll(Collection<AnswerKey> keys) {
        keys.forEach(key -> add(key.high(), key.low()));
    }

    boolean contains(long high, long low) {
        return high == 0 && low == 0 ? zero : words[place(high, low) + 1] != 0 || words[place(high, low)] != 0;
    }

    void add(long high, long low) {
        if (high == 0 && low == 0) {
            zero = true;
        } else if (!contains(high, low)) {
            if (++size > places() / 10 * 7) {
                grow();
            }
            put(high, low);
        }
    }

    private int places() {
        return words.length / 2;
    }

    private void put(long high, long low) {
        int place = place(high, low);
        words[place] = high;
        words[place + 1] = low;
    }

    /** Where the key stands, or would. Keys are digests: their bits are as good as drawn. */
    private int place(long high, long low) {
        int place = 2 * (int) Math.unsignedMultiplyHigh(high ^ low, places());
        while ((words[place] != 0 || words[place + 1] != 0) && (words[place] != high || words[place + 1] != low)) {
            place = place + 2 == words.length ? 0 : place + 2;
        }
        return place;
    }

    private void grow() {
        long[] old = words;
        words = new long[2 * (places() + places() / 2)];
        for (int place = 0; place < old.length; place += 2) {
            if (old[place] != 0 || old[place + 1] != 0) {
                put(old[place], old[place + 1]);
            }
        }
    }
}
