package dev.weir.sandbox;

import java.util.function.BooleanSupplier;

/**
 * How often each question was asked, and whether it was paid for, in 16 to 20 bytes a question: a million of them fit
 * where other programs want memory too. Safe for many threads; what is said of a question is one step for all of them.
 */
final class Questions {

    /** What became of a wish to pay. */
    enum Payment {
        FIRST,
        AGAIN,
        /** It was paid before, and costs nothing again. */
        FREE,
        REFUSED
    }

    private static final int PARTS = 64;

    /** Two to the 64th divided by the golden ratio: neighbours come to lie far apart (Knuth, volume 3, 6.4). */
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private final Part[] parts = new Part[PARTS];

    Questions() {
        for (int i = 0; i < PARTS; i++) {
            parts[i] = new Part();
        }
    }

    /** Counts one more try of it; returns its number, from 1. */
    int nextTry(long question) {
        return part(question).nextTry(question);
    }

    boolean isPaid(long question) {
        return part(question).isPaid(question);
    }

    /**
     * Pays for it.
     *
     * @param onlyOnce whether one that was paid before costs nothing
     * @param take takes the price; false when that is refused
     */
    Payment pay(long question, boolean onlyOnce, BooleanSupplier take) {
        return part(question).pay(question, onlyOnce, take);
    }

    /** The highest bits choose the part. */
    private Part part(long question) {
        return parts[(int) (question >>> 58)];
    }

    /** A table with open addressing, guarded by itself. A place is taken when it has been tried or paid. */
    private static final class Part {
        private long[] keys = new long[1 << 6];

        /** Tries, shifted by one; the lowest bit says whether it was paid. */
        private int[] values = new int[1 << 6];

        private int size;

        synchronized int nextTry(long key) {
            int place = taken(key);
            values[place] += 2;
            return values[place] >>> 1;
        }

        synchronized boolean isPaid(long key) {
            return (values[place(key)] & 1) == 1;
        }

        synchronized Payment pay(long key, boolean onlyOnce, BooleanSupplier take) {
            boolean paid = isPaid(key);
            if (paid && onlyOnce) {
                return Payment.FREE;
            }
            if (!take.getAsBoolean()) {
                return Payment.REFUSED;
            }
            values[taken(key)] |= 1;
            return paid ? Payment.AGAIN : Payment.FIRST;
        }

        /** The place of a key that is there from now on. */
        private int taken(long key) {
            int place = place(key);
            if (values[place] != 0) {
                return place;
            }
            if (++size > keys.length * 3 / 4) {
                grow();
                place = place(key);
            }
            keys[place] = key;
            return place;
        }

        private int place(long key) {
            int place = (int) Math.unsignedMultiplyHigh(key * SPREAD, keys.length);
            while (values[place] != 0 && keys[place] != key) {
                place = place + 1 == keys.length ? 0 : place + 1;
            }
            return place;
        }

        private void grow() {
            long[] oldKeys = keys;
            int[] oldValues = values;
            // By a quarter: doubled, all parts together would come to need twice the memory within moments.
            keys = new long[oldKeys.length + oldKeys.length / 4];
            values = new int[keys.length];
            for (int i = 0; i < oldKeys.length; i++) {
                if (oldValues[i] != 0) {
                    int place = place(oldKeys[i]);
                    keys[place] = oldKeys[i];
                    values[place] = oldValues[i];
                }
            }
        }
    }
}
