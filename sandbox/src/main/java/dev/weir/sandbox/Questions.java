package dev.weir.sandbox;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * How often each question was asked, and whether it was paid for, in 11 to 13 bytes a question outside the heap: a million
 * of them fit where other programs want memory too, and a table that has grown gives its old memory back at once. Safe
 * for many threads; what is said of a question is one step for all of them.
 */
final class Questions implements AutoCloseable {

    /** What became of a wish to pay. */
    enum Payment {
        FIRST,
        AGAIN,
        /** It was paid before, and costs nothing again. */
        FREE,
        REFUSED
    }

    private static final int PART_BITS = 6;

    /** Two to the 64th divided by the golden ratio: neighbours come to lie far apart (Knuth, volume 3, 6.4). */
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private final Part[] parts = new Part[1 << PART_BITS];

    Questions() {
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new Part();
        }
    }

    /** Counts one more try of it; returns its number, from 1. */
    int nextTry(long question) {
        return part(question).nextTry(question << PART_BITS);
    }

    boolean isPaid(long question) {
        return part(question).isPaid(question << PART_BITS);
    }

    /**
     * Pays for it.
     *
     * @param onlyOnce whether one that was paid before costs nothing
     * @param take takes the price; false when that is refused
     */
    Payment pay(long question, boolean onlyOnce, BooleanSupplier take) {
        return part(question).pay(question << PART_BITS, onlyOnce, take);
    }

    /** Gives the memory back; nobody may ask any more. */
    @Override
    public void close() {
        for (Part part : parts) {
            part.close();
        }
    }

    /** The highest bits choose the part, and are known there. */
    private Part part(long question) {
        return parts[(int) (question >>> (Long.SIZE - PART_BITS))];
    }

    /**
     * A table with open addressing, guarded by itself: a word for each question, 0 where there is none. Its upper bits are
     * the question's; below them stand its tries, and in the lowest bit whether it was paid.
     */
    private static final class Part {
        private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
        private static final int FEW = 1 << 6;
        private static final long PAID = 1;
        private static final long TRY = 2;
        private static final long SAID = (1L << PART_BITS) - 1;

        /** As many tries fit into a word; those beyond are in a map, since hardly a question has so many. */
        private static final int MOST_TRIES = (int) (SAID / TRY);

        private final Map<Long, Integer> furtherTries = new HashMap<>();
        private Arena arena = Arena.ofShared();
        private MemorySegment words = arena.allocate(WORD, FEW);
        private int places = FEW;
        private int size;

        synchronized int nextTry(long key) {
            int place = taken(key);
            long word = word(place);
            int tries = (int) ((word & SAID) / TRY);
            if (tries < MOST_TRIES) {
                set(place, word + TRY);
                return tries + 1;
            }
            return MOST_TRIES + furtherTries.merge(key, 1, Integer::sum);
        }

        synchronized boolean isPaid(long key) {
            return (word(place(key)) & PAID) != 0;
        }

        synchronized Payment pay(long key, boolean onlyOnce, BooleanSupplier take) {
            boolean paid = isPaid(key);
            if (paid && onlyOnce) {
                return Payment.FREE;
            }
            if (!take.getAsBoolean()) {
                return Payment.REFUSED;
            }
            int place = taken(key);
            set(place, word(place) | PAID);
            return paid ? Payment.AGAIN : Payment.FIRST;
        }

        synchronized void close() {
            arena.close();
        }

        private long word(int place) {
            return words.getAtIndex(WORD, place);
        }

        private void set(int place, long word) {
            words.setAtIndex(WORD, place, word);
        }

        /** The place of a key; the caller writes a word there that is not 0, and with it the key. */
        private int taken(long key) {
            int place = place(key);
            if (word(place) != 0) {
                return place;
            }
            if (++size > places / 4 * 3) {
                grow();
                place = place(key);
            }
            set(place, key);
            return place;
        }

        private int place(long key) {
            int place = (int) Math.unsignedMultiplyHigh(key * SPREAD, places);
            for (long word = word(place); word != 0 && (word & ~SAID) != key; word = word(place)) {
                place = place + 1 == places ? 0 : place + 1;
            }
            return place;
        }

        private void grow() {
            Arena oldArena = arena;
            MemorySegment old = words;
            int oldPlaces = places;
            arena = Arena.ofShared();
            // By a quarter: doubled, all parts together would come to need twice the memory within moments.
            places = oldPlaces + oldPlaces / 4;
            words = arena.allocate(WORD, places);
            for (int i = 0; i < oldPlaces; i++) {
                long word = old.getAtIndex(WORD, i);
                if (word != 0) {
                    set(place(word & ~SAID), word);
                }
            }
            oldArena.close();
        }
    }
}
